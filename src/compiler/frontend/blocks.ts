// Statement lists: hoisted functions, scopes, and what is never reached.
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";

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

const JUMPS: ReadonlySet<string> = new Set(["return", "throw", "break", "continue"]);

/** Lowers statements in the current scope. What follows a jump is never reached, and is not lowered. */
export function statements(cx: Context, list: readonly Node[]): void {
  for (const n of list) {
    const before = cx.out.length;
    cx.stmt(n);
    const last = cx.out.at(-1);
    if (cx.out.length > before && last && JUMPS.has(last.k)) return;
  }
}

/** A block statement, or a single statement standing for one. */
export function block(cx: Context, n: Node): void {
  cx.scoped(() => {
    const list: readonly Node[] = n.type === "BlockStatement" ? n.body : [n];
    hoist(cx, list);
    statements(cx, list);
  });
}
