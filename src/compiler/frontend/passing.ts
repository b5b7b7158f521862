// What a function gets that is called, not inlined. Numbers and arrays are the call's arguments; a record is its
// fields; a function is known when compiling, and what it closes over travels as arguments that nobody wrote.
import type { Expr, Local } from "../ir/index.ts";
import { freeNames } from "./free-names.ts";
import { Scope } from "./scope.ts";
import {
  type ClosureValue,
  identity,
  type RecordValue,
  typeKey,
  typeOf,
  type Value,
  type VType,
} from "./types.ts";
import { leaves, storage } from "./values.ts";

type MakeLocal = (name: string, type: Local["type"]) => Local;

/** One argument, as the caller gives it and as the callee receives it. */
export interface Passing {
  /** Equal for arguments that the same compiled function can take. */
  readonly key: string;
  readonly leaves: readonly Expr[];
  /** The records among what is passed: nobody changes them during the call, but it may give them back. */
  readonly records: readonly RecordValue[];
  /** The callee's value, in parameters of its own; `around` are the functions that it is received as a part of. */
  readonly receive: (name: string, local: MakeLocal, around?: readonly ClosureValue[]) => Value;
}

/** An argument of which only the type is known. */
export const passingOf = (type: VType): Passing => ({
  key: typeKey(type),
  leaves: [],
  records: [],
  receive: (name, local) => storage(type, name, local, "outside"),
});

/** How a value is passed. */
export function passing(v: Value, around: readonly ClosureValue[] = []): Passing {
  if (v.t === "closure") return closurePassing(v, around);
  return { ...passingOf(typeOf(v)), leaves: leaves(v), records: v.t === "record" ? [v] : [] };
}

function closurePassing(v: ClosureValue, around: readonly ClosureValue[]): Passing {
  // A function that knows itself by name, or that another one it knows knows.
  const same = around.findIndex((c) => c.node === v.node && c.scope === v.scope);
  if (same >= 0)
    return {
      key: `^${same}`,
      leaves: [],
      records: [],
      receive: (_, __, made = []) => made[same] as ClosureValue,
    };
  const inside = [...around, v];
  const taken = [...freeNames(v.node)].flatMap((name) => {
    const b = v.scope.lookup(name);
    return b ? [{ b, value: b.value && passing(b.value, inside) }] : [];
  });
  return {
    key: `${identity(v.node)}{${taken.map(({ b, value }) => `${b.name}:${value?.key ?? ""}`).join(",")}}`,
    leaves: taken.flatMap(({ value }) => value?.leaves ?? []),
    records: taken.flatMap(({ value }) => value?.records ?? []),
    receive: (_, local, made = []) => {
      const scope = new Scope<Value>(undefined);
      const own: ClosureValue = { ...v, scope };
      for (const { b, value } of taken) {
        const received = value?.receive(b.name, local, [...made, own]);
        scope.declare({ name: b.name, kind: "taken", node: b.node, mutable: false, value: received });
      }
      return own;
    },
  };
}
