// Buffers as programs spell them: a typed array, or a list that says how many elements of which type, as in mpi4py.
import { ERR_BUFFER, ERR_COUNT } from "./constants.ts";
import { Datatype, typeOf } from "./datatype.ts";
import { Exception } from "./exception.ts";

/**
 * A buffer of an upper-case method: a typed array (or DataView) as it is, `[buffer, count]`, `[buffer, type]` or
 * `[buffer, count, type]`, or `null` for one without elements.
 */
export type BufSpec =
  | ArrayBufferView
  | readonly [ArrayBufferView | null]
  | readonly [ArrayBufferView | null, number | Datatype | null]
  | readonly [ArrayBufferView | null, number | null, Datatype | null]
  | null;

const NOTHING = new Uint8Array(0);

/** A message as it lies in a program's memory. */
export interface Message {
  readonly memory: ArrayBufferView;
  readonly count: number;
  readonly type: Datatype;
}

/** Bytes of the data. */
export const bytesIn = ({ count, type }: Message): number => count * type.size;

/** The view's bytes. */
export const bytesOf = (view: ArrayBufferView): Uint8Array =>
  view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const describe = (value: unknown): string =>
  Array.isArray(value) ? `a list of ${value.length}` : value === undefined ? "undefined" : typeof value;

/**
 * Understands a buffer. Throws ERR_BUFFER for what is none and for memory that is too small, ERR_COUNT for counts below 0.
 */
export function message(spec: BufSpec): Message {
  if (ArrayBuffer.isView(spec)) {
    const type = typeOf(spec);
    return { memory: spec, count: spec.byteLength / type.size, type };
  }
  if (spec === null) return { memory: NOTHING, count: 0, type: typeOf(NOTHING) };
  const length = Array.isArray(spec) ? (spec as readonly unknown[]).length : 0;
  if (length === 0 || length > 3) {
    throw new Exception(
      ERR_BUFFER,
      `a buffer is a typed array or [typed array, count, type], not ${describe(spec)}. ` +
        "Any other value travels by the methods with small letters, such as send.",
    );
  }
  const [given, second, third] = spec as readonly [unknown, unknown?, unknown?];
  if (given !== null && !ArrayBuffer.isView(given)) {
    throw new Exception(ERR_BUFFER, `the first of [buffer, …] is a typed array, not ${describe(given)}`);
  }
  const memory = given ?? NOTHING;
  const type = (second instanceof Datatype ? second : third) ?? typeOf(memory);
  if (!(type instanceof Datatype)) {
    throw new Exception(ERR_BUFFER, `the last of [buffer, count, type] is a datatype, not ${describe(type)}`);
  }
  const said = second instanceof Datatype ? undefined : (second ?? undefined);
  const count = said === undefined ? fitting(memory, type) : said;
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) {
    throw new Exception(ERR_COUNT, `a count is a whole number, 0 or more, not ${String(count)}`);
  }
  if (type.span(count) > memory.byteLength) {
    throw new Exception(
      ERR_BUFFER,
      `${count} elements of ${type.size} bytes reach over ${type.span(count)} bytes, and the buffer has ` +
        `${memory.byteLength}`,
    );
  }
  return { memory, count, type };
}

/** How many whole elements lie in the memory. */
function fitting(memory: ArrayBufferView, type: Datatype): number {
  if (type.extent === 0) return 0;
  const most = Math.ceil(memory.byteLength / type.extent);
  return type.span(most) <= memory.byteLength ? most : Math.floor(memory.byteLength / type.extent);
}
