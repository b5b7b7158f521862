// Whoever ends a program asks all of its processes for their records first, also one whose thread that answers is late.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Line } from "../../../src/profile/observe/line.ts";
import { type Answer, BEGUN, type Order, onMessages, send } from "../../../src/profile/record/index.ts";

async function opened(t: TestContext, patience: number): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-line-"));
  const line = await Line.open(folder, patience);
  t.after(() => {
    line.close();
    rmSync(folder, { recursive: true });
  });
  return line;
}

const begin = ({ observer }: Line, pid: number) =>
  writeFileSync(join(observer.processes, `${pid}${BEGUN}`), "");

/** A process's thread that connects, and answers what it is asked. */
function answering(t: TestContext, { observer }: Line, pid: number, onAsked = () => {}): void {
  const socket = connect(observer.socket);
  t.after(() => socket.destroy());
  send<Answer>(socket, { answer: "here", pid });
  onMessages<Order>(socket, () => {
    onAsked();
    send<Answer>(socket, { answer: "written" });
  });
}

/** A process that runs until the test is over. */
function other(t: TestContext): number {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  t.after(() => child.kill());
  return child.pid as number;
}

test("a process that has begun is waited for until its thread has connected and answered", async (t) => {
  const line = await opened(t, 30_000);
  const late = other(t);
  begin(line, process.pid);
  begin(line, late);
  answering(t, line, process.pid);
  let said: string | undefined;
  const asked = line.writeAll().then((answer) => {
    said = answer;
  });
  await sleep(200);
  assert.equal(said, undefined);
  answering(t, line, late);
  await asked;
  assert.equal(said, "written");
});

test("a process that has ended is not waited for", async (t) => {
  const line = await opened(t, 30_000);
  const child = spawn(process.execPath, ["-e", "0"]);
  await new Promise((resolve) => child.on("exit", resolve));
  begin(line, process.pid);
  begin(line, child.pid as number);
  answering(t, line, process.pid);
  assert.equal(await line.writeAll(), "written");
});

test("a process whose thread never connects is silent, and the others are asked all the same", async (t) => {
  const line = await opened(t, 100);
  begin(line, process.pid);
  begin(line, other(t));
  let asked = false;
  answering(t, line, process.pid, () => {
    asked = true;
  });
  assert.equal(await line.writeAll(), "silent");
  assert.ok(asked);
});

test("once closed, nobody is waited for", async (t) => {
  const line = await opened(t, 30_000);
  begin(line, process.pid);
  const said = line.writeAll();
  line.close();
  assert.equal(await said, "silent");
});
