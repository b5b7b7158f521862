// Sums of an array: one, which only reads memory in order, and four at once into the elements of another array, which
// threads do in copies of their own.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Sum = (numbers: Float64Array) => number;
type Sums = (numbers: Float64Array, sums: Float64Array) => void;

const sum: Sum = (numbers) => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
};

const parallelSum: Sum = (numbers) => {
  let total = 0;
  for (const i of prange(numbers.length)) total += numbers[i];
  return total;
};

const fourSums: Sums = (numbers, sums) => {
  for (let i = 0; i < numbers.length; i++) {
    for (let k = 0; k < sums.length; k++) sums[k] += (k + 1) * numbers[i];
  }
};

const parallelFourSums: Sums = (numbers, sums) => {
  for (const i of prange(numbers.length)) {
    for (let k = 0; k < sums.length; k++) sums[k] += (k + 1) * numbers[i];
  }
};

const counts = { full: 1e7, quick: 1e4 };

// Whole numbers, so that every order of adding has one answer.
function input(size: Size): Float64Array {
  const numbers = heap.array(Float64Array, counts[size]);
  for (let i = 0; i < numbers.length; i++) numbers[i] = i % 7;
  return numbers;
}

function total(size: Size): number {
  const rest = counts[size] % 7;
  return 21 * Math.floor(counts[size] / 7) + (rest * (rest - 1)) / 2;
}

export const kernels: Kernel[] = [
  {
    name: "sum",
    about: (size) => `sum of ${counts[size].toLocaleString("en")} numbers`,
    variants(size, threads) {
      const numbers = input(size);
      return ladder(sum, parallelSum, () => (version) => version(numbers), threads, {
        file: "c/sums",
        declaration: "double sum(const double *numbers, int64_t count)",
        adapt: (call) => (numbers) => call(numbers, numbers.length) as number,
      });
    },
    peer: (size) => ({ module: "sums", input: { count: counts[size] } }),
    wrong: (result, size) =>
      result === total(size) ? undefined : `the sum is ${result}, not ${total(size)}`,
  },
  {
    name: "four-sums",
    about: (size) => `four sums of ${counts[size].toLocaleString("en")} numbers, in an array`,
    variants(size, threads) {
      const numbers = input(size);
      const call = () => {
        const sums = heap.array(Float64Array, 4);
        return (version: Sums) => {
          sums.fill(0);
          version(numbers, sums);
          return sums;
        };
      };
      return ladder(fourSums, parallelFourSums, call, threads, {
        file: "c/sums",
        declaration: "void several_sums(const double *numbers, int64_t count, double *sums, int64_t several)",
        adapt: (call) => (numbers, sums) => void call(numbers, numbers.length, sums, sums.length),
      });
    },
    wrong(result, size) {
      const found = (result as Float64Array).join(" ");
      const expected = [1, 2, 3, 4].map((k) => k * total(size)).join(" ");
      return found === expected ? undefined : `the sums are ${found}, not ${expected}`;
    },
  },
];
