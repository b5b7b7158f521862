// What a kernel says to the outside: throw and console.log. Their texts are literals with numbers in between, so that
// the compiled code passes numbers only and the caller composes the message.
import { bin, type Expr, num } from "../ir/index.ts";
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { inOrder } from "./operands.ts";
import { isNever } from "./reach.ts";
import { aType, typeOf, type Value } from "./types.ts";

const ERRORS = new Set([
  "Error",
  "RangeError",
  "TypeError",
  "EvalError",
  "ReferenceError",
  "SyntaxError",
  "URIError",
]);

/** `quoted`: put into a text, as String(x) would, not printed by itself. */
type Part = string | { readonly n: Node; readonly quoted: boolean };

/** `throw new RangeError("…")`. */
export function throwStatement(cx: Context, n: Node): void {
  const thrown: Node = n.argument;
  const made = thrown.type === "NewExpression" || thrown.type === "CallExpression";
  const callee = made ? cx.expr(thrown.callee) : undefined;
  const name = callee?.t === "static" && typeof callee.value === "function" ? callee.value.name : "";
  if (!ERRORS.has(name)) {
    cx.fail(n, "a kernel throws ECMAScript's own errors only", 'throw new RangeError("…")');
  }
  if (thrown.arguments.length > 1)
    cx.fail(thrown, "an error's cause cannot leave a kernel", "a message alone");
  const { parts, args } = compose(cx, thrown.arguments[0] ? pieces(cx, thrown.arguments[0]) : []);
  const site = cx.site({ kind: "throw", error: name, parts, source: cx.source, start: n.start, end: n.end });
  cx.instance.pure = false;
  cx.emit({ k: "throw", site, args });
}

/** `console.log(…)` of numbers, booleans and literals. */
export function print(cx: Context, method: string, n: Node): void {
  const all = n.arguments.flatMap((a: Node, i: number): Part[] =>
    i === 0 ? pieces(cx, a) : [" ", ...pieces(cx, a)],
  );
  const { parts, args } = compose(cx, all);
  const site = cx.site({ kind: "print", method, parts, source: cx.source, start: n.start, end: n.end });
  cx.instance.pure = false;
  cx.emit({ k: "print", site, args });
}

/** A message as literals and expressions. */
function pieces(cx: Context, n: Node, quoted = false): Part[] {
  if (n.type === "Literal" && typeof n.value === "string") return [n.value];
  if (n.type === "TemplateLiteral") {
    return n.quasis.flatMap((q: Node, i: number): Part[] => {
      const e: Node | undefined = n.expressions[i];
      return e ? [q.value.cooked, ...pieces(cx, e, true)] : [q.value.cooked];
    });
  }
  if (n.type === "BinaryExpression" && n.operator === "+" && isText(n))
    return [...pieces(cx, n.left, true), ...pieces(cx, n.right, true)];
  return [{ n, quoted }];
}

const isText = (n: Node): boolean =>
  (n.type === "Literal" && typeof n.value === "string") ||
  n.type === "TemplateLiteral" ||
  (n.type === "BinaryExpression" && n.operator === "+" && (isText(n.left) || isText(n.right)));

function compose(cx: Context, all: readonly Part[]): { parts: (string | number)[]; args: Expr[] } {
  const computed = all.filter((p): p is Exclude<Part, string> => typeof p !== "string");
  const values = inOrder(
    cx,
    computed.map((p) => () => cx.expr(p.n)),
  );
  const parts: (string | number)[] = [];
  const args: Expr[] = [];
  let next = 0;
  for (const p of all) {
    if (typeof p === "string") {
      parts.push(p);
      continue;
    }
    const v = values[next++] as Value;
    if (isNever(v)) continue;
    if (v.t === "static") parts.push(String(v.value));
    else if (v.t === "num" || v.t === "bool") {
      parts.push(args.length);
      if (v.t === "bool") args.push(v.e);
      // String(-0) is "0", while console.log(-0) prints -0: x + 0 is x, but for -0.
      else args.push(p.quoted ? bin("add", v.e, num(0)) : v.e);
    } else
      cx.fail(p.n, `${aType(typeOf(v))} cannot be put into a message`, "numbers, booleans and literal text");
  }
  return { parts, args };
}
