// How wrong a function of Math is, measured against arbitrary precision at a plan's points.
// Two distances: from the true value, and (in steps between neighbouring floats) from the correctly rounded one.
import * as math from "../../../src/jit/math/index.ts";
import { type Big, BigMath, big, bitsOf, magnitude, toNumber } from "../../oracle/bigmath.ts";
import { Draw, plans } from "./points.ts";

export interface Worst {
  readonly name: string;
  readonly count: number;
  /** The largest distance from the true value, in ulps of the true value. */
  readonly ulp: number;
  readonly at: number[];
  /** The largest distance from the correctly rounded value, in floats. */
  readonly steps: number;
  readonly stepsAt: number[];
}

const oracle = new BigMath(128);

const truths: Record<string, (...xs: Big[]) => Big> = {
  hypot2: (x, y) => oracle.hypot(x, y),
  hypot3: (x, y, z) => oracle.hypot(x, y, z),
};

/** The position of a float on the line of all floats. */
const position = (x: number): bigint => {
  const bits = bitsOf(x);
  return bits >> 63n ? -(bits & 0x7fffffffffffffffn) : bits;
};

/** |computed - truth| in ulps of the truth. */
export function ulpsFrom(computed: number, truth: Big): number {
  const ulp = Math.max(magnitude(truth) - 52, -1074);
  const d = oracle.sub(big(computed), truth);
  return d.m === 0n ? 0 : Math.abs(toNumber(oracle.scale(d, -ulp)));
}

function truthOf(name: string, xs: number[]): Big {
  const method = (oracle as unknown as Record<string, (...xs: Big[]) => Big>)[name];
  const f = truths[name] ?? method.bind(oracle);
  return f(...xs.map(big));
}

/** Points whose result the standard fixes without rounding: they belong to the table of special values. */
const plain = (name: string, xs: number[], y: number): boolean => {
  if (Number.isNaN(y) || xs.some((x) => x === 0 || !Number.isFinite(x))) return false;
  // Math.pow itself never decides here: only whether the result is anywhere near the range of float64.
  if (name === "pow") return xs[0] !== 1 && Math.abs(xs[1] * Math.log2(xs[0])) < 1100;
  if (["exp", "expm1", "sinh", "cosh"].includes(name)) return Math.abs(xs[0]) < 760;
  return name === "atanh" ? Math.abs(xs[0]) < 1 : true;
};

/** A function of Math by its name, or the short version that stands for it under `afn`. */
export const versionOf = (name: string, short: boolean): ((...xs: number[]) => number) =>
  math.library[short ? math.approximate[name] : name] as (...xs: number[]) => number;

/**
 * Tries a function, or its short version, at its fixed spots and `count` random points; throws where it answers NaN for a
 * number.
 */
export function measure(name: string, count: number, seed: number, short = false): Worst {
  const plan = plans[name];
  const f = versionOf(name, short);
  const draw = new Draw(seed);
  let tried = 0;
  let ulp = 0;
  let at: number[] = [];
  let steps = 0n;
  let stepsAt: number[] = [];
  const total = plan.spots.length + count;
  for (let i = 0; i < total; i++) {
    const xs = i < plan.spots.length ? plan.spots[i] : plan.kinds[i % plan.kinds.length](draw);
    const y = f(...xs);
    if (!plain(name, xs, y)) continue;
    const truth = truthOf(name, xs);
    if (truth.m === 0n) continue;
    const rounded = toNumber(truth);
    tried++;
    const far = position(y) - position(rounded);
    const distance = far < 0n ? -far : far;
    if (distance > steps) {
      steps = distance;
      stepsAt = xs;
    }
    if (!Number.isFinite(rounded) || !Number.isFinite(y)) continue;
    const wrong = ulpsFrom(y, truth);
    if (wrong > ulp) {
      ulp = wrong;
      at = xs;
    }
  }
  return { name, count: tried, ulp, at, steps: Number(steps), stepsAt };
}
