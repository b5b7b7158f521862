// What the first call of a compiled function costs beside a later one: finding its source, compiling it, starting
// threads. Each is measured in a process of its own, since a second function finds half of this done.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Interval, median, medianInterval } from "../src/measure/index.ts";
import type { Size } from "./kernel.ts";

const PROGRAM = fileURLToPath(new URL("./first-call-program.ts", import.meta.url));

/** Seconds of the first call and of later ones, over several processes. */
export interface FirstCall {
  readonly kernel: string;
  readonly variant: string;
  readonly first: number;
  readonly later: number;
  /** The first call less the median of the later ones of its process. */
  readonly extra: number;
  readonly interval: Interval;
}

/** Measures the first call of `variant` of the kernel called `kernel` in `processes` fresh processes. */
export function firstCall(
  kernel: string,
  variant: string,
  size: Size,
  threads: readonly number[],
  processes: number,
): FirstCall {
  const runs = Array.from({ length: processes }, (): { first: number; later: number } => {
    const child = spawnSync(process.execPath, [PROGRAM, kernel, variant, size, threads.join()], {
      encoding: "utf8",
    });
    if (child.status !== 0) throw new Error(`the first call of ${kernel}, ${variant}: ${child.stderr}`);
    return JSON.parse(child.stdout);
  });
  const extras = runs.map(({ first, later }) => first - later);
  return {
    kernel,
    variant,
    first: median(runs.map(({ first }) => first)),
    later: median(runs.map(({ later }) => later)),
    extra: median(extras),
    interval: medianInterval(extras),
  };
}
