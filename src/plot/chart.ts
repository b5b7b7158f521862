// A line chart with everything decided that its author left open, so that every medium draws the same one.
import { PALETTE } from "./colors.ts";
import type { AxisSpec, LineChartSpec, Series } from "./spec.ts";
import { ticks } from "./ticks.ts";

/** An axis whose ends and ticks are decided. */
export interface Axis extends AxisSpec {
  readonly scale: NonNullable<AxisSpec["scale"]>;
  readonly range: readonly [number, number];
  readonly ticks: readonly number[];
}

/** A series whose colour and marks are decided. */
export interface Line extends Series {
  readonly style: NonNullable<Series["style"]>;
  readonly dots: boolean;
  readonly color: string;
}

/** A chart in which nothing is left to decide. */
export interface Chart extends Omit<LineChartSpec, "x" | "y" | "series" | "width" | "height"> {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** Decides ends, ticks, colours and marks. Throws RangeError as `lineChart` says. */
export function decideChart(spec: LineChartSpec): Chart {
  let colored = 0;
  const series = spec.series.map((one): Line => {
    if (one.x.length !== one.y.length)
      throw new RangeError(`lineChart: series "${one.name}" has ${one.x.length} x and ${one.y.length} y`);
    const style = one.style ?? "solid";
    const color = one.color ?? (style === "reference" ? "#818b98" : PALETTE[colored++ % PALETTE.length]);
    const dots = style === "points" || (one.dots ?? (style === "solid" && one.x.length <= 40));
    return { ...one, style, color, dots };
  });
  return {
    ...spec,
    width: spec.width ?? 720,
    height: spec.height ?? 450,
    x: axis(
      spec.x,
      "x",
      series.flatMap((s) => Array.from(s.x)),
      10,
    ),
    y: axis(
      spec.y,
      "y",
      series.flatMap((s) => [s.y, s.low ?? [], s.high ?? []].flatMap((v) => Array.from(v))),
      7,
    ),
    series,
  };
}

function axis(spec: AxisSpec, name: "x" | "y", values: readonly number[], count: number): Axis {
  const scale = spec.scale ?? "linear";
  const shown = values.filter((v) => Number.isFinite(v) && (scale === "linear" || v > 0));
  if (shown.length === 0 && spec.range === undefined)
    throw new RangeError(
      `lineChart: the ${name} axis has no finite value to show${scale === "linear" ? "" : " above 0"}`,
    );
  // Not Math.min(...shown): a long series has more values than a call takes arguments.
  let low = shown.reduce((a, b) => Math.min(a, b), Infinity);
  let high = shown.reduce((a, b) => Math.max(a, b), -Infinity);
  if (spec.range) [low, high] = spec.range;
  else if (scale !== "linear" && low === high) [low, high] = [low / 2, high * 2];
  else if (name === "y" && scale === "linear" && low > 0) low = 0;
  else if (low === high) [low, high] = [low - 1, high + 1];
  return { ...spec, scale, range: [low, high], ticks: spec.ticks ?? ticks(low, high, count, scale) };
}
