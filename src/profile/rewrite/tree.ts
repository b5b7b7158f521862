// The nodes below a node, quicker than by looking at all of its fields: a file is walked a dozen times, and a bundle has a
// million nodes.
import type { AnyNode } from "../../capture/index.ts";

/** Fields that are no nodes and no lists of them, in any node. */
const PLAIN = new Set(["type", "start", "end", "name", "raw", "operator", "kind", "computed", "optional"]);

/** For each type of node, the fields that may hold nodes: all of a type have the same. */
const fields = new Map<string, readonly string[]>();

/** The nodes directly below `node`, in the order of the text. */
export function children(node: AnyNode): AnyNode[] {
  const made: AnyNode[] = [];
  for (const key of keysOf(node)) {
    const value = node[key];
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) {
      if (typeof (value as AnyNode).type === "string") made.push(value as AnyNode);
      continue;
    }
    for (let i = 0; i < value.length; i++) if (typeof value[i]?.type === "string") made.push(value[i]);
  }
  return made;
}

function keysOf(node: AnyNode): readonly string[] {
  const known = fields.get(node.type);
  if (known) return known;
  const keys = Object.keys(node).filter((key) => !PLAIN.has(key));
  fields.set(node.type, keys);
  return keys;
}
