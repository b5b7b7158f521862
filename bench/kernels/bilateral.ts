// A bilateral filter: every pixel a mean of its neighbourhood, weighted by distance and by difference; nearly all of it
// exponentials.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type Filter = (image: Float64Array, out: Float64Array, width: number, height: number, radius: number) => void;

const filter: Filter = (image, out, width, height, radius) => {
  for (let y = radius; y < height - radius; y++) {
    for (let x = radius; x < width - radius; x++) {
      const here = image[y * width + x];
      let sum = 0;
      let weights = 0;
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const there = image[(y + dy) * width + x + dx];
          const difference = there - here;
          const weight = Math.exp(-(dx * dx + dy * dy) / 8 - difference * difference * 10);
          sum += weight * there;
          weights += weight;
        }
      }
      out[y * width + x] = sum / weights;
    }
  }
};

const parallelFilter: Filter = (image, out, width, height, radius) => {
  for (const y of prange(radius, height - radius)) {
    for (let x = radius; x < width - radius; x++) {
      const here = image[y * width + x];
      let sum = 0;
      let weights = 0;
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const there = image[(y + dy) * width + x + dx];
          const difference = there - here;
          const weight = Math.exp(-(dx * dx + dy * dy) / 8 - difference * difference * 10);
          sum += weight * there;
          weights += weight;
        }
      }
      out[y * width + x] = sum / weights;
    }
  }
};

const sides = { full: 256, quick: 32 };
const RADIUS = 3;

export const kernel: Kernel = {
  name: "bilateral",
  about: (size) => `bilateral filter, ${sides[size]}², window ${2 * RADIUS + 1}`,
  variants(size, threads) {
    const side = sides[size];
    const image = heap.array(Float64Array, side * side);
    // Two halves, each of one shade.
    for (let i = 0; i < image.length; i++) image[i] = i % side < side / 2 ? 0.25 : 0.75;
    const call = () => {
      const out = heap.array(Float64Array, image.length);
      return (version: Filter) => {
        version(image, out, side, side, RADIUS);
        return out;
      };
    };
    return ladder(filter, parallelFilter, call, threads);
  },
  // Away from the edge nothing changes; beside it, the weights of the columns of the other shade are e^-2.5 times theirs.
  wrong(result, size) {
    const side = sides[size];
    const line = (result as Float64Array).subarray((side / 2) * side, (side / 2 + 1) * side);
    const far = [-3, -2, -1, 0, 1, 2, 3].map((d) => Math.exp((-d * d) / 8));
    for (let x = RADIUS; x < side - RADIUS; x++) {
      let [sum, weights] = [0, 0];
      for (let d = -RADIUS; d <= RADIUS; d++) {
        const same = x + d < side / 2 === x < side / 2;
        const weight = far[d + RADIUS] * (same ? 1 : Math.exp(-2.5));
        sum += weight * (x + d < side / 2 ? 0.25 : 0.75);
        weights += weight;
      }
      if (Math.abs(line[x] - sum / weights) > 1e-14) return `column ${x} is ${line[x]}, not ${sum / weights}`;
    }
    return undefined;
  },
};
