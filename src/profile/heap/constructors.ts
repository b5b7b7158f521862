// What a table calls an object: its constructor where it has one, else what kind of thing of V8's it is.
import type { Snapshot } from "./snapshot.ts";

/** The name of every node, as a number in `names`. */
export interface Constructors {
  readonly names: readonly string[];
  readonly ofNode: Uint32Array;
}

/** Kinds whose nodes have a text, a function's name or nothing as their name; the others have what they are. */
const KINDS = new Map([
  ["hidden", "(system)"],
  ["code", "(compiled code)"],
  ["regexp", "RegExp"],
]);
const NAMED = ["object", "native", "synthetic"];

const known = new WeakMap<Snapshot, Constructors>();

/** The constructors of a snapshot, found when they are first asked for. Those of equal names are one. */
export function constructors(snapshot: Snapshot): Constructors {
  let result = known.get(snapshot);
  if (result === undefined) {
    result = find(snapshot);
    known.set(snapshot, result);
  }
  return result;
}

function find({ nodeCount, nodeTypes, nodeType, nodeName, strings }: Snapshot): Constructors {
  const names: string[] = [];
  const byText = new Map<string, number>();
  const numbered = (text: string): number => {
    let number = byText.get(text);
    if (number === undefined) {
      number = names.push(text) - 1;
      byText.set(text, number);
    }
    return number;
  };
  const ofType = nodeTypes.map((type) =>
    NAMED.includes(type) ? -1 : numbered(KINDS.get(type) ?? `(${type})`),
  );
  const ofString = new Map<number, number>();
  const ofNode = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const kind = ofType[nodeType[node]];
    if (kind >= 0) {
      ofNode[node] = kind;
      continue;
    }
    let number = ofString.get(nodeName[node]);
    if (number === undefined) {
      number = numbered(strings.text(nodeName[node]) || "(no name)");
      ofString.set(nodeName[node], number);
    }
    ofNode[node] = number;
  }
  return { names, ofNode };
}
