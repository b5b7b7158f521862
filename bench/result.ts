// What one run of the benchmark found, as it is kept: numbers only, so that another run can be set beside it.
import type { CTools, NoC } from "./c.ts";
import type { FirstCall } from "./first-call.ts";
import type { Machine } from "./machine.ts";
import type { NativeStart } from "./native-start.ts";
import type { Overhead } from "./overheads.ts";
import type { NoPython, Python } from "./python.ts";
import type { KernelResult } from "./study.ts";
import type { Mean } from "./summary.ts";

/** One run of the benchmark. Times are in seconds. */
export interface Result {
  /** Which kernels were run; the usual ones are called "kernels". */
  readonly suite: string;
  readonly machine: Machine;
  /** Where the peers ran, or why there are none. */
  readonly python: Python | NoPython;
  /** What compiled the variants in C, or why there are none. */
  readonly c: CTools | NoC;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly load: { readonly start: readonly number[]; readonly end: readonly number[] };
  readonly repeats: number;
  readonly kernels: readonly KernelResult[];
  readonly means: readonly Mean[];
  readonly firstCalls: readonly FirstCall[];
  /** Until machine code is there: compiled, and found in the cache. */
  readonly nativeStarts: readonly NativeStart[];
  readonly overheads: readonly Overhead[];
}

/** The name, without ending, under which a result is kept: the suite, Node's version, the day, the processor. */
export function resultName({ suite, machine, started }: Result): string {
  const cpu = machine.cpu
    .replace(/\((R|TM|C)\)|\bCPU\b|\bProcessor\b|@.*$/gi, " ")
    .trim()
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
  return `${suite === "kernels" ? "" : `${suite}-`}${machine.node}-${started.slice(0, 10)}-${cpu.replace(/^-+|-+$/g, "") || "unknown"}`;
}
