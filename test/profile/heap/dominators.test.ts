// The dominator tree against its definition: take a node away, and see what the root does not reach any more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dominatorTree, type Graph, retainedSizes } from "../../../src/profile/heap/dominators.ts";

/** A graph from lists of targets; `skipped` are edges, as "from-to", that do not count. */
function graph(lists: readonly (readonly number[])[], skipped: readonly string[] = []): Graph {
  const firstEdge = new Uint32Array(lists.length + 1);
  lists.forEach((list, node) => {
    firstEdge[node + 1] = firstEdge[node] + list.length;
  });
  const counts = lists.flatMap((list, node) => list.map((to) => (skipped.includes(`${node}-${to}`) ? 0 : 1)));
  return {
    nodeCount: lists.length,
    firstEdge,
    edgeTo: Uint32Array.from(lists.flat()),
    counts: Uint8Array.from(counts),
  };
}

function reached(g: Graph, without = -1): boolean[] {
  const seen = Array.from({ length: g.nodeCount }, () => false);
  const waiting = without === 0 ? [] : [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen[node] || node === without) continue;
    seen[node] = true;
    for (let edge = g.firstEdge[node]; edge < g.firstEdge[node + 1]; edge++)
      if (g.counts[edge] === 1) waiting.push(g.edgeTo[edge]);
  }
  return seen;
}

/** By definition: d dominates n when n is not reached without d. The nearest is dominated by all others. */
function naiveDominators(g: Graph): number[] {
  const all = reached(g);
  const lost = Array.from({ length: g.nodeCount }, (_, d) => reached(g, d).map((seen, n) => all[n] && !seen));
  return Array.from({ length: g.nodeCount }, (_, n) => {
    if (n === 0 || !all[n]) return 0;
    const dominators = lost.flatMap((lost, d) => (d !== n && lost[n] ? [d] : []));
    return dominators.find((d) => dominators.every((other) => other === d || lost[other][d])) as number;
  });
}

test("a diamond's end belongs to its beginning", () => {
  const { dominator } = dominatorTree(graph([[1], [2, 3], [4], [4], [5], []]));
  assert.deepEqual([...dominator], [0, 0, 1, 1, 1, 4]);
});

test("a circle belongs to where it is entered", () => {
  const { dominator } = dominatorTree(graph([[1], [2], [3], [1, 4], []]));
  assert.deepEqual([...dominator], [0, 0, 1, 2, 3]);
});

test("a circle with two entrances belongs to what has both", () => {
  const { dominator } = dominatorTree(graph([[1], [2, 3], [3], [2]]));
  assert.deepEqual([...dominator], [0, 0, 1, 1]);
});

test("the example of Lengauer and Tarjan's paper has the tree of their figure 3", () => {
  const names = "RABCDEFGHIJKL";
  const to: Record<string, string> = {
    ...{ R: "ABC", A: "D", B: "ADE", C: "FG", D: "L", E: "H", F: "I", G: "IJ" },
    ...{ H: "EK", I: "K", J: "I", K: "IR", L: "H" },
  };
  const { dominator } = dominatorTree(
    graph([...names].map((name) => [...to[name]].map((n) => names.indexOf(n)))),
  );
  const tree = Object.fromEntries([...names].map((name, i) => [name, names[dominator[i]]]));
  assert.deepEqual(tree, {
    ...{ R: "R", A: "R", B: "R", C: "R", D: "R", E: "R", F: "C" },
    ...{ G: "C", H: "R", I: "R", J: "G", K: "R", L: "D" },
  });
});

test("an edge that does not count keeps nothing", () => {
  const lists = [[1, 2], [3], [3], []];
  assert.deepEqual([...dominatorTree(graph(lists)).dominator], [0, 0, 0, 0]);
  assert.deepEqual([...dominatorTree(graph(lists, ["2-3"])).dominator], [0, 0, 0, 1]);
});

test("what the root does not reach is the root's, with what hangs on it", () => {
  // 2 -> 3, a circle of 4 and 5, and 2 refers to 1 as well: 1 is still the root's by way of 6.
  const tree = dominatorTree(graph([[6], [], [3, 1], [], [5], [4], [1]]));
  assert.deepEqual([...tree.dominator], [0, 6, 0, 2, 0, 4, 0]);
  assert.equal(tree.reachable, 3);
  assert.deepEqual([...tree.order].sort(), [0, 1, 2, 3, 4, 5, 6]);
});

test("retained sizes add up along the tree", () => {
  const tree = dominatorTree(graph([[1], [2, 3], [4], [4], [5], []]));
  const sizes = retainedSizes(tree, Float64Array.of(1, 10, 100, 1000, 10_000, 100_000));
  assert.deepEqual([...sizes], [111_111, 111_110, 100, 1000, 110_000, 100_000]);
});

test("random graphs have the dominators of the definition", () => {
  let state = 2463534242;
  const random = (n: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  for (let round = 0; round < 1500; round++) {
    const nodes = 1 + random(24);
    const lists = Array.from({ length: nodes }, () => [] as number[]);
    const skipped: string[] = [];
    for (let edges = random(3 * nodes); edges > 0; edges--) {
      const from = random(nodes);
      const to = random(nodes);
      lists[from].push(to);
      if (random(8) === 0) skipped.push(`${from}-${to}`);
    }
    const g = graph(lists, skipped);
    const all = reached(g);
    const { dominator, order, reachable } = dominatorTree(g);
    const ofReached = [...dominator].map((d, n) => (all[n] ? d : 0));
    assert.deepEqual(ofReached, naiveDominators(g), `round ${round}`);
    assert.deepEqual(
      [...order.slice(0, reachable)].sort(),
      all.flatMap((seen, n) => (seen ? [n] : [])).sort(),
    );
    const place = new Map([...order].map((node, i) => [node, i]));
    for (let node = 1; node < nodes; node++)
      assert.ok((place.get(dominator[node]) as number) < (place.get(node) as number));
  }
});

test("a list of a million nodes does not exhaust the stack, nor does a million of references to one", () => {
  const n = 1_000_000;
  const list = dominatorTree({
    nodeCount: n,
    firstEdge: Uint32Array.from({ length: n + 1 }, (_, i) => Math.min(i, n - 1)),
    edgeTo: Uint32Array.from({ length: n - 1 }, (_, i) => i + 1),
    counts: new Uint8Array(n - 1).fill(1),
  });
  assert.ok(list.dominator.every((d, node) => d === Math.max(0, node - 1)));
  // The root to all, each to the next: everything is the root's.
  const firstEdge = Uint32Array.from({ length: n + 1 }, (_, i) =>
    i === 0 ? 0 : n - 1 + Math.min(i - 1, n - 2),
  );
  const both = dominatorTree({
    nodeCount: n,
    firstEdge,
    edgeTo: Uint32Array.from({ length: 2 * n - 3 }, (_, i) => (i < n - 1 ? i + 1 : i - (n - 1) + 2)),
    counts: new Uint8Array(2 * n - 3).fill(1),
  });
  assert.ok(both.dominator.every((d) => d === 0));
});
