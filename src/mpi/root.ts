// The root of a collective call: a rank of the communicator's, or between two groups one of the other, with a name of its own
// where it is and beside it (MPI 5.0, section 6.2.3).
import { ERR_ROOT, PROC_NULL, ROOT } from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { Exception } from "./exception.ts";

/** The rank that gives or gets. */
export interface Root {
  /**
   * 0 unless given. Between two groups: a rank of the other one; in the root's own group `ROOT` at the root and `PROC_NULL`
   * beside it.
   */
  readonly root?: number;
}

/** The root's rank; between two groups also ROOT and PROC_NULL. Throws ERR_ROOT for what is none. */
export const rootOf = (root: Root | number | undefined, { peers, remote }: Context): number => {
  const rank = (typeof root === "object" && root !== null ? root.root : root) ?? 0;
  if (Number.isInteger(rank) && rank >= 0 && rank < peers) return rank;
  if (remote !== undefined && (rank === ROOT || rank === PROC_NULL)) return rank;
  const between =
    remote === undefined
      ? ""
      : " of the other group, or in the root's own group MPI.ROOT at the root and MPI.PROC_NULL beside it";
  throw new Exception(ERR_ROOT, `root is a rank from 0 to ${peers - 1}${between}, not ${String(rank)}`);
};

/** Whether this rank is the root. */
export const isRoot = (root: number, { rank, remote }: Pick<Context, "rank" | "remote">): boolean =>
  remote === undefined ? root === rank : root === ROOT;
