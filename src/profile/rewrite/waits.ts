// What is put around the awaits of a function whose lines are counted: the time is read before and after, so that waiting
// is told apart from running. Samples do not show it, since nothing runs then.
import type { AnyNode } from "../../capture/index.ts";
import { blockStart } from "./counts.ts";
import type { Edits } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import { shownIn } from "./syntax.ts";
import { children } from "./tree.ts";

/** How the program's text calls what measures its waiting. */
export interface WaitNames {
  /** Holds the time, in milliseconds, in its first place; 0 as long as nobody sets it. */
  readonly clock: string;
  /** Gives the time, then. */
  readonly now: string;
  /** Holds the milliseconds that were waited, by slot. */
  readonly sums: string;
}

/**
 * Measures the awaits in a function's statements; `slotOf` gives the slot for the line of one. An await that is rejected is
 * not measured, nor is `for await`.
 */
export function measureWaits(
  fn: Found,
  { clock, now, sums }: WaitNames,
  slotOf: (await_: AnyNode) => number,
  edits: Edits,
): void {
  if (fn.fieldsOf || !fn.kind.startsWith("async")) return;
  const body = fn.node.body as AnyNode;
  // An expression has no room for variables.
  if (body.type !== "BlockStatement") return;
  const awaits: AnyNode[] = [];
  const visit = (node: AnyNode, parent: AnyNode) => {
    if (isFunction(node) || node.type === "ClassBody") return;
    // What is called or taken apart is in the engine's messages as it stands.
    if (node.type === "AwaitExpression" && shownIn(parent) !== node) awaits.push(node);
    for (const child of children(node)) visit(child, node);
  };
  for (const statement of body.body as AnyNode[]) visit(statement, body);
  const time = `(${clock}[0]||${now}())`;
  const [value, began] = ["__amdahl_awaited", "__amdahl_began"];
  if (awaits.length === 0 || edits.written.includes(value)) return;
  edits.insert(blockStart(body), `;let ${value},${began};`);
  for (const one of awaits) {
    const argument = one.argument as AnyNode;
    const slot = slotOf(one);
    // The time is read when what is awaited is there, and before the program leaves.
    edits.around(argument.start, argument.end, `(${value}=(0,`, `),${began}=${time},${value})`);
    edits.around(one.start, one.end, `(${value}=`, `,${sums}[${slot}]+=${time}-${began},${value})`);
  }
}
