// Puts a counter into every function, and into the calls that tell a recursive call from a primitive one: exact
// numbers, at the price of one addition a call. Nothing that is put in changes what the program means.
import type { AnyNode } from "../../capture/index.ts";
import type { Edits } from "./edits.ts";
import { afterGap, type Found } from "./functions.ts";
import type { Recursion } from "./recursion.ts";

/** Hands out the counters of one file, and says how the program writes each. */
export class Slots {
  readonly #array: string;
  #used = 0;
  /** @param array what the program calls the array of counters */
  constructor(array: string) {
    this.#array = array;
  }
  get used(): number {
    return this.#used;
  }
  take(): number {
    return this.#used++;
  }
  /** The counter as an expression. */
  at(slot: number): string {
    return `${this.#array}[${slot}]`;
  }
  /** An expression that counts one. */
  count(slot: number): string {
    return `${this.at(slot)}++`;
  }
}

/** The counters of one function. */
export interface Counted {
  /** How often its body was begun. */
  readonly calls: number;
  /** What those calls have that are recursive, or that are not. */
  readonly recursive: number | undefined;
  readonly primitive: number | undefined;
}

/** Puts the counters of `fn` into its text. */
export function countCalls(fn: Found, recursion: Recursion, slots: Slots, edits: Edits): Counted {
  const calls = slots.take();
  if (fn.fieldsOf) {
    const into = firstField(fn.fieldsOf);
    if (into) wrap(into, slots.count(calls), edits);
    return { calls: into ? calls : -1, recursive: undefined, primitive: undefined };
  }
  if (recursion.kind === "depth") {
    const primitive = slots.take();
    const depth = slots.at(slots.take());
    const begin = `${slots.count(calls)};if(${depth}++===0)${slots.count(primitive)};try{`;
    surround(fn, begin, `}finally{${depth}--}`, edits);
    return { calls, recursive: undefined, primitive };
  }
  begin(fn, slots.count(calls), edits);
  if (recursion.kind !== "sites") return { calls, recursive: undefined, primitive: undefined };
  const recursive = slots.take();
  for (const call of recursion.calls) wrap(call, slots.count(recursive), edits);
  return { calls, recursive, primitive: undefined };
}

/** `value` becomes `(before,value)`: its value is the same, and `this` of a call in it, too. */
export function wrap(value: AnyNode, before: string, edits: Edits): void {
  edits.around(value.start, value.end, `(${before},`, ")");
}

/** Where the statements of a function's block begin: behind directives, which are none anywhere else. */
export function blockStart(block: AnyNode): number {
  let at = block.start + 1;
  for (const { directive, end } of block.body as AnyNode[]) {
    if (directive === undefined) break;
    at = end;
  }
  return at;
}

function begin(fn: Found, counter: string, edits: Edits): void {
  const body = fn.node.body as AnyNode;
  // A directive may end without a semicolon.
  if (body.type === "BlockStatement") edits.insert(blockStart(body), `;${counter};`);
  else wrap(body, counter, edits);
}

/** Puts `before` where a function's body begins, and `after` behind it; the body may be an expression. */
export function surround(fn: Found, before: string, after: string, edits: Edits): void {
  const body = fn.node.body as AnyNode;
  if (body.type === "BlockStatement") {
    edits.around(blockStart(body), body.end - 1, `;${before}`, after);
    return;
  }
  // Behind the arrow rather than before the body: parentheses and a line end may stand between the two, and `return`
  // must not be left alone on its line.
  edits.around(arrowEnd(fn, edits.written), fn.node.end, `{${before}return(`, `)${after}}`);
}

function arrowEnd(fn: Found, text: string): number {
  const parameters = fn.node.params as AnyNode[];
  const from = parameters.length === 0 ? fn.node.start : parameters[parameters.length - 1].end;
  return afterGap(text, from, /=>/y) + 2;
}

/** Names that come from where a function stands: a comma before it would take them away. */
export function isNamedByPlace({ type, id, body }: AnyNode): boolean {
  if (type === "ArrowFunctionExpression") return true;
  if (type === "FunctionExpression") return id === null;
  // A class with a static `name` is not renamed, and need not be told apart.
  return type === "ClassExpression" && id === null && body !== undefined;
}

/** The first field with a value that may stand behind a comma. */
function firstField(owner: AnyNode): AnyNode | undefined {
  const fields = ((owner.body as AnyNode).body as AnyNode[]).filter(
    ({ type, static: s, value }) => type === "PropertyDefinition" && !s && value,
  );
  return fields.map(({ value }) => value as AnyNode).find((value) => !isNamedByPlace(value));
}
