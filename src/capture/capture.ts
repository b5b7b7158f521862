// Takes a live function apart without a build step: text from toString, variables from the inspector,
// file and reassignments from the script. What costs time happens when it is first asked for.

import type * as Util from "node:util";
import type * as acorn from "acorn";
import { refuse } from "./error.ts";
import { renderFrame } from "./frame.ts";
import { Home, Reader } from "./home.ts";
import { builtin, look, NoInspector } from "./inspect.ts";
import { type Parsed, parseFunction } from "./parse.ts";
import { textWritten } from "./rewritten.ts";
import { lineAndColumn } from "./text.ts";
import { identifiers } from "./tree.ts";
import type { AnyFunction, Captured, CaptureOptions, Free, FunctionNode, Place } from "./types.ts";

const ANONYMOUS = "(anonymous)";

/** The functions of Math, which are not enumerable. */
const MATH: readonly unknown[] = Object.values(Object.getOwnPropertyDescriptors(Math)).map(
  ({ value }) => value,
);

/**
 * Takes a function apart: its text, its tree, its place, and the values of its free variables.
 *
 * @param fn a function declaration, expression, arrow or method; neither async nor a generator
 * @throws CaptureError for anything else (class, bound or native function, Proxy …), saying what to write instead
 *
 * @example
 * const scale = 3;
 * const captured = capture((x: number) => x * scale);
 * captured.free("scale"); // { kind: "value", value: 3 }
 */
export function capture(fn: AnyFunction, options: CaptureOptions = {}): Captured {
  if (typeof fn !== "function") throw refuse.notFunction(fn);
  if (builtin<typeof Util>("node:util")?.types.isProxy(fn)) throw refuse.proxy(targetName(fn) || ANONYMOUS);
  const source = textWritten(Function.prototype.toString.call(fn));
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    if (fn.name.startsWith("bound ")) throw refuse.bound(targetName(fn) || fn.name.slice(6) || ANONYMOUS);
    throw refuse.native(fn.name || ANONYMOUS, MATH.includes(fn));
  }
  const reader = new Reader(fn);
  const node = understand(fn, source, (node) => whereIs(new Home(reader, node, source).place(0)));
  return new Live(fn, source, node, reader, options.captures);
}

/**
 * Takes apart a function whose text is given by hand; its free names mean the entries of `record` and nothing else.
 *
 * @param fn the function, whose text is read, or the text itself
 * @throws CaptureError as {@link capture} does
 *
 * @example
 * captureText((x: number) => twice(x), { twice }).free("twice").kind; // "value"
 */
export function captureText(fn: AnyFunction | string, record: Record<string, unknown> = {}): Captured {
  const source = typeof fn === "string" ? fn : textWritten(Function.prototype.toString.call(fn));
  const value = typeof fn === "string" ? () => undefined : fn;
  return new Given(
    value,
    source,
    understand(value, source, () => ""),
    record,
  );
}

function understand(fn: AnyFunction, source: string, where: (node?: FunctionNode) => string): FunctionNode {
  let parsed: Parsed;
  try {
    parsed = parseFunction(source);
  } catch (error) {
    throw refuse.unreadable(fn.name || ANONYMOUS, (error as Error).message, source);
  }
  const { node } = parsed;
  const name = fn.name || ANONYMOUS;
  if (isClass(node))
    throw refuse.kind(
      "class",
      name,
      where(),
      "a class makes objects, and calling it without `new` throws",
      "Pass a function that takes the numbers and arrays it works on",
    );
  if (node.async || node.generator)
    throw refuse.kind(
      node.async ? (node.generator ? "async generator" : "async function") : "generator",
      name,
      where(node),
      node.async
        ? "compiled code runs to its end and cannot wait for a promise"
        : "compiled code runs to its end and cannot stop at a `yield`",
      node.async
        ? "Await first, and pass a plain function that takes the awaited values"
        : "Write a plain function that fills an array and pass that",
    );
  return node;
}

const isClass = (node: Parsed["node"]): node is acorn.Class =>
  node.type === "ClassExpression" || node.type === "ClassDeclaration";

function whereIs({ file, line, column }: Place): string {
  return file === undefined ? "" : ` (${file}:${line}:${column})`;
}

/** The name of what a bound function or a Proxy stands for, "" when the inspector is not there to tell. */
function targetName(fn: AnyFunction): string {
  try {
    return (look(fn).target as AnyFunction | undefined)?.name ?? "";
  } catch {
    return "";
  }
}

abstract class Base {
  readonly fn: AnyFunction;
  readonly name: string;
  readonly source: string;
  readonly node: FunctionNode;
  constructor(fn: AnyFunction, source: string, node: FunctionNode) {
    this.fn = fn;
    this.source = source;
    this.node = node;
    this.name = node.id?.name || fn.name || ANONYMOUS;
  }
  get place(): Place {
    return this.placeOf(0);
  }
  abstract placeOf(offset: number): Place;
  abstract read(name: string): Free;
}

class Given extends Base implements Captured {
  readonly #record: Record<string, unknown>;
  constructor(fn: AnyFunction, source: string, node: FunctionNode, record: Record<string, unknown>) {
    super(fn, source, node);
    this.#record = record;
  }
  free(name: string): Free {
    return this.read(name);
  }
  read(name: string): Free {
    if (Object.hasOwn(this.#record, name)) return present(this.#record[name]);
    return this.node.id?.name === name ? present(this.fn) : { kind: "missing" };
  }
  placeOf(offset: number): Place {
    return { file: undefined, ...lineAndColumn(this.source, offset) };
  }
  frame(start: number, end = start + 1, note = ""): string {
    const { line, column } = lineAndColumn(this.source, start);
    return renderFrame(this.source, line, column, end - start, note);
  }
}

class Live extends Base implements Captured {
  readonly #reader: Reader;
  readonly #home: Home;
  readonly #captures: Record<string, unknown>;
  readonly #known = new Map<string, Free>();
  /** Values of all names in the text as of one look at the scopes, so that one session serves them all. */
  #values: Map<string, Free> | undefined;

  constructor(
    fn: AnyFunction,
    source: string,
    node: FunctionNode,
    reader: Reader,
    captures: Record<string, unknown> = {},
  ) {
    super(fn, source, node);
    this.#reader = reader;
    this.#home = new Home(reader, node, source);
    this.#captures = captures;
  }

  free(name: string): Free {
    let found = this.#known.get(name);
    if (!found) {
      found = this.#find(name, false);
      if (found.kind !== "uninitialized") this.#known.set(name, found);
    }
    return found;
  }

  read(name: string): Free {
    return this.#find(name, true);
  }

  placeOf(offset: number): Place {
    return this.#home.place(offset);
  }

  frame(start: number, end = start + 1, note = ""): string {
    return this.#home.frame(start, end, note);
  }

  #find(name: string, again: boolean): Free {
    if (Object.hasOwn(this.#captures, name)) return present(this.#captures[name]);
    const inScope = this.#scoped(name, again);
    // A function expression's own name is in no scope around it; its body calls itself by it. For a declaration
    // the scope tells, and tells the same while nobody reassigns the name, so the text is seldom needed.
    if (this.node.id?.name === name) {
      const agrees = inScope?.kind === "value" && inScope.value === this.fn && !this.#home.reassigned(name);
      if (agrees || !inScope || !this.#home.isDeclaration()) return present(this.fn);
    }
    if (!inScope) return name in globalThis ? globalValue(name) : { kind: "missing" };
    if (inScope.kind !== "value") return inScope;
    const at = this.#home.reassigned(name);
    return at ? { kind: "reassigned", value: inScope.value, at } : inScope;
  }

  /** What the scopes hold; undefined for a name that is in none of them but perhaps global. */
  #scoped(name: string, again: boolean): Free | undefined {
    if (again || !this.#values || this.#values.get(name)?.kind === "uninitialized") this.#values = undefined;
    if (!this.#values) {
      try {
        this.#values = this.#readAll(name);
      } catch (error) {
        if (!(error instanceof NoInspector)) throw error;
        if (name in globalThis) return undefined;
        throw refuse.noInspector(this.name, name, error.message);
      }
    }
    return this.#values.get(name);
  }

  #readAll(extra: string): Map<string, Free> {
    const { scopes } = this.#reader.look(true);
    const values = new Map<string, Free>();
    for (const name of identifiers(this.node).add(extra)) {
      for (const { description, object } of scopes) {
        if (!(name in object) || (description === "Global" && !isOfScript(object, name))) continue;
        values.set(name, valueIn(object, name));
        break;
      }
    }
    this.#reader.forget();
    return values;
  }
}

/** Whether a property of a global object is a script's own `var`, or the object belongs to another `vm` context. */
function isOfScript(global: object, name: string): boolean {
  if (global !== globalThis) return true;
  const { configurable = true, writable = false } = Object.getOwnPropertyDescriptor(global, name) ?? {};
  return writable && !configurable;
}

function valueIn(scope: object, name: string): Free {
  try {
    return present(Reflect.get(scope, name));
  } catch {
    return { kind: "uninitialized" }; // reading a variable before its declaration has run throws
  }
}

function globalValue(name: string): Free {
  return { kind: "value", value: Reflect.get(globalThis, name) };
}

function present(value: unknown): Free {
  return value === undefined ? { kind: "uninitialized" } : { kind: "value", value };
}
