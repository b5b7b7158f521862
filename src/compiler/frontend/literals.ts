// Literals, tuples, records and functions written in place.
import { constant, num } from "../ir/index.ts";
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { operands } from "./operands.ts";
import { isNever, NEVER } from "./reach.ts";
import type { RecordValue, Value } from "./types.ts";

export function literal(cx: Context, n: Node): Value {
  if (typeof n.value === "number") return { t: "num", e: num(n.value) };
  if (typeof n.value === "boolean") return { t: "bool", e: constant("bool", n.value ? 1 : 0) };
  if (n.bigint !== undefined)
    return cx.fail(n, "a BigInt does not compile", "a number; integers are exact up to 2 ** 53");
  if (n.regex !== undefined)
    return cx.fail(n, "a regular expression does not compile", "numbers: compile the numerical part only");
  return { t: "static", value: n.value };
}

const fresh = (): Pick<RecordValue, "home" | "state"> => ({
  home: "literal",
  state: { copied: false, mutated: false },
});

/** `[a, b]`: a tuple, whose places are fixed when compiling. */
export function tuple(cx: Context, n: Node): Value {
  for (const e of n.elements)
    if (e === null || e.type === "SpreadElement")
      cx.fail(e ?? n, "a hole or a spread does not compile", "each element");
  const values = operands(cx, n.elements);
  if (values.some(isNever)) return NEVER;
  return { t: "record", tuple: true, fields: new Map(values.map((v, i) => [String(i), v])), ...fresh() };
}

/** `{ a, b: 1 }`: a flat record. */
export function record(cx: Context, n: Node): Value {
  const names: string[] = [];
  const nodes: Node[] = [];
  for (const p of n.properties as Node[]) {
    if (p.type === "SpreadElement") cx.fail(p, "{ ...spread } does not compile", "each field by name");
    if (p.computed || p.kind !== "init")
      cx.fail(p, "a computed field or an accessor does not compile", "plain fields");
    names.push(p.key.name ?? String(p.key.value));
    nodes.push(p.value);
  }
  const values = operands(cx, nodes);
  if (values.some(isNever)) return NEVER;
  return {
    t: "record",
    tuple: false,
    fields: new Map(values.map((v, i) => [names[i] as string, v])),
    ...fresh(),
  };
}

/** A function written in place: it exists while compiling, and its calls are inlined. */
export function closure(cx: Context, n: Node): Value {
  return { t: "closure", node: n, scope: cx.scope, captured: cx.captured, source: cx.source };
}

/** Literal text without expressions is a compile-time string. */
export function template(cx: Context, n: Node): Value {
  if (n.expressions.length === 0) return { t: "static", value: n.quasis[0].value.cooked };
  return cx.fail(n, "text is composed only in throw and console.log", "numbers; compose the text outside");
}
