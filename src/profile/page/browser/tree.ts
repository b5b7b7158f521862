// The trees of several threads as one, laid out: where each call stands is worked out once, so that drawing, pointing and
// moving among frames are steps through arrays, however many frames there are.
import type { TreeList } from "../model.ts";

/** Calls in numbers from 0, the root: each is followed by what it called, the longest first, as far as `end`. */
export interface CallTree {
  readonly fn: Int32Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** The number after the last one below it. */
  readonly end: Int32Array;
  /** Times in microseconds. */
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Where it begins, in microseconds from the left. */
  readonly left: Float64Array;
  readonly deepest: number;
}

interface Call {
  readonly fn: number;
  readonly parent: Call | undefined;
  readonly children: Map<number, Call>;
  self: number;
  total: number;
}

/** Joins trees; calls of functions that are left out, and what those called, are not in it. */
export function callTree(lists: readonly TreeList[], isLeftOut: (fn: number) => boolean): CallTree {
  const all: Call[] = [];
  const made = (fn: number, parent: Call | undefined): Call => {
    const call: Call = { fn, parent, children: new Map(), self: 0, total: 0 };
    all.push(call);
    parent?.children.set(fn, call);
    return call;
  };
  const root = made(lists[0]?.[1] ?? -1, undefined);
  for (const list of lists) {
    const stack: Call[] = [root];
    let skipped = Number.POSITIVE_INFINITY;
    for (let i = 0; i < list.length; i += 3) {
      const [depth, fn, self] = [list[i], list[i + 1], list[i + 2]];
      if (depth > skipped) continue;
      skipped = depth > 0 && isLeftOut(fn) ? depth : Number.POSITIVE_INFINITY;
      if (depth === skipped) continue;
      const call = depth === 0 ? root : (stack[depth - 1].children.get(fn) ?? made(fn, stack[depth - 1]));
      call.self += self;
      stack[depth] = call;
    }
  }
  // Callers come before what they call.
  for (let i = all.length - 1; i >= 0; i--) {
    const call = all[i];
    call.total += call.self;
    if (call.parent) call.parent.total += call.total;
  }
  return laidOut(root, all.length);
}

function laidOut(root: Call, most: number): CallTree {
  const fn = new Int32Array(most);
  const parent = new Int32Array(most);
  const depth = new Int32Array(most);
  const end = new Int32Array(most);
  const self = new Float64Array(most);
  const total = new Float64Array(most);
  const left = new Float64Array(most);
  let size = 0;
  let deepest = 0;
  const open: { call: Call; at: number; above: number; down: number }[] = [
    { call: root, at: 0, above: -1, down: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { call, at, above, down } = next;
    const i = size++;
    fn[i] = call.fn;
    parent[i] = above;
    depth[i] = down;
    self[i] = call.self;
    total[i] = call.total;
    left[i] = at;
    deepest = Math.max(deepest, down);
    const called = [...call.children.values()].filter((one) => one.total > 0);
    called.sort((a, b) => a.total - b.total || b.fn - a.fn);
    let right = at + called.reduce((sum, one) => sum + one.total, 0);
    for (const one of called) {
      right -= one.total;
      open.push({ call: one, at: right, above: i, down: down + 1 });
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    end[i] = Math.max(end[i], i + 1);
    if (i > 0) end[parent[i]] = Math.max(end[parent[i]], end[i]);
  }
  return {
    fn: fn.subarray(0, size),
    parent: parent.subarray(0, size),
    depth: depth.subarray(0, size),
    end: end.subarray(0, size),
    self: self.subarray(0, size),
    total: total.subarray(0, size),
    left: left.subarray(0, size),
    deepest,
  };
}

/** The call one step away, or the same one where there is none. */
export function step(tree: CallTree, from: number, to: "caller" | "called" | "before" | "after"): number {
  const { parent, end } = tree;
  const above = parent[from];
  if (to === "called") return from + 1 < end[from] ? from + 1 : from;
  if (to === "caller") return above < 0 ? from : above;
  if (above < 0) return from;
  if (to === "after") return end[from] < end[above] ? end[from] : from;
  let before = from;
  for (let i = above + 1; i < from; i = end[i]) before = i;
  return before;
}

/** The call at a depth and a time from the left, within another; undefined where there is none. */
export function callAt(tree: CallTree, within: number, depth: number, time: number): number | undefined {
  let at = within;
  while (tree.depth[at] > depth) at = tree.parent[at];
  while (tree.depth[at] < depth) {
    let below = at + 1;
    while (below < tree.end[at] && time >= tree.left[below] + tree.total[below]) below = tree.end[below];
    if (below >= tree.end[at] || time < tree.left[below]) return undefined;
    at = below;
  }
  return at;
}

/** The time of all calls of some functions, none counted twice. */
export function timeOf(tree: CallTree, isMeant: (fn: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < tree.fn.length; ) {
    const found = isMeant(tree.fn[i]);
    if (found) sum += tree.total[i];
    i = found ? tree.end[i] : i + 1;
  }
  return sum;
}
