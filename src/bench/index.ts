// The face of bench: what `amdahl bench` measures, and the ranks that measure it. Loaded by that command only.
import { runJob } from "../job/index.ts";
import { underLauncher } from "../mpi/index.ts";
import { type BenchOptions, benchRank } from "./rank.ts";

export { type LatencyFit, latencyFit } from "./fit.ts";
export { formatBytes } from "./report.ts";
export { SHAPES } from "./shapes.ts";
export type { BenchOptions };

/** Measures on `ranks` ranks of this machine, or as one of the ranks that an MPI launcher has started. */
export async function runBench(options: BenchOptions, ranks: number): Promise<void> {
  if (underLauncher()) return benchRank(options);
  const file = import.meta.url.endsWith(".ts") ? "./program.ts" : "./program.js";
  return runJob({
    program: new URL(file, import.meta.url).pathname,
    args: [JSON.stringify(options)],
    size: ranks,
  });
}
