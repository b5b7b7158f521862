// Ranks that are processes: what is theirs alone, and what becomes of them when one of them, or what started them, is
// killed.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { commandLine, temporaryFolder } from "../cli/command-line.ts";

const MPI = new URL("../../src/mpi/index.ts", import.meta.url).href;
const LAYOUT = new URL("../../src/job/layout.ts", import.meta.url).href;
const HEAD = `import { MPI } from ${JSON.stringify(MPI)};\nconst comm = MPI.COMM_WORLD;\n`;

const skip =
  process.platform === "linux" && process.env.AMDAHL_FFI !== "off"
    ? false
    : "ranks that are processes need Linux, and native code";

interface Running {
  readonly child: ChildProcess;
  /** All that was printed so far. */
  readonly printed: { out: string; error: string };
  readonly ended: Promise<{ status: number | null; signal: string | null }>;
}

/** Starts a program of these lines as ranks that are processes. */
function started(t: TestContext, ranks: number, body: string): Running {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "prog.mts"), HEAD + body);
  const args = commandLine("run", "-n", String(ranks), "--ranks", "process", "--timeout", "60", "prog.mts");
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { out: "", error: "" };
  child.stdout.on("data", (data: Buffer) => {
    printed.out += data;
  });
  child.stderr.on("data", (data: Buffer) => {
    printed.error += data;
  });
  const ended = new Promise<{ status: number | null; signal: string | null }>((resolve) => {
    child.once("close", (status, signal) => resolve({ status, signal }));
  });
  return { child, printed, ended };
}

/** Resolves when `look` is true; rejects when that takes too long. */
async function until(look: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !look(); ) {
    assert.ok(performance.now() < end, "it takes too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether a process is there; one that has ended and was not asked about yet is not. */
function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const PIDS = `console.log(comm.allgather(process.pid).join());\n`;
const pids = (out: string): number[] => out.split("\n")[0].split(",").map(Number);

test("each rank has a process, a folder and signals of its own", { skip }, async (t) => {
  const body = `${PIDS}
    process.chdir("/proc/" + process.pid);
    let told = false;
    process.once("SIGUSR2", () => (told = true));
    comm.Barrier();
    process.kill(comm.allgather(process.pid)[(comm.rank + 1) % comm.size], "SIGUSR2");
    while (!told) await new Promise((resolve) => setTimeout(resolve, 1));
    comm.Barrier();
    console.log(process.cwd() === "/proc/" + process.pid, process.argv.length);`;
  const { ended, printed } = started(t, 3, body);
  assert.deepEqual(await ended, { status: 0, signal: null }, printed.error);
  assert.equal(new Set(pids(printed.out)).size, 3);
  assert.deepEqual(printed.out.trimEnd().split("\n").slice(-3), ["true 2", "true 2", "true 2"]);
});

for (const [where, last] of [
  ["in a receive", "comm.Recv(new Uint8Array(1));"],
  ["in a loop", "if (comm.rank === 1) for (;;); else comm.Barrier();"],
]) {
  test(`a rank that is killed ${where} ends the others at once, with its signal`, {
    skip,
  }, async (t) => {
    const { ended, printed } = started(t, 4, `${PIDS}${last}`);
    await until(() => printed.out.split("\n").length > 4);
    const start = performance.now();
    process.kill(pids(printed.out)[1], "SIGKILL");
    assert.deepEqual(await ended, { status: 137, signal: null });
    // A fifth of a second on a machine that does nothing else.
    assert.ok(performance.now() - start < 5000);
    assert.equal(printed.error, "amdahl: rank 1 of 4 ended the job: it was ended by SIGKILL\n");
    assert.deepEqual(pids(printed.out).filter(runs), []);
  });
}

test("no rank outlives the process that started it, however that ends", { skip }, async (t) => {
  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const) {
    const { child, ended, printed } = started(t, 3, `${PIDS}if (comm.rank === 0) for (;;);\ncomm.Barrier();`);
    await until(() => printed.out.split("\n").length > 3);
    child.kill(signal);
    assert.deepEqual(await ended, { status: null, signal });
    await until(() => !pids(printed.out).some(runs));
    assert.equal(printed.error, "");
  }
});

test("what awaits a message is rung for, also after it has slept in another call", { skip }, async (t) => {
  const body = `
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    if (comm.rank === 0) {
      await wait(300); comm.send("first", 1, 1);
      await wait(300); comm.send("second", 1, 2);
      await wait(300); comm.send("third", 1, 3);
    } else {
      const later = comm.irecv({ source: 0, tag: 3 }).then((text) => console.log(text));
      console.log(await comm.irecv({ source: 0, tag: 1 }));
      console.log(comm.recv({ source: 0, tag: 2 }));
      await later;
    }`;
  const { ended, printed } = started(t, 2, body);
  assert.deepEqual(await ended, { status: 0, signal: null }, printed.error);
  assert.equal(printed.out, "first\nsecond\nthird\n");
});

test("a long message goes in pieces where the system lets no process read another's memory", {
  skip,
}, async (t) => {
  // As such a system answers: there is no process 0.
  const body = `
    import { PID, rankWord } from ${JSON.stringify(LAYOUT)};
    const seat = (globalThis as any)[Symbol.for("amdahl.job.seat.1")];
    new Int32Array(seat.memory)[rankWord(comm.rank, PID)] = 0;
    comm.Barrier();
    const mine = Float64Array.from({ length: 1_000_001 }, (_, i) => i + comm.rank);
    const theirs = new Float64Array(mine.length);
    comm.Sendrecv(mine, theirs, { dest: 1 - comm.rank, source: 1 - comm.rank });
    console.log(theirs.every((x, i) => x === i + 1 - comm.rank));`;
  const { ended, printed } = started(t, 2, body);
  assert.deepEqual(await ended, { status: 0, signal: null }, printed.error);
  assert.equal(printed.out, "true\ntrue\n");
});
