// The face of plot: two kinds of picture, each as SVG, PNG or characters.
// The drawing libraries load with the first picture drawn, not with this module.

import "../node-version.ts";

export { heatMap } from "./heat-map.ts";
export { lineChart } from "./line-chart.ts";
export type { Picture, PngOptions } from "./picture.ts";
export { encodePng } from "./png-encode.ts";
export type {
  AxisSpec,
  ColorMap,
  HeatAxisSpec,
  HeatMapSpec,
  LineChartSpec,
  ScaleType,
  Series,
} from "./spec.ts";
export type { TerminalOptions } from "./terminal.ts";
