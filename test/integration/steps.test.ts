// Several steps of a field at a time: the bits of the plain function, whatever the stencil reaches for, however the fields
// are handed on, and wherever they lie.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap, jit, prange } from "../../src/index.ts";
import { NO_C } from "../compiler/backend/c/host.ts";

type Steps = (
  u: Float64Array,
  next: Float64Array,
  extra: Float64Array,
  rows: number,
  width: number,
  steps: number,
) => number;

const SAID = "up to 24 iterations at a time";

/** Stencils of which several steps may be done at a time, by what is special about them. */
const TOGETHER: Record<string, readonly [serial: Steps, parallel: Steps]> = {
  "five points": [
    (u, next, _extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (let r = 1; r < rows - 1; r++)
          for (let c = 1; c < width - 1; c++) {
            const at = r * width + c;
            next[at] = u[at] + 0.2 * (u[at + width] + u[at - width] + u[at + 1] + u[at - 1] - 4 * u[at]);
          }
        [u, next] = [next, u];
      }
      return 0;
    },
    (u, next, _extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (const r of prange(1, rows - 1))
          for (let c = 1; c < width - 1; c++) {
            const at = r * width + c;
            next[at] = u[at] + 0.2 * (u[at + width] + u[at - width] + u[at + 1] + u[at - 1] - 4 * u[at]);
          }
        [u, next] = [next, u];
      }
      return 0;
    },
  ],
  "two rows away on one side, by a variable in between": [
    (u, next, extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (let r = 2; r < rows; r++)
          for (let c = 0; c < width; c++)
            next[r * width + c] =
              0.5 * u[(r - 2) * width + c] - 0.3 * u[r * width + c] + extra[r * width + c];
        const old = u;
        u = next;
        next = old;
      }
      return 0;
    },
    (u, next, extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (const r of prange(2, rows))
          for (let c = 0; c < width; c++)
            next[r * width + c] =
              0.5 * u[(r - 2) * width + c] - 0.3 * u[r * width + c] + extra[r * width + c];
        const old = u;
        u = next;
        next = old;
      }
      return 0;
    },
  ],
  "three fields in a circle": [
    (u, next, extra, rows, width, steps) => {
      let before = extra;
      for (let s = 0; s < steps; s++) {
        for (let r = 1; r < rows - 1; r++)
          for (let c = 0; c < width; c++) {
            const at = r * width + c;
            next[at] = 1.9 * u[at] - before[at] + 0.05 * (u[at + width] + u[at - width]);
          }
        [before, u, next] = [u, next, before];
      }
      return u.length;
    },
    (u, next, extra, rows, width, steps) => {
      let before = extra;
      for (let s = 0; s < steps; s++) {
        for (const r of prange(1, rows - 1))
          for (let c = 0; c < width; c++) {
            const at = r * width + c;
            next[at] = 1.9 * u[at] - before[at] + 0.05 * (u[at + width] + u[at - width]);
          }
        [before, u, next] = [u, next, before];
      }
      return u.length;
    },
  ],
  "what hangs on the step, and a time that nobody needs": [
    (u, next, extra, rows, width, steps) => {
      let time = 0;
      for (let s = 0; s < steps; s++) {
        const heat = 0.1 / (s + 3);
        for (let r = 1; r < rows - 1; r++)
          for (let c = 1; c < width; c++) {
            const at = r * width + c;
            let x = u[at] + 0.1 * (u[at + width + 1 - 1] - u[at - width]);
            if (extra[at] > 0) x += heat * s;
            else x -= u[at - 1] * 0.01;
            next[at] = x;
          }
        time += 0.25;
        [u, next] = [next, u];
      }
      return time;
    },
    (u, next, extra, rows, width, steps) => {
      let time = 0;
      for (let s = 0; s < steps; s++) {
        const heat = 0.1 / (s + 3);
        for (const r of prange(1, rows - 1))
          for (let c = 1; c < width; c++) {
            const at = r * width + c;
            let x = u[at] + 0.1 * (u[at + width + 1 - 1] - u[at - width]);
            if (extra[at] > 0) x += heat * s;
            else x -= u[at - 1] * 0.01;
            next[at] = x;
          }
        time += 0.25;
        [u, next] = [next, u];
      }
      return time;
    },
  ],
  "two results, one of them read back": [
    (u, next, extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (let r = 1; r < rows - 1; r++)
          for (let c = 0; c < width; c++) {
            const at = r * width + c;
            next[at] = 0.3 * (u[at + width] + u[at] + u[at - width]);
            extra[at] = next[at] * 0.5 + extra[at] + u[at + width];
          }
        [u, next] = [next, u];
      }
      return 0;
    },
    (u, next, extra, rows, width, steps) => {
      for (let s = 0; s < steps; s++) {
        for (const r of prange(1, rows - 1))
          for (let c = 0; c < width; c++) {
            const at = r * width + c;
            next[at] = 0.3 * (u[at + width] + u[at] + u[at - width]);
            extra[at] = next[at] * 0.5 + extra[at] + u[at + width];
          }
        [u, next] = [next, u];
      }
      return 0;
    },
  ],
};

/** Steps that must be done one after the other, or rows in their order. */
const APART: Record<string, Steps> = {
  "an element of another row of the step before, always the same": (u, next, _extra, rows, width, steps) => {
    for (let s = 0; s < steps; s++) {
      for (let r = 1; r < rows - 1; r++)
        for (let c = 0; c < width; c++) next[r * width + c] = 0.5 * u[r * width + c] + u[width + c];
      [u, next] = [next, u];
    }
    return 0;
  },
  "five rows away": (u, next, _extra, rows, width, steps) => {
    for (let s = 0; s < steps; s++) {
      for (let r = 0; r < rows - 5; r++)
        for (let c = 0; c < width; c++)
          next[r * width + c] = 0.5 * u[(r + 5) * width + c] - 0.1 * u[r * width + c];
      [u, next] = [next, u];
    }
    return 0;
  },
  "the last row that was gone through": (u, next, _extra, rows, width, steps) => {
    let r = 0;
    for (let s = 0; s < steps; s++) {
      for (r = 1; r < rows - 1; r++)
        for (let c = 0; c < width; c++) {
          const at = r * width + c;
          next[at] = u[at] + 0.2 * (u[at + width] - u[at - width]);
        }
      [u, next] = [next, u];
    }
    return r;
  },
  "one field that stays": (u, next, _extra, rows, width, steps) => {
    let other = next;
    for (let s = 0; s < steps; s++) {
      for (let r = 1; r < rows - 1; r++)
        for (let c = 0; c < width; c++) {
          const at = r * width + c;
          other[at] = u[at] + 0.2 * (u[at + width] - u[at - width]);
        }
      other = u;
    }
    return other.length;
  },
  "rows that hang on the step": (u, next, _extra, rows, width, steps) => {
    for (let s = 0; s < steps; s++) {
      for (let r = 1 + (s & 1); r < rows - 1; r++)
        for (let c = 0; c < width; c++) {
          const at = r * width + c;
          next[at] = u[at] + 0.2 * (u[at + width] - u[at - width]);
        }
      [u, next] = [next, u];
    }
    return 0;
  },
  "a rate that every step changes": (u, next, _extra, rows, width, steps) => {
    let rate = 0.3;
    for (let s = 0; s < steps; s++) {
      for (let r = 1; r < rows - 1; r++)
        for (let c = 0; c < width; c++) {
          const at = r * width + c;
          next[at] = u[at] + rate * (u[at + width] - u[at - width]);
        }
      rate *= 0.99;
      [u, next] = [next, u];
    }
    return rate;
  },
};

/** Steps that may be taken together only where there are so few rows that nobody would. */
const SELDOM: Record<string, Steps> = {
  "in place, from one row to the next": (u, next, _extra, rows, width, steps) => {
    for (let s = 0; s < steps; s++) {
      for (let r = 1; r < rows - 1; r++)
        for (let c = 0; c < width; c++) u[r * width + c] = 0.5 * u[(r - 1) * width + c] + next[r * width + c];
      [u, next] = [next, u];
    }
    return 0;
  },
};

test("rows of a stencil are done by fours, and read what they share once", () => {
  const compiled = jit(TOGETHER["five points"]?.[0] as Steps, { target: "wasm" });
  const make = () => [1, 2, 3].map((seed) => numbers(200, seed, false));
  outcome(compiled, make, 10, 20, 1);
  assert.match(notesOf(compiled), /4 iterations at once by the loops inside/);
  // Six rows of one column, and in the four between them what is on the left and on the right: 14 loads instead of 24.
  const lines = compiled.inspect("final").split("\n");
  const stores = [...lines.keys()].filter((i) => /^ *t\[.*f64x4/.test(lines[i] as string));
  const gang = lines.slice(0, (stores[3] as number) + 1).join("\n");
  assert.equal(gang.match(/u\[u\.\d+\]\.f64\[[^\]]*\]:f64x4/g)?.length, 14);
});

const targets = ["wasm", ...(NO_C ? [] : ["native" as const])] as const;

/** Rows, columns, steps: none at all, fewer than one part has, edges of parts and of gangs, and more than a cache holds. */
const SHAPES = [
  [0, 0, 3],
  [3, 3, 0],
  [3, 5, 4],
  [31, 4, 5],
  [33, 7, 1],
  [61, 3, 2],
  [64, 17, 16],
  [95, 9, 17],
  [122, 12, 33],
  [200, 33, 40],
  [300, 250, 19],
  [257, 300, 34],
] as const;

/** Numbers whose sums depend on their order; some of them are -0, infinite or NaN, of which all are one. */
function numbers(count: number, seed: number, wild: boolean): Float64Array {
  const made = heap.array(Float64Array, count);
  for (let i = 0; i < count; i++) made[i] = Math.sin(seed + 7.3 * i) * 10 ** ((i * seed) % 3);
  if (wild && count > 20) made.set([-0, Number.POSITIVE_INFINITY, Number.NaN], count >> 1);
  return made;
}

interface Outcome {
  readonly result: number | string;
  readonly fields: readonly Float64Array[];
}

/** What a version does to fields that `make` makes, its error included. */
function outcome(f: Steps, make: () => readonly Float64Array[], ...sizes: [number, number, number]): Outcome {
  const fields = make();
  let result: number | string;
  try {
    result = f(fields[0], fields[1], fields[2], ...sizes);
  } catch (e) {
    result = (e as Error).name;
  }
  return { result, fields };
}

function assertSame(made: Outcome, expected: Outcome, message: string): void {
  assert.equal(made.result, expected.result, message);
  for (const [i, field] of expected.fields.entries()) {
    const other = made.fields[i] as Float64Array;
    const at = field.findIndex((x, k) => !Object.is(x, other[k]));
    assert.equal(at, -1, `${message}: element ${at} of field ${i} is ${other[at]}, not ${field[at]}`);
  }
}

const notesOf = (compiled: { diagnostics(): { specialisations: readonly unknown[] } }): string =>
  JSON.stringify(compiled.diagnostics().specialisations);

for (const target of targets) {
  for (const [name, [serial, parallel]] of Object.entries(TOGETHER))
    for (const threads of [false, 3] as const)
      test(`${name}: the bits of one step after the other, ${target}, ${threads || 1} threads`, () => {
        const compiled = jit(threads ? parallel : serial, { target, parallel: threads });
        for (const [rows, width, steps] of SHAPES)
          for (const wild of [false, true]) {
            const make = () => [1, 2, 3].map((seed) => numbers(rows * width, seed, wild));
            assertSame(
              outcome(compiled, make, rows, width, steps),
              outcome(serial, make, rows, width, steps),
              `${rows} × ${width}, ${steps} steps`,
            );
          }
        assert.match(notesOf(compiled), new RegExp(SAID));
      });

  for (const [name, fn] of Object.entries({ ...APART, ...SELDOM }))
    test(`${name}: one step after the other, ${target}`, () => {
      const compiled = jit(fn, { target, parallel: false });
      for (const [rows, width, steps] of SHAPES) {
        const make = () => [1, 2, 3].map((seed) => numbers(rows * width, seed, false));
        assertSame(
          outcome(compiled, make, rows, width, steps),
          outcome(fn, make, rows, width, steps),
          `${rows} × ${width}, ${steps} steps`,
        );
      }
      if (name in APART) assert.doesNotMatch(notesOf(compiled), new RegExp(SAID));
    });

  test(`fields that overlap are gone through in order, ${target}`, () => {
    for (const [serial, parallel] of Object.values(TOGETHER))
      for (const far of [0, 1, 40, 3000]) {
        const [rows, width, steps] = [70, 40, 21];
        const make = () => {
          const all = numbers(rows * width + far, 3, false);
          const size = rows * width;
          return [all.subarray(0, size), all.subarray(far, far + size), numbers(size, 2, false)];
        };
        const expected = outcome(serial, make, rows, width, steps);
        for (const [f, threads] of [
          [serial, false],
          [parallel, 3],
        ] as const)
          assertSame(
            outcome(jit(f, { target, parallel: threads }), make, rows, width, steps),
            expected,
            `${far} elements apart`,
          );
      }
  });

  test(`a field that is too short for the next step ends it as it always did, ${target}`, () => {
    const [serial, parallel] = TOGETHER["five points"] as readonly [Steps, Steps];
    const [rows, width, steps] = [130, 30, 18];
    for (const short of [1, width - 1, width, 2 * width, rows * width]) {
      for (const which of [0, 1]) {
        const make = () =>
          [0, 1, 2].map((i) => numbers(rows * width - (i === which ? short : 0), i + 1, false));
        const expected = outcome(serial, make, rows, width, steps);
        // Beyond the end of a typed array plain JavaScript reads undefined, where compiled code throws.
        const compiled = outcome(jit(serial, { target, parallel: false }), make, rows, width, steps);
        const threads = outcome(jit(parallel, { target, parallel: 3 }), make, rows, width, steps);
        assert.equal(threads.result, compiled.result);
        if (compiled.result === 0) {
          assertSame(compiled, expected, `${short} short`);
          assertSame(threads, expected, `${short} short`);
        } else assert.equal(compiled.result, "RangeError");
      }
    }
  });
}
