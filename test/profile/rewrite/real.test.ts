// Real programs, rewritten: what comes out can be read, has the same lines, and every character of it leads back to where
// it was written. real.ts does the same with any files.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { children as childrenOf } from "../../../src/capture/index.ts";
import { parse } from "../../../src/profile/rewrite/parse.ts";
import { children } from "../../../src/profile/rewrite/tree.ts";
import { checkFile, programsAt } from "./real.ts";

const root = join(import.meta.dirname, "../../..");
const ALL = { lines: "all", builtins: true } as const;
const NONE = { lines: "none", builtins: false } as const;
const MEMORY = { lines: "all", builtins: false, memory: true } as const;

for (const path of [
  "src/profile",
  "src/compiler/passes",
  "examples",
  "node_modules/acorn/dist/acorn.js",
  "node_modules/esbuild/lib/main.js",
  "node_modules/linkedom/worker.js",
  "node_modules/@observablehq/plot/dist/plot.umd.min.js",
])
  test(`${path} can be counted in`, () => {
    for (const file of programsAt(join(root, path))) {
      for (const count of [ALL, NONE, MEMORY]) {
        const { faults, uncounted } = checkFile(file, count);
        assert.deepEqual([faults, uncounted], [[], undefined], file);
      }
    }
  });

test("the nodes below a node are those that have a type", () => {
  const source = parse(
    `import a, { b as c } from "x" with { type: "json" }; export * from "y"; export { c as d };
    label: for (const [x = 1, , ...y] of await z?.[1]) { if (x) continue label; else debugger; }
    for (;;) break; for (let i = 0; i < 1; i++); for (const k in o); while (1); do ; while (1)
    switch (q) { case 1: default: } try { throw 1 } catch { } finally { } ;
    class A extends B { #p = 1; static { } get x() { return super.x } set x(v) { #p in v } static async *[k]() { yield* 1 } }
    export default function* ({ a, b: [c] = [], ...d }, e = () => new.target) { yield (a ??= b) ? \`\${a}\` : tag\`b\` }
    const f = async (x) => { await import.meta.url; return { ...x, get a() { return 1 }, b, [c]: -d++, e: /r/g } }, g = 1n, h = import("x")`,
    { typed: false, module: true },
  );
  assert.ok("program" in source);
  let nodes = 0;
  const visit = (node: Parameters<typeof children>[0]) => {
    nodes++;
    assert.deepEqual(children(node), [...childrenOf(node)]);
    for (const child of children(node)) visit(child);
  };
  visit(source.program as unknown as Parameters<typeof children>[0]);
  assert.ok(nodes > 150, `${nodes}`);
});
