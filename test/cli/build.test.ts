// `amdahl build` from outside: what it prints and writes, what it refuses and says, and that it leaves nothing behind.
// The builder is that of the amdahl which the module imports, so it runs from dist/, as for anybody.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build, folder, node, project, root } from "../build/project.ts";
import { amdahl } from "./command-line.ts";

const DOT = `export function dot(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
}
`;

/** A PATH with Node on it and nothing else. */
const NODE_ONLY = { PATH: dirname(process.execPath) };

test("it prints a table of what was made", () => {
  const home = project({ "kernels.ts": `${DOT}export const N = 3;\n` });
  const { status, stdout, stderr } = build(home, ["kernels.ts"], NODE_ONLY);
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  assert.match(stdout, /^export +signature +wasm bytes +native +ms$/m);
  assert.match(stdout, /^dot +\(a: Float64Array, b: Float64Array\) => number +\d+ +- +\d+$/m);
  assert.match(stdout, /^dist, in \d+\.\d s:\n {2}kernels\.js +[\d.]+ KiB\n {2}kernels\.d\.ts +[\d.]+ KiB$/m);
  assert.match(stdout, /^Note: no native library: no C compiler works here/m);
  assert.deepEqual(readdirSync(join(home, "dist")).sort(), ["kernels.d.ts", "kernels.js"]);
});

test("what it makes runs where there is nothing but Node", () => {
  const home = project({ "kernels.ts": DOT });
  assert.equal(build(home, ["kernels.ts", "--out", "lib/deep"], NODE_ONLY).status, 0);
  const away = folder();
  writeFileSync(join(away, "kernels.js"), readFileSync(join(home, "lib", "deep", "kernels.js")));
  writeFileSync(
    join(away, "use.js"),
    'import { dot } from "./kernels.js"; console.log(dot(Float64Array.of(1, 2), Float64Array.of(3, 4)));',
  );
  assert.equal(node(away, ["use.js"]).stdout, "11\n");
});

test("--quiet prints nothing", () => {
  const home = project({ "kernels.ts": DOT });
  const { status, stdout, stderr } = build(home, ["kernels.ts", "--quiet", "--native", "none"]);
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
});

test("a module that imports no amdahl can be built where none is installed", () => {
  const home = folder();
  writeFileSync(
    join(home, "kernels.js"),
    "export const a = 1;\nexport const f = (x = 2, y = true) => (y ? x : -x);\n",
  );
  const { status, stdout, stderr } = build(home, ["kernels.js", "--native", "none"]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /\(x: number, y: boolean\) => number/);
});

test("CommonJS can be built too", () => {
  const home = project({
    "kernels.cjs":
      'const { jit } = require("amdahl");\nexports.half = jit((x) => x / 2, { signatures: ["(x: number) => number"] });\n',
  });
  const { status, stderr } = build(home, ["kernels.cjs", "--native", "none"]);
  assert.equal(status, 0, stderr);
  writeFileSync(join(home, "use.js"), 'import { half } from "./dist/kernels.js"; console.log(half(3));');
  assert.equal(node(home, ["use.js"]).stdout, "1.5\n");
});

/** What building a module that cannot be built says; nothing may be left of it. */
function refusal(text: string, name = "kernels.ts", args: readonly string[] = ["--native", "none"]): string {
  const home = project({ [name]: text });
  const { status, stdout, stderr } = build(home, [name, ...args]);
  assert.equal(status, 1, stdout + stderr);
  assert.equal(stdout, "");
  assert.deepEqual(readdirSync(home).sort(), [name, "node_modules", "package.json"].sort());
  assert.match(stderr, /^amdahl: /);
  return stderr;
}

test("a parameter without a type is an error with its place and what to write", () => {
  const said = refusal("export const scale = (x: Float64Array, by) => {\n  x[0] *= by;\n};\n");
  assert.match(
    said,
    /^amdahl: export scale: Its parameter by has no type, so that there is nothing to compile it for\.$/m,
  );
  assert.match(said, /^ {2}at .*kernels\.ts:1:40 in scale$/m);
  assert.match(said, /^> 1 \| export const scale = \(x: Float64Array, by\) => \{\n +\| {40}\^\^$/m);
  assert.match(
    said,
    /^Write instead: a type there, or jit\(scale, \{ signatures: \["\(x: Float64Array, by: number\) => number"\] \}\)$/m,
  );
});

test("so are JavaScript without signatures, types that do not compile, and rest parameters", () => {
  assert.match(refusal("export function f(x) { return x; }\n", "kernels.js"), /Its parameter x has no type/);
  const text = refusal("export function f(x: number, name: string): number { return x; }\n");
  assert.match(text, /export f: string is no type that compiles\.\n {2}at .*kernels\.ts:1:36 in f\n/);
  assert.match(text, /\n +\| {36}\^{6}\n/);
  assert.match(
    refusal("export function f(x: number | undefined) { return x; }\n"),
    /The type does not end here/,
  );
  assert.match(
    refusal("export function f(...x: number[]) { return x[0]; }\n"),
    /Its parameter x takes the rest/,
  );
  assert.match(
    refusal("type T<A> = A[];\nexport function f(x: T<number>) { return x[0]; }\n"),
    /T is no type that compiles/,
  );
  assert.match(
    refusal("type T = T[];\nexport function f(x: T) { return x[0]; }\n"),
    /T is no type that compiles/,
  );
});

test("functions that do not compile are named, all of them, with the compiler's message", () => {
  const said = refusal(
    "let count = 0;\nexport function f(x: number): number {\n  count++;\n  return x + count;\n}\nexport async function g() {}\nexport const sin = Math.sin;\n",
  );
  assert.match(said, /export f: .*count/);
  assert.match(said, /> 3 \| {3}count\+\+;/);
  assert.match(said, /export g: cannot capture the async function/);
  assert.match(said, /export sin: cannot capture the native function/);
});

test("what is neither a function nor a constant is refused by name", () => {
  const said = refusal(
    `${DOT}export class Body {}\nexport const list = [1, 2];\nexport const settings = { a: 1 };\n`,
  );
  assert.match(
    said,
    /export Body: It is a class;.*\n {2}at .*kernels\.ts:6\n> 6 \| export class Body \{\}$/m,
  );
  assert.match(said, /export list: It is an array;/);
  assert.match(said, /export settings: It is an object;/);
  assert.match(refusal("export const N = 3;\n"), /exports no function/);
});

test("captured arrays are carried up to a size, and never those that are written", () => {
  const big = refusal(
    "const table = new Float64Array(2e5);\nexport function f(i: number): number {\n  return table[i];\n}\n",
  );
  assert.match(
    big,
    /export f: It reads the variable table, .* 1600000 bytes .*at most 1048576 are carried\.\nWrite instead: table as an argument/,
  );
  const state = refusal(
    "const state = new Float64Array(2);\nexport function f(x: number): void {\n  state[0] = x;\n}\n",
  );
  assert.match(state, /export f: It stores to the variable state, .*\nWrite instead: state as an argument/);
});

test("a module that throws, or is no program, is said as what it is", () => {
  assert.match(refusal('throw new Error("not today");\n'), /kernels\.ts cannot be built: Error: not today\n/);
  assert.match(refusal("export const = 3;\n"), /kernels\.ts cannot be built: [\s\S]*\bSyntaxError\b/);
});

test("wrong usage is an error with exit status 2, and what was meant", () => {
  const home = project({ "kernels.ts": DOT });
  const usage = (...args: string[]): string => {
    const { status, stderr } = amdahl(["build", ...args], home);
    assert.equal(status, 2, stderr);
    return stderr;
  };
  assert.match(usage(), /missing required argument 'module'/);
  assert.match(usage("kernel.ts"), /there is no file .*kernel\.ts\. Did you mean kernels\.ts\?/);
  assert.match(usage("package.json"), /ends in \.json/);
  assert.match(
    usage("kernels.ts", "--native", "avx3"),
    /--native takes "auto", "none" or some of avx512, avx2, sse, neon.*'avx3'/,
  );
  const foreign = process.arch === "x64" ? "neon" : "avx2";
  assert.match(usage("kernels.ts", "--native", foreign), /is for .*build it on such a machine/);
  assert.match(usage("kernels.ts", "--outt", "x"), /unknown option '--outt'/);
  assert.equal(existsSync(join(home, "dist")), false);
  const without = build(home, ["kernels.ts", "--native", "avx2,sse"], NODE_ONLY);
  if (process.arch === "x64") assert.match(without.stderr, /--native avx2,sse needs a C compiler/);
  assert.equal(without.status, 2);
});

test("an output that cannot be written, or would take its source's place, is refused", () => {
  const home = project({
    "kernels.ts": DOT,
    "kernels.js": DOT.replaceAll(/: \w+(?=[,)])|: number(?= \{)/g, ""),
    taken: "",
  });
  const taken = build(home, ["kernels.ts", "--native", "none", "--out", "taken"]);
  assert.equal(taken.status, 1);
  assert.match(taken.stderr, /^amdahl: kernels\.ts cannot be built: (?:EEXIST|ENOTDIR)/);
  const own = build(home, ["kernels.js", "--native", "none", "--out", "."]);
  assert.equal(own.status, 1);
  assert.match(own.stderr, /would take the place of its source/);
});

test("a build that fails leaves the one before as it was", () => {
  const home = project({ "kernels.ts": DOT });
  assert.equal(build(home, ["kernels.ts", "--native", "none"]).status, 0);
  const before = readFileSync(join(home, "dist", "kernels.js"), "utf8");
  writeFileSync(join(home, "kernels.ts"), "export function f(x) { return x; }\n");
  assert.equal(build(home, ["kernels.ts", "--native", "none"]).status, 1);
  assert.deepEqual(readdirSync(join(home, "dist")).sort(), ["kernels.d.ts", "kernels.js"]);
  assert.equal(readFileSync(join(home, "dist", "kernels.js"), "utf8"), before);
});

test("a compiler that fails is told of, and nothing is left", { skip: process.platform === "win32" }, () => {
  const home = project({ "kernels.ts": DOT });
  mkdirSync(join(home, "bin"));
  // One that proves itself, and breaks when it is to make an object.
  writeFileSync(
    join(home, "bin", "cc"),
    '#!/bin/sh\ncase " $* " in *" -c "*) echo "out of registers" >&2; exit 3;; esac\nexec gcc "$@"\n',
    { mode: 0o755 },
  );
  const { status, stdout, stderr } = build(home, ["kernels.ts"], {
    AMDAHL_CC: join(home, "bin", "cc"),
    AMDAHL_CACHE: "off",
  });
  if (/no native library/.test(stdout)) return;
  assert.equal(status, 1);
  assert.match(stderr, /ended with exit code 3:\nout of registers/);
  assert.deepEqual(readdirSync(home).sort(), ["bin", "kernels.ts", "node_modules", "package.json"]);
});

test("Ctrl-C ends it at once and leaves nothing, the compiler's processes included", {
  skip: process.platform === "win32",
}, async () => {
  const home = project({ "kernels.ts": DOT });
  mkdirSync(join(home, "bin"));
  // A compiler that proves itself and then takes for ever.
  writeFileSync(
    join(home, "bin", "cc"),
    `#!/bin/sh
case " $* " in *" - "*) ;; *) exec gcc "$@";; esac
text=$(cat)
case "$text" in *amdahl_probe*) printf "%s" "$text" | gcc "$@"; exit;; esac
echo $$ > ${join(home, "bin", "pid")}
exec sleep 600
`,
    { mode: 0o755 },
  );
  const child = spawn(process.execPath, [join(root, "bin", "amdahl.js"), "build", "kernels.ts"], {
    cwd: home,
    env: { ...process.env, AMDAHL_CC: join(home, "bin", "cc"), AMDAHL_CACHE: "off" },
    stdio: "ignore",
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const pid = join(home, "bin", "pid");
  let status: number | null | undefined;
  void ended.then((code) => {
    status = code;
  });
  while (status === undefined && !(existsSync(pid) && readFileSync(pid, "utf8").endsWith("\n"))) {
    await new Promise((later) => setTimeout(later, 20));
  }
  // Without a C compiler it was done before it could be interrupted.
  if (status === 0) return;
  child.kill("SIGINT");
  assert.equal(await ended, 130);
  assert.deepEqual(readdirSync(home).sort(), ["bin", "kernels.ts", "node_modules", "package.json"]);
  const compiler = Number(readFileSync(pid, "utf8"));
  for (let tries = 0; existsSync(`/proc/${compiler}`) && tries < 100; tries++) {
    await new Promise((later) => setTimeout(later, 20));
  }
  assert.throws(() => process.kill(compiler, 0), /ESRCH/);
});

test("a module that ends the process, or waits for what never comes, is not built", () => {
  for (const line of ["process.exit(0);", "await new Promise(() => {});"]) {
    const home = project({ "kernels.ts": `${DOT}${line}\n` });
    const { status, stderr } = build(home, ["kernels.ts", "--native", "none"]);
    assert.notEqual(status, 0);
    assert.match(stderr, /^amdahl: kernels\.ts ended the process before it had run to its end$/m);
    assert.equal(existsSync(join(home, "dist")), false);
  }
});

test("a module that never ends by itself does not keep the command from ending", () => {
  const home = project({ "kernels.ts": `${DOT}setInterval(() => {}, 1000);\n` });
  assert.equal(build(home, ["kernels.ts", "--native", "none"]).status, 0);
});
