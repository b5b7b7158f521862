// Functions that a compiler has rewritten before they ran: names change, places lead back by source maps.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { command, computes, EXPECTED, node, reportOf, same, setUp, tearDown } from "./setting.ts";

let folder = "";
let common = "";
before(async () => {
  [folder, common] = await Promise.all([setUp(), setUp("commonjs")]);
});
after(() => {
  tearDown(folder);
  tearDown(common);
});

const { half: _half, fixed: _fixed, steps: _steps, ...own } = EXPECTED.free;

test("tsx, ES modules", async () => {
  same(reportOf(await node(folder, [command("tsx"), "main.ts"])));
  computes(await node(folder, [command("tsx"), "compute.ts"]));
});

test("tsx, CommonJS: imports are members of a module object", async () => {
  const report = reportOf(await node(common, [command("tsx"), "main.ts"]));
  const lib = report.free.import_lib as { value: string[] };
  assert.deepEqual(lib.value.sort(), ["bump", "fixed", "half", "steps"]);
  assert.deepEqual(report, {
    ...EXPECTED,
    free: { ...own, import_lib: report.free.import_lib },
  });
  computes(await node(common, [command("tsx"), "compute.ts"]));
});

const options = { bundle: true, platform: "node", format: "esm", logLevel: "error" } as const;

test("an esbuild bundle with an inline source map", async () => {
  const entryPoints = [join(folder, "main.ts")];
  await build({ ...options, entryPoints, outfile: join(folder, "out/bundle.js"), sourcemap: "inline" });
  same(reportOf(await node(folder, ["out/bundle.js"])));
});

test("an esbuild bundle without a source map: places are those of the bundle", async () => {
  await build({ ...options, entryPoints: [join(folder, "main.ts")], outfile: join(folder, "out/bare.js") });
  const report = reportOf(await node(folder, ["out/bare.js"]));
  assert.match(report.place, /^bare\.js:\d+:1$/);
  assert.match(report.marked, /^> \d+ \| {3}return y \+ fixed \+ moving \+ steps;$/);
  assert.match(String(report.free.steps?.at), /^bare\.js:\d+:\d+$/);
});

test("esbuild, minified: short names, the same values", async () => {
  const outfile = join(folder, "out/min.js");
  await build({ ...options, entryPoints: [join(folder, "main.ts")], outfile, minify: true, sourcemap: true });
  const report = reportOf(await node(folder, ["out/min.js"]));
  assert.equal(report.place, EXPECTED.place);
  assert.equal(report.marked, EXPECTED.marked);
  const found = Object.values(report.free);
  const numbers = found.filter(({ value }) => typeof value === "number");
  // The minifier may fold constants into the text; what it leaves free keeps its kind and place.
  assert.deepEqual(
    numbers.filter(({ kind }) => kind === "reassigned").map(({ value, at }) => [value, at]),
    [
      [2, "main.ts:7:1"],
      [1, "lib.ts:5:3"],
    ],
  );
  assert.equal(found.filter(({ value }) => typeof value === "string").length, 1);
});

const external = { ...options, packages: "external" } as const;

test("esbuild, amdahl beside the bundle: kernels compile and run on two threads", async () => {
  const entryPoints = [join(folder, "compute.ts")];
  await build({ ...external, entryPoints, outfile: join(folder, "out/compute.js"), sourcemap: true });
  computes(await node(folder, ["out/compute.js"]));
  await build({
    ...external,
    entryPoints,
    outfile: join(folder, "out/small.js"),
    sourcemap: true,
    minify: true,
  });
  computes(await node(folder, ["out/small.js"]));
  await build({ ...external, entryPoints, outfile: join(folder, "out/bare-small.js"), minify: true });
  computes(await node(folder, ["out/bare-small.js"]), { place: "bare-small.js:" });
});

for (const [format, extension] of [
  ["esm", "mjs"],
  ["cjs", "cjs"],
] as const) {
  test(`esbuild, amdahl inside the bundle (${format}): one thread, the same answers, and it says why`, async () => {
    const outfile = join(folder, `out/all.${extension}`);
    await build({ ...options, format, entryPoints: [join(folder, "compute.ts")], outfile, sourcemap: true });
    const ran = await node(folder, [outfile]);
    computes(ran, { helped: false });
    assert.match(
      ran.stderr,
      /Warning: A thread of amdahl's team cannot be started: Error: amdahl has been bundled, and its worker\.cjs is not beside it\..* Leave amdahl out of the bundle \(esbuild: --external:amdahl\)/,
    );
    assert.equal(ran.stderr.match(/Warning:/g)?.length, 1);
  });
}

test("tsc to CommonJS", async () => {
  writeFileSync(
    join(common, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        module: "node20",
        target: "es2022",
        outDir: "out",
        rootDir: ".",
        rewriteRelativeImportExtensions: true,
        noCheck: true,
        sourceMap: true,
        skipLibCheck: true,
        types: [],
      },
      files: ["main.ts", "compute.ts"],
    }),
  );
  const compiled = await node(common, [command("typescript", "bin/tsc")]);
  assert.equal(compiled.code, 0, compiled.stdout);
  const report = reportOf(await node(common, ["--no-warnings", "out/main.js"]));
  const lib = report.free.lib_ts_1 as { value: string[] };
  assert.deepEqual(lib.value.sort(), ["bump", "fixed", "half", "steps"]);
  // tsc maps the function to the start of its statement, which is the `export` before it.
  assert.deepEqual(report, { ...EXPECTED, place: "main.ts:9:1", free: { ...own, lib_ts_1: lib } });
  computes(await node(common, ["--no-warnings", "out/compute.js"]));
});
