// Ranks that are processes: for programs that need one each, for their own signals, folder and memory limit, or because a
// native library of theirs cannot be called by several threads. They share memory as threads do, on Linux.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { wake } from "./bell.ts";
import { ringDoorbell } from "./doorbell.ts";
import { entry, environment } from "./environment.ts";
import { beforeEnd } from "./farewell.ts";
import { ACTIVE, LEFT, PHASE, rankWord } from "./layout.ts";
import { neededForProcesses } from "./native.ts";
import type { Failure, JobOptions, Ranks } from "./options.ts";
import type { ProcessStart } from "./process-start.ts";

/** How long ranks have to end when they are asked to, before they are made to. */
const GRACE_MS = 1000;
/** How long a Ctrl-C takes at most from one process of a terminal to another. */
const TOGETHER_MS = 100;

const ASKED_TO_END = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ranks as processes that share so much memory. Throws Error where there can be none. */
export function processes(options: JobOptions, bytes: number): Ranks {
  const { program, args, size, tagged = false } = options;
  const calls = neededForProcesses().processes;
  const fd = calls.createShared(bytes);
  const memory = calls.mapShared(fd, bytes);
  const words = new Int32Array(memory);
  const doorbells = Array.from({ length: size }, () => calls.pipe());
  const running = new Set<ChildProcess>();
  let started = 0;
  let asked: NodeJS.Signals | undefined;
  const start = (rank: number, failed: (failure: Failure) => void): Promise<void> => {
    const about: ProcessStart = { rank, size, bytes, program, tagged, supervisor: process.pid };
    const child = spawn(
      process.execPath,
      [...process.execArgv, fileURLToPath(entry()), JSON.stringify(about), ...args],
      {
        env: environment(size),
        // In the order of process-start.ts. What is typed is for the first rank, as with MPI's launchers.
        stdio: [
          rank === 0 ? "inherit" : "ignore",
          "inherit",
          "inherit",
          fd,
          "pipe",
          doorbells[rank][0],
          ...doorbells.map(([, write]) => write),
        ],
      },
    );
    running.add(child);
    started++;
    if (started === size) for (const end of [fd, ...doorbells.map(([read]) => read)]) closeSync(end);
    // What becomes of ranks that were asked to end is nobody's fault.
    const report = (failure: Failure) => {
      if (asked === undefined) failed(failure);
    };
    tellFailure(child, report);
    return new Promise((resolve) => {
      // It could not be started, and nothing will ever end.
      child.on("error", (error) => {
        running.delete(child);
        report({ error: inspect(error) });
      });
      child.on("exit", (status, signal) => {
        running.delete(child);
        if (status === 0) {
          // One that native code has ended has not said so.
          Atomics.compareExchange(words, rankWord(rank, PHASE), ACTIVE, LEFT);
          resolve();
        } else if (signal === null) report({ status: status ?? 1 });
        else setTimeout(() => report({ signal }), TOGETHER_MS);
      });
    });
  };
  for (const signal of ASKED_TO_END) {
    process.once(signal, () => {
      asked ??= signal;
      for (const child of running) child.kill("SIGTERM");
      void ended(running, GRACE_MS).then(() => process.kill(process.pid, signal));
    });
  }
  return {
    memory,
    start,
    wake(rank) {
      wake(words, rank);
      ringDoorbell(doorbells[rank][1]);
    },
    end(status) {
      beforeEnd();
      for (const child of running) child.kill("SIGKILL");
      void ended(running, GRACE_MS).then(() => process.exit(status));
    },
  };
}

/** Passes on what a rank says of its failure. */
function tellFailure(child: ChildProcess, failed: (failure: Failure) => void): void {
  let text = "";
  (child.stdio[4] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const end = text.indexOf("\n");
    if (end >= 0) failed(JSON.parse(text.slice(0, end)) as Failure);
  });
}

/** Resolves when all have ended; after so long they are made to. */
async function ended(running: ReadonlySet<ChildProcess>, grace: number): Promise<void> {
  const all = [...running].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  const timer = setTimeout(() => {
    for (const child of running) child.kill("SIGKILL");
  }, grace);
  await Promise.all(all);
  clearTimeout(timer);
}
