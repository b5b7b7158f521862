// Which references keep their target alive, and count when it is asked what would be freed. The rules are those of
// Chromium's DevTools (HeapSnapshot.ts, "essential edges"), so that retained sizes agree with what DevTools shows.
import type { Snapshot } from "./snapshot.ts";

/**
 * A 1 for each edge that retains, in the order of the edges. These do not:
 * weak ones; ones from a node to itself; shortcuts, which repeat another edge, but for those of the root, which lead to
 * the program's globals; a WeakMap's own edge to a value, which needs the key as much and has another edge from there;
 * and ones from what the globals do not reach (V8's own roots, handles, a debugger) to what they do: else an object
 * that V8 happens to hold as well would belong to nobody.
 */
export function retainingEdges(snapshot: Snapshot): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeName, edgeTo, nodeId } = snapshot;
  const weak = snapshot.edgeTypes.indexOf("weak");
  const shortcut = snapshot.edgeTypes.indexOf("shortcut");
  const internal = snapshot.edgeTypes.indexOf("internal");
  const fromGlobals = reachedFromGlobals(snapshot, weak, shortcut);
  const retains = new Uint8Array(edgeTo.length);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const type = edgeType[edge];
      const to = edgeTo[edge];
      if (type === weak || to === node) continue;
      if (node !== 0 && (type === shortcut || fromGlobals[to] > fromGlobals[node])) continue;
      if (type === internal && isTablesEdge(snapshot.strings.raw(edgeName[edge]), nodeId[node])) continue;
      retains[edge] = 1;
    }
  }
  return retains;
}

/** A 1 for each node that can be reached from where the root's shortcuts lead. */
function reachedFromGlobals(snapshot: Snapshot, weak: number, shortcut: number): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeTo } = snapshot;
  const reached = new Uint8Array(nodeCount);
  const waiting = new Uint32Array(nodeCount);
  let count = 0;
  for (let edge = firstEdge[0]; edge < firstEdge[1]; edge++) {
    const to = edgeTo[edge];
    if (edgeType[edge] !== shortcut || reached[to] === 1) continue;
    reached[to] = 1;
    waiting[count++] = to;
  }
  while (count > 0) {
    const node = waiting[--count];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const to = edgeTo[edge];
      if (edgeType[edge] === weak || reached[to] === 1) continue;
      reached[to] = 1;
      waiting[count++] = to;
    }
  }
  return reached;
}

const PAIR = Buffer.from(" pair in WeakMap (table @");

/**
 * Whether an edge's name ends as V8 ends those of a WeakMap's entries, "… pair in WeakMap (table @17)", and 17 is `id`.
 * On bytes, since most internal edges have a name of their own and nearly none of them this one.
 */
function isTablesEdge(name: Uint8Array, id: number): boolean {
  if (name[name.length - 1] !== 0x29) return false;
  let at = name.length - 2;
  let table = 0;
  for (let place = 1; at >= 0 && name[at] >= 0x30 && name[at] <= 0x39; at--, place *= 10)
    table += (name[at] - 0x30) * place;
  const start = at + 1 - PAIR.length;
  return start >= 0 && table === id && PAIR.equals(name.subarray(start, at + 1));
}
