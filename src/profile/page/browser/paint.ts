// Draws a tree of calls as an icicle on a canvas: the root on top, below each call what it called. Only what is wider than a
// pixel and in view is drawn, so that the work is bounded by the window and not by the tree.
import type { PageData } from "../model.ts";
import { colors, mixed, type Rgb } from "./theme.ts";
import type { CallTree } from "./tree.ts";

export const ROW = 18;
/** Widths in pixels: below the first a call is not drawn, above the second it has its name on it. */
const NARROWEST = 1;
const NAMED = 24;
const FONT = "11px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const PADDING = 4;
/** How far the shades of a kind's files are from its colour: the hottest file has the colour itself. */
const SHADES = [0, 0.3, 0.15, 0.38, 0.22, 0.08];

interface Style {
  readonly fill: string;
  readonly text: string;
}

/** The colours of functions: the kind gives the colour, the file its shade. */
export interface Palette {
  readonly functions: readonly Style[];
  readonly match: Style;
  readonly narrow: string;
  readonly focus: string;
  readonly ground: string;
}

/** What is drawn, and how. */
export interface Picture {
  readonly tree: CallTree;
  /** The call that is as wide as the window. */
  readonly zoom: number;
  readonly current: number;
  readonly selected: number | undefined;
  readonly matches: ReadonlySet<number> | undefined;
  readonly name: (call: number) => string;
  readonly palette: Palette;
  readonly scroll: number;
  readonly hasFocus: boolean;
}

export function paletteOf({ kinds, functions }: PageData): Palette {
  const names = kinds.flatMap(([kind]) => [`kind-${kind}`, `on-${kind}`]);
  const [match, onMatch, narrow, focus, ground, ...rest] = colors([
    "match",
    "on-match",
    "narrow",
    "text",
    "ground",
    ...names,
  ]);
  const files = kinds.map((): string[] => []);
  const shade = (kind: number, path: string) => {
    // Functions come in the order of their time.
    if (!files[kind].includes(path)) files[kind].push(path);
    return SHADES[files[kind].indexOf(path) % SHADES.length];
  };
  return {
    functions: functions.map(({ kind, path }): Style => {
      const [fill, text] = [rest[kind * 2], rest[kind * 2 + 1]];
      // Away from the text's colour, so that every shade is as readable as the first.
      const away: Rgb = text[0] + text[1] + text[2] > 380 ? [0, 0, 0] : [255, 255, 255];
      return { fill: mixed(fill, away, shade(kind, path)), text: mixed(text, text, 0) };
    }),
    match: { fill: mixed(match, match, 0), text: mixed(onMatch, onMatch, 0) },
    narrow: mixed(narrow, narrow, 0),
    focus: mixed(focus, focus, 0),
    ground: mixed(ground, ground, 0),
  };
}

/** Draws, and says how many calls were drawn. */
export function paint(canvas: HTMLCanvasElement, width: number, height: number, picture: Picture): number {
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ink = canvas.getContext("2d");
  if (!ink) return 0;
  ink.scale(scale, scale);
  ink.font = FONT;
  ink.textBaseline = "middle";
  const letter = ink.measureText("x").width;
  const { tree, zoom, palette, scroll, matches, selected } = picture;
  ink.fillStyle = palette.ground;
  ink.fillRect(0, 0, width, height);
  const toPixels = width / tree.total[zoom];
  const zero = tree.left[zoom];

  const bar = (call: number, x: number, y: number, wide: number) => {
    const fn = tree.fn[call];
    const isMatch = matches?.has(fn) ?? false;
    const style = (isMatch ? palette.match : palette.functions[fn]) ?? palette.match;
    // A pixel between neighbours, where there is room for one.
    const gap = wide > 3 ? 1 : 0;
    ink.fillStyle = style.fill;
    ink.fillRect(x, y, wide - gap, ROW - 1);
    ink.fillStyle = style.text;
    if (fn === selected) ink.fillRect(x, y + ROW - 4, wide - gap, 2);
    if (wide < NAMED) return;
    const letters = Math.floor((wide - gap - 2 * PADDING) / letter);
    const name = picture.name(call);
    ink.fillText(
      name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`,
      x + PADDING,
      y + ROW / 2,
    );
  };

  let drawn = 0;
  for (let at = tree.parent[zoom]; at >= 0; at = tree.parent[at]) {
    bar(at, 0, tree.depth[at] * ROW - scroll, width);
    drawn++;
  }
  // Runs of calls that are too narrow: one mark for those that fall on the same pixel.
  const marked = new Float64Array(tree.deepest + 1).fill(-1);
  for (let i = zoom; i < tree.end[zoom]; ) {
    const x = (tree.left[i] - zero) * toPixels;
    const wide = tree.total[i] * toPixels;
    const y = tree.depth[i] * ROW - scroll;
    if (y > height) i = tree.end[i];
    else if (wide < NARROWEST) {
      const pixel = Math.floor(x);
      if (y > -ROW && pixel > marked[tree.depth[i]]) {
        ink.fillStyle = palette.narrow;
        ink.fillRect(pixel, y, 1, ROW - 1);
        marked[tree.depth[i]] = pixel;
        drawn++;
      }
      i = tree.end[i];
    } else {
      if (y > -ROW) {
        bar(i, x, y, wide);
        drawn++;
      }
      i++;
    }
  }
  if (picture.hasFocus) ring(ink, width, picture, zero, toPixels);
  return drawn;
}

/** The current call's frame. */
function ring(
  ink: CanvasRenderingContext2D,
  width: number,
  { tree, zoom, current, palette, scroll }: Picture,
  zero: number,
  toPixels: number,
): void {
  const isAbove = tree.depth[current] < tree.depth[zoom];
  const x = isAbove ? 0 : (tree.left[current] - zero) * toPixels;
  const wide = isAbove ? width : Math.max(3, tree.total[current] * toPixels);
  const y = tree.depth[current] * ROW - scroll;
  // A line with one of the ground's colour inside, of which one stands out on any colour; the name is within both.
  for (const [color, thickness] of [
    [palette.ground, 4],
    [palette.focus, 2],
  ] as const) {
    ink.strokeStyle = color;
    ink.lineWidth = thickness;
    ink.strokeRect(x + 0.5, y + 0.5, Math.max(1, wide - 2), ROW - 2);
  }
}
