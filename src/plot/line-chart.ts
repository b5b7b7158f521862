// Curves over an axis: speed-up over threads, time over size.
import { decideChart } from "./chart.ts";
import { type Picture, picture } from "./picture.ts";
import type { LineChartSpec } from "./spec.ts";
import { terminalLineChart } from "./terminal-line.ts";

/**
 * A chart of lines with axes, grid, legend and, where given, bars of uncertainty.
 *
 * @throws RangeError when a series' x and y differ in length, or there is not one point to show.
 * @example
 * const chart = lineChart({
 *   title: "Speed-up", x: { label: "threads" }, y: { label: "speed-up" },
 *   series: [{ name: "measured", x: [1, 2, 4], y: [1, 1.9, 3.4] }, { name: "ideal", x: [1, 4], y: [1, 4], style: "reference" }],
 * });
 * await chart.save("speedup.svg", "speedup.png");
 */
export function lineChart(spec: LineChartSpec): Picture {
  const chart = decideChart(spec);
  return picture(
    async () => (await import("./svg-line.ts")).lineChartSvg(chart),
    (options) => terminalLineChart(chart, options),
  );
}
