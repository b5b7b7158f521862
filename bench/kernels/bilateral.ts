// A bilateral filter: each pixel becomes a mean of its neighbours, weighted by how near they are in place and in
// brightness. An exponential for every pair of pixels, and an edge to look out for.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Filter = (
  image: Float64Array,
  out: Float64Array,
  side: number,
  window: number,
  space: number,
  range: number,
) => void;

const filter: Filter = (image, out, side, window, space, range) => {
  const reach = Math.floor(window / 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const centre = image[y * side + x];
      let sum = 0;
      let weights = 0;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const row = y + dy;
          const column = x + dx;
          if (row < 0 || row >= side || column < 0 || column >= side) continue;
          const value = image[row * side + column];
          const difference = value - centre;
          const weight = Math.exp(
            -(dx * dx + dy * dy) / (2 * space * space) - (difference * difference) / (2 * range * range),
          );
          sum += weight * value;
          weights += weight;
        }
      }
      out[y * side + x] = sum / weights;
    }
  }
};

const parallelFilter: Filter = (image, out, side, window, space, range) => {
  const reach = Math.floor(window / 2);
  for (const y of prange(side)) {
    for (let x = 0; x < side; x++) {
      const centre = image[y * side + x];
      let sum = 0;
      let weights = 0;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const row = y + dy;
          const column = x + dx;
          if (row < 0 || row >= side || column < 0 || column >= side) continue;
          const value = image[row * side + column];
          const difference = value - centre;
          const weight = Math.exp(
            -(dx * dx + dy * dy) / (2 * space * space) - (difference * difference) / (2 * range * range),
          );
          sum += weight * value;
          weights += weight;
        }
      }
      out[y * side + x] = sum / weights;
    }
  }
};

const sides = { full: 256, quick: 32 };
const WINDOW = 7;
const SPACE = 2;
const RANGE = 0.2;

// Found with NumPy 1.24, which shifts the whole image for each neighbour and knows the edge by NaN: math.fsum of the
// filtered image and of its squares, the pixel at the corner and the one at [side / 2, side / 3].
const known: Record<Size, readonly number[]> = {
  full: [32622.155069609875, 19694.66764273581, 0.03303493896840652, 0.3066160631329494],
  quick: [501.53439153470595, 299.71032088372783, 0.03303493896840652, 0.4079543058889333],
};

export const kernel: Kernel = {
  name: "bilateral",
  about: (size) => `bilateral filter, ${sides[size]}², window ${WINDOW}`,
  variants(size, threads) {
    const side = sides[size];
    const image = heap.array(Float64Array, side * side);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) image[y * side + x] = ((x * x + 3 * y * y) % 256) / 255;
    const call = () => {
      const out = heap.array(Float64Array, image.length);
      return (version: Filter) => {
        version(image, out, side, WINDOW, SPACE, RANGE);
        return out;
      };
    };
    return ladder(filter, parallelFilter, call, threads, {
      file: "c/bilateral",
      declaration:
        "void filter(const double *image, double *out, int64_t side, int64_t window, double space, double range)",
    });
  },
  peer: (size) => ({
    module: "bilateral",
    input: { side: sides[size], window: WINDOW, space: SPACE, brightness: RANGE },
  }),
  wrong(result, size) {
    const out = result as Float64Array;
    const side = sides[size];
    const found = [
      out.reduce((sum, value) => sum + value, 0),
      out.reduce((sum, value) => sum + value * value, 0),
      out[0],
      out[(side / 2) * side + Math.floor(side / 3)],
    ];
    // Exponentials may differ in their last bit, and sums in more of them.
    const right = found.every((value, i) => Math.abs(value - known[size][i]) <= 1e-12 * known[size][i]);
    return right ? undefined : `sums and pixels are ${found.join(" ")}, not ${known[size].join(" ")}`;
  },
};
