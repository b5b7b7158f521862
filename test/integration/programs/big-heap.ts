// Runs a serial and a parallel kernel on arrays of the heap, whatever its size, and says whether it can pass 4 GiB.
import { NDArray } from "../../../src/array/index.ts";
import { heap, jit, prange } from "../../../src/index.ts";

const sum = jit((a: Float64Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i];
  return s;
});
const double = jit(
  (a: Float64Array, b: Float64Array): number => {
    let s = 0;
    for (const i of prange(a.length)) {
      b[i] = 2 * a[i];
      s += b[i] / 2;
    }
    return s;
  },
  { parallel: 2 },
);
// The arrays lie above the first 4 GiB where the heap has them: a block of more than that is in front of them.
const large = heap.stats().capacity > 2 ** 32;
const front = heap.array(Float64Array, large ? 2 ** 29 + 2 ** 25 : 1);
const x = heap.array(Float64Array, 200_000).map((_, i) => i + 1);
const [a, b] = [heap.array(Float64Array, x.length), heap.array(Float64Array, x.length)];
a.set(x);
const [serial, parallel] = [sum(a), double(a, b)];
// Backwards: its elements lie before the first one's address.
const backwards = new NDArray(a, [2, 3], [-3, -1], 5);
const weigh = jit((m: NDArray): number => {
  let s = 0;
  for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) s = 10 * s + m.get(i, j);
  return s;
});
console.log(weigh(backwards), serial, parallel, b[0] / 2, a.byteOffset > 2 ** 32 === large, front[0], large);
