// `amdahl cache`: what amdahl keeps on the disk between programs, and having it gone.
import type { Command } from "commander";
import { type CacheEntry, cacheEntries, cachePlace, clearCache } from "../cache/index.ts";

const EXAMPLES = `
Everything in the cache is made anew when it is needed. AMDAHL_CACHE names another folder, or "off" for none.

Examples:
  $ amdahl cache            what is there
  $ amdahl cache --clear    remove it
`;

/** What the kinds of entries are. */
const KINDS: Readonly<Record<string, string>> = {
  native: "compiled functions",
  index: "what compiled functions were made from",
  cc: "what is known of C compilers",
  code: "the engine's code of amdahl itself",
};

/** Adds `amdahl cache` to `program`. */
export function register(program: Command): void {
  program
    .command("cache")
    .description("List what amdahl keeps on the disk, or remove it.")
    .option("--clear", "remove everything")
    .option("--json", "print the entries as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { clear?: boolean; json?: boolean }) => {
      const folder = cachePlace();
      const entries = options.clear ? clearCache() : cacheEntries();
      if (options.json) process.stdout.write(`${JSON.stringify({ folder, entries }, null, 2)}\n`);
      else process.stdout.write(text(folder, entries, options.clear === true));
    });
}

function text(folder: string | undefined, entries: readonly CacheEntry[], cleared: boolean): string {
  if (folder === undefined) return "There is no cache: AMDAHL_CACHE=off.\n";
  if (entries.length === 0) return `${folder}: nothing${cleared ? " to remove" : ""}\n`;
  const lines = [...new Set(entries.map((e) => e.kind))].map((kind) => {
    const own = entries.filter((e) => e.kind === kind);
    return `  ${String(own.length).padStart(5)}  ${size(own).padStart(8)}  ${KINDS[kind] ?? kind}`;
  });
  const total = `  ${String(entries.length).padStart(5)}  ${size(entries).padStart(8)}  in all${cleared ? ", removed" : ""}`;
  return `${[folder, ...lines, ...(lines.length > 1 || cleared ? [total] : [])].join("\n")}\n`;
}

function size(entries: readonly CacheEntry[]): string {
  const bytes = entries.reduce((sum, e) => sum + e.bytes, 0);
  return bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
