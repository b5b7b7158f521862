// One way of writing seconds, shares and coverages, so that every table and picture agrees.
import type { Interval } from "./statistics.ts";

const UNITS: readonly (readonly [string, number])[] = [
  ["s", 1],
  ["ms", 1e-3],
  ["µs", 1e-6],
  ["ns", 1e-9],
];

/** A unit of time and how many seconds it has. */
export interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
}

/**
 * The unit in which the largest of `seconds` is at least one, so that a whole column can share it.
 *
 * @example timeUnit([0.8, 0.41]).name // "ms"
 */
export function timeUnit(seconds: readonly number[]): TimeUnit {
  const largest = Math.max(0, ...seconds.filter(Number.isFinite));
  const [name, size] = UNITS.find(([, size]) => largest >= size) ?? UNITS[UNITS.length - 1];
  return { name, seconds: size };
}

/**
 * A time with its unit, to three significant digits unless the whole part is longer.
 *
 * @example formatSeconds(0.01234) // "12.3 ms"
 */
export function formatSeconds(seconds: number, unit: TimeUnit = timeUnit([Math.abs(seconds)])): string {
  return `${significant(seconds / unit.seconds)} ${unit.name}`;
}

/**
 * A number to `digits` significant digits, never in scientific notation, never with fewer digits than its whole part.
 *
 * @example significant(1234.5) // "1235"
 */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  // Rounded first: 9.999 has one digit before its point, but what is shown of it has two.
  const whole = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits))))) + 1;
  return value.toFixed(Math.min(20, Math.max(0, digits - whole))).replace("-", "−");
}

/**
 * An interval's coverage as it stands before the word: "95 % ", or nothing where there is none. Few samples give less
 * than 95 %, and the text says how much they give, rounded down: 93.75 % is no 94 %.
 */
export const coverageText = ({ coverage }: Interval): string =>
  coverage > 0 ? `${Math.floor(coverage * 100)} % ` : "";
