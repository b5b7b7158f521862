// Where the ticks of an axis stand and how their numbers read, the same in every medium.
import type { ScaleType } from "./spec.ts";

/**
 * About `count` round values within `low` and `high`: steps of 1, 2 or 5 times a power of ten on a linear axis
 * (Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990), powers of the base on a logarithmic one.
 */
export function ticks(low: number, high: number, count: number, scale: ScaleType = "linear"): number[] {
  if (!(low < high)) return [low];
  if (scale !== "linear") return powers(low, high, count, scale === "log2" ? 2 : 10);
  const rough = (high - low) / Math.max(1, count);
  const power = Math.floor(Math.log10(rough));
  const mantissa = rough / 10 ** power;
  const nice = mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10;
  // Dividing by a whole number gives the shortest decimals: 3 / 10 is 0.3, but 3 * 0.1 is not.
  const value = power < 0 ? (i: number) => (i * nice) / 10 ** -power : (i: number) => i * nice * 10 ** power;
  const step = value(1);
  const last = Math.floor(high / step + 1e-9);
  const result: number[] = [];
  // The sum turns -0 into 0, which a label would show as such.
  for (let i = Math.ceil(low / step - 1e-9) + 0; i <= last; i++) result.push(value(i));
  return result;
}

function powers(low: number, high: number, count: number, base: number): number[] {
  const log = Math.log2(base);
  const first = Math.ceil(Math.log2(low) / log - 1e-9);
  const last = Math.floor(Math.log2(high) / log + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const result: number[] = [];
  for (let e = first; e <= last; e += stride) result.push(base ** e);
  return result;
}

/**
 * A tick's number: as many decimals as `step` needs, powers of ten where it is very large or very small.
 *
 * @example tickLabel(0.5, 0.25) // "0.50"
 */
export function tickLabel(value: number, step = 0): string {
  const size = Math.max(Math.abs(value), Math.abs(step));
  if (value !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa, exponent] = value.toExponential().split("e");
    // Enough digits to tell neighbouring ticks apart.
    const digits = step > 0 ? Math.min(15, Math.max(3, Math.ceil(Math.log10(size / step)) + 1)) : 3;
    const shown = Number(Number(mantissa).toPrecision(digits));
    const power = `10${superscript(Number(exponent))}`;
    return minus(Math.abs(shown) === 1 ? `${shown < 0 ? "-" : ""}${power}` : `${shown}×${power}`);
  }
  const decimals = step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 0;
  const spare = step > 0 && !nearlyWhole(step * 10 ** decimals) ? 1 : 0;
  return minus(step > 0 ? value.toFixed(decimals + spare) : String(Number(value.toPrecision(6))));
}

const nearlyWhole = (x: number) => Math.abs(x - Math.round(x)) < 1e-6;
const minus = (text: string) => text.replace("-", "−");
const superscript = (n: number) =>
  [...String(n)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");

/** The labels of a whole axis, with one number of decimals. */
export function tickLabels(values: readonly number[], scale: ScaleType = "linear"): string[] {
  const step = scale === "linear" && values.length > 1 ? Math.abs(values[1] - values[0]) : 0;
  return values.map((value) => tickLabel(value, step));
}
