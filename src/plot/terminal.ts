// What a terminal can show, and how colours are said to it.

/** How to draw in characters. */
export interface TerminalOptions {
  /** The width in characters; that of the terminal, at most 100, or 72 where there is none. */
  readonly columns?: number;
  /** The height in lines, title and legend included; 20 by default for a chart. */
  readonly rows?: number;
  /** How many bits of colour to use; by default what standard output shows: 1 in a pipe or with NO_COLOR. */
  readonly colorBits?: 1 | 4 | 8 | 24;
}

/** The options with everything decided. */
export function decideTerminal(options: TerminalOptions = {}, rows: number): Required<TerminalOptions> {
  const { stdout } = process;
  return {
    columns: Math.max(
      20,
      Math.floor(options.columns ?? Math.min(100, (stdout.isTTY && stdout.columns) || 72)),
    ),
    rows: Math.max(6, Math.floor(options.rows ?? rows)),
    colorBits: options.colorBits ?? (stdout.isTTY ? (stdout.getColorDepth() as 1 | 4 | 8 | 24) : 1),
  };
}

/** The escape sequence that makes the foreground (38) or the background (48) of this colour. */
export function escapeColor(ground: 38 | 48, [r, g, b]: readonly number[], bits: number): string {
  if (bits >= 24) return `\u001b[${ground};2;${r};${g};${b}m`;
  // The 6 × 6 × 6 cube of the 256 colours; a terminal of 16 colours gets it too, since today's all show it.
  const level = (c: number) => Math.round((c / 255) * 5);
  return `\u001b[${ground};5;${16 + 36 * level(r) + 6 * level(g) + level(b)}m`;
}

/** Ends all colours. */
export const RESET = "\u001b[0m";

/** The channels of "#rrggbb"; anything else is drawn in the middle of the greys. */
export function channels(color: string): [number, number, number] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!match) return [128, 128, 128];
  return [Number.parseInt(match[1], 16), Number.parseInt(match[2], 16), Number.parseInt(match[3], 16)];
}
