// The stages of the compiler in order: lower, prove, rewrite, emit. Each is a folder; this file only strings them.
import type { Captured } from "../capture/index.ts";
import { emit, wat } from "./backend/wasm/index.ts";
import { type CaptureLeaf, type Library, lower, type VType } from "./frontend/index.ts";
import { type Program, printProgram, verify } from "./ir/index.ts";

/** What the compiler is told beside the function. */
export interface CompileOptions {
  readonly library: Library;
  readonly capture: (fn: (...args: never[]) => unknown) => Captured;
  readonly memory64: boolean;
  readonly maximumPages: number;
  /** Checks the IR after every stage. */
  readonly verify: boolean;
}

/** A compiled function: bytes, and all that its caller needs to call it. */
export interface Compiled {
  /** The IR as the front end made it: the function's meaning. */
  readonly meaning: Program<Captured>;
  /** The IR that was emitted. */
  readonly program: Program<Captured>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly params: readonly VType[];
  readonly captures: readonly CaptureLeaf[];
  readonly result: VType;
  readonly ir: (stage: "lowered" | "final") => string;
  readonly wat: () => string;
}

/** Compiles a captured function for arguments of the given types. Throws CompileError. */
export function compile(captured: Captured, types: readonly VType[], options: CompileOptions): Compiled {
  const lowered = lower(captured, types, options.library, options.capture);
  const check = (p: Program): void => {
    if (options.verify) verify(p);
  };
  const meaning = lowered.program;
  check(meaning);
  const program = meaning;
  const target = { memory64: options.memory64, maximumPages: options.maximumPages };
  return {
    meaning,
    program,
    bytes: emit(program, target) as Uint8Array<ArrayBuffer>,
    params: lowered.params,
    captures: lowered.captures,
    result: lowered.result,
    ir: (stage) => printProgram(stage === "lowered" ? meaning : program),
    wat: () => wat(program, target),
  };
}
