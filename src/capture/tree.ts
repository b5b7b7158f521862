// Walking an acorn tree without knowing its node types: every object with a `type` is a node.
import type * as acorn from "acorn";

export type AnyNode = acorn.Node & { [key: string]: unknown };

/** The nodes directly below `node`, in the order of the text. */
export function* children(node: AnyNode): Generator<AnyNode> {
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item?.type === "string") yield item;
    } else if (value && typeof (value as AnyNode).type === "string") yield value as AnyNode;
  }
}

/** Every identifier's name in the tree: more than its free names, never fewer. */
export function identifiers(node: AnyNode, into = new Set<string>()): Set<string> {
  if (node.type === "Identifier") into.add(node.name as string);
  for (const child of children(node)) identifiers(child, into);
  return into;
}
