// The face of the job: several ranks of one program, started and supervised on this machine, and the memory they share.
// Other folders import this file and nothing beside it. The supervisor is loaded when a job is started.
import { forProcesses } from "./native.ts";
import type { JobOptions } from "./options.ts";

export { arm, disarm, doze, rest, ring, wake } from "./bell.ts";
export { type Call, callNumber } from "./calls.ts";
export { Doorbell } from "./doorbell.ts";
export { onJobEnd } from "./farewell.ts";
export * from "./layout.ts";
export { RANK_OF_THREADS, type Seat, seat } from "./seat.ts";
export { sleepForEver } from "./sleep.ts";
export type { JobOptions };

/** Whether ranks can be processes here. */
export const ranksCanBeProcesses = (): boolean => forProcesses() !== undefined;

/** Runs a program as several ranks: see supervisor.ts. */
export async function runJob(options: JobOptions): Promise<void> {
  const { runJob } = await import("./supervisor.ts");
  return runJob(options);
}
