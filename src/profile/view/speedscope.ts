// The files of speedscope's page, as its package has them. Of those that the package has beside them nothing is asked for
// here: an example profile, and what reads the formats of other engines.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { speedscopeFolder } from "../page/index.ts";

export interface SpeedscopeFile {
  readonly type: string;
  read(): Uint8Array;
}

/** By name. */
export type SpeedscopeFiles = ReadonlyMap<string, SpeedscopeFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

/** In an installed amdahl the script is packed. */
const PACKED = ".br";

/** The files; undefined where speedscope is not there. */
export function speedscopeFiles(): SpeedscopeFiles | undefined {
  const folder = speedscopeFolder();
  if (folder === undefined) return undefined;
  const files = readdirSync(folder).map((file) => {
    const isPacked = file.endsWith(PACKED);
    const name = isPacked ? file.slice(0, -PACKED.length) : file;
    const read = (): Uint8Array => {
      const bytes = readFileSync(join(folder, file));
      return new Uint8Array(isPacked ? brotliDecompressSync(bytes) : bytes);
    };
    return [name, { type: TYPES[extname(name)], read }] as const;
  });
  return new Map(files.filter(([, { type }]) => type !== undefined));
}
