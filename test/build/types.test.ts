// The declarations of a built module, as a program's compiler sees them: with amdahl nowhere, and nothing skipped.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build, builtFixture, node, project, root, takenAway } from "./project.ts";

const { out } = builtFixture("--native", "none");
const away = takenAway(out);
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

function typeCheck(cwd: string, program: string): { status: number | null; stdout: string } {
  writeFileSync(join(cwd, "use.ts"), program);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--types",
    "",
    "--skipLibCheck",
    "false",
  ];
  return node(cwd, [tsc, ...options, "use.ts"]);
}

test("a program that uses everything as its types say compiles", () => {
  const { status, stdout } = typeCheck(
    away,
    `import twice, * as k from "./kernels.js";
    import type { Body, Grid } from "./kernels.js";
    const body: Body = { mass: 2, v: [3, 4] };
    const grid: Grid = [new Float64Array(2)];
    const numbers: number[] = [
      k.half(3), k.total(new Float64Array(1)), k.total(new Float32Array(1)), k.dot(new Float64Array(1), new Float64Array(1)),
      k.energy(body), k.steps(4), k.halves(4).upper.length, k.range(new Float32Array(2))[1], twice(2), k.LIMIT, k.NEGATIVE,
    ];
    const truths: boolean[] = [k.isInside(1), k.isInside(1, 0), k.isInside(1, 0, 2), k.EXACT];
    const nothing: void = k.blur(grid, grid);
    k.smooth([1, 2], new Float64Array(2));
    const counts: Int32Array = k.later(new Int32Array(2));
    const made: Float64Array = k.ramp(3, 1);
    const name: "kernels" = k.NAME;
    const twelve: 12 = k.LIMIT;
    const who: "amdahl" | "alone" = k.half.built.runtime;
    export { numbers, truths, nothing, counts, made, name, twelve, who };`,
  );
  assert.equal(stdout, "");
  assert.equal(status, 0);
});

test("what is wrong is refused", () => {
  const wrong = [
    "k.half('3');",
    "k.total(new Int8Array(1));",
    "k.dot(new Float64Array(1));",
    "k.isInside();",
    "k.isInside(1, 2, 3, 4);",
    "k.energy({ mass: 1 });",
    "k.half.built = 1;",
    "const s: string = k.half(1);",
    "const c: k.Counts = new Int32Array(1);",
  ];
  for (const line of wrong) {
    const { status } = typeCheck(away, `import * as k from "./kernels.js";\n${line}`);
    assert.notEqual(status, 0, line);
  }
});

test("types follow names through other files; what needs a package stays behind, with a note", () => {
  const home = project({
    "shapes.ts":
      "export type Row = Float64Array;\nexport interface Pair { a: Row; b: Row }\nexport type Other = string;\n",
    "kernels.ts":
      `import type { NDArray } from "amdahl/array";
      import type { Pair } from "./shapes.ts";
`.replace(/^ {6}/gm, "") +
      `export type Field = NDArray;
export interface Options {
  // The step; in seconds }
  readonly step: number;
}
type Both =
  | Options
  | Pair;
export type { Both };
export function first({ a }: Pair, options: Options): number {
  return a[0] * options.step;
}
`,
  });
  const { status, stdout, stderr } = build(home, ["kernels.ts", "--native", "none"]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Note: the type Field is left out of the declarations: it needs NDArray$/m);
  const text = readFileSync(join(home, "dist", "kernels.d.ts"), "utf8");
  assert.match(text, /^export interface Options \{$/m);
  assert.match(text, /^export type Both =$/m);
  assert.match(text, /^ {2}\(p1: Pair, options: Options\): number;$/m);
  const use = `import { first, type Both, type Options } from "./kernels.js";
    const o: Options = { step: 2 };
    const b: Both = { a: new Float64Array(1), b: new Float64Array(1) };
    const n: number = first({ a: new Float64Array(1), b: new Float64Array(1) }, o);
    export { b, n };`;
  const away = takenAway(join(home, "dist"));
  assert.equal(typeCheck(away, use).stdout, "");
});

test("functions and types that are exported from other files mean what they mean there", () => {
  const home = project({
    "inner.ts": `import type { Unit } from "./types.ts";
export interface Config { readonly unit: Unit }
type Row = Float64Array;
export function first(row: Row, { unit }: Config): number {
  return row[0] * unit;
}
`,
    "types.ts": `import type { Config } from "./kernels.ts";
export type Unit = number;
export type Loop = Config | Unit;
`,
    "kernels.ts": `export { first, type Config } from "./inner.ts";
export * from "./types.ts";
export type * from "./kernels.ts";
type Row = Uint8Array;
export function last(row: Row): number {
  return row[row.length - 1];
}
`,
  });
  const { status, stderr } = build(home, ["kernels.ts", "--native", "none"]);
  assert.equal(status, 0, stderr);
  const away = takenAway(join(home, "dist"));
  const text = readFileSync(join(away, "kernels.d.ts"), "utf8");
  for (const type of ["interface Config", "type Unit", "type Loop"])
    assert.ok(text.includes(`export ${type}`), type);
  assert.equal(text.match(/\btype Row\b/g)?.length, 1);
  const use = `import { first, last, type Config, type Loop } from "./kernels.js";
    const config: Config = { unit: 2 };
    const loop: Loop = config;
    const n: number = first(Float64Array.of(1), config) + last(Uint8Array.of(2));
    console.log(n, loop === config);`;
  assert.equal(
    typeCheck(away, use.replace("console.log(n, loop === config);", "export { n, loop };")).stdout,
    "",
  );
  writeFileSync(join(away, "use.ts"), use);
  assert.equal(node(away, ["use.ts"]).stdout, "4 true\n");
});

test("exports may have names that only exports can have", () => {
  const home = project({
    "kernels.js": 'const f = (x = 1) => x + 1;\nexport { f as delete, f as "two words", f as "\u00e9" };\n',
  });
  assert.equal(build(home, ["kernels.js", "--native", "none"]).status, 0);
  const program = `import { delete as remove, "two words" as two, \u00e9 } from "./dist/kernels.js";
const all: number[] = [remove(1), two(2), \u00e9(3)];
console.log(all.join(" "));
`;
  const away = takenAway(join(home, "dist"));
  assert.equal(
    typeCheck(
      away,
      program.replace("./dist/", "./").replace('console.log(all.join(" "));', "export { all };"),
    ).stdout,
    "",
  );
  writeFileSync(join(home, "use.ts"), program);
  assert.equal(node(home, ["use.ts"]).stdout, "2 3 4\n");
});

test("an NDArray is passed as what it shows itself as", () => {
  const home = project({
    "kernels.ts": `import { jit } from "amdahl";
import type { NDArray } from "amdahl/array";
export const trace = jit((a: NDArray) => {
  let s = 0;
  for (let i = 0; i < a.shape[0]; i++) s += a.get(i, i);
  return s;
}, { signatures: ["(a: NDArray<float64, 2>) => number"] });
`,
  });
  const { status, stderr } = build(home, ["kernels.ts", "--native", "none"]);
  assert.equal(status, 0, stderr);
  const program = `import { arange } from "amdahl/array";
import { trace } from "./dist/kernels.js";
export const nine: number = trace(arange(9).reshape([3, 3]));
console.log(nine, trace(arange(9).reshape([3, 3]).T));
`;
  assert.equal(typeCheck(home, program).stdout, "");
  assert.equal(node(home, ["use.ts"]).stdout, "12 12\n");
  assert.equal(node(home, ["use.ts"], { AMDAHL_RUNTIME: "off" }).stdout, "12 12\n");
});
