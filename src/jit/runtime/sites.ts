// What a compiled module knows of its source when something goes wrong or is printed: plain data that travels to
// every thread with the module, and the errors made from it.

/** Where in the source a site is. */
export interface RuntimePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source lines around it, with a caret. */
  readonly frame: string;
  /** The name of the function it is in. */
  readonly fn: string;
}

/** A site of the IR with its place resolved to text. */
export type RuntimeSite = RuntimePlace &
  (
    | { readonly kind: "index"; readonly array: string; readonly axis: number | undefined }
    | { readonly kind: "throw"; readonly error: string; readonly parts: readonly (string | number)[] }
    | { readonly kind: "print"; readonly method: string; readonly parts: readonly (string | number)[] }
  );

/** Numbers and bools that a site's text quotes. */
export type Quoted = readonly (number | boolean)[];

const CLASSES: Readonly<Record<string, new (message: string) => Error>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** The error for an index that failed its bounds check. */
export function indexError(site: RuntimeSite, value: number, length: number): RangeError {
  const array = site.kind === "index" ? site.array : "the array";
  const axis = site.kind === "index" && site.axis !== undefined ? ` along axis ${site.axis}` : "";
  // -0 is index 0: it is in range of every array that has elements.
  const shown = Object.is(value, -0) ? "0" : String(value);
  const extent =
    length === 0
      ? `has no elements${axis}`
      : `has length ${length}${axis}, so its indices are 0 to ${length - 1}`;
  // Infinity counts as whole here: what is wrong with it is its size.
  const what =
    Math.trunc(value) === value
      ? `Index ${shown} is out of range: ${array} ${extent}.`
      : `Index ${shown} is not a whole number: ${array} ${extent}.`;
  const message = `${what}\n  at ${site.file}:${site.line}:${site.column} in ${site.fn}\n${site.frame}`;
  return placed(new RangeError(message), site);
}

/** The error that the program throws at this site, with exactly its text. */
export function thrownError(site: RuntimeSite, quoted: Quoted): Error {
  if (site.kind !== "throw") return new Error(`A compiled function threw at a site of kind ${site.kind}`);
  const Class = CLASSES[site.error] ?? Error;
  return placed(new Class(joined(site.parts, quoted, String)), site);
}

/** The parts of a text with what they quote in place. */
export function joined(
  parts: readonly (string | number)[],
  quoted: Quoted,
  show: (value: number | boolean) => string,
): string {
  let text = "";
  for (const part of parts) text += typeof part === "string" ? part : show(quoted[part]);
  return text;
}

/**
 * `error` with the compiled function's place as its first frame, where the plain function's would be, in place of
 * the module's frames and ours.
 */
function placed<E extends Error>(error: E, site: RuntimeSite): E {
  const stack = error.stack ?? "";
  const header = `${error.name}: ${error.message}`;
  const frames = (stack.startsWith(header) ? stack.slice(header.length) : stack).split("\n").filter(isFrame);
  const callers = frames.slice(frames.findLastIndex((line) => line.includes("wasm://")) + 1);
  const first = `    at ${site.fn} (${site.file}:${site.line}:${site.column})`;
  const value = [header, first, ...callers].join("\n");
  Object.defineProperty(error, "stack", { value, configurable: true, writable: true, enumerable: false });
  return error;
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
