// A rank that ends its job waits until the launcher has read what it printed last.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, readSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ffi } from "../../../../src/ffi/index.ts";

const interfaces = ffi();
const calls = interfaces instanceof Error ? undefined : interfaces.processes;
const skip = calls === undefined ? "needs native code, and Linux" : false;

const PRINTED = new URL("../../../../src/mpi/engine/library/printed.ts", import.meta.url).href;

/** A process that prints to a pipe and then waits, and the pipe's end to read from. */
function printing(text: string) {
  const [read, write] = calls?.pipe() ?? [];
  const body = `
    import { writeSync } from "node:fs";
    import { untilPrinted } from ${JSON.stringify(PRINTED)};
    writeSync(2, ${JSON.stringify(text)});
    untilPrinted();`;
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", body];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", write] });
  closeSync(write as number);
  return { child, read: read as number, ended: once(child, "exit") };
}

test("what was printed is waited for", { skip }, async (t) => {
  const { child, read, ended } = printing("the last words");
  t.after(() => closeSync(read));
  while (calls?.unread(read) === 0) await sleep(1);
  await sleep(100);
  assert.equal(child.exitCode, null);
  const into = Buffer.alloc(100);
  assert.equal(into.toString("utf8", 0, readSync(read, into)), "the last words");
  assert.deepEqual(await ended, [0, null]);
});

test("a launcher that does not read is not waited for", { skip }, async (t) => {
  const { read, ended } = printing("unheard");
  t.after(() => closeSync(read));
  assert.deepEqual(await ended, [0, null]);
  assert.equal(calls?.unread(read), 7);
});

test("nothing printed, nothing is waited for", { skip }, async (t) => {
  const { read, ended } = printing("");
  t.after(() => closeSync(read));
  assert.deepEqual(await ended, [0, null]);
});
