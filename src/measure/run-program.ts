// One run of a program in a process of its own: what it printed, how long it took, what its regions took.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ProgramFailed } from "./program-failed.ts";
import { readRegions } from "./region.ts";

/** What to run, and on how many threads. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** How many ranks it is run as, by `amdahl run`; by itself if undefined. */
  readonly ranks?: number | undefined;
  /** Of each rank. */
  readonly threads: number;
  /** A file of its own for the regions; removed again. */
  readonly measureFile: string;
  /** Where the program's standard output goes; its errors are always kept, and passed on unless "ignore". */
  readonly output: "stdout" | "stderr" | "ignore";
  /** Ends the program at once, with all that it started. */
  readonly signal?: AbortSignal;
}

/** What one run took: the whole process, and each region, in seconds. */
export interface RunTimes {
  readonly whole: number;
  readonly regions: Map<string, number>;
}

// What of a program's errors is kept for the message; a program in a bad loop can write gigabytes.
const KEPT = 64 * 1024;

/**
 * Runs the program once, with the Node that runs us, and waits for it.
 *
 * @throws ProgramFailed when the exit code is not 0.
 * @throws DOMException named AbortError when the signal ended it.
 */
export async function runProgram(run: ProgramRun): Promise<RunTimes> {
  run.signal?.throwIfAborted();
  const begin = performance.now();
  const child = spawn(process.execPath, [...nodeOptions(), ...asRanks(run), run.program, ...run.args], {
    env: { ...process.env, AMDAHL_NUM_THREADS: String(run.threads), AMDAHL_MEASURE_FILE: run.measureFile },
    stdio: ["ignore", run.output === "ignore" ? "ignore" : run.output === "stdout" ? 1 : 2, "pipe"],
    // A group of its own, so that what the program starts can be ended with it.
    detached: process.platform !== "win32",
  });
  const abort = () => endGroup(child);
  run.signal?.addEventListener("abort", abort);
  try {
    const { seconds, exitCode, signal, stderr } = await outcome(child, begin, run.output !== "ignore");
    run.signal?.throwIfAborted();
    if (exitCode !== 0) throw new ProgramFailed(run, exitCode, signal, run.output === "ignore" ? stderr : "");
    const regions = existsSync(run.measureFile) ? readFileSync(run.measureFile, "utf8") : "";
    return { whole: seconds, regions: readRegions(regions) };
  } finally {
    run.signal?.removeEventListener("abort", abort);
    rmSync(run.measureFile, { force: true });
  }
}

/** What makes ranks of the program; from src/measure and from dist/measure the same. */
function asRanks({ ranks }: ProgramRun): readonly string[] {
  if (ranks === undefined) return [];
  return [fileURLToPath(new URL("../../bin/amdahl.js", import.meta.url)), "run", "-n", String(ranks)];
}

// The program runs as it would under our own Node, but a second debugger could not have the same port.
function nodeOptions(): string[] {
  return process.execArgv.filter((option) => !/^--(inspect|watch)/.test(option));
}

interface Outcome {
  readonly seconds: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

function outcome(child: ChildProcess, begin: number, show: boolean): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    let seconds = 0;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (show) process.stderr.write(text);
      stderr = (stderr + text).slice(-KEPT);
    });
    child.on("error", reject);
    child.on("exit", () => {
      seconds = (performance.now() - begin) / 1000;
    });
    // "close" comes after "exit", with the last of the errors.
    child.on("close", (exitCode, signal) => resolve({ seconds, exitCode, signal, stderr }));
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // Gone already is what we wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
