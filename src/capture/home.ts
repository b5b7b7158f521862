// Where a function lives: its script, its place in it, and what the syntax around it says of its free names.
import { renderFrame } from "./frame.ts";
import { type Looked, look, NoInspector } from "./inspect.ts";
import { positionOf } from "./parse.ts";
import type { Binding, Import } from "./scope.ts";
import { moduleAt, noteCallers, pathOf, resolveImport, type Script, scriptOf } from "./script.ts";
import { lineAndColumn, offsetAt } from "./text.ts";
import type { FunctionNode, Place } from "./types.ts";

/** Reads a function's scopes when first asked, and again on demand. */
export class Reader {
  readonly fn: Function;
  #looked: Looked | undefined;
  constructor(fn: Function) {
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

/** The script's text, and where the function's text starts in it. */
interface Spot {
  readonly script: Script;
  /** Offset of the function's text in `script.text`, or -1. */
  readonly start: number;
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
    const at = { line: location.lineNumber + 1, column: location.columnNumber + 1 };
    const startIn = (text: string) => {
      const offset = offsetAt(text, at.line, at.column);
      if (offset < 0) return -1;
      // Parameters follow the function's first character closely, so the nearest match before is the function.
      const start = text.lastIndexOf(this.#source, offset);
      return start >= 0 && offset < start + this.#source.length ? start : -1;
    };
    const script = scriptOf(location.scriptId, (text) => startIn(text) >= 0);
    const start = script.text === undefined ? -1 : startIn(script.text);
    const first = start >= 0 ? lineAndColumn(script.text as string, start) : this.#before(at);
    this.#spot = { script, start, ...first };
    return this.#spot;
  }

  /** The function's first character, reckoned back from its position without the script's text. */
  #before(at: { line: number; column: number }): { line: number; column: number } {
    const inside = lineAndColumn(this.#source, this.#position);
    return inside.line === 1
      ? { line: at.line, column: at.column - (inside.column - 1) }
      : { line: at.line - (inside.line - 1), column: 1 };
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
    if (mapped?.text !== undefined) {
      const stop = this.#inScript(spot, end);
      const last = script.map?.(stop.line, stop.column);
      const length =
        last && last.line === mapped.line ? Math.max(1, last.column - mapped.column) : end - start;
      return renderFrame(mapped.text, mapped.line, mapped.column, length, note);
    }
    const text = script.original ?? (spot.start >= 0 ? script.text : undefined);
    if (text !== undefined) return renderFrame(text, at.line, at.column, end - start, note);
    return renderFrame(this.#source, plain.line, plain.column, end - start, note, spot.line);
  }

  /** Whether the function is a declaration, whose name the scope around it holds; true if that is not known. */
  isDeclaration(): boolean {
    const spot = this.#find();
    const scopes = spot?.script.scopes();
    return !scopes || !spot || spot.start < 0 || scopes.isDeclaration(spot.start);
  }

  /** The first place that assigns to the variable after its declaration; undefined if none is known. */
  reassigned(name: string): Place | undefined {
    const spot = this.#find();
    if (!spot || spot.start < 0) return undefined;
    const binding = spot.script.scopes()?.outside(spot.start, name);
    return binding && assignedAt(spot.script, binding, 0);
  }
}

function placeIn(script: Script, { line, column }: { line: number; column: number }): Place {
  const mapped = script.map?.(line, column);
  if (mapped) return { file: pathOf(mapped.url) ?? mapped.url, line: mapped.line, column: mapped.column };
  return { file: script.file ?? (script.url || undefined), line, column };
}

/** Re-exports are followed this far; deeper chains, and cycles of them, count as not reassigned. */
const MAX_HOPS = 16;

function assignedAt(script: Script, binding: Binding, hops: number): Place | undefined {
  if (binding.imported) return importedAt(script, binding.imported, hops);
  if (binding.assigned === undefined) return undefined;
  return placeIn(script, lineAndColumn(script.text as string, binding.assigned));
}

function importedAt(script: Script, { from, name }: Import, hops: number): Place | undefined {
  if (name === "*" || hops > MAX_HOPS) return undefined;
  const url = resolveImport(from, script.url);
  const target = url === undefined ? undefined : moduleAt(url);
  const scopes = target?.scopes();
  if (!target || !scopes) return undefined;
  const found = scopes.exported(name);
  if (found && "from" in found) return importedAt(target, found, hops + 1);
  if (found) return assignedAt(target, found, hops + 1);
  for (const star of scopes.stars) {
    const at = importedAt(target, { from: star, name }, hops + 1);
    if (at) return at;
  }
  return undefined;
}
