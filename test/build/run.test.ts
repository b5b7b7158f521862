// Built modules where they run: by themselves in an empty folder, and with amdahl beside them. The right answers are those
// of the plain functions, and of jit where compiled code may differ from them.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { jit } from "amdahl";
import { answers } from "./fixture/answers.ts";
import * as plain from "./fixture/kernels.ts";
import { answersIn, builtFixture, node, takenAway } from "./project.ts";

const { out } = builtFixture();
const library = readdirSync(out).find((file) => /\.(?:so|dylib|dll)$/.test(file));
const noLibrary = library === undefined && "there is no C compiler here";

type Kernel = ((...args: never[]) => unknown) & { readonly original?: (...args: never[]) => unknown };
const functionsOf = (change: (fn: Kernel) => unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name,
      typeof value === "function" ? change(value as Kernel) : value,
    ]),
  );
const compiled = answers(functionsOf((fn) => (fn.original ? fn : jit(fn, { target: "wasm" }))));
const uncompiled = answers(functionsOf((fn) => fn.original ?? fn));

test("jit's answers are those of the plain functions, but where they may differ", () => {
  const strict = (lines: readonly string[]) => lines.filter((line) => !line.startsWith("~"));
  assert.deepEqual(strict(compiled), strict(uncompiled));
});

test("by itself, in an empty folder, a module gives jit's answers", () => {
  const away = takenAway(out);
  assert.deepEqual(answersIn(away), compiled);
});

test("with amdahl beside it, it gives the same answers as WebAssembly", () => {
  assert.deepEqual(answersIn(out, { AMDAHL_TARGET: "wasm" }), compiled);
});

test("and as machine code", { skip: noLibrary }, () => {
  const lines = answersIn(out, { AMDAHL_TARGET: "native" });
  assert.deepEqual(lines, compiled);
});

test("and on one thread, on three, without a foreign function interface, and in heaps of other sizes", () => {
  // Node 22 has no memory of that size.
  const sizes = Number(process.versions.node.split(".")[0]) >= 24 ? ["6G", "64M"] : ["64M"];
  const settings = { AMDAHL_NUM_THREADS: ["1", "3"], AMDAHL_FFI: ["off"], AMDAHL_HEAP: sizes };
  for (const [name, values] of Object.entries(settings)) {
    for (const value of values)
      assert.deepEqual(answersIn(out, { [name]: value }), compiled, `${name}=${value}`);
  }
});

/** Runs a program beside the output; what it prints is JSON. */
function ask(cwd: string, program: string, env: Record<string, string> = {}): ReturnType<typeof JSON.parse> {
  writeFileSync(join(cwd, "program.js"), program);
  const { status, stdout, stderr } = node(cwd, ["program.js"], env);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const AS_WHAT = `import { half } from "./kernels.js";
  process.stdout.write(JSON.stringify(half.built));`;

test("a function says who runs it, and as what", () => {
  const wasm = [{ signature: "(x: number) => number", code: "wasm" }];
  assert.deepEqual(ask(out, AS_WHAT), { runtime: "amdahl", code: wasm });
  assert.deepEqual(ask(out, AS_WHAT, { AMDAHL_RUNTIME: "off" }), { runtime: "alone", code: wasm });
  assert.deepEqual(ask(takenAway(out), AS_WHAT), { runtime: "alone", code: wasm });
});

test("machine code takes over once it is worth it", { skip: noLibrary }, () => {
  const program = `import { dot } from "./kernels.js";
    const a = new Float64Array(1e6).fill(0.5);
    const before = dot.built.code[0].code;
    const values = new Set();
    for (let i = 0; i < 300; i++) values.add(dot(a, a));
    process.stdout.write(JSON.stringify([before, dot.built.code[0].code, [...values]]));`;
  assert.deepEqual(ask(out, program), ["wasm", library, [250_000]]);
});

test("libraries of all levels that this processor has give the same answers", {
  skip: noLibrary || process.arch !== "x64",
}, () => {
  const here = /-(\w+)\.\w+$/.exec(library as string)?.[1] as string;
  const levels = ["avx512", "avx2", "sse"];
  const { out } = builtFixture("--native", levels.join(","));
  for (const level of levels.slice(levels.indexOf(here))) {
    const file = (library as string).replace(here, level);
    assert.equal(ask(out, AS_WHAT, { AMDAHL_TARGET: "native" }).code[0].code, file);
    assert.deepEqual(answersIn(out, { AMDAHL_TARGET: "native" }), compiled, level);
    // The next best is what is left.
    rmSync(join(out, file));
  }
  assert.equal(ask(out, AS_WHAT, { AMDAHL_TARGET: "native" }).code[0].code, "wasm");
});

test("AMDAHL_DEBUG names the library", { skip: noLibrary }, () => {
  writeFileSync(join(out, "one.js"), 'import { half } from "./kernels.js"; half(1);');
  const { stderr } = node(out, ["one.js"], { AMDAHL_DEBUG: "1", AMDAHL_TARGET: "native" });
  assert.match(stderr, new RegExp(`^amdahl: kernels\\.js runs ${library}$`, "m"));
});

test("a library that is missing, changed, or for a better processor is not loaded", {
  skip: noLibrary,
}, () => {
  const file = library as string;
  const program = `import { half } from "./kernels.js";
    process.stdout.write(JSON.stringify([half(3), half.built.code[0].code]));`;
  // Beside amdahl, but in a folder of its own.
  const beside = (change: (folder: string) => void): ReturnType<typeof JSON.parse> => {
    const inside = join(out, "changed");
    mkdirSync(inside, { recursive: true });
    for (const name of ["kernels.js", file]) writeFileSync(join(inside, name), readFileSync(join(out, name)));
    change(inside);
    return ask(inside, program, { AMDAHL_TARGET: "native" });
  };
  assert.deepEqual(
    beside(() => {}),
    [1.5, file],
  );
  assert.deepEqual(
    beside((inside) => writeFileSync(join(inside, file), readFileSync(join(inside, file)).subarray(0, 9000))),
    [1.5, "wasm"],
  );
  const script = (from: RegExp, to: string) => (inside: string) => {
    const path = join(inside, "kernels.js");
    const text = readFileSync(path, "utf8");
    assert.match(text, from);
    writeFileSync(path, text.replace(from, to));
  };
  assert.deepEqual(beside(script(/"level":\d/, '"level":99')), [1.5, "wasm"]);
  assert.deepEqual(beside(script(/"arch":"\w+"/, '"arch":"s390x"')), [1.5, "wasm"]);
  assert.deepEqual(beside(script(/"file":"[^"]+"/, '"file":"none.so"')), [1.5, "wasm"]);
});

test("a runtime of another contract is left alone", () => {
  const away = takenAway(out);
  const fake = join(away, "node_modules", "amdahl");
  mkdirSync(fake, { recursive: true });
  writeFileSync(
    join(fake, "package.json"),
    '{ "name": "amdahl", "type": "module", "exports": { "./runtime": "./runtime.js" } }',
  );
  writeFileSync(
    join(fake, "runtime.js"),
    'export const name = "another", contract = 0; export function open() { throw new Error("of another contract"); }',
  );
  assert.equal(ask(away, AS_WHAT).runtime, "alone");
  // And one that breaks when it is opened.
  writeFileSync(join(fake, "runtime.js"), 'throw new Error("broken");');
  assert.equal(ask(away, AS_WHAT).runtime, "alone");
});

test("arrays of the heap are used where they are, and those that are returned are the heap's", () => {
  const program = `import { heap } from "amdahl";
    import { ramp, scale } from "./kernels.js";
    const a = heap.array(Float64Array, 4).fill(2);
    scale(a, 3);
    process.stdout.write(JSON.stringify([[...a], heap.owns(ramp(3, 1)), heap.stats().blocks]));`;
  const [values, owned] = ask(out, program);
  assert.deepEqual(values, [6, 6, 6, 6]);
  assert.equal(owned, true);
});

test("parallel loops run on threads with amdahl, by AMDAHL_NUM_THREADS or setThreads", () => {
  const program = (first: string) => `${first}
    import { dot } from "./kernels.js";
    let workers = 0;
    process.on("worker", () => workers++);
    const a = new Float64Array(2e5).fill(1);
    for (let i = 0; i < 10; i++) dot(a, a);
    // The process hears of a worker once its event loop turns.
    await new Promise((done) => setTimeout(done, 10));
    process.stdout.write(JSON.stringify(workers));
    process.exit();`;
  const setting = (n: number) => program(`import { setThreads } from "amdahl"; setThreads(${n});`);
  assert.deepEqual([ask(out, setting(3)), ask(out, setting(1))], [2, 0]);
  assert.equal(ask(out, program(""), { AMDAHL_NUM_THREADS: "3" }), 2);
  assert.equal(ask(out, program(""), { AMDAHL_NUM_THREADS: "3", AMDAHL_RUNTIME: "off" }), 0);
});

test("errors are amdahl's, name the place in the source, and what was passed", () => {
  const program = `import { dot, energy, half, pick } from "./kernels.js";
    const said = [];
    for (const call of [
      () => dot(new Float64Array(3), new Float64Array(2)),
      () => half("3"),
      () => half(),
      () => dot(new Float32Array(1), new Float64Array(1)),
      () => energy({ mass: 1 }),
      () => half(new Map()),
    ]) try { call(); said.push("nothing"); } catch (error) { said.push([error.constructor.name, error.name, error.message]); }
    process.stdout.write(JSON.stringify(said));`;
  const alone = ask(takenAway(out), program) as [string, string, string][];
  const [index, text, none, kind, record, map] = alone.map(([, , message]) => message);
  assert.match(
    index as string,
    /^Index 2 is out of range: b has length 2, so its indices are 0 to 1\.\n {2}at kernels\.ts:44:\d+ in dot\n/,
  );
  assert.match(index as string, /> 44 \| .*a\[i\] \* b\[i\];\n.*\^\^\^\^/);
  assert.match(
    text as string,
    /^Argument 1 \(x\) of half is a string, which a compiled function cannot take\./,
  );
  assert.match(
    none as string,
    /^half was compiled for its signatures only, and none fits the arguments \(\):\n {2}\(x: number\) => number\n/,
  );
  assert.match(
    kind as string,
    /\(Float32Array, Float64Array\):\n {2}\(a: Float64Array, b: Float64Array\) => number\n/,
  );
  assert.match(record as string, /^energy was compiled for its signatures only/);
  assert.match(map as string, /is a Map/);
  assert.deepEqual(ask(out, program), alone);
  assert.deepEqual(new Set(alone.slice(1).map(([, name]) => name)), new Set(["TypeError"]));
});

test("console.log in a kernel is heard", () => {
  for (const cwd of [out, takenAway(out)]) {
    writeFileSync(join(cwd, "say.js"), 'import { say } from "./kernels.js"; say(-0); say(1.5);');
    assert.equal(node(cwd, ["say.js"]).stdout, "x is 0\nx is 1.5\n");
  }
});

test("memory that a module has by itself is used again", () => {
  const program = `import { ramp, scale, total } from "./kernels.js";
    const a = new Float64Array(1e6).fill(1);
    let sum = 0;
    for (let i = 0; i < 200; i++) { scale(a, 1); sum += total(a) + ramp(100000, 1)[1]; }
    process.stdout.write(JSON.stringify([sum, process.memoryUsage().rss < 400e6]));`;
  assert.deepEqual(ask(takenAway(out), program), [200 * (1e6 + 1), true]);
});

test("a module makes no code from text", () => {
  const text = readFileSync(join(out, "kernels.js"), "utf8");
  assert.doesNotMatch(text, /\beval\(|new Function\b|from ?"node:/);
  const { status, stderr } = node(takenAway(out), [
    "--disallow-code-generation-from-strings",
    "--input-type=module",
    "-e",
    'import { half } from "./kernels.js"; half(3);',
  ]);
  assert.equal(status, 0, stderr);
});
