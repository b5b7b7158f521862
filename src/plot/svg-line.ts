// The line chart as SVG.

import type { Axis, Chart, Line } from "./chart.ts";
import {
  element,
  GRID,
  heading,
  INK,
  MUTED,
  STYLE,
  type SvgDocument,
  type SvgElement,
  standalone,
  textLength,
} from "./frame.ts";
import { withUnit } from "./spec.ts";
import { tickLabels } from "./ticks.ts";
import { axisX, axisY, dot, gridX, gridY, line, link, parseHTML, plot } from "./vendor.ts";

const DASH = { solid: "none", points: "none", dashed: "7,5", reference: "2,4" } as const;
const LEGEND_ROW = 20;

/** Draws the chart with Observable Plot on a document of its own. */
export function lineChartSvg(chart: Chart): string {
  const { document } = parseHTML("<html></html>") as unknown as { document: SvgDocument };
  const head = heading(chart.title, chart.subtitle);
  const legend = legendRows(chart);
  const xTicks = tickLabels(chart.x.ticks, chart.x.scale);
  const yTicks = tickLabels(chart.y.ticks, chart.y.scale);
  const yLabel = withUnit(chart.y.label, chart.y.unit);
  const marginLeft = 28 + Math.max(0, ...yTicks.map(textLength));
  const legendTop = head.height + 18;
  const marginTop = legendTop + legend.length * LEGEND_ROW + 30;
  const svg = plot({
    document,
    width: chart.width,
    height: chart.height,
    marginLeft,
    marginRight: 24,
    marginTop,
    marginBottom: 52,
    inset: 8,
    style: STYLE,
    x: scale(chart.x),
    y: scale(chart.y),
    marks: [
      gridX([...chart.x.ticks], { stroke: GRID, strokeOpacity: 1 }),
      gridY([...chart.y.ticks], { stroke: GRID, strokeOpacity: 1 }),
      axisX([...chart.x.ticks], {
        tickFormat: (tick: number) => xTicks[chart.x.ticks.indexOf(tick)],
        tickSize: 0,
        label: withUnit(chart.x.label, chart.x.unit),
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 44,
      }),
      axisY([...chart.y.ticks], {
        tickFormat: (tick: number) => yTicks[chart.y.ticks.indexOf(tick)],
        tickSize: 0,
        label: null,
      }),
      // References first, so that what was measured lies on top.
      ...chart.series.filter((one) => one.style === "reference").flatMap(marks),
      ...chart.series.filter((one) => one.style !== "reference").flatMap(marks),
      () => head.draw(document),
      // Upright above the axis, where it is read without turning the head.
      () => element(document, "text", { x: 16, y: marginTop - 8, "text-anchor": "start", fill: INK }, yLabel),
      () => drawLegend(document, legend, legendTop),
    ],
  });
  return standalone(svg.outerHTML, chart.width, chart.height);
}

function scale(axis: Axis): object {
  const domain = [...axis.range];
  if (axis.scale === "linear") return { type: "linear", domain };
  return { type: "log", base: axis.scale === "log2" ? 2 : 10, domain };
}

function marks(series: Line): ReturnType<typeof dot>[] {
  const points = Array.from(series.x, (x, i) => ({
    x,
    y: series.y[i],
    low: series.low?.[i],
    high: series.high?.[i],
  }));
  const known = points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  const bars = known.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const stroke = series.color;
  const result: ReturnType<typeof dot>[] = [];
  if (bars.length > 0)
    result.push(
      link(bars, {
        x: "x",
        y1: "low",
        y2: "high",
        stroke,
        strokeWidth: 1.5,

        clip: true,
      }),
    );
  if (series.style !== "points")
    result.push(
      line(points, {
        x: "x",
        y: "y",
        stroke,
        strokeWidth: series.style === "reference" ? 1.5 : 2.25,
        strokeDasharray: DASH[series.style],
        strokeLinecap: "round",
        clip: true,
      }),
    );
  if (series.dots)
    result.push(dot(known, { x: "x", y: "y", r: 4, fill: stroke, stroke: "white", strokeWidth: 1.5 }));
  return result;
}

interface Entry {
  readonly series: Line;
  readonly x: number;
}

// Entries run from left to right and wrap; a chart of one line needs no legend.
function legendRows(chart: Chart): Entry[][] {
  if (chart.series.length < 2) return [];
  const rows: Entry[][] = [[]];
  let x = 16;
  for (const series of chart.series) {
    const width = 34 + textLength(series.name) + 18;
    if (x + width > chart.width && rows[rows.length - 1].length > 0) {
      rows.push([]);
      x = 16;
    }
    rows[rows.length - 1].push({ series, x });
    x += width;
  }
  return rows;
}

function drawLegend(document: SvgDocument, rows: readonly (readonly Entry[])[], top: number): SvgElement {
  const group = element(document, "g", { "aria-label": "legend", "text-anchor": "start", fill: INK });
  rows.forEach((row, i) => {
    const y = top + i * LEGEND_ROW + 10;
    for (const { series, x } of row) {
      const { color, style } = series;
      if (style !== "points")
        group.append(
          element(document, "path", {
            d: `M${x},${y}h26`,
            stroke: color,
            "stroke-width": style === "reference" ? 1.5 : 2.25,
            "stroke-dasharray": DASH[style],
            "stroke-linecap": "round",
          }),
        );
      if (series.dots)
        group.append(
          element(document, "circle", {
            cx: x + 13,
            cy: y,
            r: 4,
            fill: color,
            stroke: "white",
            "stroke-width": 1.5,
          }),
        );
      group.append(
        element(
          document,
          "text",
          { x: x + 33, y: y + 4, fill: style === "reference" ? MUTED : INK },
          series.name,
        ),
      );
    }
  });
  return group;
}
