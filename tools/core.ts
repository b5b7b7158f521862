// Builds what Node opens: scripts, which can be started from V8's code cache (src/start), and the modules that open them.
// The whole library is one but for the compiler's second half, which many programs never need; beside them, for programs
// that need no more, lies what runs the modules that `amdahl build` makes. Bundlers, which know no cache, take the modules.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const dist = join(import.meta.dirname, "..", "dist");
const out = join(dist, "node");

/** The public faces that share the library's state, by the name of the module that Node opens for each. */
const FACES = {
  index: "index.js",
  array: "array/index.js",
} as const;
/** What the scripts beside the library's ask of it: most programs build no modules, and many compile nothing. */
const ASKED = ["compiler/index.js", "compiler/ir/index.js", "ffi/index.js", "jit/index.js"];
/** What a script says of itself whose code V8 need not keep. */
const NOT_KEPT = "export const compilations = () => 0;\nexport const rehearse = () => {};";
/** The second half of the compiler, a script of its own that is opened when something must be compiled. */
const LATE = "compiler/rewrite.js";
/** Read as text by the compiler, names and all: each group has a scope of its own, where nothing need be renamed. */
const LIBRARY = [["jit/math/index.js"], ["jit/prelude/intrinsics.js", "jit/prelude/typed-array.js"]];

rmSync(out, { recursive: true, force: true });
mkdirSync(out);

const entry = [
  'export * as runtime from "./runtime/index.js";',
  ...ASKED.map((file) => `export * as ${JSON.stringify(file)} from "./${file}";`),
  ...Object.entries(FACES).map(([name, file]) => `export * as ${name} from "./${file}";`),
  'export { builtAs, compilations, rehearse } from "./jit/index.js";',
].join("\n");

const late = written(
  "late",
  `(function (module, require, __place) {
"use strict";
${await bundled(`export * from "./${LATE}";\nexport { compilations, rehearse } from "./jit/index.js";`, [], ASKED)}
})`,
);
const lateNames = await exportsOf(join(dist, LATE));
const code = `(function (module, require, __place) {
"use strict";
let __opened;
const __late = () => (__opened ??= require("late")(${JSON.stringify(late)}));
const __library = {
  ${JSON.stringify(LATE)}: { ${lateNames.map((n) => `${n}: (...args) => __late().${n}(...args)`).join(", ")} },
};
${(await Promise.all(LIBRARY.map(group))).join("\n")}
const __ask = (id) => __library[id] ?? require(id);
(function (module, require) {
${await bundled(entry, [], [...LIBRARY.flat(), LATE])}
})(module, __ask);
})`;
const builder = `(function (module, require, __place) {
"use strict";
${await bundled(`export * from "./build/index.js";\n${NOT_KEPT}`, [], ASKED)}
})`;
const light = `(function (module, require, __place) {
"use strict";
${await bundled(`export * as runtime from "./runtime/index.js";
export { loads as compilations } from "./jit/runtime/index.js";
export const rehearse = () => {};`)}
})`;
// By itself: what a rank needs first must not wait for a compiler.
const mpi = `(function (module, require, __place) {
"use strict";
${await bundled(`export * from "./mpi/index.js";\n${NOT_KEPT}`)}
})`;

const scripts = {
  mpi: written("mpi", mpi),
  core: written("core", code),
  builder: written("build", builder),
  light: written("runtime", light),
};

writeFileSync(
  join(out, "core.js"),
  `// Opens the library from V8's code cache; made by tools/core.ts.
import "../node-version.js";
import { openCore } from "../start/index.js";

const late = (file) => openCore(new URL(file, import.meta.url), { base: core });
export const core = openCore(new URL("./${scripts.core}", import.meta.url), { isWhole: true, base: { late } });
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

writeFileSync(
  join(out, "build.js"),
  `// What the command line opens for dist/build/index.js; made by tools/core.ts.
import { openCore } from "../start/index.js";
import { core } from "./core.js";

export const { ${(await exportsOf(join(dist, "build/index.js"))).join(", ")} } = openCore(
  new URL("./${scripts.builder}", import.meta.url),
  { base: core },
);
`,
);
writeFileSync(
  join(out, "mpi.js"),
  `// What Node opens for dist/mpi/index.js; made by tools/core.ts.
import "../node-version.js";
import { openCore } from "../start/index.js";

export const { ${(await exportsOf(join(dist, "mpi/index.js"))).join(", ")} } = openCore(
  new URL("./${scripts.mpi}", import.meta.url),
);
`,
);
writeFileSync(
  join(out, "runtime.js"),
  `// What Node opens for dist/runtime/index.js; made by tools/core.ts.
import "../node-version.js";
import { openCore, wholeCore } from "../start/index.js";

const light = () => openCore(new URL("./${scripts.light}", import.meta.url));

// Where the program has opened the whole library, its team of threads and its settings are the program's.
export const { ${(await exportsOf(join(dist, "runtime/index.js"))).join(", ")} } = (wholeCore() ?? light()).runtime;
`,
);

/** Writes a script under a name that its text gives it. */
function written(name: string, text: string): string {
  const script = `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.cjs`;
  writeFileSync(join(out, script), text);
  return script;
}

/** Modules of the library in one scope, which puts what they export into `__library`. */
async function group(files: readonly string[]): Promise<string> {
  const entry = files.map((file) => `export * as ${JSON.stringify(file)} from "./${file}";`).join("\n");
  return `(function (module) {\n${await bundled(entry, files)}\nObject.assign(__library, module.exports);\n})({});`;
}

/** The text of a module and all that it imports, but for the builtins and what is outside, which are asked for. */
async function bundled(
  contents: string,
  itself: readonly string[] = [],
  outside: readonly string[] = LIBRARY.flat(),
): Promise<string> {
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
            return outside.includes(inside) && !itself.includes(inside)
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
