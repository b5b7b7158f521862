// Real programs through the rewriter: what must hold of each text that comes out, and how long it took. Run by itself it
// takes files and folders as arguments and prints a table.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type CountOptions,
  lineAt,
  lineStarts,
  rewrite,
  WayBack,
} from "../../../src/profile/rewrite/index.ts";
import { parse } from "../../../src/profile/rewrite/parse.ts";

/** What is wrong with the rewriting of a text, if something is; and the milliseconds that it took. */
export interface Check {
  readonly faults: readonly string[];
  readonly uncounted: string | undefined;
  readonly milliseconds: number;
  readonly lines: number;
}

/** Rewrites a text and checks that what comes out can be read, and that each function's place leads back. */
export function checkText(
  written: string,
  { typed, module }: { readonly typed: boolean; readonly module: boolean },
  count: CountOptions,
): Check {
  const began = performance.now();
  const memory = count.memory ? { level: "__level", read: "__read", base: 3 } : undefined;
  const made = rewrite(written, { url: "file:///text", typed, module, array: "__counts", memory }, count);
  const milliseconds = performance.now() - began;
  const lines = lineStarts(written).length;
  if ("reason" in made) return { faults: [], uncounted: made.reason, milliseconds, lines };
  const faults: string[] = [];
  const again = parse(made.code, { typed: false, module });
  if ("reason" in again) return { faults: [again.reason], uncounted: undefined, milliseconds, lines };
  const [before, after] = [lineStarts(made.text), lineStarts(made.code)];
  if (before.length !== after.length) faults.push(`${before.length} lines became ${after.length}`);
  const back = new WayBack(before, made.shifts);
  // Every character that was written leads back to where it was written.
  let at = 0;
  let added = 0;
  const check = (to: number) => {
    for (; at < to; at += 1 + (at % 7)) {
      const place = at + added;
      if (back.offset(place) !== at) faults.push(`offset ${place} leads to ${back.offset(place)}, not ${at}`);
      const line = lineAt(after, place);
      const found = back.place(line, place - after[line]);
      if (found !== at) faults.push(`line ${line} leads to ${found}, not ${at}`);
      if (made.code[place] !== made.text[at]) faults.push(`another character at ${at}`);
    }
    at = to;
  };
  for (const [shift, length] of made.shifts) {
    check(shift);
    added += length;
  }
  check(made.text.length);
  return { faults: faults.slice(0, 3), uncounted: undefined, milliseconds, lines };
}

/** The JavaScript and TypeScript files at a path, those of packages within it left out. */
export function programsAt(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}

/** Reads a file and rewrites it as what its name says, or else as what it can be read as. */
export function checkFile(file: string, count: CountOptions): Check {
  const written = readFileSync(file, "utf8");
  const typed = /\.[cm]?ts$/.test(file);
  const module =
    typed || /\.mjs$/.test(file) || (!/\.cjs$/.test(file) && /^\s*(?:import|export)\b/m.test(written));
  return checkText(written, { typed, module }, count);
}

if (process.argv[1] === import.meta.filename) {
  let [files, lines, milliseconds] = [0, 0, 0];
  const uncounted = new Map<string, number>();
  const slow: [number, string][] = [];
  for (const file of process.argv.slice(2).flatMap(programsAt)) {
    for (const all of ["all", "none"] as const) {
      const check = checkFile(file, { lines: all, builtins: all === "all" });
      for (const fault of check.faults) console.log(`${file}: ${fault}`);
      if (all === "none") continue;
      files++;
      lines += check.lines;
      milliseconds += check.milliseconds;
      if (check.lines > 1000 || check.milliseconds > 50)
        slow.push([
          (1000 * check.milliseconds) / check.lines,
          `${file} ${check.lines} lines ${check.milliseconds.toFixed()} ms`,
        ]);
      const reason = check.uncounted?.replace(/\d+/g, "n");
      if (reason) uncounted.set(reason, (uncounted.get(reason) ?? 0) + 1);
    }
  }
  for (const [each, what] of slow.sort((a, b) => b[0] - a[0]).slice(0, 10))
    console.log(each.toFixed(1), what);
  for (const [reason, times] of uncounted) console.log(`${times} uncounted: ${reason}`);
  console.log(
    `${files} files, ${lines} lines: ${((1000 * milliseconds) / lines).toFixed(2)} ms per 1000 lines`,
  );
}
