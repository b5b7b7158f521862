// Profiling from inside of a program, and what is left of it afterwards: nothing but counters in what was loaded.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";
import { capture } from "../../src/capture/index.ts";
import { functionReport, lineReport, memoryReport, profile, profiler } from "../../src/profile/index.ts";

/** Imports a module's text, from a file of its own. */
async function imported(
  context: TestContext,
  text: string,
  name = "made.ts",
): Promise<Record<string, never>> {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-profiler-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return import(pathToFileURL(file).href);
}

const callsOf = (made: ReturnType<typeof profiler.stop>, name: string) =>
  made.rows.find(({ fn }) => fn.name === name);

const FIB = `export function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
`;

test("what is loaded meanwhile is counted: fib(20) is called 2 F(21) − 1 times, once from outside", async (t) => {
  profiler.start();
  const { fib } = (await imported(t, FIB)) as unknown as { fib: (n: number) => number };
  assert.equal(fib(20), 6765);
  const made = profiler.stop();
  const row = callsOf(made, "fib");
  assert.equal(row?.calls, 2 * 10946 - 1);
  assert.equal(row?.primitive, 1);
  assert.match(functionReport(made), /21891\/1 .*made\.ts:1\(fib\)/);
});

test("a second profile counts from nothing", async (t) => {
  profiler.start({ lines: true });
  const { fib } = (await imported(t, FIB)) as unknown as { fib: (n: number) => number };
  fib(10);
  profiler.stop();
  fib(10);
  profiler.start();
  fib(3);
  const made = profiler.stop();
  assert.equal(callsOf(made, "fib")?.calls, 5);
});

test("by line, of a function that profile() marks", async (t) => {
  profiler.start({ lines: true });
  const text = `export function inner(n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) s += i;
  return s;
}
export const other = () => inner(3);
`;
  const { inner, other } = (await imported(t, text)) as unknown as Record<
    "inner" | "other",
    (n: number) => number
  >;
  assert.equal(profile(inner), inner);
  other(0);
  const report = lineReport(profiler.stop());
  assert.match(report, /Function: inner at line 1/);
  assert.match(report, /^ +3 +4 .*for \(let i = 0/m);
  assert.doesNotMatch(report, /Function: other/);
});

test("the first line of a marked function is not what it is passed to", async (t) => {
  profiler.start({ lines: true });
  const text = `const id = (f: (n: number) => number) => f;
export const sum = id((n) => {
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.sin(i);
  return s;
});
sum(2e6);
`;
  const { sum } = (await imported(t, text)) as unknown as { sum: (n: number) => number };
  profile(sum);
  const report = lineReport(profiler.stop());
  assert.match(report, /^ +2 +export const sum = id/m);
  assert.match(report, /^ +4 +2000001 .*for /m);
});

test("profile() is a decorator, as compilers of either kind call it, and does nothing without a profile", () => {
  function step() {}
  assert.equal(profile(step), step);
  assert.equal(profile(step, { kind: "method", name: "step" }), step);
  const property = { value: step, configurable: true };
  assert.equal(profile({}, "step", property), undefined);
  assert.throws(() => profile(3 as never), {
    name: "TypeError",
    message: /a value of type number is no function/,
  });
});

for (const experimentalDecorators of [true, false])
  test(`a method that is decorated is looked at, ${experimentalDecorators ? "in TypeScript's older way" : "in the language's"}`, async (t) => {
    const written = [
      `import { profile } from ${JSON.stringify(import.meta.resolve("../../src/profile/index.ts"))};`,
      "export class Sums {",
      "  @profile",
      "  squares(n: number): number {",
      "    let sum = 0;",
      "    for (let i = 0; i < n; i++) sum += i * i;",
      "    return sum;",
      "  }",
      "  numbers(n: number): number {",
      "    return (n * (n - 1)) / 2;",
      "  }",
      "}",
    ].join("\n");
    const { code } = transformSync(written, {
      loader: "ts",
      target: "es2022",
      sourcemap: "inline",
      tsconfigRaw: { compilerOptions: { experimentalDecorators } },
    });
    profiler.start({ lines: true });
    const { Sums } = (await imported(t, code, "sums.mjs")) as unknown as {
      Sums: new () => Record<"squares" | "numbers", (n: number) => number>;
    };
    const sums = new Sums();
    assert.deepEqual([sums.squares(4), sums.numbers(4)], [14, 6]);
    const report = lineReport(profiler.stop());
    assert.match(report, /^Function: Sums\.squares at line 4$/m);
    assert.match(report, /^ +6 +5 .*for /m);
    assert.doesNotMatch(report, /numbers/);
  });

test("by memory", async (t) => {
  profiler.start({ memory: true });
  const { make } = (await imported(
    t,
    "export function make() {\n  const list = new Float64Array(4e6);\n  return list.length;\n}\n",
  )) as unknown as { make: () => number };
  make();
  const report = memoryReport(profiler.stop(), ["make"]);
  // 4e6 numbers of eight bytes are 30.518 MiB.
  assert.match(report, /^ +2 .* 30\.5\d\d .*new Float64Array/m);
});

test("nothing stays patched", async () => {
  const before = [Function.prototype.toString, Worker, Worker.prototype.terminate, Module.registerHooks];
  profiler.start();
  assert.equal(Function.prototype.toString.name, "toString");
  profiler.stop();
  assert.deepEqual(
    [Function.prototype.toString, Worker, Worker.prototype.terminate, Module.registerHooks],
    before,
  );
});

test("a function's text, its place and its variables are as written, during a profile and after", async (t) => {
  profiler.start({ lines: true });
  const text = `const factor = 3; const indent = 1; export function scaled(x: number): number { const y = x * factor; return y; }
export const place = () => new Error("here").stack;
`;
  const { scaled } = (await imported(t, text)) as unknown as { scaled: (x: number) => number };
  const written = "function scaled(x        )         { const y = x * factor; return y; }";
  const check = () => {
    const captured = capture(scaled);
    assert.equal(captured.source, written);
    assert.equal(captured.place.line, 1);
    assert.equal(captured.place.column, text.indexOf("function scaled") + 1);
    assert.deepEqual(captured.free("factor"), { kind: "value", value: 3 });
  };
  assert.equal(String(scaled), written);
  check();
  profiler.stop();
  check();
});

test("mistakes are told", () => {
  assert.throws(() => profiler.stop(), /there was no `start`/);
  assert.throws(() => profiler.start({ interval: 10 }), {
    name: "RangeError",
    message: /interval is 10; give/,
  });
  profiler.start();
  assert.throws(() => profiler.start(), /being profiled already/);
  profiler.stop();
});
