// The fast path of a call: numbers, booleans and arrays on the heap, whose promises hold, go straight into the compiled
// code. Prepared once per code; it allocates nothing and answers MISS for everything it does not take.
import type { Assumption, CaptureLeaf, Fact, VType } from "../compiler/index.ts";
import { type HeapConstructor, prototypeOf } from "../heap/index.ts";
import { watched } from "../team/index.ts";
import { type Locate, onHeap } from "./copies.ts";
import { constructorOf } from "./kinds.ts";
import type { Loaded } from "./runtime/index.ts";

/** The answer of a fast path that cannot take the call. */
export const MISS: unique symbol = Symbol("miss");

/** Takes a call, or answers MISS. */
export type FastPath = (args: readonly unknown[]) => unknown;

/** What a fast path is made from. */
export interface FastParts {
  readonly params: readonly VType[];
  readonly captures: readonly CaptureLeaf[];
  readonly assumed: readonly Assumption[];
  /** Parameters in the source: arguments beyond them are ignored, as everywhere in JavaScript. */
  readonly arity: number;
  readonly loaded: Loaded;
  readonly guards: readonly (Fact | undefined)[];
  /** Where an array from outside of the heap lies, for code that takes it there. */
  readonly outside: Locate | undefined;
  /** The value behind what the code returned; `values` are the arguments and what is captured. */
  decode(returned: unknown, values: readonly unknown[]): unknown;
}

const NUMBER = 0;
const BOOLEAN = 1;
const ARRAY = 2;
const STATIC = 3;

/**
 * The arguments of the innermost call. Compiled code has addresses only, and a collection may happen inside of it:
 * what the arguments refer to must be seen to be alive until the call is over.
 */
let held: readonly unknown[] | undefined;

/** Runs `run` while `values` are held. */
export function holding<T>(values: readonly unknown[], run: () => T): T {
  const outer = held;
  held = values;
  try {
    return run();
  } finally {
    held = outer;
  }
}

/** The fast path for some code; undefined if a parameter is of a type that it never takes. */
export function fastPath(parts: FastParts): FastPath | undefined {
  const { params, captures, assumed, arity, loaded, guards, outside, decode } = parts;
  const types = [...params, ...captures.map((c) => c.type)];
  const codes = types.map(codeOf);
  if (codes.includes(undefined)) return undefined;
  const expected = types.map((t) =>
    t.t === "array"
      ? prototypeOf(constructorOf(t.kind) as HeapConstructor)
      : t.t === "static"
        ? t.value
        : undefined,
  );
  const [count, all] = [params.length, types.length];
  const plain = types.map((t) => (t.t === "array" ? constructorOf(t.kind).prototype : undefined));
  const extra = count === arity;
  const guarded = [...guards.keys()].filter((i) => guards[i] !== undefined);
  const lo = guarded.map((i) => (guards[i] as Fact).lo);
  const hi = guarded.map((i) => (guards[i] as Fact).hi);
  const { slots } = loaded;
  // An array is an address and a length.
  if (codes.reduce<number>((sum, c) => sum + (c === ARRAY ? 2 : 1), 0) > slots.length) return undefined;

  return (args) => {
    const given = args.length;
    if (given !== count && !(extra && given > count)) return MISS;
    if (assumed.length > 0 && !holds(assumed)) return MISS;
    // Read before the slots are filled: a field may be a getter, and that may call compiled code.
    const values = captures.length === 0 ? args : [...args.slice(0, count), ...captures.map(readLeaf)];
    let width = 0;
    for (let i = 0; i < all; i++) {
      const value = values[i];
      switch (codes[i]) {
        case NUMBER:
          if (typeof value !== "number") return MISS;
          slots[width++] = value;
          break;
        case BOOLEAN:
          if (typeof value !== "boolean") return MISS;
          slots[width++] = value ? 1 : 0;
          break;
        case ARRAY:
          // A Proxy is no view, so that no trap runs here.
          if (!ArrayBuffer.isView(value)) return MISS;
          if (Object.getPrototypeOf(value) === expected[i]) slots[width] = value.byteOffset;
          // An empty one may be one that has lost its memory.
          else if (outside && Object.getPrototypeOf(value) === plain[i] && value.byteLength > 0)
            slots[width] = onHeap(value) ? value.byteOffset : outside(value);
          else return MISS;
          slots[width + 1] = (value as Float64Array).length;
          width += 2;
          break;
        default:
          if (value !== expected[i]) return MISS;
      }
    }
    for (let g = 0; g < guarded.length; g++) {
      const x = slots[guarded[g]];
      if (!(x >= lo[g] && x <= hi[g]) || Math.floor(x) !== x || (x === 0 && 1 / x < 0)) return MISS;
    }
    if (watched()) {
      const numbers = [...slots.subarray(0, width)];
      return decode(
        holding(values, () => loaded.entry(...numbers)),
        values,
      );
    }
    const top = loaded.begin();
    const outer = held;
    held = values;
    let returned: unknown;
    try {
      returned = loaded.run(width);
    } catch (error) {
      held = outer;
      loaded.failed(top);
      throw error;
    }
    held = outer;
    return decode(returned, values);
  };
}

/** True if the fields that were folded are what they were. */
export function holds(assumed: readonly Assumption[]): boolean {
  for (const { object, key, value } of assumed) {
    if ((object as Record<string, unknown>)[key] !== value) return false;
  }
  return true;
}

/** A captured object, or its field, as it is now. */
export const readLeaf = (c: CaptureLeaf): unknown =>
  c.key === undefined ? c.object : (c.object as Record<string, unknown>)[c.key];

function codeOf(type: VType): number | undefined {
  switch (type.t) {
    case "num":
      return NUMBER;
    case "bool":
      return BOOLEAN;
    case "array":
      return ARRAY;
    case "static":
      return STATIC;
    default:
      return undefined;
  }
}
