// The heat map in characters: the upper half block has a colour above and one below, so a cell holds two pixels;
// without colours, the darkness of characters has to do.
import { STEPS } from "./colors.ts";
import type { Heat } from "./heat.ts";
import { withUnit } from "./spec.ts";
import { decideTerminal, escapeColor, RESET, type TerminalOptions } from "./terminal.ts";
import { tickLabels } from "./ticks.ts";

const DARKNESS = " .:-=+*#%@";

/** Draws the map as wide as `options.columns`, or narrower where the height allows no more. */
export function terminalHeatMap(heat: Heat, options?: TerminalOptions): string {
  const { columns, rows, colorBits } = decideTerminal(options, 24);
  const head = [heat.title, heat.subtitle].filter((text) => text !== undefined);
  // A character is twice as high as wide: half a character is the square in which both directions are counted.
  const proportion = heat.rows / heat.columns / heat.aspect;
  const room = Math.max(2, rows - head.length - 1) * 2;
  const width = Math.max(1, Math.min(columns, Math.floor(room / proportion)));
  const height = Math.max(2, Math.min(room, 2 * Math.ceil((width * proportion) / 2)));
  const pixel = sampler(heat, width, height);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let text = "";
    for (let x = 0; x < width; x++) {
      const upper = pixel(x, y);
      const lower = pixel(x, y + 1);
      text += colorBits > 1 ? colored(heat, upper, lower, colorBits) : dark(upper, lower);
    }
    lines.push(colorBits > 1 ? text + RESET : text);
  }
  return [...head, ...lines, scaleLine(heat, colorBits)].join("\n");
}

// The nearest cell's colour index: averaging would invent values, and hide the NaN that one is looking for.
function sampler(heat: Heat, width: number, height: number): (x: number, y: number) => number {
  return (x, y) => {
    const row = Math.min(heat.rows - 1, Math.floor(((y + 0.5) * heat.rows) / height));
    const column = Math.min(heat.columns - 1, Math.floor(((x + 0.5) * heat.columns) / width));
    return heat.pixels[row * heat.columns + column];
  };
}

const rgb = (heat: Heat, index: number) => heat.palette.subarray(index * 3, index * 3 + 3);

function colored(heat: Heat, upper: number, lower: number, bits: number): string {
  return `${escapeColor(38, [...rgb(heat, upper)], bits)}${escapeColor(48, [...rgb(heat, lower)], bits)}▀`;
}

function dark(upper: number, lower: number): string {
  if (upper === STEPS && lower === STEPS) return "?";
  const known = [upper, lower].filter((index) => index !== STEPS);
  const mean = known.reduce((a, b) => a + b, 0) / known.length;
  return DARKNESS[Math.round((mean / (STEPS - 1)) * (DARKNESS.length - 1))];
}

function scaleLine(heat: Heat, colorBits: number): string {
  const [low, high] = tickLabels(heat.range.map((value) => Number(value.toPrecision(4))));
  const bar = colorBits > 1 ? gradient(heat, colorBits) : DARKNESS.slice(1);
  const label = withUnit(heat.label, heat.unit);
  return `${low} ${bar} ${high}${label ? `  ${label}` : ""}`;
}

function gradient(heat: Heat, bits: number): string {
  let text = "";
  for (let i = 0; i < 24; i++)
    text += `${escapeColor(38, [...rgb(heat, Math.round((i / 23) * (STEPS - 1)))], bits)}█`;
  return text + RESET;
}
