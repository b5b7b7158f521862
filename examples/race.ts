// A data race, refused: every iteration adds to the same elements of an array, so two threads would overwrite each
// other's sums. Written as a reduction, threads add into copies of their own, and the loop is right.
//
//     node race.ts [numbers]
import { CompileError, heap, jit, prange, region } from "amdahl";
import { argument, check, compare } from "./support/compare.ts";

/** Adds every number once to the first sum, twice to the second, and so on. */
function plain(numbers: Float64Array, sums: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) {
    for (let k = 0; k < sums.length; k++) sums[k] += (k + 1) * numbers[i];
  }
}

// Between reading a sum and writing it, another thread may have written it.
function racing(numbers: Float64Array, sums: Float64Array): void {
  for (const i of prange(numbers.length)) {
    for (let k = 0; k < sums.length; k++) {
      const before = sums[k];
      sums[k] = before + (k + 1) * numbers[i];
    }
  }
}

function reducing(numbers: Float64Array, sums: Float64Array): void {
  for (const i of prange(numbers.length)) {
    for (let k = 0; k < sums.length; k++) sums[k] += (k + 1) * numbers[i];
  }
}

const count = argument(0, 1e7);
const numbers = heap.array(Float64Array, count);
// Whole numbers, so that no sum is rounded and every order of adding has one answer.
for (let i = 0; i < count; i++) numbers[i] = i % 7;
const weeks = Math.floor(count / 7);
const rest = count % 7;
const total = 21 * weeks + (rest * (rest - 1)) / 2;
const right = [total, 2 * total, 3 * total, 4 * total];

try {
  jit(racing)(numbers, heap.array(Float64Array, 4));
  check(false, "a race was compiled");
} catch (error) {
  if (!(error instanceof CompileError)) throw error;
  console.log(`refused: ${error.message}\n`);
}

function sum(kernel: typeof plain): () => number[] {
  const sums = heap.array(Float64Array, 4);
  return () => {
    sums.fill(0);
    kernel(numbers, sums);
    return [...sums];
  };
}

const compiled = jit(plain);
const parallel = jit(reducing);
// A function is compiled at its first call, which is not timed.
compiled(numbers, heap.array(Float64Array, 4));
parallel(numbers, heap.array(Float64Array, 4));

const sumParallel = sum(parallel);
const results = compare(`four sums of ${count.toLocaleString("en")} numbers`, {
  plain: sum(plain),
  compiled: sum(compiled),
  parallel: () => region("sums", sumParallel),
});
for (const [name, sums] of results) {
  console.log(`  ${name.padEnd(8)}  ${sums.join(" ")}`);
  check(sums.join(" ") === right.join(" "), `${name} has ${sums.join(" ")}, and ${right.join(" ")} is right`);
}
