// Where a function lives: its script, its place in it, and what the syntax around it says of its free names.
import { renderFrame } from "./frame.ts";
import { exportsPlainly, importsAtAGlance, mayBeAssigned } from "./glance.ts";
import { type Looked, look, NoInspector } from "./inspect.ts";
import { noteCallers, pathOf, urlOf } from "./loaded.ts";
import { positionOf } from "./parse.ts";
import { placeWritten, someRewritten } from "./rewritten.ts";
import type { Binding, Import } from "./scope.ts";
import { moduleAt, read, resolveImport, type Script, scriptOf } from "./script.ts";
import { lineAndColumn, offsetAt } from "./text.ts";
import type { AnyFunction, FunctionNode, Place } from "./types.ts";

/** Reads a function's scopes when first asked, and again on demand. */
export class Reader {
  readonly fn: AnyFunction;
  #looked: Looked | undefined;
  constructor(fn: AnyFunction) {
    this.fn = fn;
  }
  /** Throws NoInspector. */
  look(again = false): Looked {
    if (!this.#looked || again) {
      const looked = look(this.fn);
      if (looked.location) noteCallers(looked.location.scriptId);
      this.#looked = looked;
    }
    return this.#looked;
  }
  /** Lets go of the copies of the scopes, which would keep everything alive that is in them. */
  forget(): void {
    if (this.#looked) this.#looked = { ...this.#looked, scopes: [], target: undefined };
  }
}

/** Where the engine has the function's first character. */
interface Spot {
  readonly script: Script;
  readonly line: number;
  readonly column: number;
}

export class Home {
  readonly #reader: Reader;
  readonly #source: string;
  /** Offset in `source` of what the engine calls the function's position. */
  readonly #position: number;
  #spot: Spot | undefined | null = null;

  constructor(reader: Reader, node: FunctionNode | undefined, source: string) {
    this.#reader = reader;
    this.#source = source;
    this.#position = node ? positionOf(node, source) : 0;
  }

  #find(): Spot | undefined {
    if (this.#spot !== null) return this.#spot;
    this.#spot = undefined;
    let location: Looked["location"];
    try {
      location = this.#reader.look().location;
    } catch (error) {
      if (!(error instanceof NoInspector)) throw error;
    }
    if (!location) return undefined;
    const { line, column } = written(location);
    const startIn = (text: string) => offsetAt(text, line, column) - this.#position;
    const script = scriptOf(location.scriptId, (text) => standsAt(text, startIn(text), this.#source));
    const inside = lineAndColumn(this.#source, this.#position);
    let first = { line: line - inside.line + 1, column: column - inside.column + 1 };
    if (inside.line > 1) {
      // The parameters begin on a later line than the function, so its column is not to be had by subtraction.
      const text = script.asWritten ? script.written : script.text;
      first = text === undefined ? { ...first, column: 1 } : lineAndColumn(text, startIn(text));
    }
    this.#spot = { script, ...first };
    return this.#spot;
  }

  /** Where the function starts in the text that runs; -1 without that text. */
  #start({ script, line, column }: Spot): number {
    return script.text === undefined ? -1 : offsetAt(script.text, line, column);
  }

  /** Line and column in the script of an offset in the function's text. */
  #inScript(spot: Spot, offset: number): { line: number; column: number } {
    const inside = lineAndColumn(this.#source, offset);
    return inside.line === 1
      ? { line: spot.line, column: spot.column + inside.column - 1 }
      : { line: spot.line + inside.line - 1, column: inside.column };
  }

  place(offset: number): Place {
    const spot = this.#find();
    if (!spot) return { file: undefined, ...lineAndColumn(this.#source, offset) };
    return placeIn(spot.script, this.#inScript(spot, offset));
  }

  frame(start: number, end: number, note: string): string {
    const spot = this.#find();
    const plain = lineAndColumn(this.#source, start);
    if (!spot) return renderFrame(this.#source, plain.line, plain.column, end - start, note);
    const { script } = spot;
    const at = this.#inScript(spot, start);
    const mapped = script.map?.(at.line, at.column);
    const written = mapped && (mapped.text ?? read(pathOf(mapped.url) ?? ""));
    if (mapped && written !== undefined) {
      const stop = this.#inScript(spot, end);
      const last = script.map?.(stop.line, stop.column);
      const length =
        last && last.line === mapped.line ? Math.max(1, last.column - mapped.column) : end - start;
      return renderFrame(written, mapped.line, mapped.column, length, note);
    }
    const text = script.asWritten ? script.written : undefined;
    if (text !== undefined) return renderFrame(text, at.line, at.column, end - start, note);
    return renderFrame(this.#source, plain.line, plain.column, end - start, note, spot.line);
  }

  /** Whether the function is a declaration, whose name the scope around it holds; true if that is not known. */
  isDeclaration(): boolean {
    const spot = this.#find();
    const scopes = spot?.script.scopes;
    return !spot || !scopes || scopes.isDeclaration(this.#start(spot));
  }

  /** The first place that assigns to the variable after its declaration; undefined if none is known. */
  reassigned(name: string): Place | undefined {
    const spot = this.#find();
    if (!spot || staysAtAGlance(spot.script, name, 0)) return undefined;
    const start = this.#start(spot);
    const scopes = spot.script.scopes;
    const binding = scopes?.outside(start, name) ?? scopes?.outside(start + this.#position, name);
    return binding && assignedAt(spot.script, binding, 0);
  }
}

/** Line and column, from 1, of a function's place in its file as written. */
function written({ scriptId, lineNumber, columnNumber }: NonNullable<Looked["location"]>): {
  line: number;
  column: number;
} {
  const moved = someRewritten() ? placeWritten(urlOf(scriptId), lineNumber, columnNumber) : undefined;
  return { line: (moved?.line ?? lineNumber) + 1, column: (moved?.column ?? columnNumber) + 1 };
}

/** Whether `source` stands in `text` at an offset, where types in `text` may be blanks or semicolons in `source`. */
function standsAt(text: string, offset: number, source: string): boolean {
  if (offset < 0 || offset + source.length > text.length) return false;
  if (text.startsWith(source, offset)) return true;
  for (let i = 0; i < source.length; i++) {
    const char = source[i] as string;
    const there = text[offset + i] as string;
    if (char !== there && (there === "\n" || !/[\s;]/.test(char))) return false;
  }
  return true;
}

function placeIn(script: Script, { line, column }: { line: number; column: number }): Place {
  const mapped = script.map?.(line, column);
  if (mapped) return { file: pathOf(mapped.url) ?? mapped.url, line: mapped.line, column: mapped.column };
  return { file: script.file ?? (script.url || undefined), line, column };
}

/** Nothing that this package exports is ever assigned again, and asking Node where it lies takes milliseconds. */
const OURS = /^amdahl(?:\/|$)/;

/** Re-exports are followed this far; deeper chains, and cycles of them, count as not reassigned. */
const MAX_HOPS = 16;

/** Whether the texts alone rule out that the variable is reassigned; false means that they must be parsed. */
function staysAtAGlance(script: Script, name: string, hops: number): boolean {
  let stays = script.glances.get(name);
  if (stays === undefined) {
    stays = glance(script, name, hops);
    script.glances.set(name, stays);
  }
  return stays;
}

function glance(script: Script, name: string, hops: number): boolean {
  const text = script.searchable;
  if (text === undefined || hops > MAX_HOPS || mayBeAssigned(text, name)) return false;
  const imports = importsAtAGlance(text);
  if (!imports) return false;
  const imported = imports.get(name);
  // A compiler in memory may have made up a name that is not in the file.
  if (!imported) return script.asWritten || text.includes(name);
  if (imported.name === "*" || OURS.test(imported.from)) return true;
  const url = resolveImport(imported.from, script.url);
  if (url === undefined) return true;
  const target = moduleAt(url);
  return exportsPlainly(target.searchable ?? "") && staysAtAGlance(target, imported.name, hops + 1);
}

function assignedAt(script: Script, binding: Binding, hops: number): Place | undefined {
  if (binding.imported) return importedAt(script, binding.imported, hops);
  if (binding.assigned === undefined) return undefined;
  return placeIn(script, lineAndColumn(script.text as string, binding.assigned));
}

function importedAt(script: Script, { from, name }: Import, hops: number): Place | undefined {
  if (name === "*" || hops > MAX_HOPS) return undefined;
  const url = resolveImport(from, script.url);
  if (url === undefined) return undefined;
  const target = moduleAt(url);
  const found = target.scopes?.exported(name);
  if (found && "from" in found) return importedAt(target, found, hops + 1);
  if (found) return assignedAt(target, found, hops + 1);
  for (const star of target.scopes?.stars ?? []) {
    const at = importedAt(target, { from: star, name }, hops + 1);
    if (at) return at;
  }
  return undefined;
}
