// What a rank has printed last lies in a pipe until its launcher comes to it, and MPICH's drops what it has not read when a
// rank ends the job: the rank waits for that.
import { fstatSync } from "node:fs";
import { ffi } from "../../../ffi/index.ts";

/** A launcher reads at once, unless its machine is at something else. One that does not read at all is not waited for. */
const PATIENCE_MS = 1000;
const LOOK_MS = 1;

/** Waits until all that this process has printed is read, where that can be known. */
export function untilPrinted(): void {
  const interfaces = ffi();
  const calls = interfaces instanceof Error ? undefined : interfaces.processes;
  if (calls === undefined) return;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + PATIENCE_MS;
  const left = () => [1, 2].some((fd) => isPipe(fd) && calls.unread(fd) > 0);
  while (left() && performance.now() < until) Atomics.wait(pause, 0, 0, LOOK_MS);
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    // Closed.
    return false;
  }
}
