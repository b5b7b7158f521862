// From the text of a file to the tree of what the engine runs: types are blanked out as Node does it, so that every
// place stays where it is, and the rest is acorn's.
import Module from "node:module";
import type * as acorn from "acorn";
import { type AnyNode, Parser } from "../../capture/index.ts";
import { children } from "./tree.ts";

/** A file that can be counted in. */
export interface Source {
  /** What runs: the file with its types blanked out. */
  readonly text: string;
  readonly program: acorn.Program;
  readonly comments: readonly acorn.Comment[];
}

/** A file that cannot, and why. */
export interface Unreadable {
  readonly reason: string;
}

/** Reads a program's text. A file in TypeScript that needs more than its types removed is not read. */
export function parse(
  written: string,
  options: { readonly typed: boolean; readonly module: boolean },
): Source | Unreadable {
  try {
    const text = options.typed ? withoutTypes(written) : written;
    const comments: acorn.Comment[] = [];
    const program = Parser.parse(text, {
      ecmaVersion: "latest",
      sourceType: options.module ? "module" : "commonjs",
      allowHashBang: true,
      onComment: comments,
    });
    // What is looked up in there is an object's first, and objects may see that they are asked.
    if (/\bwith\s*\(/.test(text) && !options.module && hasWith(program as unknown as AnyNode))
      return { reason: "a `with` statement, in which counters might be found by the program" };
    return { text, program, comments };
  } catch (error) {
    // New syntax, an enum that must be compiled, or a tree that is deeper than the stack: the program runs uncounted.
    return { reason: (error as Error).message.split("\n")[0] };
  }
}

function withoutTypes(written: string): string {
  // Node warns once that this function is experimental. The user never called it, so the warning is not for them.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return Module.stripTypeScriptTypes(written);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function hasWith(node: AnyNode): boolean {
  if (node.type === "WithStatement") return true;
  for (const child of children(node)) if (hasWith(child)) return true;
  return false;
}
