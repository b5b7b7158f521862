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
 * The labels of a whole axis: with one number of decimals and, where the numbers are very large or very small, one
 * power of ten, so that neighbours compare at a glance. A logarithmic axis has a power of its own for each.
 *
 * @example tickLabels([0, 0.5, 1]) // ["0.0", "0.5", "1.0"]
 */
export function tickLabels(values: readonly number[], scale: ScaleType = "linear"): string[] {
  if (scale !== "linear" || values.length < 2) return values.map(single);
  const largest = Math.max(...values.map(Math.abs));
  const step = Math.abs(values[1] - values[0]);
  const exponent = isExtreme(largest) ? Math.floor(Math.log10(largest)) : 0;
  const unit = 10 ** exponent;
  const decimals = decimalsOf(step / unit);
  return values.map((value) => {
    if (value === 0) return exponent === 0 ? (0).toFixed(decimals) : "0";
    return minus(`${(value / unit).toFixed(decimals)}${exponent === 0 ? "" : `×10${superscript(exponent)}`}`);
  });
}

/** A number that stands alone, to six digits. */
function single(value: number): string {
  if (value === 0 || !isExtreme(Math.abs(value))) return minus(String(Number(value.toPrecision(6))));
  const [mantissa, exponent] = value.toExponential().split("e");
  const shown = Number(Number(mantissa).toPrecision(6));
  const power = `10${superscript(Number(exponent))}`;
  return minus(Math.abs(shown) === 1 ? `${shown < 0 ? "-" : ""}${power}` : `${shown}×${power}`);
}

const isExtreme = (size: number) => size >= 1e6 || size < 1e-4;

// As many decimals as tell the step exactly; ticks given by hand may have a step without an end.
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 && scaled > 0.5) return decimals;
  }
  return 3;
}

const minus = (text: string) => text.replace("-", "−");
const superscript = (n: number) =>
  [...String(n)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
