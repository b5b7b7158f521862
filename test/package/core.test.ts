// What Node opens, against the sources it was made of: the same exports, and a compiler whose library survived being
// put into one script, where names may have had to change.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as sourceArray from "../../src/array/index.ts";
import * as source from "../../src/index.ts";
import { library } from "../../src/jit/math/index.ts";
import { NO_C } from "../compiler/backend/c/host.ts";

const opened: typeof source = await import(new URL("../../dist/node/index.js", import.meta.url).href);
const openedArray = await import(new URL("../../dist/node/array.js", import.meta.url).href);

test("it exports what the sources export", () => {
  assert.deepEqual(Object.keys(opened).sort(), Object.keys(source).sort());
  assert.deepEqual(Object.keys(openedArray).sort(), Object.keys(sourceArray).sort());
});

test("both faces share one heap", () => {
  const a = openedArray.zeros([2, 3]);
  assert.ok(opened.heap.owns(a.data));
});

const POINTS = [-0.7, 0.3, 1.5, 40, -0, Number.NaN, Number.POSITIVE_INFINITY];

test("every function of the library compiles, and gives the bits that it gives as a function", () => {
  const names = Object.keys(library).filter(
    (name) => typeof library[name] === "function" && name in Math && name !== "random",
  );
  assert.ok(names.length > 25);
  for (const name of names) {
    const fn = library[name] as (...args: number[]) => number;
    const text = fn.length === 1 ? `(x) => Math.${name}(x)` : `(x) => Math.${name}(x, 0.75)`;
    const compiled = opened.jit(new Function(`return ${text}`)() as (x: number) => number);
    for (const x of POINTS) {
      const plain = fn.length === 1 ? fn(x) : fn(x, 0.75);
      assert.ok(Object.is(compiled(x), plain), `${name}(${x}) is ${compiled(x)} and should be ${plain}`);
    }
  }
});

test("methods of typed arrays compile", () => {
  const { heap, jit } = opened;
  const methods = jit((a: Float64Array) => {
    a.fill(3, 1, 4).reverse();
    a.copyWithin(0, 1, 3);
    a.set(a.subarray(2, 3), 5);
    a.sort();
    return a.indexOf(3) + 10 * (a.at(-1) as number);
  });
  const a = heap.array(Float64Array, 6);
  const plain = new Float64Array(6);
  const expected = ((b: Float64Array) => {
    b.fill(3, 1, 4).reverse();
    b.copyWithin(0, 1, 3);
    b.set(b.subarray(2, 3), 5);
    b.sort();
    return b.indexOf(3) + 10 * (b.at(-1) as number);
  })(plain);
  assert.equal(methods(a), expected);
  assert.deepEqual([...a], [...plain]);
});

test("scripts are named by their texts' hashes; those that run compiled code or send messages have no compiler in them", () => {
  const folder = new URL("../../dist/node/", import.meta.url);
  const scripts = readdirSync(folder).filter((f) => f.endsWith(".cjs"));
  assert.deepEqual(
    scripts.map((name) => name.replace(/[0-9a-f]{12}/, "HASH")),
    ["build-HASH.cjs", "core-HASH.cjs", "late-HASH.cjs", "mpi-HASH.cjs", "runtime-HASH.cjs"],
  );
  const [, core, late, mpi, runtime] = scripts.map((name) =>
    readFileSync(new URL(name, folder), "latin1"),
  ) as [string, string, string, string, string];
  assert.match(late, /i64x2/);
  assert.doesNotMatch(core, /i64x2/);
  assert.doesNotMatch(mpi, /acorn|class CompileError|i64x2/);
  assert.doesNotMatch(runtime, /acorn|class CompileError|node:inspector|i64x2/);
  const whole = core.length + late.length;
  assert.ok(runtime.length < whole / 6, `${runtime.length} of ${whole} characters`);
});

test("the runtime of built modules is the whole library's where that is open, and light where it is not", () => {
  const program = (first: string) => `${first}
    const { open, contract, name } = await import("amdahl/runtime");
    console.log(name, contract, typeof open);`;
  for (const first of ["", 'await import("amdahl");']) {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program(first)], {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      encoding: "utf8",
    });
    assert.match(stdout, /^amdahl \d+ function$/m, stderr);
  }
});

test("machine code is found by what the function means, from the second process on, without the compiler's second half", {
  skip: NO_C,
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-core-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const program = `
    import { Session } from "node:inspector";
    import { jit } from ${JSON.stringify(new URL("../../dist/node/index.js", import.meta.url).href)};
    const f = jit((n) => { let s = 0; for (let i = 0; i < n; i++) s += i * i; return s; }, { target: "native" });
    const value = f(10);
    const scripts = [];
    const session = new Session();
    session.connect();
    session.on("Debugger.scriptParsed", ({ params }) => scripts.push(params.url));
    session.post("Debugger.enable");
    session.disconnect();
    const opened = ["core", "late"].filter((name) => scripts.some((url) => url.includes("/node/" + name + "-")));
    console.log(value, opened.join(), f.diagnostics().specialisations[0].target);`;
  const run = () => {
    const env = {
      ...process.env,
      NODE_OPTIONS: undefined,
      NODE_TEST_CONTEXT: undefined,
      AMDAHL_CACHE: folder,
    };
    const args = ["--input-type=module", "-e", program];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
    return stdout + stderr;
  };
  const records = () => readdirSync(folder).filter((name) => name.startsWith("index-"));
  assert.equal(run(), "285 core,late native\n");
  const [record, ...more] = records();
  assert.deepEqual(more, []);
  const { mtimeMs } = statSync(join(folder, record));
  assert.equal(run(), "285 core native\n");
  assert.deepEqual([records(), statSync(join(folder, record)).mtimeMs], [[record], mtimeMs]);
});
