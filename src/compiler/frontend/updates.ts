// u.set(i, u.get(i) + x): an update in place, which must stay one expression, since that is how a reduction is known.
// Its checks come in the right order as they are, once what is evaluated before the element is out of the way.
import { type Expr, get, printExpr } from "../ir/index.ts";
import type { Context } from "./context.ts";
import { isChecked } from "./operands.ts";
import type { NdValue, Value } from "./types.ts";
import { leaves } from "./values.ts";

/** The arguments of `set` if they update an element: in any other form they have to be evaluated first. */
export function updating(cx: Context, array: NdValue, args: readonly Value[]): Value[] | undefined {
  const value = args.at(-1);
  const subs = args.slice(0, -1).flatMap(leaves);
  // Of several subscripts the later ones are read before the first is checked.
  if (value?.t !== "num" || (subs.length > 1 && subs.some(isChecked))) return undefined;
  const isPlace = (e: Expr): boolean =>
    e.k === "load" &&
    e.array.base === array.ref.base &&
    e.subs.length === subs.length &&
    subs.every((s, i) => plainly(s) === plainly(e.subs[i] as Expr));
  const before = readBefore(value.e, isPlace);
  if (!before) return undefined;
  if (!before.some(isChecked)) return [...args];
  if (subs.some(isChecked)) return undefined;
  const kept = new Map(before.filter(isChecked).map((e) => [e, get(cx.once("t", e))]));
  return [...args.slice(0, -1), { t: "num", e: withParts(value.e, kept) }];
}

/** An expression as text, without the numbers of its checks. */
const plainly = (e: Expr): string => printExpr(e).replace(/#\d+\(/g, "(");

/** The parts of `e` that are evaluated before the place inside it; undefined if it is not there. */
function readBefore(e: Expr, isPlace: (e: Expr) => boolean): Expr[] | undefined {
  if (isPlace(e)) return [];
  if (e.k !== "un" && e.k !== "bin") return undefined;
  const first = readBefore(e.a, isPlace);
  if (first || e.k === "un") return first;
  const second = readBefore(e.b, isPlace);
  return second && [e.a, ...second];
}

function withParts(e: Expr, parts: ReadonlyMap<Expr, Expr>): Expr {
  const part = parts.get(e);
  if (part) return part;
  if (e.k === "un") return { ...e, a: withParts(e.a, parts) };
  if (e.k === "bin") return { ...e, a: withParts(e.a, parts), b: withParts(e.b, parts) };
  return e;
}
