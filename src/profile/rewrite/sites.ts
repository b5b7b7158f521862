// Where a function may call others: the names it calls, reads or passes on, and their lines. Samples tell which function
// called which, and this tells from where.
import type { AnyNode } from "../../capture/index.ts";
import { OBJECTS } from "./builtins.ts";
import { lineAt } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import { children } from "./tree.ts";

/**
 * A name, and the lines that it is used on, from 0. A name that is read and not called, or is the language's own, has a
 * point before it: a getter may be behind it.
 */
export type Site = readonly [name: string, ...lines: number[]];

/** The places in a function's own text, or in a program's outside of all functions, that may call something. */
export function sitesOf(root: Found | AnyNode, starts: readonly number[]): Site[] {
  const lines = new Map<string, Set<number>>();
  const add = (name: string, node: AnyNode) => {
    const known = lines.get(name);
    const line = lineAt(starts, node.start);
    if (known) known.add(line);
    else lines.set(name, new Set([line]));
  };
  const called = new Set<AnyNode>();
  const own = "position" in root ? root.node : root;
  const visit = (node: AnyNode) => {
    if (node !== own && isFunction(node)) return;
    switch (node.type) {
      case "CallExpression":
      case "NewExpression":
        for (const part of [node.callee as AnyNode, ...(node.arguments as AnyNode[])])
          if (part.type === "Identifier")
            add(`${part === node.callee ? "" : "."}${part.name as string}`, part);
        if (isOwnMethod(node.callee as AnyNode)) called.add(node.callee as AnyNode);
        break;
      case "TaggedTemplateExpression":
        if ((node.tag as AnyNode).type === "Identifier") add((node.tag as AnyNode).name as string, node);
        break;
      case "MemberExpression": {
        // A getter is called where it is read.
        const property = node.property as AnyNode;
        const point = called.has(node) ? "" : ".";
        if (property.type === "PrivateIdentifier") add(`${point}#${property.name as string}`, property);
        else if (!node.computed) add(`${point}${property.name as string}`, property);
        break;
      }
      case "ForOfStatement":
      case "SpreadElement":
      case "YieldExpression":
        // An iterator is asked for what comes next.
        add(".next", node);
        break;
    }
    for (const child of children(node)) visit(child);
  };
  visit(own as AnyNode);
  return [...lines].map(([name, on]) => [name, ...on]);
}

/** A method that is called, but of one of the language's objects. */
function isOwnMethod({ type, object }: AnyNode): boolean {
  if (type !== "MemberExpression") return false;
  const { type: kind, name } = object as AnyNode;
  return kind !== "Identifier" || !OBJECTS.has(name as string);
}
