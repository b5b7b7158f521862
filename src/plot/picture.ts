// A picture is described once and drawn into whatever is at hand: a page, a bitmap, a terminal. The drawing libraries
// load at the first drawing, never at import.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import type { TerminalOptions } from "./terminal.ts";

/** Options of {@link Picture.png}. */
export interface PngOptions {
  /** Pixels of the bitmap per pixel of the SVG; 2 by default. */
  readonly scale?: number;
}

/** A line chart or a heat map, ready to be drawn. */
export interface Picture {
  /** The picture as a standalone SVG document. */
  svg(): Promise<string>;
  /**
   * The picture as the bytes of a PNG file.
   *
   * @throws Error with code ERR_AMDAHL_NO_PNG when the optional package that draws bitmaps is not installed.
   */
  png(options?: PngOptions): Promise<Uint8Array>;
  /** The picture in characters, lines separated by "\n"; in colour only where standard output shows colours. */
  terminal(options?: TerminalOptions): string;
  /**
   * Writes the picture to each path, in the form that its ending names (.svg or .png), making folders as needed.
   * Returns the paths written. Where no bitmap can be drawn, .png is left out and one line on standard error says why.
   *
   * @throws RangeError for another ending.
   */
  save(...paths: string[]): Promise<string[]>;
}

/** Makes a {@link Picture} of its two drawings. */
export function picture(svg: () => Promise<string>, terminal: Picture["terminal"]): Picture {
  const png = async (options?: PngOptions) => {
    const { rasterize } = await import("./rasterize.ts");
    return rasterize(await svg(), options?.scale ?? 2);
  };
  return {
    svg,
    png,
    terminal,
    async save(...paths) {
      for (const path of paths)
        if (![".svg", ".png"].includes(extname(path).toLowerCase()))
          throw new RangeError(
            `save("${path}"): pictures are written as .svg or .png; end the name in one of these`,
          );
      const written: string[] = [];
      for (const path of paths) {
        const bytes = extname(path).toLowerCase() === ".svg" ? await svg() : await pngOrReason(png);
        if (bytes instanceof Error) {
          process.stderr.write(`${path} not written: ${bytes.message}\n`);
          continue;
        }
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
        written.push(path);
      }
      return written;
    },
  };
}

async function pngOrReason(png: () => Promise<Uint8Array>): Promise<Uint8Array | Error> {
  try {
    return await png();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_AMDAHL_NO_PNG") return error as Error;
    throw error;
  }
}
