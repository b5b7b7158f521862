// `amdahl run`: that a program cannot tell the difference from `node program.ts`, and what is said of a wrong one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { amdahl, commandLine, temporaryFolder } from "./command-line.ts";

test("a program gets its own argv, options that are amdahl's too, and is the main module", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "prog.ts"),
    "const rest: string[] = process.argv.slice(1);\nconsole.log(JSON.stringify(rest), import.meta.url.endsWith(rest[0]));\nexport {};\n",
  );
  const { stdout, stderr, status } = amdahl(["run", "prog.ts", "--help", "-n", "4", "--", "x"], folder);
  assert.equal(stdout, `${JSON.stringify([join(folder, "prog.ts"), "--help", "-n", "4", "--", "x"])} true\n`);
  assert.equal(status, 0);
  assert.doesNotMatch(stderr, /error/i);
});

test("a CommonJS program is the main module", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "prog.cts"),
    "const main: boolean = require.main === module;\nconsole.log(main);\n",
  );
  assert.equal(amdahl(["run", "prog.cts"], folder).stdout, "true\n");
});

test("the exit status is the program's", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "exits.mts"), "process.exit(7 as number);\n");
  writeFileSync(join(folder, "ends.mts"), "process.exitCode = 8 as number;\n");
  assert.equal(amdahl(["run", "exits.mts"], folder).status, 7);
  assert.equal(amdahl(["run", "ends.mts"], folder).status, 8);
});

test("what the program throws is printed as Node prints it, with the program's line", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "throws.mts"),
    "\nconst reason: string = 'the reason';\nthrow new RangeError(reason);\n",
  );
  const { status, stderr } = amdahl(["run", "throws.mts"], folder);
  assert.equal(status, 1);
  assert.match(stderr, /throws\.mts:3/);
  assert.match(stderr, /RangeError: the reason/);
});

test("a syntax error is the program's", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "broken.mts"), "const = 1;\n");
  const { status, stderr } = amdahl(["run", "broken.mts"], folder);
  assert.equal(status, 1);
  assert.match(stderr, /SyntaxError/);
});

test("a signal reaches the program's own handler, and kills a program that has none", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "waits.mts"),
    `if (process.argv[2] === "handled") process.on("SIGTERM", () => process.exit(42));
     setTimeout(() => {}, 20_000);
     console.log("ready");\n`,
  );
  const endOf = (argument: string) =>
    new Promise<[number | null, string | null]>((resolve) => {
      const child = spawn(process.execPath, commandLine("run", "waits.mts", argument), { cwd: folder });
      child.stdout.once("data", () => child.kill("SIGTERM"));
      child.once("exit", (status, signal) => resolve([status, signal]));
    });
  assert.deepEqual(await endOf("handled"), [42, null]);
  assert.deepEqual(await endOf("unhandled"), [null, "SIGTERM"]);
});

test("a program that is not there, is a folder, or is none gets one line", (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "folder.ts"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "mandelbrot.ts"), "");
  writeFileSync(join(folder, "data.csv"), "");
  writeFileSync(join(folder, "node_modules", "inside.ts"), "");
  const complaint = (program: string) => {
    const { status, stdout, stderr } = amdahl(["run", program], folder);
    assert.deepEqual([status, stdout, stderr.split("\n").length], [2, "", 2]);
    return stderr;
  };
  assert.match(
    complaint("mandelbort.ts"),
    /there is no file .*mandelbort\.ts\. Did you mean mandelbrot\.ts\?/,
  );
  assert.match(complaint("mandelbrot"), /there is no file .*mandelbrot\. Did you mean mandelbrot\.ts\?/);
  assert.match(complaint("no/where.ts"), /there is no file .*where\.ts, nor a folder .*no/);
  assert.match(complaint("folder.ts"), /folder\.ts is not a file/);
  assert.match(complaint("data.csv"), /data\.csv ends in \.csv: a program is a file that ends in \.ts, /);
  assert.match(complaint("node_modules/inside.ts"), /Node strips no types under node_modules: copy /);
});
