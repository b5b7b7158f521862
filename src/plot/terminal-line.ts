// The line chart in characters: braille has two by four dots in every cell, fine enough for a curve.
import type { Axis, Chart, Line } from "./chart.ts";
import { withUnit } from "./spec.ts";
import { channels, decideTerminal, escapeColor, RESET, type TerminalOptions } from "./terminal.ts";
import { tickLabels } from "./ticks.ts";

// The bit of the dot in column x and row y of a cell (Unicode 16, block U+2800: dots 7 and 8 were added below later).
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const MARKERS = ["●", "■", "▲", "◆", "○", "□"];

/** Where a value stands along its axis: 0 at the low end, 1 at the high one. */
function place(axis: Axis, value: number): number {
  const [low, high] = axis.range;
  if (axis.scale === "linear") return (value - low) / (high - low);
  return Math.log(value / low) / Math.log(high / low);
}

interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** Braille bits of each cell, and the character that stands there instead of them. */
  readonly bits: Uint8Array;
  readonly marker: string[];
  readonly color: string[];
}

/** Draws the chart into lines of `options.columns` characters. */
export function terminalLineChart(chart: Chart, options?: TerminalOptions): string {
  const { columns, rows, colorBits } = decideTerminal(options, 20);
  const head = [chart.title, chart.subtitle].filter((text) => text !== undefined);
  const labels = tickLabels(chart.y.ticks, chart.y.scale);
  const margin = Math.max(0, ...labels.map((label) => label.length)) + 2;
  const height = Math.max(3, rows - head.length - 5);
  const width = Math.max(8, columns - margin);
  const canvas: Canvas = {
    columns: width,
    rows: height,
    bits: new Uint8Array(width * height),
    marker: new Array(width * height).fill(""),
    color: new Array(width * height).fill(""),
  };
  // References first, so that what was measured lies on top.
  const order = [...chart.series].sort(
    (a, b) => Number(b.style === "reference") - Number(a.style === "reference"),
  );
  const markers = new Map(chart.series.map((series, i) => [series, MARKERS[i % MARKERS.length]]));
  for (const series of order) if (series.style !== "points") drawLine(canvas, chart, series);
  for (const series of order) if (series.dots) drawDots(canvas, chart, series, markers.get(series) ?? "●");
  const paint = (color: string, text: string) =>
    colorBits > 1 && color && text ? `${escapeColor(38, channels(color), colorBits)}${text}${RESET}` : text;
  const legend = chart.series.map((series) => {
    const sample = series.dots ? (markers.get(series) ?? "●") : series.style === "solid" ? "⠒⠒" : "⠂⠂";
    return `${paint(series.color, sample)} ${series.name}`;
  });
  return [
    ...head,
    withUnit(chart.y.label, chart.y.unit),
    ...plotLines(canvas, chart.y, labels, margin, paint),
    ...xAxis(chart.x, margin, width),
    " ".repeat(margin) + legend.join("   "),
  ]
    .map((text) => text.trimEnd())
    .join("\n");
}

function plotLines(
  canvas: Canvas,
  axis: Axis,
  labels: readonly string[],
  margin: number,
  paint: (color: string, text: string) => string,
): string[] {
  const at = new Map(axis.ticks.map((tick, i) => [cell(1 - place(axis, tick), canvas.rows), labels[i]]));
  return Array.from({ length: canvas.rows }, (_, row) => {
    const label = at.get(row);
    let text = `${(label ?? "").padStart(margin - 2)} ${label === undefined ? "│" : "┤"}`;
    // A run of one colour is painted at once; blanks belong to any run.
    let run = "";
    let color = "";
    for (let i = row * canvas.columns; i < (row + 1) * canvas.columns; i++) {
      const character =
        canvas.marker[i] || (canvas.bits[i] ? String.fromCharCode(0x2800 + canvas.bits[i]) : " ");
      if (character !== " " && canvas.color[i] !== color) {
        text += paint(color, run);
        run = "";
        color = canvas.color[i];
      }
      run += character;
    }
    text += paint(color, run.trimEnd());
    return text;
  });
}

const cell = (share: number, cells: number) =>
  Math.min(cells - 1, Math.max(0, Math.round(share * (cells - 1))));

function xAxis(axis: Axis, margin: number, width: number): string[] {
  const rule = new Array<string>(width).fill("─");
  const text = new Array<string>(width).fill(" ");
  const name = withUnit(axis.label, axis.unit);
  const labels = tickLabels(axis.ticks, axis.scale);
  let free = 0;
  axis.ticks.forEach((tick, i) => {
    const at = cell(place(axis, tick), width);
    rule[at] = "┬";
    const start = Math.min(width - labels[i].length, Math.max(0, at - (labels[i].length >> 1)));
    if (start < free) return;
    [...labels[i]].forEach((character, j) => {
      text[start + j] = character;
    });
    free = start + labels[i].length + 1;
  });
  const space = " ".repeat(margin);
  const centre = Math.max(0, (width - name.length) >> 1);
  return [
    `${" ".repeat(margin - 1)}└${rule.join("")}`,
    space + text.join(""),
    space + " ".repeat(centre) + name,
  ];
}

function drawLine(canvas: Canvas, chart: Chart, series: Line): void {
  const wide = canvas.columns * 2;
  const high = canvas.rows * 4;
  // A dashed line leaves out dots; the count runs along the whole line, so that short pieces stay dashed.
  const period = series.style === "solid" ? 1 : 3;
  let count = 0;
  let before: [number, number] | undefined;
  for (let i = 0; i < series.x.length; i++) {
    const x = place(chart.x, series.x[i]) * (wide - 1);
    const y = (1 - place(chart.y, series.y[i])) * (high - 1);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      before = undefined;
      continue;
    }
    const [fromX, fromY] = before ?? [x, y];
    const steps = Math.min(
      10_000,
      Math.max(1, Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY)))),
    );
    for (let step = 0; step <= steps; step++) {
      const dotX = Math.round(fromX + ((x - fromX) * step) / steps);
      const dotY = Math.round(fromY + ((y - fromY) * step) / steps);
      if (dotX < 0 || dotX >= wide || dotY < 0 || dotY >= high || count++ % period > 0) continue;
      const at = (dotY >> 2) * canvas.columns + (dotX >> 1);
      canvas.bits[at] |= DOTS[dotY & 3][dotX & 1];
      canvas.color[at] = series.color;
    }
    before = [x, y];
  }
}

function drawDots(canvas: Canvas, chart: Chart, series: Line, marker: string): void {
  for (let i = 0; i < series.x.length; i++) {
    const x = place(chart.x, series.x[i]);
    const y = 1 - place(chart.y, series.y[i]);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) continue;
    const at = cell(y, canvas.rows) * canvas.columns + cell(x, canvas.columns);
    canvas.marker[at] = marker;
    canvas.color[at] = series.color;
  }
}
