// Calls of the language's own functions by their global names: a profile has rows for them, and only where they are
// called can it be seen how often, since none of their code is here.
import { type AnyNode, children } from "../../capture/index.ts";
import { type Slots, wrap } from "./counts.ts";
import type { Edits } from "./edits.ts";

/** Objects whose functions are called by their names, as `Math.abs` is. */
export const OBJECTS = new Set(
  "Math JSON Object Array Number String Reflect Promise Atomics Date BigInt Symbol console performance".split(
    " ",
  ),
);

/** A function of the language, and the counter of its calls. */
export interface BuiltinCounter {
  readonly name: string;
  readonly slot: number;
}

/** Counts the calls of `Math.abs` and its like in a program; names that the program binds itself are left alone. */
export function countBuiltins(
  program: AnyNode,
  bound: ReadonlyMap<string, number>,
  slots: Slots,
  edits: Edits,
): BuiltinCounter[] {
  const counters = new Map<string, number>();
  const visit = (node: AnyNode) => {
    const name = node.type === "CallExpression" ? calledBuiltin(node, bound) : undefined;
    if (name !== undefined) {
      const slot = counters.get(name) ?? slots.take();
      counters.set(name, slot);
      wrap(node, slots.count(slot), edits);
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return [...counters].map(([name, slot]) => ({ name, slot }));
}

function calledBuiltin(call: AnyNode, bound: ReadonlyMap<string, number>): string | undefined {
  const { type, object, property, computed, optional } = call.callee as AnyNode;
  if (type !== "MemberExpression" || computed || optional || call.optional) return undefined;
  const { type: kind, name } = object as AnyNode;
  if (kind !== "Identifier" || !OBJECTS.has(name as string) || bound.has(name as string)) return undefined;
  return `${name as string}.${(property as AnyNode).name as string}`;
}
