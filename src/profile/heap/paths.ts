// How an object is reached, in the words of the program: "globalThis.keep[12].data". Of all ways the one is shown that
// goes through the program's own names, not the shortest, which often leads through V8's insides.
import { type Retention, retention } from "./retention.ts";
import { edgeLabel, type Snapshot } from "./snapshot.ts";

/** What a step costs: by a name of the program; by a field of V8's or a prototype; and more into V8's own data. */
const NAMED = 1;
const UNNAMED = 4;
const INTO_SYSTEM = 4;
const MOST = UNNAMED + INTO_SYSTEM;

/** The edge by which each node is reached on its best way; NO_EDGE for the root and what it does not reach. */
export const NO_EDGE = 0xffffffff;

/** Ways from the root to all nodes. */
export interface Paths {
  /** By node: the edge that leads to it, and the node where that begins. */
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
}

const known = new WeakMap<Snapshot, Paths>();

/** The best ways to all nodes, found when they are first asked for. */
export function paths(snapshot: Snapshot): Paths {
  let result = known.get(snapshot);
  if (result === undefined) {
    result = find(snapshot, retention(snapshot));
    known.set(snapshot, result);
  }
  return result;
}

/** Dijkstra's algorithm with a list of nodes for each distance, as costs are small whole numbers (Dial, CACM 1969). */
function find(snapshot: Snapshot, { retains }: Retention): Paths {
  const { nodeCount, firstEdge, edgeTo, edgeType } = snapshot;
  const edge = new Uint32Array(nodeCount).fill(NO_EDGE);
  const from = new Uint32Array(nodeCount);
  const distance = new Uint32Array(nodeCount).fill(0xffffffff);
  const { ofType, intoType, prototype } = costs(snapshot);
  const shortcut = snapshot.edgeTypes.indexOf("shortcut");
  const waiting: number[][] = Array.from({ length: MOST + 1 }, () => []);
  let at = 0;
  let pending = 0;
  const reach = (node: number, by: number, start: number, far: number): void => {
    if (far >= distance[node]) return;
    distance[node] = far;
    edge[node] = by;
    from[node] = start;
    waiting[far % waiting.length].push(node);
    pending++;
  };
  const spread = (): void => {
    for (; pending > 0; at++) {
      const list = waiting[at % waiting.length];
      // A node can wait at several distances; only the least of them is its own.
      for (let node = list.pop(); node !== undefined; node = list.pop()) {
        pending--;
        if (distance[node] !== at) continue;
        for (let by = firstEdge[node]; by < firstEdge[node + 1]; by++) {
          if (retains[by] === 0) continue;
          const to = edgeTo[by];
          const isPrototype = prototype !== NO_EDGE && snapshot.edgeName[by] === prototype;
          const step = ofType[edgeType[by]] === NAMED && isPrototype ? UNNAMED : ofType[edgeType[by]];
          reach(to, by, node, at + step + intoType[snapshot.nodeType[to]]);
        }
      }
    }
  };
  // What the globals reach is reached from them, however near it is to a root of V8's.
  distance[0] = 0;
  for (let by = firstEdge[0]; by < firstEdge[1]; by++)
    if (edgeType[by] === shortcut && retains[by] === 1) reach(edgeTo[by], by, 0, 0);
  spread();
  for (let by = firstEdge[0]; by < firstEdge[1]; by++) if (retains[by] === 1) reach(edgeTo[by], by, 0, at);
  spread();
  return { edge, from };
}

function costs(snapshot: Snapshot): { ofType: number[]; intoType: number[]; prototype: number } {
  const named = ["property", "element", "context", "shortcut"];
  const system = ["hidden", "code", "object shape"];
  return {
    ofType: snapshot.edgeTypes.map((type) => (named.includes(type) ? NAMED : UNNAMED)),
    intoType: snapshot.nodeTypes.map((type) => (system.includes(type) ? INTO_SYSTEM : 0)),
    prototype: snapshot.strings.find("__proto__") ?? NO_EDGE,
  };
}

const MOST_STEPS = 12;
const HEAD = 8;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * The best way to a node as text. It begins with `globalThis`, or with the root of V8's that holds it, as `(Stack roots)`.
 * A name in round brackets is not the program's: `(scope)` is the variables that a function sees, `(table)` the contents
 * of a Map. Of a long way the middle is left out. A node that no root reaches has the empty text.
 *
 * @example pathTo(snapshot, node) // "globalThis.keep[12].data"
 */
export function pathTo(snapshot: Snapshot, node: number): string {
  const { edge, from } = paths(snapshot);
  const steps: string[] = [];
  let start = "";
  for (let at = node; edge[at] !== NO_EDGE; at = from[at]) {
    if (isGlobal(snapshot, edge[at], from[at], at)) {
      start = "globalThis";
      break;
    }
    if (nodeKind(snapshot, at) === "synthetic" || from[at] === 0) {
      start = rootName(snapshot, at);
      break;
    }
    const step = stepText(snapshot, edge[at], at);
    // One scope in another is a scope.
    if (step !== SCOPE || steps.at(-1) !== SCOPE) steps.push(step);
  }
  steps.reverse();
  if (steps.length > MOST_STEPS) steps.splice(HEAD, steps.length - MOST_STEPS, " … ");
  return start + steps.join("");
}

const SCOPE = ".(scope)";

function stepText(snapshot: Snapshot, edge: number, to: number): string {
  const label = edgeLabel(snapshot, edge);
  const type = snapshot.edgeTypes[snapshot.edgeType[edge]];
  if (type === "element") return `[${label}]`;
  const isNamed = type === "property" || type === "context" || type === "shortcut";
  if (!isNamed)
    return nodeName(snapshot, to) === "system / Context" ? SCOPE : `.(${shortened(String(label))})`;
  if (typeof label === "string" && IDENTIFIER.test(label)) return `.${label}`;
  return /^<symbol.*>$/.test(String(label)) ? `[${label}]` : `[${JSON.stringify(shortened(String(label)))}]`;
}

/** The program's global object: the root's shortcut leads to it, or (since Node 26) to the context that has it. */
export function isGlobal(snapshot: Snapshot, edge: number, from: number, to: number): boolean {
  if (edge === NO_EDGE || nodeKind(snapshot, to) !== "object") return false;
  if (from === 0) return snapshot.edgeTypes[snapshot.edgeType[edge]] === "shortcut";
  if (!nodeName(snapshot, from).startsWith("system / NativeContext")) return false;
  return /^(global_object|global_proxy_object|extension)$/.test(String(edgeLabel(snapshot, edge)));
}

function rootName(snapshot: Snapshot, node: number): string {
  const name = nodeName(snapshot, node);
  return name.startsWith("(") ? name : `(${name})`;
}

const nodeKind = ({ nodeTypes, nodeType }: Snapshot, node: number): string => nodeTypes[nodeType[node]];
const nodeName = ({ strings, nodeName }: Snapshot, node: number): string => strings.text(nodeName[node]);
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
