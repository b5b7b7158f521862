// Calls of functions written in the language. Most are inlined here, so that the passes see through them; recursive
// and large ones become IR functions of their own (instances.ts).
import type { Captured } from "../../capture/index.ts";
import type { Stmt } from "../ir/index.ts";
import { hoist, statements } from "./blocks.ts";
import type { Context } from "./context.ts";
import { bindParameters, invoke } from "./instances.ts";
import { isNamed, type Node, returnsOf, treeSize } from "./nodes.ts";
import { NEVER } from "./reach.ts";
import { giveBack, lend } from "./records.ts";
import { Scope } from "./scope.ts";
import type { ClosureValue, Value } from "./types.ts";
import { locals } from "./values.ts";

/** Functions with more nodes than this are called, not inlined: beyond it the copies cost more than the call. */
const INLINE_SIZE = 400;
/** Calls nested deeper than this are called: a chain this deep is a library's, not a loop's. */
const INLINE_DEPTH = 16;

/** Lowers a call. */
export function call(cx: Context, callee: ClosureValue | Captured, args: readonly Value[], at: Node): Value {
  const closure = "t" in callee;
  const node = (closure ? callee.node : callee.node) as unknown as Node;
  const captured = closure ? callee.captured : callee;
  if (node.async || node.generator) {
    cx.fail(
      at,
      `${captured.name || "this function"} is ${node.async ? "async" : "a generator"}`,
      "a plain function; await outside the kernel",
    );
  }
  const recursive = isRecursive(node, captured, closure) || cx.inlining.includes(node);
  const mustInline = closure || args.some((a) => !canPass(a));
  const small =
    treeSize(node) <= INLINE_SIZE && cx.inlining.length < INLINE_DEPTH && !isLibrary(cx, captured);
  if (!recursive && (mustInline || small)) return inline(cx, callee, args, at);
  return invoke(cx, callee, args, at);
}

/**
 * Library functions of any size are called: they are compiled once and shared by all their callers. So are rare ones, which
 * would not be told apart once they are part of their callers.
 */
const isLibrary = (cx: Context, captured: Captured): boolean =>
  cx.unit.library.rare(captured) ||
  (treeSize(captured.node as unknown as Node) > 60 && cx.unit.library.math(captured.name) === captured);

/** Inlining keeps closures that assign, and records that are changed. */
const canPass = (v: Value): boolean => v.t !== "closure" && v.t !== "record";

/** True if a function's own name occurs inside it. (Mutual recursion is found by the stack of inlined calls.) */
function isRecursive(node: Node, captured: Captured, closure: boolean): boolean {
  const name: string | undefined = node.id?.name ?? (closure ? undefined : captured.name);
  return name !== undefined && name !== "" && isNamed(node, name);
}

/** The parts of a context that belong to the source being lowered, so that a call can swap them and put them back. */
function enter<T>(cx: Context, callee: ClosureValue | Captured, at: Node, body: () => T): T {
  const saved = {
    scope: cx.scope,
    captured: cx.captured,
    root: cx.root,
    source: cx.source,
    calls: cx.calls,
    targets: cx.targets,
    returns: cx.returns,
    inlining: cx.inlining,
  };
  const closure = "t" in callee;
  const captured = closure ? callee.captured : callee;
  cx.calls = [...cx.calls, cx.mark(at)];
  cx.captured = captured;
  cx.source = cx.unit.source(captured);
  cx.root = (closure ? cx.root : captured.node) as unknown as Node;
  cx.scope = new Scope(closure ? callee.scope : undefined);
  cx.targets = [];
  cx.inlining = [...cx.inlining, callee.node as unknown as Node];
  try {
    return body();
  } finally {
    Object.assign(cx, saved);
  }
}

function inline(cx: Context, callee: ClosureValue | Captured, args: readonly Value[], at: Node): Value {
  const node = callee.node as unknown as Node;
  const root = "t" in callee ? ((callee.captured.node as unknown as Node) ?? cx.root) : node;
  // A captured function can assign none of our variables, unless it is handed a function of ours.
  const lends = !("t" in callee) && !args.some((a) => a.t === "closure");
  const result = inlined(cx, callee, node, root, lends ? args.map(lend) : args, at);
  return lends ? giveBack(result, args) : result;
}

function inlined(
  cx: Context,
  callee: ClosureValue | Captured,
  node: Node,
  root: Node,
  args: readonly Value[],
  at: Node,
): Value {
  return enter(cx, callee, at, () => {
    cx.root = root;
    bindParameters(cx, node, args);
    if (node.body.type !== "BlockStatement") return cx.expr(node.body);
    const body: Node[] = node.body.body;
    const last = body.at(-1);
    if (last?.type === "ReturnStatement" && returnsOf(node).length === 1) {
      return cx.scoped(() => {
        hoist(cx, body);
        if (!statements(cx, body.slice(0, -1))) return NEVER;
        return last.argument ? cx.expr(last.argument) : UNDEFINED;
      });
    }
    const target = { label: cx.unit.label("return"), used: false };
    cx.returns = { inline: target, result: undefined, instance: undefined };
    // The result is a variable without a value until a return is reached.
    const marker: Stmt = { k: "block", label: cx.unit.label("unset"), body: [] };
    cx.emit(marker);
    const { list, value: reached } = cx.sub(() =>
      cx.scoped(() => {
        hoist(cx, body);
        return statements(cx, body);
      }),
    );
    if (target.used) cx.emit({ k: "block", label: target.label, body: list });
    else cx.out.push(...list);
    const { result } = cx.returns;
    if (result && result.t !== "static") {
      const reason = `${nameOf(callee)} may end without a return, and its result is used`;
      const fix = "a return on every path";
      cx.instance.unset.set(marker, {
        reason,
        fix,
        locals: locals(result),
        at: cx.mark(node),
        calls: cx.calls,
      });
    } else remove(cx, marker);
    return result ?? (reached || target.used ? UNDEFINED : NEVER);
  });
}

const UNDEFINED: Value = { t: "static", value: undefined };

function nameOf(callee: ClosureValue | Captured): string {
  const name: string | undefined = (callee.node as unknown as Node).id?.name;
  return name ?? ("t" in callee ? "this function" : callee.name || "this function");
}

function remove(cx: Context, s: Stmt): void {
  const at = cx.out.lastIndexOf(s);
  if (at >= 0) cx.out.splice(at, 1);
}
