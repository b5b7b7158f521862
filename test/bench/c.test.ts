// What people wrote in C runs in this process on its arrays, leaves its arithmetic alone, and is compared with its like.
import assert from "node:assert/strict";
import { test } from "node:test";
import { againstC } from "../../bench/against-c.ts";
import { findC, inC } from "../../bench/c.ts";
import { kernels } from "../../bench/kernels/index.ts";

const found = findC();
const skip = "missing" in found && found.missing;

type Square = (a: Float64Array, b: Float64Array, out: Float64Array, count: number) => void;
const declaration = "void square(const double *a, const double *b, double *out, int64_t count)";

test("a function in C works on the caller's arrays, also on a part of one", { skip }, () => {
  const square = inC<Square>({ file: "c/expression", declaration }, "strict");
  const out = new Float64Array(new SharedArrayBuffer(32));
  square(Float64Array.of(1, 2), Float64Array.of(3, -2), out.subarray(1), 2);
  assert.deepEqual([...out], [0, 16, 0, 0]);
});

test("fast-math in C leaves subnormal numbers to everybody else in the process", { skip }, () => {
  const square = inC<Square>({ file: "c/expression", declaration }, "fast-math");
  const out = new Float64Array(1);
  square(Float64Array.of(1), Float64Array.of(2), out, 1);
  assert.equal(out[0], 9);
  const tiny = Float64Array.of(Number.MIN_VALUE * 2 ** 20);
  assert.equal(tiny[0] / 2 ** 20, Number.MIN_VALUE);
});

test("what is not there in C is an error at the first call, with the compiler's words", { skip }, () => {
  const nowhere = inC<Square>({ file: "c/nowhere", declaration }, "strict");
  assert.throws(
    () => nowhere(new Float64Array(1), new Float64Array(1), new Float64Array(1), 1),
    /nowhere\.c/,
  );
});

test("every kernel has its like in C", { skip }, () => {
  for (const kernel of kernels) {
    const names = kernel.variants("quick", [1]).map(({ name }) => name);
    assert.deepEqual(names.slice(-2), ["C", "C, fast-math"], kernel.name);
  }
});

test("strict code is compared with strict C, the best with the best", () => {
  const variant = (name: string, seconds: number) => ({
    name,
    samples: [seconds],
    median: seconds,
    interval: { low: seconds, high: seconds, coverage: 0 },
    batch: 1,
    speedup: { ratio: 1, low: 1, high: 1, coverage: 0 },
  });
  const kernel = (about: string, factor: number, ...more: ReturnType<typeof variant>[]) => ({
    name: about,
    about,
    variants: [
      variant("plain", 12),
      variant("compiled", 6),
      variant("native", 3),
      variant("C", 3 * factor),
      ...more,
    ],
  });
  assert.equal(againstC([{ ...kernel("none", 1), variants: [variant("plain", 1)] }]), undefined);
  const strict = againstC([kernel("even", 1), kernel("ahead", 4)]) as string;
  assert.match(strict, /even +2\.00 × +4\.00 × +0\.50 × +1\.00 ×$/m);
  assert.match(strict, /geometric mean +2\.00 × +4\.00 × +1\.00 × +2\.00 ×$/m);
  assert.match(strict, /least +2\.00 × +4\.00 × +0\.50 × +1\.00 ×$/m);
  const relaxed = againstC([kernel("k", 1, variant("C, fast-math", 0.5), variant("native, fastmath", 4))]);
  assert.match(relaxed as string, /^k +2\.00 × +4\.00 × +0\.50 × +1\.00 × +0\.17 ×$/m);
});
