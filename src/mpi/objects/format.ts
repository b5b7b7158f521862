// How a value is spelled as bytes: one byte that says what follows, then what follows. Values follow structured clone
// (HTML standard, section 2.7): shared and circular references stay what they are, and functions are refused. Unlike
// there, a view takes its own elements along and not all of its buffer.
//
//   number      one byte for 0 to 191, else INT and a zigzag varint, else DOUBLE and 8 bytes
//   string      LATIN1, UTF8 or UTF16, the length in bytes as a varint, the bytes
//   record      SHAPE, the number of keys, the keys as strings, then the values in the same order; from the second record
//               with these keys on RECORD, the shape's number, and the values
//   array       ARRAY, the length, the elements; HOLE where there is none
//   view        VIEW, its kind, the length in bytes, the bytes; of a long one PART, the kind, the part's number
//   seen before SEEN, and its number: objects are numbered in the order in which they begin
//
// Multi-byte numbers are little-endian, as every processor is that Node runs on with typed arrays as they lie.

export const UNDEFINED = 0;
export const NULL = 1;
export const TRUE = 2;
export const FALSE = 3;
export const INT = 4;
export const DOUBLE = 5;
export const BIGINT = 6;
export const LATIN1 = 7;
export const UTF8 = 8;
export const UTF16 = 9;
export const SEEN = 10;
export const ARRAY = 11;
export const HOLE = 12;
export const SHAPE = 13;
export const RECORD = 14;
export const MAP = 15;
export const SET = 16;
export const DATE = 17;
export const REGEXP = 18;
export const ERROR = 19;
export const BUFFER = 20;
export const VIEW = 21;
export const PART = 22;
export const BOXED = 23;
/** A record without a prototype; a shape or a record follows. */
export const BARE = 24;
/** A small number is this and itself. */
export const SMALL = 64;
export const MOST_SMALL = 191;

/** Views of at least so many bytes are parts: sent from where they lie, and received where they stay. */
export const LEAST_PART = 32 * 1024;
/** More of them than this are copied like short ones. */
export const MOST_PARTS = 256;

/** What a view can be, by its number. BUFFER_PART is an ArrayBuffer that is a part. */
export const VIEWS = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
] as const;
export const BUFFER_PART = 100;

const NUMBERS = new Map(VIEWS.map((View, i) => [`[object ${View.name}]`, i]));

/** The number of a view's kind; undefined for kinds that are not known here. */
export const viewNumber = (view: ArrayBufferView): number | undefined =>
  // By tag: arrays on the heap have classes of their own.
  NUMBERS.get(Object.prototype.toString.call(view));

/** Errors that arrive as what they were, by their number; all others as Error. */
export const ERRORS = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
] as const;
