// The programs whose profile by line is set beside the truth. Lines of their function `hot` that end in `// @drop` can be
// left out, and everything else goes on as before: the time that is missing then is the line's.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * How much work a program does, as its only argument: half a second of it. They call `hot` many times, so that the engine
 * has its last word on it early, and measure by the processor's clock, which stands still while others have the core.
 */
export const TRUTH_SIZES: Readonly<Record<string, { readonly full: number; readonly quick: number }>> = {
  math: { full: 10_000, quick: 100 },
  arrays: { full: 20, quick: 1 },
  helpers: { full: 500, quick: 2 },
  imported: { full: 500, quick: 2 },
  strings: { full: 250, quick: 2 },
  objects: { full: 400, quick: 11 },
  maps: { full: 300, quick: 2 },
  loops: { full: 5000, quick: 12 },
  stencil: { full: 15, quick: 1 },
  recursion: { full: 120, quick: 1 },
  overlap: { full: 35_000, quick: 100 },
};

/** Programs whose lines have no time of their own, which are measured and held to no target. */
export const NO_TRUTH: ReadonlySet<string> = new Set(["overlap"]);

/** Whose lines are judged. */
export const HOT = "hot";

const DROP = /\s*\/\/ @drop$/;
const source = join(import.meta.dirname, "truth");

/** A line that is judged; lines count from 1. */
export interface Judged {
  readonly line: number;
  readonly text: string;
}

/** A program, and copies of it that lack a line each. */
export interface Variants {
  readonly name: string;
  /** In the order of the text, which is that of what the program prints behind `parts`. */
  readonly judged: readonly Judged[];
  readonly whole: string;
  readonly without: readonly string[];
}

/** Writes a program's variants into `folder`. */
export function makeVariants(name: string, folder: string): Variants {
  // What it imports stands beside it; and outside of any package Node would have to find out what kind of module it is.
  cpSync(source, folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const whole = join(folder, `${name}.ts`);
  const lines = readFileSync(whole, "utf8").split("\n");
  const judged = lines.flatMap((text, i) =>
    DROP.test(text) ? [{ line: i + 1, text: text.replace(DROP, "").trim() }] : [],
  );
  const without = judged.map(({ line }) => {
    const file = join(folder, `${name}-without-${line}.ts`);
    writeFileSync(file, lines.map((text, i) => (i === line - 1 ? "" : text)).join("\n"));
    return file;
  });
  return { name, judged, whole, without };
}
