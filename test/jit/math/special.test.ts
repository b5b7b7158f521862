// Special values: every entry of the table in docs/math.md, and the runtime's own Math on all pairs of odd values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { library } from "../../../src/jit/math/index.ts";
import { bitsOf } from "../../oracle/bigmath.ts";
import { specialValues } from "./special.ts";

const own = library as Record<string, (...xs: number[]) => number>;

const table = specialValues();
const told = new Set(table.map(({ name }) => name));

test("the table in docs/math.md speaks of every function of Math but random", () => {
  const names = Object.getOwnPropertyNames(Math).filter((n) => typeof (Math as never)[n] === "function");
  const found = new Set([...told].map((name) => name.replace(/^hypot\d$/, "hypot")));
  for (const name of names) {
    // What Node 26 has beyond ECMAScript 2025 is not promised.
    if (name !== "random" && name !== "sumPrecise") assert.ok(found.has(name), name);
  }
});

for (const name of told) {
  test(`${name} answers special values as the table says`, () => {
    for (const { args, result } of table.filter((row) => row.name === name)) {
      const y = own[name](...args);
      assert.ok(Object.is(y, result), `${name}(${args}) is ${y}, not ${result}`);
    }
  });
}

const odd = [
  0,
  1,
  NaN,
  Infinity,
  0.5,
  2,
  3,
  1e-320,
  5e-324,
  1e300,
  2 ** -1022,
  0.3,
  20,
  800,
  2 ** 31,
  2 ** 53 - 1,
];
const values = odd.flatMap((x) => [x, -x]);

/** Equal, or finite non-zero neighbours: the runtime's own functions are not correctly rounded either. */
function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return false;
  const d = bitsOf(a) - bitsOf(b);
  return d <= 3n && d >= -3n;
}

test("on all odd values, and all pairs of them, the answers are those of the runtime's Math, up to its error", () => {
  const runtime = Math as unknown as Record<string, (...xs: number[]) => number>;
  for (const name of told) {
    const theirs =
      name === "fmod"
        ? (x: number, y: number) => x % y
        : runtime[name.replace(/\d$/, (d) => (name.startsWith("hypot") ? "" : d))];
    // Math.f16round came with Node 24.
    if (theirs === undefined) continue;
    const arity = own[name].length;
    for (const x of values) {
      for (const y of arity > 1 ? values : [0]) {
        const args = [x, y, 1].slice(0, arity);
        const a = own[name](...args);
        const b = theirs(...args);
        assert.ok(near(a, b), `${name}(${args}) is ${a}, Math says ${b}`);
      }
    }
  }
});
