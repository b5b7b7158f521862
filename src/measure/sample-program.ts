// The runs of a study, one after the other: round after round over all numbers of threads, beginning with another
// each round, so that neither drift nor what the run before left in the caches favours one of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunTimes, runProgram } from "./run-program.ts";

/** What to run, and how often; as in SpeedupOptions, with everything decided. */
export interface Sampling {
  readonly program: string;
  readonly args: readonly string[];
  readonly threads: readonly number[];
  readonly repeats: number;
  readonly output?: "stdout" | "stderr" | "ignore";
  readonly onRun?: (progress: { run: number; runs: number; threads: number }) => void;
  readonly signal?: AbortSignal;
}

/** Runs the program once uncounted, then `repeats` times on each number of threads; gives the times by that number. */
export async function sampleProgram(sampling: Sampling): Promise<Map<number, RunTimes[]>> {
  const { program, args, threads, repeats, output = "stdout", onRun, signal } = sampling;
  const times = new Map(threads.map((p): [number, RunTimes[]] => [p, []]));
  const runs = 1 + repeats * threads.length;
  const folder = mkdtempSync(join(tmpdir(), "amdahl-speedup-"));
  let run = 0;
  const once = (p: number): Promise<RunTimes> => {
    run++;
    onRun?.({ run, runs, threads: p });
    const measureFile = join(folder, `${run}.jsonl`);
    return runProgram({
      program,
      args,
      threads: p,
      measureFile,
      output: run === 1 ? output : "ignore",
      signal,
    });
  };
  try {
    await once(threads[0]);
    for (let round = 0; round < repeats; round++)
      for (let i = 0; i < threads.length; i++) {
        const p = threads[(i + round) % threads.length];
        times.get(p)?.push(await once(p));
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}
