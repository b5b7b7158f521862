// Starts a person's program in this very process, as `node program.ts` would: same argv, exit status, signals and
// `import.meta.main`. A child process would cost a second start and come between a terminal's Ctrl-C and the program.
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import Module from "node:module";
import { basename, dirname, extname, resolve, sep } from "node:path";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";

const RUNNABLE = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * The absolute path of the program that `name` means. Throws UsageError if there is no such file, or if Node cannot
 * run it as it is.
 *
 * @example
 * findProgram("prog.ts"); // "/data/prog.ts"
 */
export function findProgram(name: string): string {
  const path = resolve(name);
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}${elsewhere(path)}`);
  if (!statSync(path).isFile()) throw new UsageError(`${path} is not a file: name the program in it`);
  const extension = extname(path);
  if (!RUNNABLE.includes(extension)) {
    const found = extension === "" ? "has no extension" : `ends in ${extension}`;
    throw new UsageError(`${path} ${found}: a program is a file that ends in ${RUNNABLE.join(", ")}`);
  }
  // Node strips types everywhere but there, and says so in terms of its own internals.
  if (extension.endsWith("ts") && realpathSync(path).split(sep).includes("node_modules")) {
    throw new UsageError(
      `Node strips no types under node_modules: copy ${path} out of there and run the copy`,
    );
  }
  return path;
}

/**
 * Runs the program at `path` as this process's main program with `args`; returns at once, the event loop does the
 * rest. What the program throws ends the process as it would under `node`.
 *
 * @param path an absolute path, from `findProgram`
 */
export function startProgram(path: string, args: readonly string[]): void {
  process.argv = [process.execPath, path, ...args];
  Module.runMain();
}

function elsewhere(path: string): string {
  const folder = dirname(path);
  if (!existsSync(folder)) return `, nor a folder ${folder}`;
  const programs = readdirSync(folder).filter((name) => RUNNABLE.includes(extname(name)));
  const meant = nearest(basename(path), programs);
  return meant === undefined ? "" : `. Did you mean ${meant}?`;
}
