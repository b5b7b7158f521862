// The single objects that hold the most, and how they are reached: where a leak is looked for.
import { constructors } from "./constructors.ts";
import { isGlobal, NO_EDGE, paths, pathTo } from "./paths.ts";
import { retention } from "./retention.ts";
import type { Snapshot } from "./snapshot.ts";

/** An object that holds much. Sizes are bytes. */
export interface LargeObject {
  /** V8's number of it, the same in every snapshot of one process; what DevTools shows behind an @. */
  readonly id: number;
  readonly type: string;
  readonly size: number;
  /** What would be freed if this object were. */
  readonly retained: number;
  /** How it is reached, as in `globalThis.keep[12].data`; see {@link pathTo}. */
  readonly path: string;
}

/** What a program makes. Of V8's own data each is part of one of these or of no interest. */
const KINDS = ["object", "closure", "regexp", "string", "concatenated string", "sliced string", "bigint"];

/**
 * The `n` objects with the greatest retained size, the greatest first. Left out are V8's own data, the global object
 * (everything is in it), the buffer of a typed array that is listed, and of a linked list all but the first two.
 *
 * @example largest(readSnapshot("end.heapsnapshot"), 10)[0].path // "globalThis.cache"
 */
export function largest(snapshot: Snapshot, n: number): LargeObject[] {
  const { retainedSize } = retention(snapshot);
  const { names, ofNode } = constructors(snapshot);
  const isShown = shownNodes(snapshot);
  const isFirst = notInChain(snapshot);
  // The best so far, in order; most nodes are smaller than the last of them, so this costs less than sorting.
  const best: number[] = [];
  for (let node = 1; node < snapshot.nodeCount; node++) {
    const size = retainedSize[node];
    if (size === 0 || (best.length >= n && !(size > retainedSize[best[n - 1]]))) continue;
    if (!isShown(node) || !isFirst(node)) continue;
    const place = best.findLastIndex((other) => retainedSize[other] >= size) + 1;
    best.splice(place, 0, node);
    if (best.length > n) best.pop();
  }
  return best.map((node) => ({
    id: snapshot.nodeId[node],
    type: names[ofNode[node]],
    size: snapshot.selfSize[node],
    retained: retainedSize[node],
    path: pathTo(snapshot, node),
  }));
}

function shownNodes(snapshot: Snapshot): (node: number) => boolean {
  const { nodeType } = snapshot;
  const { names, ofNode } = constructors(snapshot);
  const { edge, from } = paths(snapshot);
  const { dominator } = retention(snapshot);
  const internal = snapshot.edgeTypes.indexOf("internal");
  const buffer = snapshot.strings.find("buffer");
  const isOwnBuffer = (node: number) =>
    dominator[node] === from[node] &&
    edge[node] !== NO_EDGE &&
    snapshot.edgeType[edge[node]] === internal &&
    snapshot.edgeName[edge[node]] === buffer;
  const isKind = snapshot.nodeTypes.map((type) => KINDS.includes(type));
  const isSystem = names.map((name) => name.startsWith("system / "));
  return (node) =>
    isKind[nodeType[node]] &&
    !isSystem[ofNode[node]] &&
    !isOwnBuffer(node) &&
    !isGlobal(snapshot, edge[node], from[node], node);
}

/**
 * Whether a node is no later part of a list: dominated by one of its constructor, which refers to it by the name by
 * which it is itself referred to, by one of the constructor. A million of them would fill the table with one list.
 */
function notInChain(snapshot: Snapshot): (node: number) => boolean {
  const { dominator } = retention(snapshot);
  const { ofNode } = constructors(snapshot);
  const { edge, from } = paths(snapshot);
  return (node) => {
    const before = from[node];
    if (edge[node] === NO_EDGE || edge[before] === NO_EDGE || dominator[node] !== before) return true;
    const isSameEdge = snapshot.edgeName[edge[node]] === snapshot.edgeName[edge[before]];
    const isSameType = ofNode[node] === ofNode[before] && ofNode[node] === ofNode[from[before]];
    return !(isSameEdge && isSameType && snapshot.edgeType[edge[node]] === snapshot.edgeType[edge[before]]);
  };
}
