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
  /** How often its body was begun; -1 if that is not counted. A default that throws keeps it from beginning. */
  readonly calls: number;
  /** What those calls have that are recursive, or that are not. */
  readonly recursive: number | undefined;
  readonly primitive: number | undefined;
}

/** Of a function that nothing can be put into. */
export const UNCOUNTED: Counted = { calls: -1, recursive: undefined, primitive: undefined };

/** Puts the counters of `fn` into its text. */
export function countCalls(fn: Found, recursion: Recursion, slots: Slots, edits: Edits): Counted {
  if (fn.fieldsOf) {
    const into = firstField(fn.fieldsOf);
    // Nothing but functions, which take their names from the fields: nothing of it can be counted.
    if (!into) return UNCOUNTED;
    const calls = slots.take();
    wrap(into, slots.count(calls), edits);
    return { calls, recursive: undefined, primitive: undefined };
  }
  const calls = slots.take();
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
  for (const call of recursion.calls)
    if (fn.kind === "function") wrap(call, slots.count(recursive), edits);
    else pass(call, fn, slots.count(recursive), edits);
  return { calls, recursive, primitive: undefined };
}

/**
 * A call gives the function one argument more than it has parameters: that is evaluated last, when nothing can keep the
 * call from being made any more.
 */
function pass(call: AnyNode, fn: Found, counter: string, edits: Edits): void {
  const given = call.arguments as AnyNode[];
  const missing = Math.max(0, (fn.node.params as AnyNode[]).length - given.length);
  const all = [...new Array<string>(missing).fill("void 0"), counter].join();
  const close = call.end - 1;
  const last = given.at(-1);
  const isOpen = last === undefined || hasComma(edits.written, last.end, close);
  edits.insert(close, isOpen ? all : `,${all}`);
}

/** Whether a comma stands in the gap between an argument and the end of the call. */
function hasComma(text: string, from: number, to: number): boolean {
  return text[afterGap(text.slice(0, to), from, /,/y)] === ",";
}

/**
 * `value` becomes `(before,value)`, which is the same but for what the syntax makes of it: it gives no function its name
 * any more, and as what is called, read from or taken apart it would show in the engine's messages.
 */
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
  // must not be left alone on its line. Where nothing stands between them, what is around the expression is further in.
  edits.block({ start: arrowEnd(fn, edits.written), end: fn.node.end }, `${before}return(`, `)${after}`);
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
