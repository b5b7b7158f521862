// What a run has to work with: threads of one process, or ranks with threads each.

/** Ranks and threads of a run. */
export interface Workers {
  /** Undefined for a program by itself. */
  readonly ranks: number | undefined;
  /** Of each rank. */
  readonly threads: number;
}

/** How many threads there are in all. */
export const workersIn = ({ ranks, threads }: Workers): number => (ranks ?? 1) * threads;

/** As in "2 ranks × 4 threads". */
export function workersText({ ranks, threads }: Workers): string {
  const named = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  return `${ranks === undefined ? "" : `${named(ranks, "rank")} × `}${named(threads, "thread")}`;
}

/** Every number of ranks with every number of threads, the least of both first. */
export const combined = (ranks: readonly number[] | undefined, threads: readonly number[]): Workers[] =>
  (ranks ?? [undefined]).flatMap((r) => threads.map((t) => ({ ranks: r, threads: t })));
