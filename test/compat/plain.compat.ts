// Kernels under Node alone, however it is started: files, workers, a debugger, text on the command line, permissions.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { computes, node, type Ran, reportOf, same, setUp, tearDown } from "./setting.ts";

let folder = "";
before(async () => {
  folder = await setUp();
});
after(() => tearDown(folder));

test("native type stripping", async () => {
  const ran = await node(folder, ["main.ts"]);
  same(reportOf(ran));
  assert.equal(ran.stderr, "", "no warning of Node's reaches the user");
  const computed = await node(folder, ["compute.ts"]);
  computes(computed);
  assert.equal(computed.stderr, "");
});

test("a worker thread", async () => {
  writeFileSync(
    join(folder, "worker.ts"),
    `import { Worker } from "node:worker_threads";\nnew Worker(new URL(process.argv[2], import.meta.url));`,
  );
  same(reportOf(await node(folder, ["worker.ts", "./main.ts"])));
  computes(await node(folder, ["worker.ts", "./compute.ts"]));
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

test("a program given to node -e: its kernels compile, and its errors show its lines", async () => {
  const program = readFileSync(join(folder, "compute.ts"), "utf8");
  computes(await node(folder, ["--input-type=module-typescript", "-e", program]), { place: ":22:10" });
});

test("a classic script given to node -e", async () => {
  const script =
    "const scale = 3; let moving = 1; moving++; import('./report.ts').then(m => m.report(x => x * scale + moving))";
  const { free } = reportOf(await node(folder, ["-e", script]));
  assert.deepEqual(Object.keys(free).sort(), ["moving", "scale"]);
  assert.equal(free.moving?.kind, "reassigned");
  assert.deepEqual(free.scale, { kind: "value", value: 3 });
  const kernel = "const { jit } = require('amdahl'); console.log(jit(x => x * scale + table[1])(2));";
  const ran = await node(folder, ["-e", `const scale = 3, table = [5, 7]; ${kernel}`]);
  assert.deepEqual([ran.code, ran.stdout], [0, "13\n"], ran.stderr);
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
  const kernel = [
    "const scale = 3",
    "const { jit, prange } = require('amdahl')",
    "const f = jit(n => { let s = 0; for (const i of prange(n)) s += i * scale; return s }, { parallel: 2 })",
    "[f(1001), f(2)].join(' ')",
    ".exit",
  ];
  const ran = await node(folder, ["-i"], `${kernel.join("\n")}\n`);
  assert.match(ran.stdout, /'1501500 3'/, ran.stderr);
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

test("the permission model: kernels with captures run, threads where they are allowed, and it is said where not", async () => {
  writeFileSync(
    join(folder, "permitted.ts"),
    `import { jit, prange } from "amdahl";
const scale = 3;
const sum = jit(
  (n: number): number => {
    let s = 0;
    for (const i of prange(n)) s += i * scale;
    return s;
  },
  { parallel: 2, captures: { scale, prange } },
);
console.log(sum(1001), sum(100_001));`,
  );
  const switches = ["--permission", "--allow-fs-read=*"];
  const alone = await node(folder, [...switches, "permitted.ts"]);
  assert.deepEqual([alone.code, alone.stdout], [0, "1501500 15000150000\n"], alone.stderr);
  assert.match(alone.stderr, /A thread of amdahl's team cannot be started: Error: .*--allow-worker/);
  const helped = await node(folder, [...switches, "--allow-worker", "permitted.ts"]);
  assert.deepEqual([helped.code, helped.stdout], [0, "1501500 15000150000\n"], helped.stderr);
  assert.doesNotMatch(helped.stderr, /amdahl's team/);
});

test("a debugger attached: capture works, and so does the debugger afterwards", async () => {
  // The breakpoint is on the line that prints, after everything has been captured.
  const last = readFileSync(join(folder, "report.ts"), "utf8").trimEnd().split("\n").length - 2;
  const { ran, paused } = await debugged("main.ts", { file: "report.ts", line: last });
  same(reportOf(ran));
  assert.equal(paused, 1);
});

test("a debugger attached: kernels compile and run on two threads", async () => {
  const lines = readFileSync(join(folder, "compute.ts"), "utf8").split("\n");
  const last = lines.findIndex((line) => line.startsWith("console.log"));
  const { ran, paused } = await debugged("compute.ts", { file: "compute.ts", line: last });
  computes(ran);
  assert.equal(paused, 1);
});

/** Runs a program under a debugger that stops at one line (from 0) and goes on. */
async function debugged(
  program: string,
  at: { file: string; line: number },
): Promise<{ ran: Ran; paused: number }> {
  const child = spawn(process.execPath, ["--inspect-wait=0", program], { cwd: folder, timeout: 60_000 });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  let stderr = "";
  const url = await new Promise<string>((resolve) => {
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
  send("Debugger.enable");
  send("Runtime.enable");
  send("Debugger.setBreakpointByUrl", {
    url: pathToFileURL(join(folder, at.file)).href,
    lineNumber: at.line,
  });
  // Node 22 sometimes answers before it begins to wait, and then waits for ever: it is told again until it has heard.
  const tell = () => {
    if (socket.readyState === WebSocket.OPEN) send("Runtime.runIfWaitingForDebugger");
  };
  tell();
  const telling = setInterval(tell, 500);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(telling);
  return { ran: { code, stdout, stderr }, paused };
}
