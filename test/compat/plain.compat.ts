// Capture under Node alone, however it is started: files, workers, a debugger, text on the command line, permissions.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { node, reportOf, same, setUp, tearDown } from "./setting.ts";

let folder = "";
before(async () => {
  folder = await setUp();
});
after(() => tearDown(folder));

test("native type stripping", async () => {
  const ran = await node(folder, ["main.ts"]);
  same(reportOf(ran));
  assert.equal(ran.stderr, "", "no warning of Node's reaches the user");
});

test("a worker thread", async () => {
  writeFileSync(
    join(folder, "worker.ts"),
    `import { Worker } from "node:worker_threads";\nnew Worker(new URL("./main.ts", import.meta.url));`,
  );
  same(reportOf(await node(folder, ["worker.ts"])));
});

const TEXT = `
const { report } = await import("./report.ts");
const scale = 3; let moving = 1; moving++;
function kernel(x) { return x * scale
  + moving; }
report(kernel);`;
const FOUND = {
  scale: { kind: "value", value: 3 },
  moving: { kind: "reassigned", value: 2, at: "[eval1]:3:34" },
};

test("text given to node -e", async () => {
  const report = reportOf(await node(folder, ["--input-type=module", "-e", TEXT]));
  assert.equal(report.name, "kernel");
  assert.deepEqual(report.free, FOUND);
  assert.match(report.place, /:4:1$/);
  assert.equal(report.marked, "> 4 | function kernel(x) { return x * scale");
});

test("a classic script given to node -e", async () => {
  const script =
    "const scale = 3; let moving = 1; moving++; import('./report.ts').then(m => m.report(x => x * scale + moving))";
  const { free } = reportOf(await node(folder, ["-e", script]));
  assert.deepEqual(Object.keys(free).sort(), ["moving", "scale"]);
  assert.equal(free.moving?.kind, "reassigned");
  assert.deepEqual(free.scale, { kind: "value", value: 3 });
});

test("the interactive prompt", async () => {
  const lines = [
    "const scale = 3",
    "const { report } = require('./report.ts')",
    "report(x => x * scale)",
    ".exit",
  ];
  const { free } = reportOf(await node(folder, ["-i"], `${lines.join("\n")}\n`));
  assert.deepEqual(free, { scale: { kind: "value", value: 3 } });
});

test("the permission model: it says to give captures, and with them it works", async () => {
  const args = ["--permission", "--allow-fs-read=*", "--no-warnings"];
  const refused = await node(folder, [...args, "main.ts"]);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /CaptureError: cannot capture the variable `half` of `kernel`: reading the variables of a function needs Node's inspector, and Node's permission model forbids it here\. Give its value by hand, `captures: \{ half \}`, or pass it as an argument/,
  );
  writeFileSync(
    join(folder, "given.ts"),
    `import { report } from "./report.ts";
const scale = 3;
report((a) => Math.sqrt(a * scale), { scale, a: 0 });`,
  );
  const { free } = reportOf(await node(folder, [...args, "given.ts"]));
  assert.deepEqual(free.scale, { kind: "value", value: 3 });
});

test("a debugger attached: capture works, and so does the debugger afterwards", async () => {
  const child = spawn(process.execPath, ["--inspect-wait=0", "main.ts"], { cwd: folder, timeout: 60_000 });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  const url = await new Promise<string>((resolve) => {
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
      const found = /ws:\/\/\S+/.exec(stderr);
      if (found) resolve(found[0]);
    });
  });
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  let id = 0;
  const send = (method: string, params = {}) => socket.send(JSON.stringify({ id: ++id, method, params }));
  let paused = 0;
  socket.addEventListener("message", ({ data }) => {
    const { method } = JSON.parse(String(data)) as { method?: string };
    if (method === "Debugger.paused") {
      paused++;
      send("Debugger.resume");
    }
    if (method === "Runtime.executionContextDestroyed") socket.close();
  });
  // The breakpoint is on the line that prints, after everything has been captured.
  const last = readFileSync(join(folder, "report.ts"), "utf8").trimEnd().split("\n").length - 2;
  send("Debugger.enable");
  send("Runtime.enable");
  send("Debugger.setBreakpointByUrl", {
    url: pathToFileURL(join(folder, "report.ts")).href,
    lineNumber: last,
  });
  send("Runtime.runIfWaitingForDebugger");
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  same(reportOf({ code, stdout, stderr: "" }));
  assert.equal(paused, 1);
});
