// The first half of the compiler: a function is lowered to its meaning, and what its parallel loops promise is proved. The
// second is rewrite.ts. Each stage is a folder; these two files only string them.
import type { Captured, Place } from "../capture/index.ts";
import type { Machine } from "./backend/c/index.ts";
import {
  type Assumption,
  type CaptureLeaf,
  CompileError,
  type Library,
  lower,
  type VType,
} from "./frontend/index.ts";
import { type Fact, type Program, verify, visitStmts } from "./ir/index.ts";
import {
  parallelise,
  Refused,
  reassociate,
  regroup,
  wantsIntegers,
  writtenParameters,
} from "./passes/index.ts";
import { type Compiled, type CompiledC, nativeOf, toWasm, type WasmOptions } from "./rewrite.ts";

/** What the compiler is told beside the function. */
export interface CompileOptions extends WasmOptions {
  readonly library: Library;
  readonly capture: (fn: (...args: never[]) => unknown) => Captured;
  /** Serial reductions may be added in the order of the fixed tree. */
  readonly reassoc: boolean;
  /** C may round a product and a sum as one. */
  readonly contract: boolean;
  /** Code says which line is at work, for profiles. */
  readonly lines?: boolean;
}

/** A function lowered for some argument types: its meaning, from which code for various guards can be made. */
export interface Prepared {
  /** The IR as the front end made it: the function's meaning. */
  readonly meaning: Program<Captured>;
  readonly params: readonly VType[];
  /** Objects that the caller reads at every call and passes after the arguments. */
  readonly captures: readonly CaptureLeaf[];
  /** Fields of captured objects that were folded: code holds while they are what they were. */
  readonly assumed: readonly Assumption[];
  readonly result: VType;
  /** One a parameter of the entry: whether a promise about it is worth checking at every call. */
  readonly wanted: readonly boolean[];
  /** One a parameter of the entry: whether it is the address of an array, or of rows, that may be stored to. */
  readonly written: readonly boolean[];
  /** Parallel loops count on no two arrays overlapping where one is a row of a table: the caller checks every call. */
  readonly rows: boolean;
  /** The lines that the code says are at work, by number from 1 on; undefined if it says nothing. */
  readonly lines: readonly Place[] | undefined;
  /** Sums of products are written otherwise than the program has them, as it allows. */
  readonly regrouped: boolean;
  /** Makes code that counts on `guards`, one a parameter of the entry. */
  finish(guards: readonly (Fact | undefined)[]): Compiled;
  /** The same as C for a machine. */
  native(guards: readonly (Fact | undefined)[], machine: Machine): CompiledC;
}

/** Lowers a captured function for arguments of the given types. Throws CompileError. */
export function prepare(captured: Captured, types: readonly VType[], options: CompileOptions): Prepared {
  const lowered = lower(captured, types, options.library, options.capture, {
    loose: options.reassoc || options.contract,
    placed: options.lines,
  });
  const { meaning, lines } = options.lines
    ? withLines(lowered.program, options.library)
    : { meaning: lowered.program, lines: undefined };
  let regrouped = false;
  try {
    parallelise(meaning);
    if (options.reassoc) {
      reassociate(meaning);
      regrouped = regroup(meaning);
    }
  } catch (e) {
    throw e instanceof Refused ? refusalError(meaning, e) : e;
  }
  if (options.verify) verify(meaning);
  const wants = wantsIntegers(meaning);
  return {
    meaning,
    params: lowered.params,
    captures: lowered.captures,
    assumed: lowered.assumed,
    result: lowered.result,
    wanted: meaning.entry.params.map((l) => wants.has(l)),
    written: writtenParameters(meaning),
    rows: countsOnRows(meaning),
    lines,
    regrouped,
    finish: (guards) => toWasm(meaning, guards, options),
    native: (guards, machine) => nativeOf({ ...options, meaning, guards }, machine),
  };
}

/** A program whose places have lines, and these. The library's own are none: its time is whose line calls it. */
function withLines(
  p: Program<Captured>,
  library: Library,
): { readonly meaning: Program<Captured>; readonly lines: readonly Place[] } {
  const lines: Place[] = [];
  const numbers = new Map<string, number>();
  const ofPlaces = p.places.map(({ source, start }) => {
    const captured = p.sources[source] as Captured;
    if (library.own(captured)) return 0;
    const place = captured.placeOf(start);
    const key = `${place.line} ${place.file}`;
    const number = numbers.get(key) ?? lines.push(place);
    numbers.set(key, number);
    return number;
  });
  return { meaning: { ...p, lines: ofPlaces }, lines };
}

function countsOnRows(p: Program): boolean {
  let found = false;
  for (const f of p.funcs) {
    visitStmts(f.body, (s) => {
      if (s.k === "for" && s.par?.rows === true) found = true;
    });
  }
  return found;
}

/** A refused parallel loop as a person sees it: both accesses with their lines, and what to write instead. */
function refusalError(p: Program<Captured>, { refusal }: Refused): CompileError {
  const marks = [...refusal.places, refusal.loop].map((at) => {
    const place = p.places[at] as Program["places"][number];
    return { captured: p.sources[place.source] as Captured, start: place.start, end: place.end };
  });
  const [first, ...others] = marks as [(typeof marks)[0], ...typeof marks];
  return new CompileError(refusal.reason, refusal.fix, first, [], others);
}
