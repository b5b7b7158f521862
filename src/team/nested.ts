// Whether this thread is already part of a fork: a fork inside a unit runs serially, in whichever copy of amdahl.

/** Shared by all copies of amdahl in this thread. */
const HERE = Symbol.for("amdahl.team.thread");

interface Here {
  /** A worker of some team: it never owns one. */
  worker: boolean;
  /** Inside the units of a fork. */
  forking: boolean;
}

const globals = globalThis as unknown as Record<symbol, Here | undefined>;
const here: Here = globals[HERE] ?? { worker: false, forking: false };
globals[HERE] = here;

/** Says that this thread is a team's worker. */
export function markWorker(): void {
  here.worker = true;
}

/**
 * Whether this thread is a worker of some team's: its event loop never turns, and its console is not heard.
 *
 * @example
 * if (inTeamWorker()) writeSync(1, text); else console.log(text);
 */
export function inTeamWorker(): boolean {
  return here.worker;
}

/** Whether a fork here must run serially. */
export function isNested(): boolean {
  return here.worker || here.forking;
}

/** Marks the beginning or the end of a fork in this thread. */
export function setForking(forking: boolean): void {
  here.forking = forking;
}
