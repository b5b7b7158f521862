// Statement lists: hoisted functions, scopes, and the freeing of arrays that a block made for itself.
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import type { Value } from "./types.ts";
import { settle } from "./values.ts";

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

/** Lowers statements in the current scope. What follows a jump is never reached, and is not lowered. */
export function statements(cx: Context, list: readonly Node[]): void {
  for (const n of list) {
    cx.stmt(n);
    const last = cx.out.at(-1);
    if (
      n.type === "ReturnStatement" ||
      n.type === "ThrowStatement" ||
      n.type === "BreakStatement" ||
      n.type === "ContinueStatement"
    )
      return;
    if (last?.k === "return" || last?.k === "throw") return;
  }
}

/** Runs `body` as a block: its own scope, and, if it made arrays for itself, their freeing when it is left. */
export function closeScope(cx: Context, body: () => Value): Value {
  const outer = cx.block;
  const block = { allocates: false };
  cx.block = block;
  try {
    const { list, value } = cx.sub(() =>
      cx.scoped(() => {
        const v = body();
        // The result must be read before the arrays that it may come from are gone.
        return block.allocates ? settle(cx, v) : v;
      }),
    );
    if (block.allocates) cx.emit({ k: "scope", body: list });
    else cx.out.push(...list);
    return value;
  } finally {
    cx.block = outer;
  }
}

/** A block statement, or a single statement standing for one. */
export function block(cx: Context, n: Node): void {
  closeScope(cx, () => {
    const list: readonly Node[] = n.type === "BlockStatement" ? n.body : [n];
    hoist(cx, list);
    statements(cx, list);
    return { t: "static", value: undefined };
  });
}
