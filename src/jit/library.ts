// What the compiler is told about names: Math's functions and typed arrays' methods, in the kernel language, and the
// functions that it knows by identity.
import { type Captured, capture, captureText } from "../capture/index.ts";
import type { Intrinsic, Library } from "../compiler/index.ts";
import { array, type HeapArray } from "../heap/index.ts";
import * as math from "./math/index.ts";
import { originalOf } from "./originals.ts";
import { prange, range } from "./prange.ts";
import { allocate, view } from "./prelude/intrinsics.ts";
import * as methods from "./prelude/typed-array.ts";

type AnyFunction = (...args: never[]) => unknown;

const INTRINSICS = new Map<unknown, Intrinsic>([
  [prange, "prange"],
  [range, "range"],
  [math.random, "random"],
  [math.highWord, "hi"],
  [math.lowWord, "lo"],
  [math.fromWords, "words"],
  [allocate, "allocate"],
  [view, "view"],
]);

const METHODS: Readonly<Record<string, unknown>> = { ...methods, allocate, view };
const HIDDEN: ReadonlySet<string> = new Set(["clampIndex", "precedes", "siftDown"]);

/** Parsed once per process: their text never changes. */
const known = new Map<unknown, Captured>();

/** What every function may name beside its own folder. */
const GLOBALS = {
  Math,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  undefined,
  RangeError,
  TypeError,
};

/** The library's tables, moved to the heap once, so that no call copies them. */
const onHeap = new Map<unknown, HeapArray>();

function resident(value: unknown): unknown {
  if (!(value instanceof Float64Array)) return value;
  let table = onHeap.get(value);
  if (!table) {
    table = array(Float64Array, value.length);
    table.set(value);
    onHeap.set(value, table);
  }
  return table;
}

function own(name: string, record: Readonly<Record<string, unknown>>): Captured | undefined {
  const fn = Object.hasOwn(record, name) ? record[name] : undefined;
  if (typeof fn !== "function") return undefined;
  let c = known.get(fn);
  if (!c) {
    c = captureText(fn, namesOf(record));
    known.set(fn, c);
  }
  return c;
}

const scopes = new Map<unknown, Record<string, unknown>>();

/** What the functions of a record see: each other, their tables, and what JavaScript gives. */
function namesOf(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let names = scopes.get(record);
  if (!names) {
    names = { ...GLOBALS };
    for (const [key, value] of Object.entries(record)) names[key] = resident(value);
    scopes.set(record, names);
  }
  return names;
}

const owners = new Map<unknown, readonly [string, Readonly<Record<string, unknown>>]>();
for (const [name, fn] of Object.entries(math.library))
  if (typeof fn === "function") owners.set(fn, [name, math.library]);
for (const [name, fn] of Object.entries(methods)) owners.set(fn, [name, METHODS]);

/** The library that every compilation uses without permissions. */
export const library: Library = {
  math: (name) => own(name, math.library),
  methods: (name) => (HIDDEN.has(name) ? undefined : own(name, METHODS)),
  rare: (captured) => captured.fn === math.library.quarterHuge,
  own: (captured) => isLibrary(captured),
  intrinsics: INTRINSICS,
};

const shortOf = (name: string): string | undefined =>
  Object.hasOwn(math.approximate, name) ? math.approximate[name] : undefined;

/** The library under `afn`: short versions, which leave what is rare to the functions that they stand for. */
const approximating: Library = {
  ...library,
  math: (name) => own(shortOf(name) ?? name, math.library),
  rare: (captured) => library.rare(captured) || (isLibrary(captured) && shortOf(captured.name) !== undefined),
};

/** The library for a compilation, by whether it may approximate; `forks` is called when it meets a parallel loop. */
export function libraryFor(approximate: boolean, forks: () => void): Library {
  const get = (value: unknown): Intrinsic | undefined => {
    const found = INTRINSICS.get(value);
    if (found === "prange") forks();
    return found;
  };
  return { ...(approximate ? approximating : library), intrinsics: { get } };
}

/** Captures a function that a kernel calls; the library's own need no inspector. */
export function captureCallee(fn: AnyFunction, captures?: Record<string, unknown>): Captured {
  const owner = owners.get(fn);
  return originalOf(fn) || (owner && own(...owner)) || capture(fn, captures ? { captures } : {});
}

/** True of what was captured from amdahl's own library: a person did not write it. */
export function isLibrary(captured: Captured): boolean {
  return known.get(captured.fn) === captured;
}

/** True of a short version, which only the permission `afn` chooses. */
export function isApproximate(captured: Captured): boolean {
  return isLibrary(captured) && Object.values(math.approximate).includes(captured.name);
}
