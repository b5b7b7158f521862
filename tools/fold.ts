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
  { folder: "team", entries: ["index"], keep: [] },
  { folder: "jit/runtime", entries: ["index"], keep: [] },
  { folder: "jit/native", entries: ["index"], keep: [] },
  // Math and the prelude are read as text by the compiler: their names must stay what they are.
  { folder: "jit", entries: ["index"], keep: ["math", "prelude", "runtime", "native"] },
  { folder: "measure", entries: ["index"], keep: [] },
  { folder: "profile", entries: ["index"], keep: [] },
  { folder: "array", entries: ["index"], keep: [] },
  { folder: "job", entries: ["index"], keep: [] },
  { folder: "mpi", entries: ["index"], keep: [] },
  { folder: "start", entries: ["index"], keep: [] },
];

/**
 * What threads of a team open, by its name. Each is one CommonJS file with all that it needs in it: a thread that is to
 * help with a program's first parallel loop must not spend its first milliseconds on Node's loader of ES modules.
 */
const THREADS = ["team/worker", "jit/runtime/runner", "jit/native/maker", "job/rank"];

/** What threads of a profiled program open before the program: nothing that does more than it is asked to. */
const RECORDING = ["profile/record/start", "profile/record/watchdog"];

for (const [files, ignoreAnnotations] of [
  // What a file does when it is loaded counts here: the heap's collector signs itself in.
  [THREADS, true],
  // And here it must not: a program that has no heap is to be left without one.
  [RECORDING, false],
] as const)
  await build({
    absWorkingDir: dist,
    entryPoints: files.map((file) => `${file}.js`),
    outbase: dist,
    outdir: dist,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node22.18",
    ignoreAnnotations,
    // Nobody reads it, nor its names.
    minify: !ignoreAnnotations,
    define: { "import.meta.url": "undefined" },
    legalComments: "none",
    logLevel: "warning",
  });

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
    // A third of the text is indentation. Names stay, which stacks and profiles show: but for the profiler's own.
    minifyWhitespace: true,
    minifyIdentifiers: folder === "profile",
    minifySyntax: folder === "profile",
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
