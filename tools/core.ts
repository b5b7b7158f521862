// Builds what Node opens: the whole library as one script, which can be started from V8's code cache (src/start), and
// the modules that open it. The modules beside them are for bundlers, which know no cache.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "dist");
const out = join(dist, "node");

/** The public faces that share the library's state, by the name of the module that Node opens for each. */
const FACES = { index: "index.js", array: "array/index.js" } as const;
/** Read as text by the compiler, names and all: each group has a scope of its own, where nothing need be renamed. */
const LIBRARY = [["jit/math/index.js"], ["jit/prelude/intrinsics.js", "jit/prelude/typed-array.js"]];

const entry = [
  ...Object.entries(FACES).map(([name, file]) => `export * as ${name} from "./${file}";`),
  'export { builtAs, compilations, rehearse } from "./jit/index.js";',
].join("\n");

const code = `(function (module, require, __place) {
"use strict";
const __library = {};
${(await Promise.all(LIBRARY.map(group))).join("\n")}
const __ask = (id) => __library[id] ?? require(id);
(function (module, require) {
${await bundled(entry)}
})(module, __ask);
})`;
const script = `core-${createHash("sha256").update(code).digest("hex").slice(0, 12)}.cjs`;

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
writeFileSync(join(out, script), code);

writeFileSync(
  join(out, "core.js"),
  `// Opens the library from V8's code cache; made by tools/core.ts.
import "../node-version.js";
import { openCore } from "../start/index.js";

export const core = openCore(new URL("./${script}", import.meta.url));
`,
);
for (const [name, file] of Object.entries(FACES)) {
  const names = await exportsOf(join(dist, file));
  writeFileSync(
    join(out, `${name}.js`),
    `// What Node opens for dist/${file}; made by tools/core.ts.
import { core } from "./core.js";

export const { ${names.join(", ")} } = core.${name};
`,
  );
}

/** Modules of the library in one scope, which puts what they export into `__library`. */
async function group(files: readonly string[]): Promise<string> {
  const entry = files.map((file) => `export * as ${JSON.stringify(file)} from "./${file}";`).join("\n");
  return `(function (module) {\n${await bundled(entry, files)}\nObject.assign(__library, module.exports);\n})({});`;
}

/** The text of a module and all that it imports, but for the builtins and the library, which are asked for. */
async function bundled(contents: string, itself: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dist, sourcefile: "core-entry.js" },
    write: false,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node22.18",
    // One byte a character: V8 reads it as it lies on the disk.
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "script",
        setup(b) {
          b.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
            const inside = withinDist(resolve(resolveDir, path));
            return LIBRARY.flat().includes(inside) && !itself.includes(inside)
              ? { path: inside, external: true }
              : undefined;
          });
          // A builtin that nothing is left to ask for is not even loaded: child_process alone takes milliseconds.
          b.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
          // A script has no `import.meta`: where a file lies, it is told by whoever runs it.
          b.onLoad({ filter: /\.js$/ }, ({ path }) => {
            const inside = withinDist(path);
            if (inside.startsWith("..")) return undefined;
            const place = `__place(${JSON.stringify(`../${inside}`)})`;
            return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", place) };
          });
        },
      },
    ],
  });
  return outputFiles[0].text;
}

function withinDist(path: string): string {
  return relative(dist, path).split(sep).join("/");
}

/** The names that a module exports. */
async function exportsOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [file],
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    metafile: true,
    logLevel: "error",
  });
  return Object.values(metafile.outputs)[0].exports.sort();
}
