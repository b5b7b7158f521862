// How a rank that is a thread learns which rank it is, and tells how it failed.
import { type MessagePort, workerData } from "node:worker_threads";
import type { Started } from "./options.ts";

/** What the supervisor gives a thread. */
export interface ThreadStart {
  readonly memory: SharedArrayBuffer;
  readonly rank: number;
  readonly program: string;
  readonly tagged: boolean;
  readonly port: MessagePort;
}

/** Of a thread that `threads` has started. */
export function startOfThread(): Started {
  const { memory, rank, program, tagged, port } = workerData as ThreadStart;
  port.unref();
  return { seat: { memory, rank }, program, tagged, tell: (failure) => port.postMessage(failure) };
}
