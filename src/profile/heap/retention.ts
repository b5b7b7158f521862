// Who keeps whom, of a whole snapshot. The table and the largest objects both need it, and it takes longer than either.
import { type DominatorTree, dominatorTree, retainedSizes } from "./dominators.ts";
import { retainingEdges } from "./retaining.ts";
import type { Snapshot } from "./snapshot.ts";

/** The dominator tree of a snapshot over the edges that retain, and the bytes that each node would free. */
export interface Retention extends DominatorTree {
  readonly retains: Uint8Array;
  readonly retainedSize: Float64Array;
}

const known = new WeakMap<Snapshot, Retention>();

/**
 * The retention of a snapshot, computed when it is first asked for.
 *
 * @example retention(snapshot).retainedSize[0] // all bytes of the heap
 */
export function retention(snapshot: Snapshot): Retention {
  let result = known.get(snapshot);
  if (result === undefined) {
    const retains = retainingEdges(snapshot);
    const tree = dominatorTree({ ...snapshot, counts: retains });
    result = { ...tree, retains, retainedSize: retainedSizes(tree, snapshot.selfSize) };
    known.set(snapshot, result);
  }
  return result;
}
