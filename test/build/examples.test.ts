// The kernels of the examples, built and used where there is nothing: with the answers of the plain functions, bit by bit,
// or those of jit where it is sums in a parallel loop or functions of Math that are compared.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { jit } from "amdahl";
import { build, node, project, root, takenAway } from "./project.ts";

/** The kernels of each example. */
const KERNELS: Readonly<Record<string, readonly string[]>> = {
  area: ["area", "parallelArea"],
  bilateral: ["bilateral"],
  diffusion: ["diffuse"],
  heat: ["heat"],
  logistic: ["bifurcate"],
  mandelbrot: ["mandelbrot"],
  "moving-mean": ["movingMeans"],
  pi: ["pi", "parallelPi"],
  quadratic: ["quadratic", "parallelQuadratic"],
  race: ["plain", "reducing"],
};
/** Where compiled code may differ from plain JavaScript. */
const MAY_DIFFER = ["parallelArea", "parallelPi", "bilateral"];

/** A program that calls kernels and prints what they give; it runs beside the module, whatever that is. */
const CALLS = `
const ramp = (n) => Float64Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 9 - 4);
const rows = (n, m, Kind = Float64Array) => Array.from({ length: n }, (_, i) => Kind.from({ length: m }, (_, j) => (i * j) % 7));
const results = {
  area: (k) => k(1000), parallelArea: (k) => k(5000), pi: (k) => k(1000), parallelPi: (k) => k(5000),
  quadratic: (k) => { const r = new Float64Array(99); k(2, -3, 1, ramp(99), r); return [...r]; },
  parallelQuadratic: (k) => { const r = new Float64Array(9999); k(2, -3, 1, ramp(9999), r); return [...r]; },
  bilateral: (k) => { const r = new Float64Array(600); k(ramp(600), r, 30, 20, 3, 0.1); return [...r]; },
  diffuse: (k) => { const a = ramp(144), b = ramp(144); k(a, b, 12, 0.2, 7); return [[...a], [...b]]; },
  heat: (k) => { const a = rows(12, 14), b = rows(12, 14); k(a, b, 0.2, 7); return [a, b].map((t) => t.map((r) => [...r])); },
  bifurcate: (k) => { const v = rows(6, 40, Uint32Array), l = new Float64Array(6); k(v, l, 40, 500); return [v.map((r) => [...r]), [...l]]; },
  mandelbrot: (k) => { const a = new Uint8Array(600); k(a, 30, 20, 50); return [...a]; },
  movingMeans: (k) => { const m = rows(5, 40); k(rows(5, 40), 7, m); return m.map((r) => [...r]); },
  plain: (k) => { const s = new Float64Array(4); k(ramp(500), s); return [...s]; },
  reducing: (k) => { const s = new Float64Array(4); k(Float64Array.from({ length: 5000 }, (_, i) => i % 7), s); return [...s]; },
};
export const resultsOf = (kernels) => Object.entries(kernels).filter(([name]) => name in results).map(([name, k]) => [name, results[name](k)]);
`;

/** An example's functions and what they count on, with its kernels exported: the rest of it runs and draws. */
function kernelsOf(example: string): string {
  const text = readFileSync(join(root, "examples", `${example}.ts`), "utf8");
  const constants = text.match(/^const [A-Z]+ = [-\d.]+;$/gm) ?? [];
  const wanted = new Set(KERNELS[example]);
  const functions = new Map(
    [...text.matchAll(/^function (\w+)\([\s\S]*?^\}$/gm)].map(([all, name]) => [name, all]),
  );
  for (const name of wanted) {
    for (const called of (functions.get(name) ?? "").match(/\w+(?=\()/g) ?? [])
      if (functions.has(called)) wanted.add(called);
  }
  const exported = (name: string): string => (KERNELS[example]?.includes(name) ? "export " : "");
  return [
    'import { prange } from "amdahl";',
    ...constants,
    ...[...wanted].map((name) => `${exported(name)}${functions.get(name)}`),
    "",
  ].join("\n");
}

const names = Object.keys(KERNELS);
const home = project({
  "calls.js": CALLS,
  ...Object.fromEntries(names.map((name) => [`${name}.ts`, kernelsOf(name)])),
});

type Kernel = (...args: never[]) => unknown;
type Results = [string, unknown][];

for (const name of names) {
  test(`the kernels of ${name} are built, and give the same bits in an empty folder`, async () => {
    const { status, stderr } = build(home, [`${name}.ts`, "--native", "none"]);
    assert.equal(status, 0, stderr);
    const away = takenAway(join(home, "dist"));
    writeFileSync(join(away, "calls.js"), CALLS);
    writeFileSync(
      join(away, "use.js"),
      `import * as kernels from "./${name}.js"; import { resultsOf } from "./calls.js"; console.log(JSON.stringify(resultsOf(kernels)));`,
    );
    const ran = node(away, ["use.js"]);
    assert.equal(ran.status, 0, ran.stderr);
    const { resultsOf } = (await import(pathToFileURL(join(home, "calls.js")).href)) as {
      resultsOf(kernels: Record<string, unknown>): Results;
    };
    const plain = (await import(pathToFileURL(join(home, `${name}.ts`)).href)) as Record<string, Kernel>;
    const right = Object.fromEntries(
      Object.entries(plain).map(([kernel, fn]) => [
        kernel,
        MAY_DIFFER.includes(kernel) ? jit(fn, { parallel: false }) : fn,
      ]),
    );
    const found = JSON.parse(ran.stdout) as Results;
    assert.equal(found.length, KERNELS[name]?.length);
    assert.deepEqual(found, JSON.parse(JSON.stringify(resultsOf(right))));
  });
}
