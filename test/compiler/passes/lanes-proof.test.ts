// Loops that must run one iteration at a time, one of each kind of dependence, with the reason as it is printed; and
// their neighbours that need not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap } from "../../../src/heap/index.ts";
import { jit } from "../../../src/jit/index.ts";

type Kernel = (x: Float64Array, y: Float64Array, at: Uint8Array) => unknown;

/** What the diagnostics say of lanes, loop by loop. */
function said(f: Kernel): string[] {
  const kernel = jit(f, { lanes: 4 });
  const arrays = [heap.array(Float64Array, 100), heap.array(Float64Array, 100)] as const;
  try {
    kernel(...arrays, heap.array(Uint8Array, 100));
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
  }
  const { specialisations } = kernel.diagnostics();
  return specialisations.flatMap((s) =>
    s.loops.flatMap((l) => l.notes.filter((n) => n.pass === "lanes").map((n) => n.text)),
  );
}

const reason = (why: string): string[] => [`one at a time: ${why}`];

const SERIAL: readonly [string, string[], Kernel][] = [
  [
    "an element that the iteration before has written",
    reason("x is read and written at a distance of 1 iteration"),
    (x) => {
      for (let i = 1; i < x.length; i++) x[i] = x[i - 1] * 0.5;
    },
  ],
  [
    "an element that the next iteration writes",
    reason("x is read and written at a distance of 1 iteration"),
    (x) => {
      for (let i = 0; i < x.length - 1; i++) x[i] = x[i + 1] * 0.5;
    },
  ],
  [
    "one element that all iterations write",
    reason("the elements of x that iterations touch may be the same"),
    (x, y) => {
      for (let i = 0; i < y.length; i++) x[0] = y[i];
    },
  ],
  [
    "elements that come by from the other side",
    reason("the elements of x that iterations touch may be the same"),
    (x) => {
      for (let i = 0; i < 60; i++) x[i] = x[99 - i];
    },
  ],
  [
    "elements that an array names",
    reason("the elements of x that iterations touch may be the same"),
    (x, _, at) => {
      for (let i = 0; i < at.length; i++) if (at[i] < 100) x[at[i]] = i;
    },
  ],
  [
    "a running sum that not every iteration adds to",
    reason("s goes from one iteration to the next"),
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        if (x[i] > 0) s += x[i];
        y[i] = s;
      }
    },
  ],
  [
    "a sum that is read before it is added to",
    reason("s goes from one iteration to the next"),
    (x, y) => {
      let s = 0;
      for (let i = 0; i < x.length; i++) {
        y[i] = s;
        s += x[i];
      }
    },
  ],
  [
    "a variable whose last value is wanted",
    reason("the last value of last is read after it"),
    (x, y) => {
      let last = 0;
      for (let i = 0; i < x.length; i++) {
        last = x[i];
        y[i] = last;
      }
      return last;
    },
  ],
  [
    "an end that the data decide",
    reason("it may end early"),
    (x, y) => {
      for (let i = 0; i < x.length; i++) {
        if (x[i] > 2) break;
        y[i] = x[i];
      }
    },
  ],
  [
    "an error that an iteration may throw",
    reason("it may throw"),
    (x) => {
      for (let i = 0; i < x.length; i++) {
        if (x[i] > 1e300) throw new RangeError("large");
        x[i] = i;
      }
    },
  ],
  [
    "a line that an iteration may print",
    reason("it may print"),
    (x) => {
      for (let i = 0; i < x.length; i++) {
        if (x[i] > 1) console.log(i);
        x[i] = i;
      }
    },
  ],
  [
    "an array of its own in each iteration",
    reason("it makes arrays"),
    (x) => {
      for (let i = 0; i < x.length; i++) {
        const t = new Float64Array(2);
        t[0] = i;
        x[i] = t[0] + t[1];
      }
    },
  ],
  [
    "a loop that counts down",
    ["no lanes: it counts down"],
    (x) => {
      for (let i = x.length - 1; i >= 0; i--) x[i] = i;
    },
  ],
];

for (const [what, expected, f] of SERIAL) {
  test(`one at a time for ${what}`, () => {
    assert.deepEqual(said(f), expected);
  });
}

const GANGS: readonly [string, string[], Kernel][] = [
  [
    "a distance of three iterations allows gangs of two",
    ["2 lanes"],
    (x) => {
      for (let i = 3; i < x.length; i++) x[i] = x[i - 3] * 0.5;
    },
  ],
  [
    "two halves of an array are apart",
    ["4 lanes"],
    (x) => {
      for (let i = 0; i < 50; i++) x[i] = x[99 - i];
    },
  ],
  [
    "a stride that steps over what is written",
    ["4 lanes"],
    (x) => {
      for (let i = 0; i < 49; i++) x[2 * i] = x[2 * i + 1];
    },
  ],
  [
    "two arrays are asked whether they overlap",
    ["4 lanes, if a condition (arrays apart) holds when the loop is entered; else one at a time"],
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = x[i];
    },
  ],
];

for (const [what, expected, f] of GANGS) {
  test(`lanes: ${what}`, () => {
    assert.deepEqual(said(f), expected);
  });
}
