// Elements: what a store leaves and a load gives, for every element type, value and value type, against typed arrays;
// and addresses, however the subscript is written, in memories of both widths.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RESERVED } from "../../../../src/compiler/backend/wasm/index.ts";
import * as ir from "../../../../src/compiler/ir/index.ts";
import {
  array,
  define,
  give,
  hasMemory64,
  INTEGERS,
  LONGS,
  load,
  program,
  run,
  store,
  UGLY,
} from "./harness.ts";

const { bin, get, num, int, set } = ir;

const ARRAYS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
};
const ELEMS = Object.keys(ARRAYS) as ir.Elem[];
const widths = hasMemory64 ? [false, true] : [false];

const cellsOf = (elem: ir.Elem, memory: DataView) => new ARRAYS[elem](memory.buffer as ArrayBuffer, 8192, 4);

const at = (type: ir.Type, elem: ir.Elem) =>
  define("at", ["addr", "i32"], [type], (f, base, i) => [give(load(array(f, elem, base), get(i), type))]);
const put = (type: ir.Type, elem: ir.Elem) =>
  define("put", ["addr", "i32", type], [], (f, base, i, x) => [store(array(f, elem, base), get(i), get(x))]);

for (const memory64 of widths) {
  const bits = memory64 ? 64 : 32;

  test(`a double stored is converted as a typed array converts it (${bits} bits)`, () => {
    for (const elem of ELEMS) {
      const { entry, memory } = run(put("f64", elem), { memory64 });
      const cells = cellsOf(elem, memory);
      const wanted = new ARRAYS[elem](4);
      for (const x of UGLY) {
        cells.fill(0);
        wanted.fill(0);
        wanted[1] = x;
        entry(8192, 1, x);
        assert.deepEqual([...cells], [...wanted], `${elem} = ${x}`);
      }
    }
  });

  test(`an integer or a float stored is converted as its value is (${bits} bits)`, () => {
    const values = { i32: INTEGERS, i64: LONGS, f32: UGLY.map(Math.fround) };
    for (const [type, list] of Object.entries(values) as ["i32" | "i64" | "f32", number[]][]) {
      for (const elem of ELEMS) {
        const { entry, memory } = run(put(type, elem), { memory64 });
        const cells = cellsOf(elem, memory);
        const wanted = new ARRAYS[elem](4);
        for (const x of list) {
          wanted[1] = x;
          entry(8192, 1, x);
          assert.deepEqual([...cells], [...wanted], `${elem} = ${type} ${x}`);
        }
      }
    }
  });

  test(`a load gives the element's value in every type that holds it (${bits} bits)`, () => {
    for (const elem of ELEMS) {
      const types: ir.Type[] =
        elem === "f64" || elem === "f32" ? ["f64", "f32"] : ["f64", "i64", "f32", "i32"];
      for (const type of types) {
        const { entry, memory } = run(at(type, elem), { memory64 });
        const cells = cellsOf(elem, memory);
        for (const x of UGLY) {
          cells[2] = x;
          // The caller of an i32 load knows that the element fits: of a u32 it gets the bits.
          const wanted = type === "f32" ? Math.fround(cells[2]) : type === "i32" ? cells[2] | 0 : cells[2];
          assert.equal(entry(8192, 2), wanted, `${type} of ${elem} ${cells[2]}`);
        }
      }
    }
  });

  test(`a subscript finds its element however it is written (${bits} bits)`, () => {
    const forms: [string, (i: ir.Expr) => ir.Expr, (i: number) => number][] = [
      ["i", (i) => i, (i) => i],
      ["i + 1", (i) => bin("add", i, int(1)), (i) => i + 1],
      ["1 + i", (i) => bin("add", int(1), i), (i) => i + 1],
      ["i - 1", (i) => bin("sub", i, int(1)), (i) => i - 1],
      ["9 - i", (i) => bin("sub", int(9), i), (i) => 9 - i],
      ["(9 - i) + 2", (i) => bin("add", bin("sub", int(9), i), int(2)), (i) => 11 - i],
      ["(i + 3) - (i - 4)", (i) => bin("sub", bin("add", i, int(3)), bin("sub", i, int(4))), () => 7],
      [
        "(2 + i) + (i + 3)",
        (i) => bin("add", bin("add", int(2), i), bin("add", i, int(3))),
        (i) => 2 * i + 5,
      ],
      ["i * 3 + 4", (i) => bin("add", bin("mul", i, int(3)), int(4)), (i) => i * 3 + 4],
      ["i + 5000", (i) => bin("add", i, int(5000)), (i) => i + 5000],
      ["6", () => int(6), () => 6],
      [
        "(2^31 - 1 + i) - (2^31 - 1)",
        (i) => bin("sub", bin("add", i, int(2 ** 31 - 1)), int(2 ** 31 - 1)),
        (i) => i,
      ],
    ];
    for (const [name, write, js] of forms) {
      for (const type of ["i32", "i64"] as const) {
        const cast = (e: ir.Expr): ir.Expr =>
          e.k === "const" ? ir.constant(type, e.value) : e.k === "bin" ? bin(e.op, cast(e.a), cast(e.b)) : e;
        const f = define("f", ["addr", type], ["f64"], (fn, base, i) => [
          give(load(array(fn, "f64", base), cast(write(get(i))))),
        ]);
        const { entry, memory } = run(f, { memory64 });
        const cells = new Float64Array(memory.buffer, RESERVED, 6000);
        for (const [k] of cells.entries()) cells[k] = k + 0.5;
        for (const i of [-900, -1, 0, 1, 5, 9]) {
          if (js(i) >= 0) assert.equal(entry(RESERVED, i), js(i) + 0.5, `${name} at ${i} as ${type}`);
        }
      }
    }
  });

  test(`a double is a subscript (${bits} bits)`, () => {
    const f = define("f", ["addr", "f64"], ["f64"], (fn, base, i) => [
      give(
        bin(
          "add",
          load(array(fn, "i16", base), bin("add", get(i), num(1))),
          load(array(fn, "i16", base), num(3)),
        ),
      ),
    ]);
    const { entry, memory } = run(f, { memory64 });
    new Int16Array(memory.buffer, 8192, 4).set([1, 20, 300, -4000]);
    assert.equal(entry(8192, 0), -3980);
    assert.equal(entry(8192, -1), -3999);
    assert.equal(entry(8192, -0), -3980);
  });

  test(`a table's row is an address and a length (${bits} bits)`, () => {
    for (const type of ["f64", "i32", "i64"] as const) {
      const f = define("f", ["addr", "i32"], ["f64", type], (fn, base, i) => {
        const rows = ir.local(fn, "rows", "f64");
        const row = array(fn, "u8", undefined, ir.local(fn, "length", type));
        return [
          {
            k: "row",
            array: row,
            table: { id: 0, name: "t", elem: "u8", base, length: rows },
            index: get(i),
          },
          give(load(row, int(1)), get(row.length)),
        ];
      });
      const { entry, memory } = run(f, { memory64 });
      new Float64Array(memory.buffer, 8192, 4).set([9000, 3, 10000, 7]);
      new Uint8Array(memory.buffer)[9001] = 200;
      new Uint8Array(memory.buffer)[10001] = 100;
      assert.deepEqual(entry(8192, 0), [200, 3]);
      assert.deepEqual(entry(8192, 1), [100, 7]);
    }
  });

  test(`a row may take the place of its own table (${bits} bits)`, () => {
    const f = define("f", ["addr"], ["f64"], (fn, base) => {
      const row = array(fn, "f64", base);
      return [
        {
          k: "row",
          array: row,
          table: { id: 0, name: "t", elem: "f64", base, length: row.length },
          index: int(1),
        },
        give(bin("add", load(row, int(0)), get(row.length))),
      ];
    });
    const { entry, memory } = run(f, { memory64 });
    new Float64Array(memory.buffer, 8192, 4).set([0, 0, 9000, 7]);
    memory.setFloat64(9000, 35, true);
    assert.equal(entry(8192), 42);
  });

  test(`values of every type pass through raw memory (${bits} bits)`, () => {
    for (const [type, elem, list] of [
      ["f64", "f64", UGLY],
      ["f32", "f32", UGLY.map(Math.fround)],
      ["i32", "i32", INTEGERS],
      ["i32", "f64", INTEGERS],
      ["i64", "f64", LONGS],
      ["bool", "u8", [0, 1]],
      ["bool", "f64", [0, 1]],
      ["addr", "f64", [0, 8192, 2 ** 31 + 8, 2 ** 32 - 8]],
    ] as const) {
      const f = define("f", ["addr", type], [type], (_fn, p, x) => [
        { k: "poke", elem, base: get(p), offset: 24, value: get(x) },
        give(ir.peek(type, elem, bin("add", get(p), ir.constant("addr", 32)), -8)),
      ]);
      const { entry } = run(f, { memory64 });
      for (const x of list) assert.equal(entry(8192, x), x, `${type} as ${elem}`);
    }
  });

  test(`addresses are unsigned, and numbers become addresses (${bits} bits)`, () => {
    const high = 2 ** 32 - 64;
    const less = define("f", ["addr", "addr"], ["bool", "addr"], (_f, a, b) => [
      give(bin("lt", get(a), get(b)), bin("min", get(a), get(b))),
    ]);
    assert.deepEqual(run(less, { memory64 }).entry(high, 64), [0, 64]);
    for (const type of ["f64", "i32", "i64"] as const) {
      const f = define("f", [type], ["addr"], (_f, a) => [give(ir.un("toaddr", get(a), "addr"))]);
      assert.equal(run(f, { memory64 }).entry(8192), 8192);
    }
    const walk = define("f", ["addr", "addr"], ["f64"], (fn, from, to) => {
      const p = ir.local(fn, "p", "addr");
      const s = ir.local(fn, "s", "f64");
      const body = [set(s, bin("add", get(s), ir.peek("f64", "f64", get(p), 0)))];
      return [
        {
          k: "for",
          label: "L",
          v: p,
          from: get(from),
          to: get(to),
          cmp: "lt",
          step: 8,
          body,
          facts: { id: 0, place: 0, notes: [] },
        },
        give(get(s)),
      ];
    });
    const { entry, memory } = run(walk, { memory64 });
    new Float64Array(memory.buffer, 8192, 4).set([1, 20, 300, 4000]);
    assert.equal(entry(8192, 8192 + 32), 4321);
  });

  test(`an array is allocated with its size in bytes, and its length is the count (${bits} bits)`, () => {
    for (const type of ["f64", "i32", "i64"] as const) {
      for (const elem of ["u8", "f64"] as const) {
        const f = define("f", ["f64"], [type, "addr"], (fn, n) => {
          const a = array(fn, elem, undefined, ir.local(fn, "n", type));
          return [
            { k: "alloc", array: a, count: get(n), escapes: elem === "u8" },
            give(get(a.length), get(a.base)),
          ];
        });
        const { entry, asked } = run(f, { memory64 }, { alloc: () => 9024 });
        assert.deepEqual(entry(5), [5, 9024]);
        assert.deepEqual(asked, [["alloc", elem === "u8" ? 5 : 40, elem === "u8" ? 1 : 0]]);
      }
    }
  });

  test(`a fork names its function by number, and the function is exported (${bits} bits)`, () => {
    const chunk = (name: string, scalar: ir.Type) =>
      define(name, [scalar, scalar, "addr", "addr"], [], (fn, first, last, frame, partials) => {
        const i = ir.local(fn, "i", scalar);
        const one: ir.Expr = scalar === "i32" ? ir.un("tof64", get(i), "f64") : get(i);
        const out = array(fn, "f64", partials);
        return [
          {
            k: "for",
            label: "L",
            v: i,
            from: get(first),
            to: get(last),
            cmp: "lt",
            step: 1,
            facts: { id: 0, place: 0, notes: [] },
            body: [store(out, get(i), bin("mul", one, ir.peek("f64", "f64", get(frame), 8)))],
          },
        ];
      });
    const whole = chunk("whole", "i32");
    const real = chunk("real", "f64");
    const f = define("f", ["f64", "addr"], ["addr"], (fn, n, frame) => {
      const p = ir.local(fn, "p", "addr");
      const fork = (fn: ir.Func, schedule: "static" | "dynamic"): ir.Stmt => ({
        k: "fork",
        fn,
        units: get(n),
        frame: get(frame),
        stride: 8,
        partials: p,
        schedule,
        loop: 12,
      });
      return [fork(real, "dynamic"), fork(whole, "static"), fork(real, "static"), give(get(p))];
    });
    const machine = run(
      program(f, whole, real),
      { memory64 },
      {
        fork: (fn, units, frame) => {
          machine.exports[`fork${fn}`](0, 2, frame, 10240);
          machine.exports[`fork${fn}`](2, units, frame, 10240);
          return 10240;
        },
      },
    );
    machine.memory.setFloat64(8200, 2.5, true);
    assert.equal(machine.entry(4, 8192), 10240);
    assert.deepEqual([...new Float64Array(machine.memory.buffer, 10240, 4)], [0, 2.5, 5, 7.5]);
    assert.deepEqual(machine.asked, [
      ["fork", 0, 4, 8192, 8, 1, 12],
      ["fork", 1, 4, 8192, 8, 0, 12],
      ["fork", 0, 4, 8192, 8, 0, 12],
    ]);
    assert.deepEqual(Object.keys(machine.exports).sort(), ["entry", "fork0", "fork1"]);
  });
}

test("a module imports what it uses and nothing else", () => {
  assert.deepEqual(run(define("f", [], ["f64"], () => [give(num(1))])).imports, ["memory"]);
  const f = define("f", ["f64"], [], (_f, x) => [{ k: "print", site: 0, args: [get(x)] }]);
  assert.deepEqual(run(f).imports.sort(), ["arg", "memory", "print"]);
});
