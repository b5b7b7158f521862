// The stages of the compiler in order: lower, prove, rewrite, emit. Each is a folder; this file only strings them.
import type { Captured } from "../capture/index.ts";
import { type Emitted, emit as emitC, type Machine } from "./backend/c/index.ts";
import { emit, wat } from "./backend/wasm/index.ts";
import {
  type Assumption,
  type CaptureLeaf,
  CompileError,
  type Library,
  lower,
  type VType,
} from "./frontend/index.ts";
import {
  type Fact,
  type LoopFacts,
  type Program,
  printProgram,
  verify,
  visitLoops,
  visitStmts,
} from "./ir/index.ts";
import {
  bounds,
  cloneProgram,
  hoist,
  hold,
  type LanesOption,
  type LanesWanted,
  lanes,
  matrices,
  narrow,
  outlineParallel,
  outlineSerial,
  parallelise,
  proveLanes,
  Refused,
  reassociate,
  regroup,
  rows,
  wantsIntegers,
  writtenParameters,
} from "./passes/index.ts";

/** What the compiler is told beside the function. */
export interface CompileOptions {
  readonly library: Library;
  readonly capture: (fn: (...args: never[]) => unknown) => Captured;
  readonly memory64: boolean;
  readonly maximumPages: number;
  /** Code for any engine with vectors: without relaxed instructions. */
  readonly strict?: boolean;
  /** Serial reductions may be added in the order of the fixed tree. */
  readonly reassoc: boolean;
  /** C may round a product and a sum as one. */
  readonly contract: boolean;
  /** Iterations that run side by side: chosen, none, or so many. */
  readonly lanes: LanesOption;
  /** Checks the IR after every stage. */
  readonly verify: boolean;
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
  /** Sums of products are written otherwise than the program has them, as it allows. */
  readonly regrouped: boolean;
  /** Makes code that counts on `guards`, one a parameter of the entry. */
  finish(guards: readonly (Fact | undefined)[]): Compiled;
  /** The same as C for a machine. */
  native(guards: readonly (Fact | undefined)[], machine: Machine): CompiledC;
}

/** A program as C. */
export interface CompiledC extends Passed, Emitted {
  readonly target: "native";
}

/** A program after all passes. */
interface Passed {
  readonly program: Program<Captured>;
  /** What the passes have found of every loop, also of those that are no loops any more. */
  readonly loops: readonly LoopFacts[];
  ir(): string;
}

/** A program as a WebAssembly module. */
export interface Compiled extends Passed {
  readonly target: "wasm";
  readonly bytes: Uint8Array<ArrayBuffer>;
  wat(): string;
}

/** Lowers a captured function for arguments of the given types. Throws CompileError. */
export function prepare(captured: Captured, types: readonly VType[], options: CompileOptions): Prepared {
  const lowered = lower(
    captured,
    types,
    options.library,
    options.capture,
    options.reassoc || options.contract,
  );
  const meaning = lowered.program;
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
    regrouped,
    finish: (guards) => finish(meaning, guards, options),
    native: (guards, machine) => nativeOf({ ...options, meaning, guards }, machine),
  };
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

/** What the passes are told. */
type Rewriting = Pick<CompileOptions, "lanes" | "verify">;

/** Rewrites a copy of `meaning`. `tiers`: for an engine that replaces slow code only where a function is entered. */
function rewrite(
  meaning: Program<Captured>,
  guards: readonly (Fact | undefined)[],
  options: Rewriting,
  tiers: boolean,
  width: LanesWanted["width"],
): Passed {
  const program = cloneProgram(meaning);
  program.entry.params.forEach((l, i) => {
    const fact = guards[i];
    if (fact) l.fact = fact;
  });
  const loops: LoopFacts[] = [];
  visitLoops(program, (l) => loops.push(l.facts));
  const check = (): void => {
    if (options.verify) verify(program);
  };
  matrices(program);
  check();
  const facts = narrow(program);
  check();
  rows(program);
  check();
  bounds(program, facts);
  check();
  const walks = hold(program, facts);
  check();
  if (options.lanes !== "off") proveLanes(program, walks);
  check();
  hoist(program, walks);
  check();
  const wanted = { option: options.lanes, width };
  const leaves = outlineParallel(program, wanted);
  check();
  lanes(program, wanted);
  check();
  if (tiers) outlineSerial(program, leaves);
  check();
  return { program, loops, ir: () => printProgram(program) };
}

function finish(
  meaning: Program<Captured>,
  guards: readonly (Fact | undefined)[],
  options: CompileOptions,
): Compiled {
  const passed = rewrite(meaning, guards, options, true, 1);
  const { program } = passed;
  const { memory64, maximumPages, strict = false } = options;
  const target = { memory64, maximumPages, strict };
  return {
    ...passed,
    target: "wasm",
    bytes: emit(program, target) as Uint8Array<ArrayBuffer>,
    wat: () => wat(program, target),
  };
}

/** A meaning to be made into C: plain data, so that another thread can do it. */
export interface NativeOrder extends Rewriting {
  readonly meaning: Program<Captured>;
  /** What the code may count on, one a parameter of the entry. */
  readonly guards: readonly (Fact | undefined)[];
  /** A product and a sum may be rounded as one. */
  readonly contract: boolean;
}

/** C for a machine. */
export function nativeOf(order: NativeOrder, machine: Machine): CompiledC {
  const { meaning, guards } = order;
  const passed = rewrite(meaning, guards, order, false, (machine.bytes / 16) as LanesWanted["width"]);
  return { ...passed, target: "native", ...emitC(passed.program, machine, order.contract) };
}
