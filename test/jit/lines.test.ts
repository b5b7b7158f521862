// Compiled code says which of its lines is at work, if somebody watches when it is made: seen here from inside, by what it
// prints, in the moment in which it prints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { watchLines } from "../../src/heap/index.ts";
import { type JitOptions, jit, prange } from "../../src/jit/index.ts";

type Lines = readonly { readonly file: string | undefined; readonly line: number }[];

const words: { readonly word: Int32Array; readonly lines: Lines }[] = [];

beforeEach(() => {
  words.length = 0;
  watchLines({ watch: (word, lines) => words.push({ word, lines }) });
});
afterEach(() => watchLines(undefined));

/** The lines that are at work: one, or none. */
const atWork = (): number[] =>
  words.filter(({ word }) => word[0] > 0).map(({ word, lines }) => lines[word[0] - 1].line);

/** The lines at work at each line that is printed, while `run` runs. */
function seen(run: () => unknown): number[][] {
  const found: number[][] = [];
  const { log } = console;
  console.log = () => found.push(atWork());
  try {
    run();
  } finally {
    console.log = log;
  }
  return found;
}

const HERE = readFileSync(import.meta.filename, "utf8").split("\n");

/** The number of the line of this file that says so behind it. */
const at = (mark: string): number => {
  const found = HERE.flatMap((text, i) => (text.endsWith(`// ${mark}`) ? [i + 1] : []));
  assert.equal(found.length, 1, mark);
  return found[0];
};

const TARGETS: readonly JitOptions[] = [
  { target: "wasm" },
  ...(process.platform === "linux" && process.env.AMDAHL_FFI !== "off"
    ? [{ target: "native" } as const]
    : []),
];

for (const options of TARGETS) {
  const { target } = options;

  test(`${target}: the line that prints is at work when it prints, wherever control comes from`, () => {
    const f = jit((n: number) => {
      let even = 0;
      console.log(n); // start
      for (let i = 0; i < n; i++) {
        if (i % 2 === 0) {
          even++;
          console.log(even); // even
        } else {
          console.log(i); // odd
          if (i > 2) continue;
          console.log(-i); // small
        }
        console.log(i); // end of a round
      }
      let k = 0;
      while (true) {
        k += 2;
        if (k > 3) break;
        console.log(k); // while
      }
      console.log(even); // behind
      return even;
    }, options);
    const found = seen(() => assert.equal(f(5), 3));
    const [even, odd, small, round] = ["even", "odd", "small", "end of a round"].map(at);
    const loop = [even, round, odd, small, round, even, round, odd, even, round];
    const expected = [at("start"), ...loop, at("while"), at("behind")];
    assert.deepEqual(
      found,
      expected.map((line) => [line]),
    );
    assert.deepEqual(atWork(), [], "it has returned");
  });

  test(`${target}: a function that is called has lines of its own, and the caller its own again behind it`, () => {
    const twice = (x: number): number => {
      if (x > 100) return twice(x / 2);
      console.log(x); // callee
      return 2 * x;
    };
    const f = jit((x: number) => {
      const y = twice(x);
      console.log(y); // caller
      return y;
    }, options);
    assert.deepEqual(
      seen(() => f(150)),
      [[at("callee")], [at("caller")]],
    );
    assert.deepEqual(atWork(), []);
  });

  test(`${target}: an error leaves no line at work`, () => {
    const f = jit((a: Float64Array, i: number) => {
      console.log(i); // before the error
      if (i < 0) throw new RangeError("negative");
      return a[i];
    }, options);
    assert.deepEqual(
      seen(() => assert.throws(() => f(new Float64Array(2), 7), RangeError)),
      [[at("before the error")]],
    );
    assert.deepEqual(atWork(), []);
    seen(() => assert.throws(() => f(new Float64Array(2), -1), /negative/));
    assert.deepEqual(atWork(), []);
  });

  test(`${target}: a parallel loop's lines are those of its body, and none behind it`, () => {
    const f = jit(
      (a: Float64Array) => {
        for (const i of prange(a.length)) {
          a[i] = Math.sqrt(i);
        }
        console.log(a[4]); // behind prange
        return a[9];
      },
      { ...options, parallel: 2 },
    );
    assert.deepEqual(
      seen(() => assert.equal(f(new Float64Array(100_000)), 3)),
      [[at("behind prange")]],
    );
    assert.deepEqual(atWork(), []);
  });
}

test("a loop that is on one line marks it once, before it begins", () => {
  const f = jit(
    (a: Float64Array) => {
      let s = 0;
      for (let i = 0; i < a.length; i++) s += a[i];
      return s;
    },
    { target: "wasm", lanes: "off" },
  );
  assert.equal(f(new Float64Array([1, 2, 3])), 6);
  const printed = f.inspect("final").split("\n");
  const head = printed.findIndex((text) => /: for /.test(text));
  const deeper = (text: string): boolean => /^ */.exec(text)?.[0].length === 4;
  assert.match(printed[head - 1], /^ {2}line \d+$/, "before the loop");
  const inside = printed.slice(head + 1).slice(
    0,
    printed.slice(head + 1).findIndex((t) => !deeper(t)),
  );
  assert.ok(inside.some((text) => text.includes("s.")));
  assert.ok(!inside.some((text) => /^ *line /.test(text)), "in the loop");
});

test("code that is made while nobody watches says nothing", () => {
  watchLines(undefined);
  const f = jit((x: number) => x * x + 1, { target: "wasm" });
  assert.equal(f(3), 10);
  assert.doesNotMatch(f.inspect("final"), /^\s*line \d/m);
  assert.doesNotMatch(f.inspect("wat"), /\$line/);
});
