// The dominator tree of a heap: d dominates n when every way from the root to n leads through d, so that freeing d
// frees n. After Lengauer and Tarjan, "A fast algorithm for finding dominators in a flowgraph", ACM TOPLAS 1 (1979),
// 121-141, in the version with simple linking; on typed arrays and without recursion, since heaps have long lists.

/** A directed graph whose root is node 0; edges with a 0 in `counts` are not part of it. */
export interface Graph {
  readonly nodeCount: number;
  /** The edges of node n are those from `firstEdge[n]` until before `firstEdge[n + 1]`. */
  readonly firstEdge: Uint32Array;
  readonly edgeTo: Uint32Array;
  readonly counts: Uint8Array;
}

/** Dominators, and an order in which each comes before what it dominates. */
export interface DominatorTree {
  /** The immediate dominator of each node; the root's is the root. */
  readonly dominator: Uint32Array;
  /** All nodes, numbered as a depth-first search meets them. */
  readonly order: Uint32Array;
  /** How many of them the root reaches: they are the first in `order`. */
  readonly reachable: number;
}

/** Nodes in the order of a depth-first search. Numbers are places in `order`, the root's is 0. */
interface Search {
  readonly order: Uint32Array;
  readonly numberOf: Uint32Array;
  /** By number, a number: where the search came from. */
  readonly parent: Uint32Array;
  readonly reachable: number;
  /** By number: 1 where the search began anew, at a node that the root does not reach. */
  readonly adopted: Uint8Array;
}

/**
 * The dominator tree of `graph`. Nodes that the root does not reach (V8 keeps some by means that it does not report)
 * become the root's own: those that nothing refers to, then of what is left the first. What they refer to does not
 * become theirs if the root reaches it.
 */
export function dominatorTree(graph: Graph): DominatorTree {
  const { nodeCount } = graph;
  const search = depthFirst(graph);
  const { order, numberOf, parent, reachable, adopted } = search;
  const { first, sources } = predecessors(graph, search);

  // The paper's vectors, by number. An ancestor of NONE is a node that is not linked yet.
  const NONE = 0xffffffff;
  const semi = Uint32Array.from(order.keys());
  const label = semi.slice();
  const ancestor = new Uint32Array(nodeCount).fill(NONE);
  const dominator = new Uint32Array(nodeCount);
  const bucket = new Uint32Array(nodeCount).fill(NONE);
  const nextInBucket = new Uint32Array(nodeCount);
  const path = new Uint32Array(nodeCount);

  const evaluate = (v: number): number => {
    if (ancestor[v] === NONE) return v;
    let length = 0;
    for (let u = v; ancestor[ancestor[u]] !== NONE; u = ancestor[u]) path[length++] = u;
    while (length > 0) {
      const u = path[--length];
      const above = ancestor[u];
      if (semi[label[above]] < semi[label[u]]) label[u] = label[above];
      ancestor[u] = ancestor[above];
    }
    return label[v];
  };

  for (let w = nodeCount - 1; w > 0; w--) {
    let least = adopted[w] === 1 ? 0 : semi[w];
    for (let i = first[w]; i < first[w + 1]; i++) {
      const v = sources[i];
      if (w < reachable && v >= reachable) continue;
      const candidate = semi[evaluate(v)];
      if (candidate < least) least = candidate;
    }
    semi[w] = least;
    nextInBucket[w] = bucket[least];
    bucket[least] = w;
    const above = parent[w];
    ancestor[w] = above;
    for (let v = bucket[above]; v !== NONE; v = nextInBucket[v]) {
      const u = evaluate(v);
      dominator[v] = semi[u] < semi[v] ? u : above;
    }
    bucket[above] = NONE;
  }
  for (let w = 1; w < nodeCount; w++) if (dominator[w] !== semi[w]) dominator[w] = dominator[dominator[w]];

  // From numbers to nodes.
  const byNode = label;
  for (let node = 0; node < nodeCount; node++) byNode[node] = order[dominator[numberOf[node]]];
  return { dominator: byNode, order, reachable };
}

/** What each node would free: its own size and those of all that it dominates. */
export function retainedSizes(tree: DominatorTree, selfSize: Float64Array): Float64Array {
  const retained = selfSize.slice();
  for (let i = tree.order.length - 1; i > 0; i--) {
    const node = tree.order[i];
    retained[tree.dominator[node]] += retained[node];
  }
  return retained;
}

function depthFirst({ nodeCount, firstEdge, edgeTo, counts }: Graph): Search {
  const order = new Uint32Array(nodeCount);
  const numberOf = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const adopted = new Uint8Array(nodeCount);
  const met = new Uint8Array(nodeCount);
  const nextEdge = firstEdge.slice(0, nodeCount);
  let count = 0;
  const meet = (node: number, from: number): void => {
    met[node] = 1;
    numberOf[node] = count;
    parent[count] = from;
    order[count++] = node;
  };
  const searchFrom = (start: number): void => {
    meet(start, 0);
    const bottom = numberOf[start];
    for (let at = bottom; ; ) {
      const node = order[at];
      const end = firstEdge[node + 1];
      let edge = nextEdge[node];
      while (edge < end && (counts[edge] === 0 || met[edgeTo[edge]] === 1)) edge++;
      nextEdge[node] = edge;
      if (edge < end) {
        meet(edgeTo[edge], at);
        at = count - 1;
      } else if (at === bottom) return;
      else at = parent[at];
    }
  };
  searchFrom(0);
  const reachable = count;
  const adopt = (node: number): void => {
    adopted[count] = 1;
    searchFrom(node);
  };
  if (count < nodeCount) {
    const referred = new Uint8Array(nodeCount);
    for (let edge = 0; edge < edgeTo.length; edge++) if (counts[edge] === 1) referred[edgeTo[edge]] = 1;
    for (let node = 0; node < nodeCount; node++) if (met[node] === 0 && referred[node] === 0) adopt(node);
    for (let node = 0; node < nodeCount; node++) if (met[node] === 0) adopt(node);
  }
  return { order, numberOf, parent, reachable, adopted };
}

/** By number: the numbers of the nodes with an edge to it are those from `first[w]` until before `first[w + 1]`. */
function predecessors(
  { nodeCount, firstEdge, edgeTo, counts }: Graph,
  { order, numberOf }: Search,
): { first: Uint32Array; sources: Uint32Array } {
  const first = new Uint32Array(nodeCount + 1);
  let total = 0;
  for (let edge = 0; edge < edgeTo.length; edge++) {
    if (counts[edge] === 0) continue;
    first[numberOf[edgeTo[edge]]]++;
    total++;
  }
  // Ends first, then each edge moves its target's end down by one, until it is the beginning.
  for (let w = 0, end = 0; w <= nodeCount; w++) {
    end += first[w];
    first[w] = end;
  }
  const sources = new Uint32Array(total);
  for (let v = 0; v < nodeCount; v++) {
    const node = order[v];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++)
      if (counts[edge] === 1) sources[--first[numberOf[edgeTo[edge]]]] = v;
  }
  return { first, sources };
}
