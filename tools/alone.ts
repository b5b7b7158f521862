// Bundles what a built module carries to run by itself (src/jit/built/alone.ts) into the text that `amdahl build` puts
// into its output: the code that calls compiled functions under jit, over a heap, a team and builtins of its own.
import { writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "dist");
const folder = "jit/built/alone";

/** What is replaced, by what. */
const INSTEAD: Readonly<Record<string, string>> = {
  "heap/index.js": "heap.js",
  "team/index.js": "team.js",
  "jit/runtime/native.js": "native.js",
  "node:util": "util.js",
};

const replaced = (name: string): string | undefined =>
  INSTEAD[name] && join(dist, folder, INSTEAD[name] as string);

const { outputFiles } = await build({
  entryPoints: [join(dist, "jit/built/alone.js")],
  outfile: join(dist, "build/alone.mjs"),
  write: false,
  bundle: true,
  // No builtin of Node's may be left in it.
  platform: "browser",
  format: "esm",
  target: "es2022",
  // Readable: an error that nobody catches shows the line that it was thrown from.
  minifySyntax: true,
  charset: "ascii",
  legalComments: "none",
  logLevel: "warning",
  define: { "import.meta.url": "undefined" },
  plugins: [
    {
      name: "instead",
      setup(b) {
        b.onResolve({ filter: /^node:/ }, ({ path }) => {
          const instead = replaced(path);
          return { path: instead ?? path, external: instead === undefined, sideEffects: false };
        });
        b.onResolve({ filter: /^\./ }, ({ path, resolveDir, importer }) => {
          const inside = relative(dist, resolve(resolveDir, path)).split(sep).join("/");
          // What stands in for a folder may take from it what needs no standing in for.
          const own = relative(dist, importer).split(sep).join("/").startsWith(`${folder}/`);
          const instead = own ? undefined : replaced(inside);
          return instead === undefined ? undefined : { path: instead, sideEffects: false };
        });
      },
    },
  ],
});
for (const { path, text } of outputFiles) {
  const builtin = /\b(?:from|import) ?"node:\w+"/.exec(text)?.[0];
  if (builtin !== undefined) throw new Error(`what a built module carries asks for a builtin: ${builtin}`);
  writeFileSync(path, asExpression(text));
}

/** A module's text as an expression whose value is its one export, so that it has a scope of its own in another module. */
function asExpression(text: string): string {
  const body = text.trimEnd();
  const end = /export \{\s+(?:([\w$]+) as )?open\s+\};?$/.exec(body);
  if (!end) throw new Error("what a built module carries exports open, and nothing else, at its end");
  // Without the names of files, which esbuild puts between them.
  const statements = body.slice(0, end.index).replace(/^\/\/ \S+\.js\n/gm, "");
  return `(() => {\n${statements}return ${end[1] ?? "open"};\n})()`;
}
