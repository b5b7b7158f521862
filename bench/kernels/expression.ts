// An expression over two arrays, with so little to compute that memory sets the pace; once on arrays that amdahl made,
// and once on arrays from outside its heap, which every compiled call copies in and out.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Square = (a: Float64Array, b: Float64Array, out: Float64Array) => void;

const square: Square = (a, b, out) => {
  for (let i = 0; i < out.length; i++) out[i] = a[i] * a[i] + b[i] * b[i] + 2 * a[i] * b[i];
};

const parallelSquare: Square = (a, b, out) => {
  for (const i of prange(out.length)) out[i] = a[i] * a[i] + b[i] * b[i] + 2 * a[i] * b[i];
};

const counts = { full: 3e6, quick: 1e4 };

// Whole numbers, so that the square of the sum is exact however it is computed.
const first = (i: number): number => i % 1000;
const second = (i: number): number => i % 7;

const about = (size: Size): string => `a² + b² + 2ab, ${counts[size].toLocaleString("en")} numbers`;

function variants(make: (length: number) => Float64Array): Kernel["variants"] {
  return (size, threads) => {
    const a = make(counts[size]);
    const b = make(counts[size]);
    for (let i = 0; i < a.length; i++) {
      a[i] = first(i);
      b[i] = second(i);
    }
    const call = () => {
      const out = make(counts[size]);
      return (version: Square) => {
        version(a, b, out);
        return out;
      };
    };
    return ladder(square, parallelSquare, call, threads, {
      file: "c/expression",
      declaration: "void square(const double *a, const double *b, double *out, int64_t count)",
      adapt: (call) => (a, b, out) => void call(a, b, out, out.length),
    });
  };
}

function wrong(result: unknown, size: Size): string | undefined {
  const found = result as Float64Array;
  if (found.length !== counts[size]) return `${found.length} numbers, not ${counts[size]}`;
  for (let i = 0; i < found.length; i++) {
    const expected = (first(i) + second(i)) ** 2;
    if (found[i] !== expected) return `out[${i}] is ${found[i]}, not ${expected}`;
  }
}

export const kernels: Kernel[] = [
  {
    name: "expression",
    about,
    variants: variants((length) => heap.array(Float64Array, length)),
    peer: (size) => ({ module: "expression", input: { count: counts[size] } }),
    wrong,
  },
  {
    name: "expression-outside",
    about: (size) => `${about(size)}, from outside`,
    variants: variants((length) => new Float64Array(length)),
    wrong,
  },
];
