// The shapes that capture hands to the front end, apart from the code that fills them in,
// so that each file below can name them without importing another.
import type * as acorn from "acorn";

/** A place in a file: `line` and `column` count from 1; `file` is a path, or undefined for text without a file. */
export interface Place {
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** What a free name of a captured function stands for. */
export type Free =
  /** The binding's value now; the syntax of its scope assigns it nowhere but in its declaration. */
  | { readonly kind: "value"; readonly value: unknown }
  /** The binding's value now, and the first place that assigns to it after its declaration. */
  | { readonly kind: "reassigned"; readonly value: unknown; readonly at: Place }
  /** The binding exists, but its declaration has not run, or it holds undefined. */
  | { readonly kind: "uninitialized" }
  /** No scope of the function has the name, and neither has its global object. */
  | { readonly kind: "missing" };

/** Whatever can be called, or looks as if it could: what cannot be captured is refused by name. */
// biome-ignore lint/complexity/noBannedTypes: functions of any type, and classes, are welcome to be looked at
export type AnyFunction = Function;

/** The acorn node of a captured function. A `function` declaration reads as a FunctionExpression with an `id`. */
export type FunctionNode =
  | acorn.FunctionDeclaration
  | acorn.FunctionExpression
  | acorn.ArrowFunctionExpression;

/** A function taken apart: its text, its tree, where it stands, and what its free names mean. */
export interface Captured {
  /** The function itself. */
  readonly fn: AnyFunction;
  /** Its name, or "(anonymous)". */
  readonly name: string;
  /** The text that the offsets of `node` refer to. */
  readonly source: string;
  /** The function's tree; its offsets are into `source`. */
  readonly node: FunctionNode;
  /** Where the function starts in its file. */
  readonly place: Place;
  /** The meaning of a free name, looked up once and remembered (except while it is uninitialized). */
  free(name: string): Free;
  /** The meaning of a free name now, looked up again. */
  read(name: string): Free;
  /** The place in the file of an offset into `source`. */
  placeOf(offset: number): Place;
  /** The lines around `[start, end)` of `source` with numbers, a caret or underline, and `note` after it. */
  frame(start: number, end?: number, note?: string): string;
}

/** Settings of {@link capture}. */
export interface CaptureOptions {
  /** Values of free names by name. They win over whatever the scopes hold and need no inspector. */
  readonly captures?: Record<string, unknown>;
}
