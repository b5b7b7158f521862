// The figures that stand for a whole run: geometric means over kernels, since ratios multiply.
import { bootstrap, type CaseResult, median, type Ratio } from "../src/measure/index.ts";
import { asNative, C, C_FAST, onThreads } from "./kernel.ts";
import type { KernelResult } from "./study.ts";

/** A geometric mean over the kernels of how much faster one variant is than another. */
export interface Mean {
  readonly base: string;
  readonly variant: string;
  /** Over how many kernels. */
  readonly kernels: number;
  readonly ratio: Ratio;
}

/** What the means compare with: the fastest of some variants, under one name. */
export interface Best {
  readonly name: string;
  readonly of: readonly string[];
}

/** Numba's strict and its relaxed variant on `threads` threads. */
export function numbaBest(threads: number): Best {
  const strict = threads === 1 ? "Numba" : `Numba, ${onThreads(threads)}`;
  return { name: `Numba's best on ${onThreads(threads)}`, of: [strict, `${strict}, fastmath`] };
}

/** The strict and the relaxed machine code on `threads` threads. */
export function nativeBest(threads: number): Best {
  const strict = asNative(threads === 1 ? "compiled" : onThreads(threads));
  return { name: `native's best on ${onThreads(threads)}`, of: [strict, `${strict}, fastmath`] };
}

/** C's strict and its relaxed variant. */
export const cBest: Best = { name: "C's best", of: [C, C_FAST] };

/** The means that a run ends with, as far as it has what they compare. */
export function means(kernels: readonly KernelResult[], threads: readonly number[]): Mean[] {
  const several = threads.filter((n) => n > 1);
  const pairs: [string | Best, string | Best][] = [
    ["plain", "compiled"],
    ["plain", "compiled, fastmath"],
    ...threads.map((n): [string, string] => ["plain", onThreads(n)]),
    ...threads.slice(1).map((n): [string, string] => [onThreads(threads[0]), onThreads(n)]),
    [numbaBest(1), "compiled"],
    [numbaBest(1), "compiled, fastmath"],
    ...several.map((n): [Best, string] => [numbaBest(n), onThreads(n)]),
    ["plain", asNative("compiled")],
    ["plain", asNative("compiled, fastmath")],
    ["compiled", asNative("compiled")],
    ...[1, ...several].map((n): [Best, Best] => [numbaBest(n), nativeBest(n)]),
    [C, "compiled"],
    [C, asNative("compiled")],
    // Where C has no relaxed variant, that has been said.
    ...(kernels.some(({ variants }) => pick(variants, C_FAST))
      ? [[cBest, nativeBest(1)] as [Best, Best]]
      : []),
  ];
  return pairs.flatMap(([base, variant]) => geometricMean(kernels, base, variant) ?? []);
}

/** The variant of that name, or the fastest of several. */
export function pick(from: KernelResult["variants"], what: string | Best): CaseResult | undefined {
  return from
    .filter((v) => (typeof what === "string" ? v.name === what : what.of.includes(v.name)))
    .sort((x, y) => x.median - y.median)[0];
}

/**
 * The geometric mean, over the kernels that have both, of how much faster `variant` is than `base`, with a bootstrap
 * interval over the rounds. Undefined when no kernel has both.
 */
export function geometricMean(
  kernels: readonly KernelResult[],
  base: string | Best,
  variant: string | Best,
): Mean | undefined {
  const pairs = kernels.flatMap(({ variants }) => {
    const a = pick(variants, base);
    const b = pick(variants, variant);
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
  return {
    base: typeof base === "string" ? base : base.name,
    variant: typeof variant === "string" ? variant : variant.name,
    kernels: pairs.length,
    ratio: { ratio: mean(all), ...bootstrap(rounds, mean) },
  };
}
