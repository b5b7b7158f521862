// range(…) and prange(…) at the head of a loop: who is called, with what bounds, and prange's options, which are read
// when compiling.
import { bin, type Expr, num, type Parallel, un } from "../ir/index.ts";
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { settle } from "./values.ts";

/** A call of range or prange. */
export interface RangeCall {
  readonly which: "range" | "prange";
  readonly args: readonly Node[];
  readonly options: Node | undefined;
}

/** `range(…)` or `prange(…)`, under whatever name it was imported. */
export function rangeCall(cx: Context, n: Node): RangeCall | undefined {
  if (n.type !== "CallExpression") return undefined;
  const callee: Node = n.callee;
  if (
    callee.type !== "Identifier" &&
    callee.type !== "MemberExpression" &&
    callee.type !== "SequenceExpression"
  )
    return undefined;
  if (callee.type === "MemberExpression" && callee.object.type !== "Identifier") return undefined;
  const { value: f } = cx.sub(() => cx.expr(callee));
  const which = f.t === "static" ? cx.unit.library.intrinsics.get(f.value) : undefined;
  if (which !== "range" && which !== "prange") return undefined;
  const args: Node[] = [...n.arguments];
  const options = args.at(-1)?.type === "ObjectExpression" ? args.pop() : undefined;
  if (args.length < 1 || args.length > 3)
    cx.fail(
      n,
      `${which} takes one to three numbers`,
      `${which}(n), ${which}(from, to) or ${which}(from, to, step)`,
    );
  return { which, args, options };
}

/** A bound of a range, settled and checked to be a whole number. */
export function wholeNumber(cx: Context, which: string, e: Expr, at: Node): Expr {
  if (e.k === "const") {
    if (!Number.isSafeInteger(e.value))
      cx.fail(at, `${which} counts whole numbers, and this is ${e.value}`, "Math.floor(…)");
    return e;
  }
  const x = (settle(cx, { t: "num", e }, "bound") as { e: Expr }).e;
  const site = cx.site({
    kind: "throw",
    error: "RangeError",
    parts: [`${which} counts whole numbers, and got `, 0],
    source: cx.source,
    start: at.start,
    end: at.end,
  });
  const whole = bin(
    "and",
    bin("eq", un("floor", x, "f64"), x),
    bin("le", un("abs", x, "f64"), num(Number.MAX_SAFE_INTEGER)),
  );
  cx.emit({ k: "if", test: whole, then: [], else: [{ k: "throw", site, args: [x] }] });
  return x;
}

/** The options of prange, which are read when compiling. */
export function parallel(cx: Context, options: Node | undefined): Parallel {
  let schedule: Parallel["schedule"] = "static";
  let assumeIndependent = false;
  for (const p of (options?.properties ?? []) as Node[]) {
    const key: string = p.key?.name ?? String(p.key?.value);
    const value: unknown = p.value?.type === "Literal" ? p.value.value : minified(p.value);
    if (key === "schedule" && (value === "static" || value === "dynamic")) schedule = value;
    else if (key === "assumeIndependent" && typeof value === "boolean") assumeIndependent = value;
    else {
      cx.fail(
        p,
        `prange has no option ${cx.text(p)}`,
        '{ schedule: "static" | "dynamic", assumeIndependent: true | false }, written out',
      );
    }
  }
  return { schedule, assumeIndependent, reductions: [], arrayReductions: [] };
}

/** `!0` and `!1`, as minifiers write true and false. */
const minified = (n: Node | undefined): unknown =>
  n?.type === "UnaryExpression" && n.operator === "!" && n.argument.type === "Literal"
    ? !n.argument.value
    : undefined;
