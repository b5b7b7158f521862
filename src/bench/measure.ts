// Times exchanges: in batches that are long enough for the clock, the median of several, and agreed among the ranks.
import { median } from "../measure/index.ts";
import { MPI } from "../mpi/index.ts";
import type { Shape } from "./shapes.ts";

/** The times of one size. */
export interface Row {
  /** Of one message, or one rank's part; 0 where there is none. */
  readonly bytes: number;
  /** The median of the batches, for one message. */
  readonly seconds: number;
  /** The quickest and the slowest batch. */
  readonly least: number;
  readonly most: number;
}

/** A batch is at least as long as this: the clock and the call of it are then nothing. */
const BATCH_SECONDS = 0.005;
/** Exchanges that do not count, in rounds: as many as take so long, if they are slow. */
const WARM_TIMES = 100;
const WARM_ROUNDS = 100;
const WARM_SECONDS = 0.3;

/**
 * The times of a shape, in the order of the sizes; all ranks of `world` call it, and all get them.
 *
 * @param batches how many batches there are of each size, after one that does not count
 */
export function measured(
  world: MPI.Comm,
  shape: Shape,
  sizes: readonly number[],
  batches: number,
  onRow: (row: Row) => void = () => {},
): Row[] {
  const comm = shape.pair ? world.Split(world.rank < 2 ? 0 : MPI.UNDEFINED, world.rank) : world;
  return (shape.sized ? sizes : [0]).map((bytes) => {
    const exchange = comm === null ? () => {} : shape.prepare(comm, bytes);
    const batch = (times: number): number => {
      world.Barrier();
      const start = MPI.Wtime();
      exchange(times);
      return world.allreduce(MPI.Wtime() - start, { op: MPI.MAX });
    };
    // All ranks go on for the same time, since all have the same times. The first exchanges of a program take a thousand
    // times as long as later ones: code is compiled while both cores are busy with waiting.
    for (let warm = 0, round = 0; warm < WARM_SECONDS && round < WARM_ROUNDS; round++)
      warm += batch(WARM_TIMES);
    let times = 1;
    for (;;) {
      const took = Math.min(batch(times), batch(times), batch(times));
      if (took >= BATCH_SECONDS) break;
      times *= Math.min(10, Math.max(2, Math.ceil((1.2 * BATCH_SECONDS) / took)));
    }
    const seconds = Array.from({ length: batches }, () => batch(times) / times / shape.messages);
    const row = { bytes, seconds: median(seconds), least: Math.min(...seconds), most: Math.max(...seconds) };
    onRow(row);
    return row;
  });
}
