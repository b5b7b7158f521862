// Means of a window that moves along many noisy signals: every sample becomes the mean of itself and those just before
// it. The kernel is written for one signal and called for each; the signals are shared out to the threads.
//
//     node moving-mean.ts [signals] [samples] [window]
import { heap, jit, prange, random, region } from "amdahl";
import { lineChart } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

/** Puts into `mean[i]` the mean of the last `window` samples up to `signal[i]`, or of as many as there are. */
function movingMean(signal: Float64Array, window: number, mean: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < signal.length; i++) {
    sum += signal[i];
    if (i >= window) sum -= signal[i - window];
    mean[i] = sum / Math.min(i + 1, window);
  }
}

function movingMeans(signals: Float64Array[], window: number, means: Float64Array[]): void {
  for (const row of prange(signals.length)) movingMean(signals[row], window, means[row]);
}

const rows = (count: number, length: number): Float64Array[] =>
  Array.from({ length: count }, () => heap.array(Float64Array, length));

const compiled = jit(movingMeans, { parallel: false });
const parallel = jit(movingMeans);

// Two short signals whose means one can find by hand.
const ramps = [Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(10, 11, 12, 13, 14)];
for (const kernel of [movingMeans, compiled, parallel]) {
  const found = rows(2, 5);
  kernel(ramps, 3, found);
  const text = found.map((row) => row.join(" ")).join(", ");
  check(text === "0 0.5 1 2 3, 10 10.5 11 12 13", `the means of two ramps are ${text}`);
}

const count = argument(0, 500, 10_000);
const samples = argument(1, 10_000, 1e6);
const window = argument(2, 25);

// What a converter of 12 bits reads: whole numbers, so that no sum of them is rounded.
const PERIOD = 400;
const signals = rows(count, samples);
for (let row = 0; row < count; row++) {
  for (let i = 0; i < samples; i++) {
    const wave = Math.sin((2 * Math.PI * i) / PERIOD + row);
    signals[row][i] = Math.round(2048 + 1200 * wave + 800 * (random(row, i) - 0.5));
  }
}

function run(kernel: typeof movingMeans): () => Float64Array[] {
  const means = rows(count, samples);
  // A function is compiled at its first call, which is not timed.
  kernel(signals, window, means);
  return () => {
    kernel(signals, window, means);
    return means;
  };
}
const runParallel = run(parallel);
const results = compare(`moving means of ${count} signals, ${samples} samples each, window ${window}`, {
  plain: run(movingMeans),
  compiled: run(compiled),
  parallel: () => region("moving means", runParallel),
});

// By another way: a window's sum is the difference of two sums from the beginning.
const upTo = new Float64Array(samples + 1);
for (let row = 0; row < count; row++) {
  for (let i = 0; i < samples; i++) upTo[i + 1] = upTo[i] + signals[row][i];
  for (const [name, means] of results) {
    for (let i = 0; i < samples; i++) {
      const from = Math.max(0, i + 1 - window);
      const right = (upTo[i + 1] - upTo[from]) / (i + 1 - from);
      const found = means[row][i];
      if (found !== right) check(false, `${name} mean ${i} of signal ${row} is ${found}, not ${right}`);
    }
  }
}
console.log(`  all ${(count * samples).toLocaleString("en")} means are right in every version`);

if (!studied) {
  const [[, means]] = results;
  const shown = Math.min(samples, 2 * PERIOD);
  const x = Array.from({ length: shown }, (_, i) => i);
  const picture = lineChart({
    title: "Moving mean",
    subtitle: `a signal and the means of ${window} samples`,
    x: { label: "sample" },
    y: { label: "reading", range: [0, 4096] },
    series: [
      { name: "signal", x, y: signals[0].subarray(0, shown), dots: false, color: "#b0b8c0" },
      { name: "mean", x, y: means[0].subarray(0, shown), dots: false },
    ],
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("moving-mean.svg", "moving-mean.png")) console.log(`  wrote ${path}`);
}
