// Loops whose iterations hand scalars on, in gangs: what goes along the chain goes in the old order, so that every bit is
// plain JavaScript's, for gangs of every size and trip counts around them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, prange } from "../../src/index.ts";

// A C compiler takes a quarter of a second for each.
const GANGS =
  process.env.AMDAHL_TARGET === "native" ? (["off", 4] as const) : (["off", 2, 4, 8, 16] as const);

type Loop = (x: Float64Array, y: Float64Array) => unknown;

const UGLY = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1e308, -1e308];
const numbers = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(i * i + 1) * 10 ** ((i % 9) - 4));

/** Runs a loop plainly and in every gang, and compares what it returns and stores; in gangs of 4 it must have lanes. */
function agrees(f: Loop, inputs: readonly Float64Array[]): void {
  for (const lanes of GANGS) {
    const kernel = jit(f, { lanes });
    for (const x of inputs) {
      const [expected, found] = [new Float64Array(x.length), new Float64Array(x.length)];
      const value = f(x, expected);
      assert.deepEqual(kernel(x, found), value, `lanes ${lanes}, ${x.length} numbers`);
      // As arrays of numbers: of typed ones the payloads of NaNs would count.
      assert.deepEqual(Array.from(found), Array.from(expected), `lanes ${lanes}, ${x.length} numbers`);
    }
    if (lanes === 4)
      assert.match(String(kernel.diagnostics()), /4 lanes, with .* handed on from each to the next/);
  }
}

const around = Array.from({ length: 40 }, (_, n) => numbers(n));

const LOOPS: readonly [string, Loop][] = [
  [
    "a sum of quotients",
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        s += 1 / (1 + x[i] * x[i]);
        y[i] = s / 3;
      }
      return s;
    },
  ],
  [
    "a sum that nobody reads before the end, over no array",
    (x) => {
      let s = 0;
      for (let i = 0; i < 3 * x.length; i++) {
        const t = (i + 0.5) * 0.01;
        s += 4 / (1 + t * t) - Math.sqrt(t);
      }
      return s;
    },
  ],
  [
    "the largest so far, NaN and the sign of zero included",
    (x, y) => {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < x.length; i++) {
        most = Math.max(most, x[i] / 2);
        y[i] = most;
      }
      return most;
    },
  ],
  [
    "a recurrence with a factor",
    (x, y) => {
      let s = 1;
      for (let i = 0; i < x.length; i++) {
        s = s * 0.75 + x[i] / 7;
        y[i] = s - x[i];
      }
      return s;
    },
  ],
  [
    "integers that wrap around",
    (x, y) => {
      let seed = 12345;
      for (let i = 0; i < x.length; i++) {
        seed = (Math.imul(seed, 1103515245) + 12345) | 0;
        y[i] = seed / 2 ** 31 + Math.sqrt(x[i] * x[i]);
      }
      return seed;
    },
  ],
  [
    "two chains, of which the second reads the first",
    (x, y) => {
      let a = 0;
      let b = 1;
      for (let i = 0; i < x.length; i++) {
        a += x[i] / 3;
        b = b * 0.5 + a / 5;
        y[i] = a * b;
      }
      return [a, b];
    },
  ],
  [
    "a choice on the way",
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        const t = x[i];
        s = t > 0 ? s + t / 3 : s - 1;
        y[i] = s > 0 ? s / 2 : -s;
      }
      return s;
    },
  ],
  [
    "what a loop inside makes of each value",
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        s += x[i] / 3;
        let t = s;
        for (let k = 0; k < i % 4; k++) t = t / 2 + 1;
        y[i] = t;
      }
      return s;
    },
  ],
  [
    "Math's functions beside it",
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        // Roots are exact; the others are amdahl's own, whose bits are not plain JavaScript's.
        s += Math.sqrt(Math.abs(x[i])) / 3;
        y[i] = Math.floor(s);
      }
      return s;
    },
  ],
];

for (const [what, loop] of LOOPS) {
  test(`${what}: plain bits in every gang`, () => {
    agrees(loop, [
      ...around,
      numbers(1000),
      Float64Array.from(UGLY),
      Float64Array.from([...UGLY, ...UGLY].reverse()),
    ]);
  });
}

test("an array that is the other's neighbour by one runs one at a time, with the plain bits", () => {
  const loop = (x: Float64Array, y: Float64Array): number => {
    let s = 0;
    for (let i = 0; i < x.length; i++) {
      s += x[i] / 3;
      y[i] = s;
    }
    return s;
  };
  for (const shift of [0, 1, 7]) {
    const run = (f: typeof loop): readonly [number, Float64Array] => {
      const all = numbers(60);
      return [f(all.subarray(0, 50), all.subarray(shift, 50 + shift)), all];
    };
    assert.deepEqual(run(jit(loop, { lanes: 4 })), run(loop), `shifted by ${shift}`);
  }
});

test("an index out of range ends the loop where it is, with what came before stored", () => {
  const loop = (x: Float64Array, y: Float64Array): number => {
    let s = 0;
    for (let i = 0; i < x.length; i++) {
      s += x[i] / 3;
      y[i] = s;
    }
    return s;
  };
  const y = new Float64Array(21);
  assert.throws(() => jit(loop, { lanes: 4 })(numbers(30), y), /Index 21 is out of range/);
  const expected = new Float64Array(30);
  loop(numbers(30), expected);
  assert.deepEqual(y, expected.subarray(0, 21));
});

test("rows of a parallel loop have chains of their own", () => {
  const means = (x: Float64Array, y: Float64Array, rows: number, length: number): void => {
    for (const r of prange(rows)) {
      let s = 0;
      for (let i = 0; i < length; i++) {
        s += x[r * length + i];
        y[r * length + i] = s / (i + 1);
      }
    }
  };
  const [rows, length] = [17, 29];
  const x = numbers(rows * length);
  const expected = new Float64Array(x.length);
  for (let r = 0; r < rows; r++) {
    let s = 0;
    for (let i = 0; i < length; i++) {
      s += x[r * length + i] as number;
      expected[r * length + i] = s / (i + 1);
    }
  }
  for (const parallel of [1, 3]) {
    const y = new Float64Array(x.length);
    jit(means, { parallel })(x, y, rows, length);
    assert.deepEqual(y, expected);
  }
});

test("left to itself a gang is made where there is more to do than to wait, and only there", () => {
  const said = (f: (x: Float64Array) => number): string => {
    const kernel = jit(f, { target: "wasm" });
    kernel(numbers(100));
    return String(kernel.diagnostics());
  };
  assert.match(
    said((x) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) s += 1 / x[i];
      return s;
    }),
    /lanes, with s handed on/,
  );
  assert.doesNotMatch(
    said((x) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) s += x[i] * x[i];
      return s;
    }),
    /lanes, with s handed on/,
  );
});
