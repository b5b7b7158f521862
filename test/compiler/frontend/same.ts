// Runs a function as plain JavaScript and compiled, and compares everything a person can see: the result, the
// arguments afterwards, the class and text of what was thrown. Numbers bit by bit, except that all NaNs are equal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "../../../src/jit/index.ts";

type AnyFunction = (...args: never[]) => unknown;

/** What came of a call. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
  readonly args: readonly unknown[];
}

/** Calls `f` on copies of `args`; an argument that occurs twice stays one object. */
export function outcome(f: AnyFunction, args: readonly unknown[]): Outcome {
  const given = structuredClone(args) as never[];
  try {
    return { value: f(...given), args: given };
  } catch (e) {
    return { error: `${(e as Error).name}: ${(e as Error).message}`, args: given };
  }
}

/** A test: `f` gives the same uncompiled and compiled, at the first call and at the second. */
export function same<F extends AnyFunction>(name: string, f: F, ...lists: Parameters<F>[]): void {
  test(name, () => {
    const compiled = jit(f);
    for (const args of lists.length === 0 ? [[]] : lists) {
      const plain = outcome(f, args);
      assert.deepEqual(outcome(compiled, args), plain, `called with ${JSON.stringify(args)}`);
    }
  });
}

/** A test: the compiled function gives this, whatever plain JavaScript gives. */
export function gives<F extends AnyFunction>(
  name: string,
  f: F,
  args: Parameters<F>,
  expected: unknown,
): void {
  test(name, () => {
    assert.deepEqual(jit(f)(...(args as never[])), expected);
  });
}

/** A value as the parameter's declared type: for arguments whose TypeScript type is not the point of a test. */
export const ugly: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  7.3,
  -7.3,
  255,
  256,
  -129,
  65535.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 32 + 1.5,
  2 ** 53,
  -(2 ** 53) - 2,
  1e21,
  5e-324,
  -1e-310,
  1.7976931348623157e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Math.PI,
];

/** Every ugly number as an argument list. */
export const each: readonly [number][] = ugly.map((x) => [x]);

/** Every pair of ugly numbers as an argument list. */
export const pairs: readonly [number, number][] = ugly.flatMap((x) =>
  ugly.map((y) => [x, y] as [number, number]),
);
