// The heat map as SVG: the cells are one embedded PNG, since a rectangle a cell would make a document of megabytes that
// no viewer opens; axes, labels and the colour bar are vectors around it.
import { STEPS } from "./colors.ts";
import {
  element,
  heading,
  INK,
  MUTED,
  STYLE,
  type SvgDocument,
  type SvgElement,
  standalone,
  textLength,
} from "./frame.ts";
import type { Heat } from "./heat.ts";
import { encodePng } from "./png-encode.ts";
import { type HeatAxisSpec, withUnit } from "./spec.ts";
import { tickLabels, ticks } from "./ticks.ts";
import { axisX, axisY, parseHTML, plot } from "./vendor.ts";

const BAR_GAP = 20;
const BAR_WIDTH = 16;
// Cells that are drawn at least this large, in pixels, are shown as rectangles; smaller ones are blended.
const SHARP = 3;

/** Draws the map with Observable Plot on a document of its own. */
export function heatMapSvg(heat: Heat): string {
  const { document } = parseHTML("<html></html>") as unknown as { document: SvgDocument };
  const head = heading(heat.title, heat.subtitle);
  const width = heat.width ?? 720;
  // A shape that is very long either way is squeezed into something that still fits a page.
  const heightOf = (inner: number) =>
    Math.min(inner * 2, Math.max(60, (inner * heat.rows) / (heat.columns * heat.aspect)));
  // The ticks decide the margins, and the margins the height: about three quarters of the width is near enough here.
  const upright = Math.max(2, Math.min(7, heightOf(0.75 * width) / 40));
  const x = axis(heat.x, heat.columns, false, 6);
  const y = axis(heat.y, heat.rows, heat.origin !== "lower" && heat.y?.range === undefined, upright);
  const bar = axis({ range: heat.range }, 1, false, upright);
  const barLabel = withUnit(heat.label, heat.unit);
  const marginLeft = 20 + Math.max(0, ...y.labels.map(textLength)) + (y.name ? 18 : 0);
  const marginRight =
    BAR_GAP + BAR_WIDTH + 18 + Math.max(0, ...bar.labels.map(textLength)) + (barLabel ? 20 : 0);
  const marginTop = head.height + 20;
  const marginBottom = x.name ? 52 : 34;
  const innerWidth = Math.max(1, width - marginLeft - marginRight);
  const innerHeight = heightOf(innerWidth);
  const height = Math.round(marginTop + innerHeight + marginBottom);
  const box = { x: marginLeft, y: marginTop, width: innerWidth, height: height - marginTop - marginBottom };
  const svg = plot({
    document,
    width,
    height,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    style: STYLE,
    x: { type: "linear", domain: x.domain },
    y: { type: "linear", domain: y.domain },
    marks: [
      () => cells(document, heat, box),
      axisX(x.ticks, {
        tickFormat: (tick: number) => x.labels[x.ticks.indexOf(tick)],
        tickSize: 4,
        label: x.name || null,
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 44,
      }),
      axisY(y.ticks, {
        tickFormat: (tick: number) => y.labels[y.ticks.indexOf(tick)],
        tickSize: 4,
        label: y.name || null,
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: marginLeft - 6,
      }),
      () => colorBar(document, heat, bar, barLabel, box),
      () => head.draw(document),
    ],
  });
  return standalone(svg.outerHTML, width, height);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface HeatAxis {
  readonly name: string;
  readonly domain: [number, number];
  readonly ticks: number[];
  readonly labels: string[];
}

function axis(spec: HeatAxisSpec | undefined, cells: number, downward: boolean, count: number): HeatAxis {
  const [low, high] = spec?.range ?? [0, cells];
  const round = ticks(Math.min(low, high), Math.max(low, high), count);
  // Where the axis counts cells there is nothing between two of them.
  const at = spec?.range ? round : round.filter(Number.isInteger);
  return {
    name: withUnit(spec?.label, spec?.unit),
    // Rows count downward from the top like the array's own; a range given by hand runs upward like a graph's.
    domain: downward ? [high, low] : [low, high],
    ticks: at,
    labels: tickLabels(at),
  };
}

function embedded(width: number, height: number, pixels: Uint8Array, palette: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(encodePng(width, height, pixels, palette)).toString("base64")}`;
}

function cells(document: SvgDocument, heat: Heat, box: Box): SvgElement {
  // Viewers blend an image that they enlarge, and few heed a request not to. Cells enlarged here keep sharp edges;
  // what compression makes of repeated pixels is next to nothing.
  const times = (pixels: number, count: number) =>
    pixels / count < SHARP ? 1 : Math.ceil((2 * pixels) / count);
  const across = times(box.width, heat.columns);
  const down = times(box.height, heat.rows);
  return element(document, "image", {
    ...box,
    preserveAspectRatio: "none",
    href: embedded(heat.columns * across, heat.rows * down, enlarged(heat, across, down), heat.palette),
    "aria-label": `${heat.rows} × ${heat.columns} values`,
  });
}

function enlarged({ pixels, rows, columns }: Heat, across: number, down: number): Uint8Array {
  if (across === 1 && down === 1) return pixels;
  const width = columns * across;
  const result = new Uint8Array(width * rows * down);
  for (let row = 0; row < rows; row++) {
    const start = row * down * width;
    for (let column = 0; column < columns; column++)
      result.fill(pixels[row * columns + column], start + column * across, start + (column + 1) * across);
    for (let copy = 1; copy < down; copy++) result.copyWithin(start + copy * width, start, start + width);
  }
  return result;
}

function colorBar(document: SvgDocument, heat: Heat, bar: HeatAxis, label: string, box: Box): SvgElement {
  const x = box.x + box.width + BAR_GAP;
  const steps = Uint8Array.from({ length: STEPS }, (_, i) => STEPS - 1 - i);
  const group = element(document, "g", { "aria-label": "colour bar", fill: INK, "text-anchor": "start" });
  group.append(
    element(document, "image", {
      x,
      y: box.y,
      width: BAR_WIDTH,
      height: box.height,
      preserveAspectRatio: "none",
      href: embedded(1, STEPS, steps, heat.palette),
    }),
  );
  const [low, high] = heat.range;
  bar.ticks.forEach((tick, i) => {
    const share = high > low ? (tick - low) / (high - low) : 0.5;
    const y = box.y + (1 - share) * box.height;
    group.append(
      element(document, "path", { d: `M${x + BAR_WIDTH},${y}h4`, stroke: INK }),
      element(document, "text", { x: x + BAR_WIDTH + 8, y: y + 4 }, bar.labels[i]),
    );
  });
  if (label) {
    const at = `translate(${x + BAR_WIDTH + 20 + Math.max(...bar.labels.map(textLength))},${box.y + box.height / 2}) rotate(90)`;
    group.append(element(document, "text", { transform: at, "text-anchor": "middle", fill: MUTED }, label));
  }
  return group;
}
