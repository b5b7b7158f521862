// The second half of the compiler: a function's meaning is proved, rewritten and emitted. Machine code that lies in the
// cache is found by the meaning, and a program that finds all of its own there never opens this half (tools/core.ts).
import type { Captured } from "../capture/index.ts";
import { type Emitted, emit as emitC, type Machine } from "./backend/c/index.ts";
import { emit, wat } from "./backend/wasm/index.ts";
import { type Fact, type LoopFacts, type Program, printProgram, verify, visitLoops } from "./ir/index.ts";
import {
  bounds,
  cloneProgram,
  hoist,
  hold,
  type LanesOption,
  type LanesWanted,
  lanes,
  markLines,
  matrices,
  narrow,
  outlineParallel,
  outlineSerial,
  pastCaches,
  proveLanes,
  rows,
  stepsAtOnce,
} from "./passes/index.ts";

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

/** What the passes are told. */
interface Rewriting {
  /** Iterations that run side by side: chosen, none, or so many. */
  readonly lanes: LanesOption;
  /** Checks the IR after every stage. */
  readonly verify: boolean;
}

/** What a WebAssembly module is made for. */
export interface WasmOptions extends Rewriting {
  readonly memory64: boolean;
  readonly maximumPages: number;
  /** Code for any engine with vectors: without relaxed instructions. */
  readonly strict?: boolean;
}

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
  // An engine has no such stores.
  if (!tiers) pastCaches(program);
  check();
  stepsAtOnce(program);
  check();
  const wanted = { option: options.lanes, width };
  const leaves = outlineParallel(program, wanted);
  check();
  lanes(program, wanted);
  check();
  if (tiers) outlineSerial(program, leaves);
  check();
  markLines(program);
  check();
  return { program, loops, ir: () => printProgram(program) };
}

/** A meaning as a WebAssembly module, whose code counts on `guards`. */
export function toWasm(
  meaning: Program<Captured>,
  guards: readonly (Fact | undefined)[],
  options: WasmOptions,
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
