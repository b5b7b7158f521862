// A few kernels that have something of everything, compiled and called once so that the engine has seen the functions
// that compiling takes. What it made of them is then kept for later programs (see src/start).
import { array } from "../heap/index.ts";
import { jit } from "./jit.ts";
import { prange } from "./prange.ts";

type AnyFunction = (...args: unknown[]) => unknown;

/** Each as text: a function of this file would be looked for, and read, in the whole of the library. */
const KERNELS: readonly { readonly text: string; readonly args: () => unknown[] }[] = [
  {
    text: `(u, v, rows, columns, c) => {
      for (let t = 0; t < 2; t++) {
        for (let i = 1; i < rows - 1; i++)
          for (let j = 1; j < columns - 1; j++) {
            const k = i * columns + j;
            v[k] = u[k] + c * (u[k - columns] + u[k + columns] + u[k - 1] + u[k + 1] - 4 * u[k]);
          }
        [u, v] = [v, u];
      }
      return u;
    }`,
    args: () => [array(Float64Array, 64), array(Float64Array, 64), 8, 8, 0.1],
  },
  {
    text: `(image, width, height, limit) => {
      const escape = (x, y) => {
        let a = 0;
        let b = 0;
        for (let n = 0; n < limit; n++) {
          const next = a * a - b * b + x;
          b = 2 * a * b + y;
          a = next;
          if (a * a + b * b >= 4) return n;
        }
        return limit;
      };
      for (const row of prange(height))
        for (let column = 0; column < width; column++)
          image[row * width + column] = escape((3 * column) / width - 2, (2 * row) / height - 1);
    }`,
    args: () => [array(Uint8Array, 16), 4, 4, 8],
  },
  {
    text: `(n) => {
      let sum = 0;
      for (const i of prange(n)) {
        const x = (i + 0.5) / n;
        sum += Math.sqrt(1 - x * x) + Math.exp(-x) * Math.sin(x);
      }
      return sum / n;
    }`,
    args: () => [100],
  },
  {
    text: `(table, list, settings) => {
      let low = Infinity;
      let bits = 0;
      let i = 0;
      while (i < list.length) {
        low = Math.min(low, list[i] ?? 0);
        bits = ((bits << 1) ^ (i >>> 2)) & 0xffff;
        switch (i % 3) {
          case 0:
            bits |= 1;
            break;
          default:
            if (bits > settings.most) bits = 0;
        }
        i++;
      }
      for (const row of table) for (let j = 0; j < row.length; j++) row[j] += j < 2 ? low : Math.floor(bits / 2);
      return { low, bits };
    }`,
    args: () => [[new Float64Array(4), new Float64Array(4)], new Int32Array([3, 1, 2]), { most: 100 }],
  },
];

let done = false;

/**
 * Compiles and calls the kernels, on this thread alone: once, whichever of the library's scripts asks for it. Throws
 * what compiling throws.
 */
export function rehearse(): void {
  if (done) return;
  done = true;
  for (const { text, args } of KERNELS) {
    const kernel: AnyFunction = new Function("prange", `return ${text}`)(prange);
    const compiled: AnyFunction = jit(kernel, { parallel: false });
    compiled(...args());
    compiled(...args());
  }
}
