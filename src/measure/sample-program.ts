// The runs of a study, one after the other: round after round over all ranks and threads, beginning with another
// each round, so that neither drift nor what the run before left in the caches favours one of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunTimes, runProgram } from "./run-program.ts";
import type { Workers } from "./workers.ts";

/** Which run comes next. */
export interface Progress extends Workers {
  readonly run: number;
  readonly runs: number;
}

/** What to run, and how often; as in SpeedupOptions, with everything decided. */
export interface Sampling {
  readonly program: string;
  readonly args: readonly string[];
  readonly workers: readonly Workers[];
  readonly repeats: number;
  readonly output?: "stdout" | "stderr" | "ignore";
  readonly onRun?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Runs the program once uncounted, then `repeats` times with each of the workers; gives the times by those. */
export async function sampleProgram(sampling: Sampling): Promise<Map<Workers, RunTimes[]>> {
  const { program, args, workers, repeats, output = "stdout", onRun, signal } = sampling;
  const times = new Map(workers.map((p): [Workers, RunTimes[]] => [p, []]));
  const runs = 1 + repeats * workers.length;
  const folder = mkdtempSync(join(tmpdir(), "amdahl-speedup-"));
  let run = 0;
  const once = (p: Workers): Promise<RunTimes> => {
    run++;
    onRun?.({ run, runs, ...p });
    const measureFile = join(folder, `${run}.jsonl`);
    return runProgram({
      program,
      args,
      ...p,
      measureFile,
      output: run === 1 ? output : "ignore",
      signal,
    });
  };
  try {
    await once(workers[0]);
    for (let round = 0; round < repeats; round++)
      for (let i = 0; i < workers.length; i++) {
        const p = workers[(i + round) % workers.length];
        times.get(p)?.push(await once(p));
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}
