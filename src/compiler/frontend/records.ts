// Records and tuples by name: a const name and every alias of it share the object's locals, so that a change through
// one is seen through the other, as in JavaScript.
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { type RecordValue, typeOf, type Value } from "./types.ts";
import { assign, copy, storage } from "./values.ts";

/** The object that a name which is never assigned stands for. */
export function named(cx: Context, v: RecordValue, name: string, at: Node): RecordValue {
  if (v.home === "object" || v.home === "outside") return v;
  if (v.home === "variable") return copy(cx, v, name, at, "object") as RecordValue;
  const fields = new Map([...v.fields].map(([n, f]) => [n, field(cx, f, `${name}.${n}`, at)] as const));
  return { ...v, fields, home: "object", state: { copied: false, mutated: false } };
}

function field(cx: Context, v: Value, name: string, at: Node): Value {
  if (v.t === "record") return named(cx, v, name, at);
  if (v.t === "static" || v.t === "closure") return v;
  const made = storage(typeOf(v), name, (n, t) => cx.local(n, t));
  assign(cx, [[made, v]]);
  return made;
}

/**
 * A variable's record as a function's argument: as long as the call runs nobody can assign the variable, so the
 * parameter may share its locals. `giveBack` undoes it in the result.
 */
export function lend(v: Value): Value {
  if (v.t !== "record" || v.home === "literal") return v;
  const fields = new Map([...v.fields].map(([n, f]) => [n, lend(f)] as const));
  return v.home === "variable" ? { ...v, fields, home: "object" } : v;
}

/** A result in which what was lent is the variable's again. */
export function giveBack(v: Value, lent: readonly Value[]): Value {
  if (v.t !== "record") return v;
  for (const x of lent) {
    const found = holder(x, v);
    if (found) return found;
  }
  if (v.home !== "literal") return v;
  return { ...v, fields: new Map([...v.fields].map(([n, f]) => [n, giveBack(f, lent)] as const)) };
}

/** The record inside `v` that is `of` under another name. */
function holder(v: Value, of: RecordValue): RecordValue | undefined {
  if (v.t !== "record") return undefined;
  if (v.home === "variable" && v.state === of.state) return v;
  for (const f of v.fields.values()) {
    const found = holder(f, of);
    if (found) return found;
  }
  return undefined;
}
