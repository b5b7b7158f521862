// Calls of the language's own functions by their global names: a profile has rows for them, and only where they are
// called can it be seen how often, since none of their code is here.
import type { AnyNode } from "../../capture/index.ts";
import { type Slots, wrap } from "./counts.ts";
import type { Edits } from "./edits.ts";
import { afterGap } from "./functions.ts";
import { children } from "./tree.ts";

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

/**
 * Counts the calls of `Math.abs` and its like in a program; names that the program binds itself are left alone. A call is
 * counted as its last argument begins: if that throws, there was none.
 */
export function countBuiltins(
  program: AnyNode,
  bound: ReadonlyMap<string, number>,
  slots: Slots,
  edits: Edits,
): BuiltinCounter[] {
  const counters = new Map<string, number>();
  const visit = (node: AnyNode, parent: AnyNode) => {
    const name = node.type === "CallExpression" ? calledBuiltin(node, bound) : undefined;
    if (name !== undefined) {
      const slot = counters.get(name) ?? slots.take();
      counters.set(name, slot);
      countCall(node, parent, slots.count(slot), edits);
    }
    for (const child of children(node)) visit(child, node);
  };
  visit(program, program);
  return [...counters].map(([name, slot]) => ({ name, slot }));
}

/** Among the arguments, so that an error's message about what the call gives shows the call as it is written. */
function countCall(call: AnyNode, parent: AnyNode, counter: string, edits: Edits): void {
  const given = call.arguments as AnyNode[];
  const last = given.findLast(({ type }) => type !== "SpreadElement");
  if (last) {
    wrap(last, counter, edits);
    return;
  }
  if (isPlainValue(call, parent)) {
    wrap(call, counter, edits);
    return;
  }
  // An array that is spread is not copied once more for that; if it is null, the message shows the counter.
  if (given.length > 0) {
    wrap((given.at(-1) as AnyNode).argument as AnyNode, counter, edits);
    return;
  }
  const open = afterGap(edits.written, (call.callee as AnyNode).end, /\(/y) + 1;
  edits.insert(open, `...(${counter},[])`);
}

/** Whether nothing is done with a call's value that could fail with a message that shows the call. */
function isPlainValue(call: AnyNode, { type, id, callee, left }: AnyNode): boolean {
  if (type === "VariableDeclarator") return (id as AnyNode).type === "Identifier";
  if (type === "CallExpression") return callee !== call;
  if (type === "AssignmentExpression") return !(left as AnyNode).type.endsWith("Pattern");
  return type === "ExpressionStatement" || type === "BinaryExpression" || type === "ReturnStatement";
}

function calledBuiltin(call: AnyNode, bound: ReadonlyMap<string, number>): string | undefined {
  const { type, object, property, computed, optional } = call.callee as AnyNode;
  if (type !== "MemberExpression" || computed || optional || call.optional) return undefined;
  const { type: kind, name } = object as AnyNode;
  if (kind !== "Identifier" || !OBJECTS.has(name as string) || bound.has(name as string)) return undefined;
  return `${name as string}.${(property as AnyNode).name as string}`;
}
