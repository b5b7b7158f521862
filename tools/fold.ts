// Folds each folder of the compiled package into one file, because a program that imports amdahl would otherwise open
// more than two hundred: the import takes a third of the time. Folders know each other by their faces only, so a
// folder's inside can be folded without anybody noticing.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "dist");

/** Folders, the files that others open, and what inside them stays as it is. */
const FOLDERS: readonly { folder: string; entries: readonly string[]; keep: readonly string[] }[] = [
  { folder: "heap", entries: ["index"], keep: [] },
  { folder: "capture", entries: ["index"], keep: [] },
  { folder: "compiler", entries: ["index"], keep: [] },
  // The worker is opened by its name, from the file beside it.
  { folder: "team", entries: ["index", "worker"], keep: [] },
  { folder: "jit/runtime", entries: ["index", "runner"], keep: [] },
  // Math and the prelude are read as text by the compiler: their names must stay what they are.
  { folder: "jit", entries: ["index"], keep: ["math", "prelude", "runtime"] },
  { folder: "measure", entries: ["index"], keep: [] },
  { folder: "array", entries: ["index"], keep: [] },
  { folder: "start", entries: ["index"], keep: [] },
];

for (const { folder, entries, keep } of FOLDERS) {
  const root = join(dist, folder);
  if (!existsSync(join(root, "index.js"))) throw new Error(`dist/${folder} is not there: run tsc before`);
  const before = scripts(root, keep);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((e) => [e, join(root, `${e}.js`)])),
    outdir: root,
    write: false,
    bundle: true,
    splitting: entries.length > 1,
    chunkNames: "shared-[hash]",
    format: "esm",
    platform: "node",
    target: "node22.18",
    packages: "external",
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "neighbours",
        setup(b) {
          b.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
            if (kind === "entry-point") return undefined;
            const target = resolve(resolveDir, path);
            const inside = relative(root, target);
            // The start runs before all else, and a folder of its own for what it opens would be one more file.
            if (folder === "start" && inside.startsWith("../cache")) return undefined;
            const outside = inside.startsWith("..") || keep.some((k) => inside.startsWith(k + sep));
            if (!outside) return undefined;
            // Whoever imported it stood deeper in the folder; what is left stands at its top.
            const from = relative(root, target).split(sep).join("/");
            return { path: from.startsWith(".") ? from : `./${from}`, external: true };
          });
        },
      },
    ],
  });
  for (const file of before) rmSync(file);
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}

/** The JavaScript files of a folder, those of what is kept left out. */
function scripts(root: string, keep: readonly string[]): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".js") && !keep.some((k) => f.startsWith(k + sep)))
    .map((f) => join(root, f));
}
