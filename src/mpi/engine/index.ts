// The engine that carries this program's messages: opened at the first use, so that importing MPI costs nothing.
import { seat } from "../../job/index.ts";
import type { Engine } from "./face.ts";
import { launcher, libraryEngine } from "./library/index.ts";
import { localEngine } from "./local/index.ts";

let opened: Engine | undefined;

function open(): Engine {
  // A thread of a job of ours is a rank of that, whoever has started the process.
  if (seat() !== undefined) return localEngine();
  const started = launcher();
  return started === undefined ? localEngine() : libraryEngine(started);
}

/** The engine of this rank. */
export function engine(): Engine {
  opened ??= open();
  return opened;
}

/** Whether somebody has asked for it. */
export const isOpen = (): boolean => opened !== undefined;

/**
 * Whether an MPI launcher (`mpirun`, `mpiexec`, `srun`) has started this process as one of its ranks. Opens nothing.
 *
 * @example
 * if (underLauncher()) console.log("this is one of a cluster's ranks");
 */
export const underLauncher = (): boolean => seat() === undefined && launcher() !== undefined;
