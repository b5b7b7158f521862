// The figures that stand for a whole run: geometric means over kernels, since ratios multiply.
import { bootstrap, median, type Ratio } from "../src/measure/index.ts";
import type { KernelResult } from "./study.ts";

/**
 * The geometric mean, over the kernels that have both variants, of how much faster `variant` is than `base`, with a
 * bootstrap interval over the rounds. Undefined when no kernel has both.
 */
export function geometricMean(
  kernels: readonly KernelResult[],
  base: string,
  variant: string,
): Ratio | undefined {
  const pairs = kernels.flatMap(({ variants }) => {
    const a = variants.find(({ name }) => name === base);
    const b = variants.find(({ name }) => name === variant);
    return a && b ? [[a.samples, b.samples]] : [];
  });
  if (pairs.length === 0) return undefined;
  const rounds = Math.min(...pairs.flat().map((samples) => samples.length));
  const mean = (drawn: readonly number[]): number => {
    const logs = pairs.map(([a, b]) =>
      Math.log(median(drawn.map((r) => a[r])) / median(drawn.map((r) => b[r]))),
    );
    return Math.exp(logs.reduce((sum, x) => sum + x, 0) / logs.length);
  };
  const all = Array.from({ length: rounds }, (_, r) => r);
  return { ratio: mean(all), ...bootstrap(rounds, mean) };
}
