// Finds the examples of this package and the files each of them needs, and copies them into a person's folder.
// Nothing of theirs is lost: either every file can be written, or none is.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { packageRoot } from "./package-root.ts";

const REFERENCE = /\b(?:from|import|import\(|new URL\()\s*["'](\.{1,2}\/[^"']+)["']/g;

/** An example as the list shows it. */
export interface Example {
  readonly name: string;
  /** The first sentence of its opening comment. */
  readonly about: string;
}

/** What became of one file of an example. */
export interface CopiedFile {
  /** Relative to the folder copied into. */
  readonly file: string;
  readonly path: string;
  readonly outcome: "copied" | "same" | "kept" | "overwritten";
}

/** The examples of the package whose `examples` folder is `from`, by name. */
export function listExamples(from: string = join(packageRoot, "examples")): Example[] {
  if (!existsSync(from)) return [];
  return readdirSync(from)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => ({ name: basename(file, ".ts"), about: opening(readFileSync(join(from, file), "utf8")) }));
}

/**
 * Copies the example called `name` and every file it refers to by a relative path into the folder `to`; the example
 * itself is the first of the result. A file that is there and differs is treated as `changed` says.
 *
 * Where the nearest package.json is not of `"type": "module"`, `.ts` is renamed `.mts`, as Node would otherwise take
 * the copy for CommonJS. Throws UsageError for an unknown name, and for a changed file under "refuse".
 */
export function copyExample(
  name: string,
  to: string,
  changed: "refuse" | "keep" | "overwrite",
  from: string = join(packageRoot, "examples"),
): CopiedFile[] {
  const wanted = name.replace(/\.m?ts$/, "");
  if (!existsSync(join(from, `${wanted}.ts`))) throw new UsageError(unknown(wanted, from));
  const rename = isModuleFolder(to)
    ? (file: string) => file
    : (file: string) => file.replace(/\.ts$/, ".mts");

  const copies = filesOf(`${wanted}.ts`, from).map((source) => {
    const bytes = readFileSync(join(from, source));
    const file = rename(source);
    const path = resolve(to, file);
    const content = extname(source) === ".ts" ? Buffer.from(renamed(bytes.toString(), rename)) : bytes;
    if (!existsSync(path)) return { file, path, content, outcome: "copied" as const };
    if (readFileSync(path).equals(content)) return { file, path, content, outcome: "same" as const };
    if (changed === "refuse") {
      throw new UsageError(
        `${file} is here already and differs from the example: amdahl example ${wanted} --force overwrites it, ` +
          "--keep runs yours",
      );
    }
    return {
      file,
      path,
      content,
      outcome: changed === "keep" ? ("kept" as const) : ("overwritten" as const),
    };
  });
  for (const { path, content, outcome } of copies) {
    if (outcome === "same" || outcome === "kept") continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return copies.map(({ file, path, outcome }) => ({ file, path, outcome }));
}

/** Throws UsageError unless a program in `folder` can import amdahl. */
export function requireAmdahl(folder: string): void {
  try {
    createRequire(join(folder, "program.js")).resolve("amdahl/package.json");
  } catch {
    throw new UsageError("the copy is here, but amdahl is not installed in this folder: npm install amdahl");
  }
}

function filesOf(entry: string, from: string): string[] {
  const files = [entry];
  for (const file of files) {
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    for (const [, reference] of readFileSync(join(from, file), "utf8").matchAll(REFERENCE)) {
      const found = relative(from, resolve(from, dirname(file), reference));
      // What lies outside the folder of examples is not part of one.
      if (!found.startsWith("..") && existsSync(join(from, found)) && !files.includes(found))
        files.push(found);
    }
  }
  return files;
}

function renamed(source: string, rename: (file: string) => string): string {
  return source.replace(REFERENCE, (match, reference: string) => match.replace(reference, rename(reference)));
}

/** Whether Node takes a `.ts` file in `folder` for an ES module without looking at its syntax. */
function isModuleFolder(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
    if (dirname(at) === at) return false;
  }
}

function opening(source: string): string {
  const comment = source.match(/^(?:\/\/.*\n)+/)?.[0].replace(/^\/\/ ?/gm, "") ?? "";
  return (
    comment
      .replace(/\s+/g, " ")
      .trim()
      .match(/^.*?[.:;](?=\s|$)/)?.[0]
      .replace(/[:;]$/, ".") ?? comment.trim()
  );
}

function unknown(name: string, from: string): string {
  const names = listExamples(from).map((example) => example.name);
  const meant = nearest(name, names);
  return `there is no example '${name}'. ${meant === undefined ? `There are ${names.join(", ")}.` : `Did you mean '${meant}'?`}`;
}
