// Statement lists: hoisted functions, scopes, and what is never reached.
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { ends } from "./reach.ts";

/** Function declarations are known in the whole block that holds them. */
export function hoist(cx: Context, list: readonly Node[]): void {
  for (const n of list) {
    if (n.type !== "FunctionDeclaration") continue;
    cx.scope.declare({
      name: n.id.name,
      kind: "function",
      node: n,
      mutable: false,
      value: { t: "closure", node: n, scope: cx.scope, captured: cx.captured, source: cx.source },
    });
  }
}

/** Lowers statements in the current scope, up to where the next is never reached. False: that is before the end. */
export function statements(cx: Context, list: readonly Node[]): boolean {
  for (const n of list) {
    const before = cx.out.length;
    cx.stmt(n);
    const made = cx.out.slice(before);
    const end = made.findIndex(ends);
    if (end >= 0) {
      cx.out.splice(before + end + 1);
      return false;
    }
  }
  return true;
}

/** A block statement, or a single statement standing for one. */
export function block(cx: Context, n: Node): void {
  cx.scoped(() => {
    const list: readonly Node[] = n.type === "BlockStatement" ? n.body : [n];
    hoist(cx, list);
    statements(cx, list);
  });
}
