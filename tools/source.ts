// Reads the repository's own source as a list of files and the imports between them: what the import-direction test
// and the table of the source have in common.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

/** A file of the repository. */
export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

/** The files under `folder` (relative to the root) that match `pattern`, sorted by path. */
export function sourceFiles(folder: string, pattern = "**/*.ts"): SourceFile[] {
  return globSync(join(folder, pattern), { cwd: root, exclude: (name) => name === "node_modules" })
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0) };
    });
}

/** The files that `file` imports by a relative path, as paths relative to the root: types and `import()` included. */
export function importsOf(file: SourceFile): string[] {
  return [...new Set([...importedAtOnce(file), ...targets(file, /\bimport\(\s*["'](\.[^"']*)["']/g)])];
}

/** The files of `importsOf` that are loaded with `file`: those it imports without `import()`. */
export function importedAtOnce(file: SourceFile): string[] {
  return targets(file, /^\s*(?:import|export)\s+(?:[\w$*{}\s,]+?\bfrom\s*)?["'](\.[^"']*)["']/gm);
}

function targets(file: SourceFile, pattern: RegExp): string[] {
  const code = file.text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(pattern)].map(([, to]) => {
    return relative(root, join(root, dirname(file.path), to)).replaceAll("\\", "/");
  });
}
