// Whether a thread still lives, asked of the kernel: a terminated thread tells nobody, and a caller in a fork cannot
// wait for the event that its event loop would bring.
import { existsSync, readlinkSync } from "node:fs";

/** The operating system's number of this thread, on Linux; elsewhere -1, for a thread that is never taken for dead. */
export function osThread(): number {
  try {
    return Number(/\d+$/.exec(readlinkSync("/proc/thread-self"))?.[0] ?? -1);
  } catch {
    return -1;
  }
}

/** Whether the thread of this process with this number has ended. */
export function isDead(thread: number): boolean {
  return thread > 0 && !existsSync(`/proc/self/task/${thread}`);
}
