// The Mandelbrot set, 1500 × 1000 points of it, as a picture. Rows near the middle take longest, so threads do not get
// equal blocks of rows: whoever is free takes the next.
//
//     node mandelbrot.ts [width] [height] [iterations]
import { heap, jit, prange, region } from "amdahl";
import { heatMap } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

/** How many steps of z → z² + c, from 0, stay within |z| < 2: at most `limit`. */
function escapeTime(x: number, y: number, limit: number): number {
  let a = 0;
  let b = 0;
  for (let n = 0; n < limit; n++) {
    const re = a * a - b * b + x;
    b = 2 * a * b + y;
    a = re;
    if (a * a + b * b >= 4) return n;
  }
  return limit;
}

function mandelbrot(image: Uint8Array, width: number, height: number, limit: number): void {
  for (const row of prange(height, { schedule: "dynamic" })) {
    const y = -1 + (row * 2) / height;
    for (let column = 0; column < width; column++) {
      const x = -2 + (column * 3) / width;
      image[row * width + column] = escapeTime(x, y, limit);
    }
  }
}

// What the same loops count in another language, for the default arguments.
const KNOWN_STEPS = 12_586_377;

const width = argument(0, 1500);
const height = argument(1, 1000);
// A pixel is a byte.
const limit = argument(2, 20, 255);

const compiled = jit(mandelbrot, { parallel: false });
const parallel = jit(mandelbrot);
// A function is compiled at its first call, which is not timed.
const blank = heap.array(Uint8Array, width * height);
compiled(blank, width, height, limit);
parallel(blank, width, height, limit);

function draw(kernel: typeof mandelbrot): () => Uint8Array {
  const image = heap.array(Uint8Array, width * height);
  return () => {
    kernel(image, width, height, limit);
    return image;
  };
}

const drawParallel = draw(parallel);
const results = compare(`Mandelbrot set, ${width} × ${height}, ${limit} iterations`, {
  plain: draw(mandelbrot),
  compiled: draw(compiled),
  parallel: () => region("mandelbrot", drawParallel),
});

const [[, image]] = results;
for (const [name, other] of results)
  check(Buffer.compare(image, other) === 0, `the ${name} picture is not the plain one`);
const steps = image.reduce((sum, n) => sum + n, 0);
console.log(`  ${steps.toLocaleString("en")} steps in every version`);
if (width === 1500 && height === 1000 && limit === 20)
  check(steps === KNOWN_STEPS, `these are ${steps} steps, and ${KNOWN_STEPS} are right`);

if (!studied) {
  const picture = heatMap({
    data: image,
    shape: [height, width],
    title: "The Mandelbrot set",
    label: "steps until |z| ≥ 2",
    colors: "inferno",
    x: { label: "Re c", range: [-2, 1] },
    y: { label: "Im c", range: [-1, 1] },
    origin: "lower",
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("mandelbrot.svg", "mandelbrot.png")) console.log(`  wrote ${path}`);
}
