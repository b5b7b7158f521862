// `amdahl time` from outside: what expressions and setup may be, what is printed, and what is said to mistakes.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { amdahl, temporaryFolder } from "./command-line.ts";

const DIST = new URL("../../dist", import.meta.url);
/** One sample of one loop: how long things take is not asked here. */
const ONCE = ["--number", "1", "--repeats", "1"];

interface Json {
  readonly node: string;
  readonly results: {
    readonly name: string;
    readonly loops: number;
    readonly samples: number[];
    readonly isAsync: boolean;
    readonly optimisedAway: boolean;
  }[];
}

function json(...args: string[]): Json["results"] {
  const { stdout, stderr, status } = amdahl(["time", "--json", ...args]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return (JSON.parse(stdout) as Json).results;
}

test("an expression gives a line, and takes what it waits", () => {
  const setup = "const a = new Int32Array(new SharedArrayBuffer(4));";
  const { stdout, stderr, status } = amdahl([
    "time",
    "Atomics.wait(a, 0, 0, 3)",
    "--setup",
    setup,
    "-n",
    "2",
    "-r",
    "4",
  ]);
  assert.deepEqual([stderr, status], ["", 0]);
  const [, time] =
    /^(\d+\.?\d*) ms per loop \(min \S+, median \1 ± \S+; 4 repeats of 2 loops\)\n$/.exec(stdout) ??
    assert.fail(stdout);
  assert.ok(Number(time) >= 3 && Number(time) < 60, time);
});

test("several expressions give a table, a row each", () => {
  const { stdout, status } = amdahl(["time", "x + 1", "x + 2", "x + 2", "-s", "let x = 3", ...ONCE]);
  assert.equal(status, 0);
  const lines = stdout.split("\n");
  assert.match(lines[0], /^ +time +± MAD +min +loops +speed-up +interval$/);
  assert.deepEqual(
    lines.slice(2, 5).map((line) => line.slice(0, 5)),
    ["x + 1", "x + 2", "x + 2"],
  );
  assert.match(lines[5], /^median of 1 interleaved sample; an empty loop takes /);
});

test("the setup runs once, and its declarations are seen, types and all", () => {
  const results = json(
    "twice((n as number)++ + c.one)",
    "(() => { if (n <= 0) throw new Error('n'); return n!; })() // a comment",
    "-s",
    "interface One { one: number } let n: number = 1; const c: One = { one: 1 };",
    "--setup",
    "function twice<T extends number>(x: T): number { return 2 * x } console.error; ",
    "-n",
    "3",
    "-r",
    "2",
  );
  assert.deepEqual(
    results.map(({ loops, samples, isAsync }) => [loops, samples.length, isAsync]),
    [
      [3, 2, false],
      [3, 2, false],
    ],
  );
});

test("a constant expression is warned of", () => {
  const { stdout } = amdahl(["time", "1 + 1", "-n", "20000000", "-r", "15"]);
  assert.match(stdout, /^Warning: 1 \+ 1 cannot be told from an empty loop/m);
});

test("await makes an expression asynchronous, but not one in a function within it", () => {
  const results = json(
    "await f()",
    "f",
    "(async () => await f)",
    "[await 1]",
    "-s",
    "const f = async () => 1",
    ...ONCE,
  );
  assert.deepEqual(
    results.map(({ isAsync }) => isAsync),
    [true, false, false, true],
  );
});

test("imports of the setup resolve from the current folder, and so do those of an expression", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "f.mts"), "export const f = (n: number): number => n + 1;\n");
  const setup = 'import { f } from "./f.mts"; import { cpus } from "node:os"; const { length } = cpus();';
  const { stdout, stderr, status } = amdahl(
    ["time", "f(length)", "(await import('./f.mts')).f(1)", "-s", setup, ...ONCE],
    folder,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^f\(length\) /m);
});

test("in a folder without amdahl the setup has the one that is called", { skip: !existsSync(DIST) }, (t) => {
  const folder = temporaryFolder(t);
  const setup = 'import { jit } from "amdahl"; const k = 2; const f = jit((x: number) => x * k);';
  const { stdout, stderr, status } = amdahl(
    ["time", "(() => { if (f(3) !== 6) throw new Error('not 6'); return f(3); })()", "-s", setup, ...ONCE],
    folder,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /per loop/);
});

test("what the setup prints is printed once", () => {
  const { stdout } = amdahl(["time", "1", "2", "-s", "console.log('once')", ...ONCE]);
  assert.equal(stdout.match(/once/g)?.length, 1);
});

test("an expression that cannot be parsed is a mistake of usage, with a caret at the place", () => {
  const refused = (expression: string) => {
    const { stdout, stderr, status } = amdahl(["time", expression]);
    assert.deepEqual([stdout, status], ["", 2], stderr);
    return stderr.split("\n");
  };
  const [message, line, caret] = refused("a b");
  assert.match(message, /^amdahl: the expression cannot be parsed: /);
  assert.deepEqual([line, caret], ["> 1 | a b", "    |   ^"]);
  assert.deepEqual(refused("Math.sqrt(").slice(1, 3), ["> 1 | Math.sqrt(", "    |           ^"]);
  assert.deepEqual(refused("[1,\n2 3]").slice(1, 4), ["  1 | [1,", "> 2 | 2 3]", "    |   ^"]);
  assert.match(refused("const x = 1")[0], /the expression cannot be parsed/);
  assert.match(refused("1) + (2")[0], /'1\) \+ \(2' is not one expression: put statements into a function/);
  assert.match(refused("")[0], /an expression is empty/);
  assert.match(refused(" ; ")[0], /an expression is empty|cannot be parsed/);
});

test("a setup that cannot be parsed is one too", () => {
  const refused = (setup: string) => {
    const { stderr, status } = amdahl(["time", "1", "--setup", setup]);
    assert.equal(status, 2, stderr);
    return stderr.split("\n");
  };
  const lines = refused("let y = 1;\nconst x: number = ;");
  assert.match(lines[0], /^amdahl: the setup cannot be parsed: /);
  assert.deepEqual(lines.slice(1, 4), [
    "  1 | let y = 1;",
    "> 2 | const x: number = ;",
    "    |                   ^",
  ]);
  const twice = refused("const x: number = 1; const x = 2");
  assert.match(twice[0], /already been declared/);
  assert.deepEqual(twice.slice(1, 3), [
    "> 1 | const x: number = 1; const x = 2",
    "    |                            ^",
  ]);
  assert.match(refused("enum A { B }")[0], /enum/);
});

test("what is thrown ends the command with its message, and exit status 1", (t) => {
  const folder = temporaryFolder(t);
  const thrown = (...args: string[]) => {
    const { stdout, stderr, status } = amdahl(["time", ...args, ...ONCE], folder);
    assert.deepEqual([stdout, status], ["", 1]);
    return stderr;
  };
  assert.equal(thrown("nothing()"), "amdahl time: ReferenceError: nothing is not defined\n");
  assert.equal(thrown("1", "-s", "throw new Error('mine')"), "amdahl time: Error: mine\n");
  assert.equal(thrown("await Promise.reject(new TypeError('later'))"), "amdahl time: TypeError: later\n");
  assert.equal(thrown("1", "-s", "throw { code: 3 }"), "amdahl time: { code: 3 }\n");
  assert.match(thrown("1", "-s", "import './none.ts'"), /^amdahl time: Error \[ERR_MODULE_NOT_FOUND\]: /);
});

test("numbers that are none are refused", () => {
  for (const option of ["--number", "--repeats"])
    for (const value of ["0", "-1", "1.5", "x", ""]) {
      const { stderr, status } = amdahl(["time", "1", `${option}=${value}`]);
      assert.equal(status, 2, `${option}=${value}`);
      assert.match(stderr, /It is a whole number from 1/);
    }
});
