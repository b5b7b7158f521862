// Which rank of which job this thread is. A rank's entry takes the seat before the program starts, and every copy of
// amdahl in the thread finds it; a thread that the program starts itself has none.

/** A rank's place in its job. */
export interface Seat {
  /** What the ranks share: see layout.ts. */
  readonly memory: ArrayBufferLike;
  readonly rank: number;
  /** Of ranks that are processes: where to ring for each rank whose event loop waits, and where this one is rung for. */
  readonly doorbells?: readonly number[];
  readonly doorbell?: number;
}

const HERE = Symbol.for("amdahl.job.seat.1");
const globals = globalThis as unknown as Record<symbol, Seat | undefined>;

/** Takes a seat, for all copies of amdahl in this thread. */
export function takeSeat(seat: Seat): void {
  globals[HERE] = seat;
}

/** This thread's seat; undefined in a program that was not started as a job. */
export function seat(): Seat | undefined {
  return globals[HERE];
}

/** Under this name threads that a rank starts find its number, as their environment data: they have no seat. */
export const RANK_OF_THREADS = "amdahl.job.rank";
