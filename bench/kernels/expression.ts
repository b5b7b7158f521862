// a² + b² + 2ab over two arrays, without temporaries: memory sets the pace. Once with arrays made by amdahl and once with
// arrays brought from outside, which are copied in and out.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Evaluate = (a: Float64Array, b: Float64Array, out: Float64Array) => void;

const evaluate: Evaluate = (a, b, out) => {
  for (let i = 0; i < a.length; i++) out[i] = a[i] ** 2 + b[i] ** 2 + 2 * a[i] * b[i];
};

const parallelEvaluate: Evaluate = (a, b, out) => {
  for (const i of prange(a.length)) out[i] = a[i] ** 2 + b[i] ** 2 + 2 * a[i] * b[i];
};

const counts = { full: 3e6, quick: 1e4 };

function expression(name: string, where: string, make: (n: number) => Float64Array): Kernel {
  return {
    name,
    about: (size) => `a² + b² + 2ab, ${counts[size].toLocaleString("en")} numbers${where}`,
    variants(size: Size, threads) {
      const [a, b] = [make(counts[size]), make(counts[size])];
      for (let i = 0; i < a.length; i++) {
        a[i] = i % 1000;
        b[i] = i % 7;
      }
      const call = () => {
        const out = make(counts[size]);
        return (version: Evaluate) => {
          version(a, b, out);
          return out;
        };
      };
      return ladder(evaluate, parallelEvaluate, call, threads);
    },
    // Whole numbers below 2^53, for which the square of the sum is the same to the last bit.
    wrong(result) {
      const at = (result as Float64Array).findIndex((x, i) => x !== ((i % 1000) + (i % 7)) ** 2);
      return at < 0 ? undefined : `element ${at} is ${(result as Float64Array)[at]}`;
    },
  };
}

export const kernels: Kernel[] = [
  expression("expression", "", (n) => heap.array(Float64Array, n)),
  expression("expression-outside", ", from outside", (n) => new Float64Array(n)),
];
