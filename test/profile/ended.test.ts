// However a program ends, and also if it does not, its profile is written: with the time and the counts up to then.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { commandLine } from "../cli/command-line.ts";
import { functionTable, PROGRAMS, profiled } from "./program.ts";

/** Runs the program, and sends a signal as soon as it is ready. */
async function interrupted(how: string, signal: NodeJS.Signals, times = 1) {
  const child = spawn(process.execPath, commandLine("profile", "ends.ts", how), {
    cwd: PROGRAMS,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const isReady = !stdout.includes("ready") && (stdout + text).includes("ready");
    stdout += text;
    if (isReady) for (let i = 0; i < times; i++) setTimeout(() => child.kill(signal), 300 + 400 * i);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [status, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on("close", (...ended) => resolve(ended)),
  );
  return { stdout, stderr, status, by, rows: functionTable(stdout) };
}

/** What every program has done before it says that it is ready. */
function assertCounted(rows: ReturnType<typeof functionTable>): void {
  const name = [...rows.keys()].find((key) => key.endsWith("(spin)"));
  assert.ok(name, "the function is in the table");
  assert.ok(Number(rows.get(name)?.ncalls) >= 5);
}

for (const [how, expected] of [
  ["throw", 1],
  ["exit", 7],
] as const)
  test(`a program that ends by ${how}`, () => {
    const { rows, status, stderr } = profiled("ends.ts", how);
    assert.equal(status, expected);
    assertCounted(rows);
    if (how === "throw") assert.match(stderr, /ends\.ts:\d+\n.*\n.*\n\nError: on purpose/);
  });

for (const how of ["loop", "kernel", "asleep", "idle"]) {
  test(`Ctrl-C in a program that is in a ${how}`, async () => {
    const { rows, status } = await interrupted(how, "SIGINT");
    assert.equal(status, 130);
    assertCounted(rows);
  });

  test(`a program that is in a ${how} for longer than it may`, () => {
    const { rows, status } = profiled("--timeout", "6", "ends.ts", how);
    assert.equal(status, 124);
    assertCounted(rows);
  });
}

test("SIGTERM ends the program, and its status says so", async () => {
  const { rows, status } = await interrupted("loop", "SIGTERM");
  assert.equal(status, 143);
  assertCounted(rows);
});

test("a program that listens for Ctrl-C has its way", async () => {
  const { rows, stdout, status } = await interrupted("listens", "SIGINT");
  assert.match(stdout, /^ready\nheard\n/);
  assert.equal(status, 9);
  assertCounted(rows);
});

test("a thread's profile is written before it is terminated", () => {
  const { rows, stdout, status } = profiled("ends.ts", "terminate");
  assert.equal(status, 0);
  assert.match(stdout, /2 threads/);
  const forever = [...rows.keys()].find((key) => key.endsWith("(forever)"));
  assert.equal(rows.get(forever ?? "")?.ncalls, "1");
});

test("threads that still run when the program exits are in its profile", () => {
  const { rows, stdout, status } = profiled("ends.ts", "unref");
  assert.equal(status, 0);
  assert.match(stdout, /2 threads/);
  assert.ok([...rows.keys()].some((key) => key.endsWith("(forever)")));
});

test("a program that is killed has no profile, and that is said", async () => {
  const { stderr, status } = profiled("killed.ts");
  assert.equal(status, 137);
  assert.match(stderr, /there is no profile, the program was ended by SIGKILL/);
});
