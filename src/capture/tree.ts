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

const lists = new WeakMap<object, readonly acorn.Node[]>();

/**
 * Every node of a tree that nobody changes any more, outer ones first, in the order of the text. A tree is walked once,
 * however many questions are asked of it.
 */
export function nodesOf(root: acorn.Node): readonly acorn.Node[] {
  const known = lists.get(root);
  if (known) return known;
  const made: AnyNode[] = [];
  collect(root as AnyNode, made);
  lists.set(root, made);
  return made;
}

function collect(node: AnyNode, into: AnyNode[]): void {
  into.push(node);
  for (const key in node) {
    const child = node[key] as AnyNode | (AnyNode | null)[] | null;
    // Most fields are no nodes, and an ordinary tree has thousands.
    if (typeof child !== "object" || child === null) continue;
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) {
        const c = child[i];
        if (typeof c?.type === "string") collect(c, into);
      }
    } else if (typeof child.type === "string") collect(child, into);
  }
}

/** Every identifier's name in the tree: more than its free names, never fewer. */
export function identifiers(root: acorn.Node): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(root))
    if (node.type === "Identifier") names.add((node as AnyNode).name as string);
  return names;
}
