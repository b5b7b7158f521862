// A heap by constructor: how many objects of each, how large they are, and what would be freed without them.
import { constructors } from "./constructors.ts";
import { type Retention, retention } from "./retention.ts";
import type { Snapshot } from "./snapshot.ts";

/** All objects of one constructor. Sizes are bytes, shares are of 1. */
export interface HeapRow {
  /** A constructor's name; "(string)", "(array)", "(closure)", "(compiled code)" and others for what has none. */
  readonly type: string;
  readonly count: number;
  readonly countShare: number;
  /** The objects themselves, without what they refer to. */
  readonly size: number;
  readonly sizeShare: number;
  /** The sizes of this row and of those above it. */
  readonly cumulative: number;
  readonly cumulativeShare: number;
  /** What would be freed if these objects were: the rows overlap, so the shares do not add up to 1. */
  readonly retained: number;
  readonly retainedShare: number;
}

/** A heap by constructor, the largest first. */
export interface HeapTable {
  readonly count: number;
  readonly size: number;
  /** Bytes of shared WebAssembly memories, which are in none of the rows. */
  readonly reserved: number;
  readonly rows: readonly HeapRow[];
}

/**
 * The table of a heap. A typed array's contents are a row of their own ("system / JSArrayBufferData", or "(array)" up to
 * 64 bytes) and in the retained size of the typed array's. A constructor's retained size is the sum over its objects
 * that no other object of it dominates, as in DevTools. Objects of no size (V8's roots and what it shares between
 * isolates) are not counted.
 *
 * @example heapTable(readSnapshot("end.heapsnapshot")).rows[0].type
 */
export function heapTable(snapshot: Snapshot): HeapTable {
  const { nodeCount, selfSize } = snapshot;
  const { names, ofNode } = constructors(snapshot);
  const counts = new Float64Array(names.length);
  const sizes = new Float64Array(names.length);
  let count = 0;
  let size = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (selfSize[node] === 0) continue;
    counts[ofNode[node]]++;
    sizes[ofNode[node]] += selfSize[node];
    count++;
    size += selfSize[node];
  }
  const retained = retainedByConstructor(snapshot, retention(snapshot), ofNode, names.length);
  let cumulative = 0;
  const rows = names
    .map((type, i) => ({ type, count: counts[i], size: sizes[i], retained: retained[i] }))
    .filter((row) => row.count > 0)
    .sort((a, b) => b.size - a.size || b.retained - a.retained || (a.type < b.type ? -1 : 1))
    .map((row): HeapRow => {
      cumulative += row.size;
      return {
        type: row.type,
        count: row.count,
        countShare: row.count / count,
        size: row.size,
        sizeShare: row.size / size,
        cumulative,
        cumulativeShare: cumulative / size,
        retained: row.retained,
        retainedShare: row.retained / size,
      };
    });
  return { count, size, reserved: snapshot.reserved, rows };
}

/** The sums of what the outermost objects of each constructor retain: a walk of the dominator tree. */
function retainedByConstructor(
  { nodeCount, selfSize }: Snapshot,
  { dominator, retainedSize }: Retention,
  ofNode: Uint32Array,
  howMany: number,
): Float64Array {
  // The children of each node as a list through `nextSibling`; 0, the root, is nobody's child and ends it.
  const firstChild = new Uint32Array(nodeCount);
  const nextSibling = new Uint32Array(nodeCount);
  for (let node = 1; node < nodeCount; node++) {
    nextSibling[node] = firstChild[dominator[node]];
    firstChild[dominator[node]] = node;
  }
  const sums = new Float64Array(howMany);
  /** How many objects of each constructor are above in the tree. */
  const above = new Uint32Array(howMany);
  const enter = (node: number): void => {
    if (selfSize[node] === 0) return;
    if (above[ofNode[node]]++ === 0) sums[ofNode[node]] += retainedSize[node];
  };
  let node = 0;
  enter(node);
  for (;;) {
    if (firstChild[node] !== 0) node = firstChild[node];
    else {
      while (node !== 0 && nextSibling[node] === 0) {
        if (selfSize[node] !== 0) above[ofNode[node]]--;
        node = dominator[node];
      }
      if (node === 0) return sums;
      if (selfSize[node] !== 0) above[ofNode[node]]--;
      node = nextSibling[node];
    }
    enter(node);
  }
}
