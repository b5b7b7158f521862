// A x² + B x + C for every number of an array, in one loop. Written with whole arrays it would take four others for
// what is halfway; here nothing is stored but the answer, and memory alone sets the pace.
//
//     node quadratic.ts [numbers]
import { heap, jit, prange, region } from "amdahl";
import { argument, check, compare } from "./support/compare.ts";

function quadratic(A: number, B: number, C: number, x: Float64Array, result: Float64Array): void {
  for (let i = 0; i < x.length; i++) result[i] = A * x[i] * x[i] + B * x[i] + C;
}

function parallelQuadratic(A: number, B: number, C: number, x: Float64Array, result: Float64Array): void {
  for (const i of prange(x.length)) result[i] = A * x[i] * x[i] + B * x[i] + C;
}

const compiled = jit(quadratic);
const parallel = jit(parallelQuadratic);

// 2x² − 3x + 1 = (2x − 1)(x − 1): its zeros, its lowest point between them, and where it meets the axis.
const [A, B, C] = [2, -3, 1];
for (const kernel of [quadratic, compiled, parallel]) {
  const known = heap.array(Float64Array, 4);
  kernel(A, B, C, Float64Array.of(0.5, 1, 0.75, 0), known);
  check(known.join(" ") === "0 0 -0.125 1", `at ½, 1, ¾ and 0 it is ${known.join(" ")}`);
}

// From −1 in steps of a power of 2. With at most 2^24 of them x has 24 bits and the result 50, so nothing is rounded
// and both ways of writing the polynomial have one answer.
const count = argument(0, 5_000_000, 2 ** 24);
const step = 4 / 2 ** Math.ceil(Math.log2(count));
const x = heap.array(Float64Array, count);
for (let i = 0; i < count; i++) x[i] = i * step - 1;

function run(kernel: typeof quadratic): () => Float64Array {
  const result = heap.array(Float64Array, count);
  // A function is compiled at its first call, which is not timed.
  kernel(A, B, C, x, result);
  return () => {
    kernel(A, B, C, x, result);
    return result;
  };
}

const runParallel = run(parallel);
const results = compare(`2x² − 3x + 1 for ${count.toLocaleString("en")} numbers`, {
  plain: run(quadratic),
  compiled: run(compiled),
  parallel: () => region("quadratic", runParallel),
});

for (const [name, result] of results) {
  const wrong = result.findIndex((value, i) => value !== (2 * x[i] - 1) * (x[i] - 1));
  check(wrong < 0, `the ${name} value at ${x[wrong]} is ${result[wrong]}`);
}
console.log("  every value is (2x − 1)(x − 1) in every version");
