// What a program made and kept between two moments: of all ways to find a leak the one that needs no guess.
import { constructors } from "./constructors.ts";
import type { Snapshot } from "./snapshot.ts";

/** What became of the objects of one constructor. Sizes are bytes. */
export interface DifferenceRow {
  readonly type: string;
  /** Objects that are in the second snapshot only. */
  readonly added: number;
  readonly addedSize: number;
  /** Objects that are in the first snapshot only. */
  readonly freed: number;
  readonly freedSize: number;
  /** How much more of them there is, also by objects that are in both and grew. */
  readonly growth: number;
}

/** Two snapshots of one process compared. */
export interface HeapDifference {
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  /** The constructors of which something changed, the one that grew most first. */
  readonly rows: readonly DifferenceRow[];
}

/**
 * Compares two snapshots of one thread of one process, by the numbers that V8 gives to objects. Snapshots of two
 * processes have the same numbers for other objects, so their difference means nothing; nothing in them tells it.
 *
 * @example heapDifference(readSnapshot("before.heapsnapshot"), readSnapshot("after.heapsnapshot")).rows[0]
 */
export function heapDifference(before: Snapshot, after: Snapshot): HeapDifference {
  const rows = new Map<string, { -readonly [K in keyof DifferenceRow]: DifferenceRow[K] }>();
  const rowsOf = ({ names }: { names: readonly string[] }) =>
    names.map((type) => {
      let row = rows.get(type);
      if (row === undefined) {
        row = { type, added: 0, addedSize: 0, freed: 0, freedSize: 0, growth: 0 };
        rows.set(type, row);
      }
      return row;
    });
  const count = (
    snapshot: Snapshot,
    isInOther: (id: number) => boolean,
    which: "added" | "freed",
  ): number => {
    const named = constructors(snapshot);
    const rowOf = rowsOf(named);
    const sign = which === "added" ? 1 : -1;
    let total = 0;
    for (let node = 0; node < snapshot.nodeCount; node++) {
      const size = snapshot.selfSize[node];
      if (size === 0) continue;
      const row = rowOf[named.ofNode[node]];
      total += size;
      row.growth += sign * size;
      if (isInOther(snapshot.nodeId[node])) continue;
      row[which]++;
      row[`${which}Size`] += size;
    }
    return total;
  };
  const sizeBefore = count(before, membership(after), "freed");
  const sizeAfter = count(after, membership(before), "added");
  return {
    sizeBefore,
    sizeAfter,
    rows: [...rows.values()]
      .filter((row) => row.added > 0 || row.freed > 0 || row.growth !== 0)
      .sort((a, b) => b.growth - a.growth || b.added - a.added || (a.type < b.type ? -1 : 1)),
  };
}

/** A bit for each number: they are dense, and a Set ends at 2^24 entries. */
function membership({ nodeId, nodeCount }: Snapshot): (id: number) => boolean {
  let greatest = 0;
  for (let node = 0; node < nodeCount; node++) if (nodeId[node] > greatest) greatest = nodeId[node];
  const bits = new Uint8Array((greatest >>> 3) + 1);
  for (let node = 0; node < nodeCount; node++) bits[nodeId[node] >>> 3] |= 1 << (nodeId[node] & 7);
  return (id) => id <= greatest && (bits[id >>> 3] & (1 << (id & 7))) !== 0;
}
