// Statements: loops and jumps against a plain JavaScript loop written next to them, and what the host is asked for when
// a scope is left, an index fails or a message is thrown.
import assert from "node:assert/strict";
import { test as it } from "node:test";
import * as ir from "../../../../src/compiler/ir/index.ts";
import {
  array,
  define,
  Failure,
  facts,
  give,
  index,
  load,
  loop,
  program,
  run,
  store,
  test,
} from "./harness.ts";

const { bin, get, num, int, set } = ir;
const add = (l: ir.Local, e: ir.Expr): ir.Stmt => set(l, bin("add", get(l), e));

it("a counted loop takes the steps that a for statement takes, in every direction and type", () => {
  const holds: Record<string, (a: number, b: number) => boolean> = {
    lt: (a, b) => a < b,
    le: (a, b) => a <= b,
    gt: (a, b) => a > b,
    ge: (a, b) => a >= b,
  };
  for (const type of ["i32", "i64", "f64", "f32"] as const) {
    for (const cmp of ["lt", "le", "gt", "ge"] as const) {
      for (const step of cmp[0] === "l" ? [1, 3] : [-1, -2]) {
        const f = define("f", [type, type], [type, "f64"], (fn, from, to) => {
          const v = ir.local(fn, "v", type);
          const rounds = ir.local(fn, "rounds", "f64");
          return [
            loop("L", v, get(from), cmp, get(to), step, [add(rounds, num(1))]),
            give(get(v), get(rounds)),
          ];
        });
        const { entry } = run(f);
        for (const [from, to] of [
          [0, 5],
          [5, 0],
          [3, 3],
          [-4, 7],
          [7, -4],
        ]) {
          let v = from;
          let rounds = 0;
          for (; holds[cmp](v, to); v += step) rounds++;
          assert.deepEqual(entry(from, to), [v, rounds], `${type} ${from} ${cmp} ${to} by ${step}`);
        }
      }
    }
  }
});

it("a loop to NaN does not run", () => {
  const f = define("f", ["f64"], ["f64"], (fn, to) => {
    const v = ir.local(fn, "v", "f64");
    const rounds = ir.local(fn, "rounds", "f64");
    return [loop("L", v, num(0), "lt", get(to), 1, [add(rounds, num(1))]), give(get(rounds))];
  });
  assert.equal(run(f).entry(Number.NaN), 0);
});

it("a loop's bound is evaluated once, before the counter is set, whatever the body changes", () => {
  const f = define("f", ["i32"], ["i32", "i32"], (fn, n) => {
    const v = ir.local(fn, "v", "i32");
    const rounds = ir.local(fn, "rounds", "i32");
    return [
      loop("L", v, int(0), "lt", get(n), 1, [set(n, int(0)), add(rounds, int(1))]),
      // Both bounds read the counter as the first loop left it.
      loop("M", v, bin("sub", get(v), int(2)), "lt", bin("mul", get(v), int(2)), 1, [add(rounds, int(10))]),
      give(get(v), get(rounds)),
    ];
  });
  assert.deepEqual(run(f).entry(5), [10, 75]);
});

it("break and continue go to the loops they name, through several levels", () => {
  const f = define("f", ["i32"], ["f64"], (fn, n) => {
    const [i, j, k] = ["i", "j", "k"].map((name) => ir.local(fn, name, "i32"));
    const s = ir.local(fn, "s", "f64");
    const when = (v: ir.Local, value: number, then: ir.Stmt): ir.Stmt =>
      test(bin("eq", get(v), int(value)), [then]);
    return [
      loop("A", i, int(0), "lt", get(n), 1, [
        {
          k: "block",
          label: "B",
          body: [
            loop("C", j, int(0), "lt", get(n), 1, [
              loop("D", k, int(0), "lt", get(n), 1, [
                when(k, 3, { k: "continue", label: "C" }),
                when(j, 4, { k: "continue", label: "A" }),
                when(i, 2, { k: "break", label: "B" }),
                when(i, 5, { k: "break", label: "A" }),
                when(k, 2, { k: "continue", label: "D" }),
                add(s, num(1)),
              ]),
              add(s, num(100)),
            ]),
          ],
        },
        add(s, num(10000)),
      ]),
      give(get(s)),
    ];
  });
  const js = (n: number): number => {
    let s = 0;
    A: for (let i = 0; i < n; i++) {
      // biome-ignore lint/suspicious/noConfusingLabels: a labelled block is what is tested
      B: {
        C: for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) {
            if (k === 3) continue C;
            if (j === 4) continue A;
            if (i === 2) break B;
            if (i === 5) break A;
            if (k === 2) continue;
            s += 1;
          }
          s += 100;
        }
      }
      s += 10000;
    }
    return s;
  };
  const { entry } = run(f);
  for (const n of [0, 1, 2, 3, 4, 5, 6, 9]) assert.equal(entry(n), js(n), String(n));
});

it("an endless loop is left by break and return, and continue starts it again", () => {
  const f = define("f", ["i32"], ["i32"], (fn, n) => {
    const i = ir.local(fn, "i", "i32");
    return [
      {
        k: "loop",
        label: "L",
        facts,
        body: [
          add(i, int(1)),
          test(bin("lt", get(i), int(10)), [{ k: "continue", label: "L" }]),
          test(bin("gt", get(i), get(n)), [give(int(-1))]),
          test(bin("eq", get(i), get(n)), [{ k: "break", label: "L" }]),
        ],
      },
      give(get(i)),
    ];
  });
  const { entry } = run(f);
  assert.deepEqual([entry(3), entry(10), entry(17)], [-1, 10, 17]);
});

it("every mark is released once, inner before outer, on every way out", () => {
  const f = define("f", ["i32"], ["i32"], (fn, way) => {
    const i = ir.local(fn, "i", "i32");
    const when = (value: number, then: ir.Stmt): ir.Stmt => test(bin("eq", get(way), int(value)), [then]);
    return [
      {
        k: "scope",
        body: [
          loop("L", i, int(0), "lt", int(2), 1, [
            {
              k: "scope",
              body: [
                {
                  k: "block",
                  label: "B",
                  body: [
                    {
                      k: "scope",
                      body: [
                        when(1, { k: "break", label: "B" }),
                        when(2, { k: "continue", label: "L" }),
                        when(3, { k: "break", label: "L" }),
                        when(4, give(bin("add", get(i), int(40)))),
                        when(5, { k: "throw", site: 9, args: [] }),
                      ],
                    },
                  ],
                },
              ],
            },
          ]),
        ],
      },
      give(get(i)),
    ];
  });
  for (const [way, result] of [
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 0],
    [4, 40],
  ]) {
    let marks = 0;
    const { entry, asked } = run(f, {}, { mark: () => marks++ });
    assert.equal(entry(way), result, `way ${way}`);
    const open: number[] = [];
    let next = 0;
    for (const [what, mark] of asked) {
      if (what === "mark") open.push(next++);
      else assert.deepEqual([what, mark], ["release", open.pop()], `way ${way}`);
    }
    assert.deepEqual([next, open], [marks, []]);
  }
  const { entry, asked } = run(f);
  assert.throws(() => entry(5), /throw 9/);
  assert.equal(
    asked.some(([what]) => what === "release"),
    false,
  );
});

it("a return's values are computed before its scopes are released", () => {
  const f = define("f", ["addr"], ["f64", "f64"], (_fn, p) => [
    { k: "scope", body: [give(ir.peek("f64", "f64", get(p), 0), ir.peek("f64", "f64", get(p), 8))] },
  ]);
  const machine = run(
    f,
    {},
    {
      release: () => {
        machine.memory.setFloat64(8192, -1, true);
        return 0;
      },
    },
  );
  machine.memory.setFloat64(8192, 3, true);
  machine.memory.setFloat64(8200, 4, true);
  assert.deepEqual(machine.entry(8192), [3, 4]);
});

it("functions call each other and themselves, with several results", () => {
  const divide = define("divide", ["i32", "i32"], ["i32", "f64", "i32"], (_f, a, b) => [
    give(bin("div", get(a), get(b)), num(0.5), bin("rem", get(a), get(b))),
  ]);
  const gcd = define("gcd", ["i32", "i32"], ["i32"], () => []);
  const [a, b] = gcd.params;
  const q = ir.local(gcd, "q", "i32");
  const half = ir.local(gcd, "half", "f64");
  const r = ir.local(gcd, "r", "i32");
  gcd.body = [
    test(bin("eq", get(b), int(0)), [give(get(a))]),
    { k: "call", fn: divide, args: [get(a), get(b)], results: [q, half, r] },
    { k: "call", fn: gcd, args: [get(b), get(r)], results: [q] },
    give(get(q)),
  ];
  assert.equal(run(program(gcd, divide)).entry(1071, 462), 21);
});

it("a call's results may be nobody's concern, and a function may return nothing", () => {
  const nothing = define("nothing", ["f64"], [], (_f, x) => [{ k: "print", site: 3, args: [get(x)] }]);
  const f = define("f", ["f64"], [], (_f, x) => [{ k: "call", fn: nothing, args: [get(x)], results: [] }]);
  const { entry, asked } = run(f);
  assert.equal(entry(2.5), undefined);
  assert.deepEqual(asked, [
    ["arg", 2.5],
    ["print", 3],
  ]);
});

it("a local that was never set reads as zero, and temporaries of one statement do not disturb the next", () => {
  const f = define("f", ["i32"], ["f64", "f64"], (fn, i) => {
    const a = array(fn, "f64");
    const x = ir.local(fn, "x", "f64");
    const i1 = bin("add", get(i), int(1));
    return [
      set(a.base, ir.un("toaddr", int(8192), "addr")),
      store(a, index(i1, int(4)), num(7)),
      set(x, bin("add", load(a, index(i1, int(4))), load(a, index(bin("sub", get(i), int(1)), int(4))))),
      give(get(x), get(ir.local(fn, "never", "f64"))),
    ];
  });
  assert.deepEqual(run(f).entry(2), [7, 0]);
});

it("an index that fails says which, with what value and length; the leftmost fails first", () => {
  const f = define("f", ["i32", "i32", "i32"], ["f64"], (fn, i, j, n) => {
    const a = array(fn, "f64");
    return [
      set(a.base, ir.un("toaddr", int(8192), "addr")),
      store(
        a,
        index(get(i), get(n), 1),
        bin("add", load(a, index(get(j), get(n), 2)), load(a, index(get(i), int(2), 3))),
      ),
      give(num(5)),
    ];
  });
  const { entry } = run(f);
  assert.equal(entry(0, 1, 2), 5);
  assert.throws(() => entry(2, 7, 2), /^Error: oob 1 2 2$/);
  assert.throws(() => entry(0, 7, 2), /oob 2 7 2/);
  assert.throws(() => entry(-1, 7, 2), /oob 1 -1 2/);
  assert.throws(() => entry(2, 0, 3), /oob 3 2 2/);
  assert.throws(() => entry(0, 0, 0), /oob 1 0 0/);
});

it("an index is integral and in range, as double, 32-bit or 64-bit integer", () => {
  for (const type of ["f64", "i32", "i64"] as const) {
    const f = define("f", [type, type], [type], (_f, i, n) => [give(index(get(i), get(n), 4))]);
    const { entry } = run(f);
    for (const [i, n, good] of [
      [0, 1, true],
      [0, 0, false],
      [-1, 5, false],
      [4, 5, true],
      [5, 5, false],
      [2 ** 31 - 2, 2 ** 31 - 1, true],
    ] as const) {
      if (good) assert.equal(entry(i, n), i);
      else assert.throws(() => entry(i, n), new RegExp(`oob 4 ${i} ${n}$`));
    }
  }
  const { entry } = run(define("f", ["f64", "f64"], ["f64"], (_f, i, n) => [give(index(get(i), get(n)))]));
  for (const bad of [
    Number.NaN,
    0.5,
    -0.5,
    -1,
    1e300,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** 53,
  ]) {
    assert.throws(() => entry(bad, 1e10), Failure, String(bad));
  }
  assert.equal(entry(-0, 1) === 0, true);
  assert.equal(entry(2 ** 40, 2 ** 41), 2 ** 40);
});

it("an expression evaluated for its traps traps, and is nothing else", () => {
  const f = define("f", ["f64"], [], (_f, i) => [
    { k: "do", value: index(get(i), num(3), 8) },
    { k: "do", value: bin("add", index(get(i), num(2), 9), num(1)) },
  ]);
  const { entry } = run(f);
  entry(1);
  assert.throws(() => entry(2), /oob 9 2 2/);
  assert.throws(() => entry(3), /oob 8 3 3/);
});

it("the arm not taken does not fail its bounds check, nor does it read", () => {
  const f = define("f", ["i32"], ["f64"], (fn, i) => {
    const a = array(fn, "f64");
    return [
      set(a.base, ir.un("toaddr", int(8192), "addr")),
      give(ir.cond(bin("lt", get(i), int(4)), load(a, get(i)), num(-1))),
    ];
  });
  // 2^28 doubles beyond the base are 2 GiB beyond a memory of 256 KiB: a read would be out of bounds.
  assert.equal(run(f).entry(2 ** 28), -1);
  const g = define("g", ["i32"], ["i32"], (_f, i) => [
    give(ir.cond(bin("lt", get(i), int(4)), index(get(i), int(4)), int(-1))),
  ]);
  const checked = run(g);
  assert.equal(checked.entry(9), -1);
  assert.throws(() => checked.entry(-1), /oob/);
});

it("messages get their numbers and truth values in order", () => {
  const f = define("f", ["f64", "bool"], ["f64"], (_f, x, b) => [
    { k: "print", site: 1, args: [get(x), get(b), bin("mul", get(x), num(2))] },
    { k: "throw", site: 2, args: [bin("add", get(x), num(1))] },
  ]);
  const { entry, asked } = run(f);
  assert.throws(() => entry(3, 1), /throw 2/);
  assert.deepEqual(asked, [
    ["arg", 3],
    ["flag", 1],
    ["arg", 6],
    ["print", 1],
    ["arg", 4],
    ["throw", 2],
  ]);
});

it("statements after a jump are left out, and both arms of an if may return", () => {
  const f = define("f", ["bool"], ["f64"], (_f, b) => [
    test(get(b), [give(num(1)), give(num(2))], [give(num(3))]),
  ]);
  const { entry } = run(f);
  assert.deepEqual([entry(1), entry(0)], [1, 3]);
});

it("a reduction that no pass has outlined is refused: its order is not the loop's", () => {
  const f = define("f", ["i32"], ["f64"], (fn, n) => {
    const i = ir.local(fn, "i", "i32");
    const s = ir.local(fn, "s", "f64");
    const par: ir.Parallel = {
      schedule: "static",
      assumeIndependent: false,
      reductions: [{ local: s, op: "add" }],
      arrayReductions: [],
    };
    const plain = loop("L", i, int(0), "lt", get(n), 1, [add(s, num(1))]);
    return [{ ...plain, par } as ir.Stmt, give(get(s))];
  });
  assert.throws(() => run(f), /the reduction of loop L was not outlined/);
});

it("a function of ten thousand statements compiles and runs", () => {
  const f = define("f", ["f64"], ["f64"], (_f, x) => [
    ...Array.from({ length: 10_000 }, () => set(x, bin("add", bin("mul", get(x), num(1)), num(1)))),
    give(get(x)),
  ]);
  assert.equal(run(f).entry(5), 10_005);
});
