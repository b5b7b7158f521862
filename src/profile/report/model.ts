// What a report is made of: functions, and a tree of calls between them with the time spent in each, whatever thread or rank
// it came from. All times are in seconds, all lines count from 1.
import type { FileRecord, FunctionRecord } from "../rewrite/index.ts";

/** What a function is made of, which is what its time counts as. */
export type FunctionKind =
  /** The program's own code, or a package's. */
  | "code"
  /** amdahl's own: compiling, forking. */
  | "amdahl"
  /** Sending and receiving messages, which is amdahl's too. */
  | "messages"
  /** Waiting for other threads and ranks. */
  | "blocked"
  /** Node's library. */
  | "node"
  /** The engine's and Node's native functions. */
  | "native"
  /** WebAssembly. */
  | "wasm"
  /** What the profiler itself does in the program's process. */
  | "profiler"
  /** Collecting garbage. */
  | "gc"
  /** Waiting for something to happen. */
  | "idle"
  /** Native code that no function has called: Node's start, its event loop. */
  | "program";

/** A function as tables name it. */
export interface ProfiledFunction {
  readonly kind: FunctionKind;
  /** `Grid.step`, `<module>`, `{Math.abs}`. */
  readonly name: string;
  /** The path of its file, `node:fs`, or "". */
  readonly file: string;
  /** The line of its name or its parameters; 0 without a file. */
  readonly line: number;
  /** Of a function of the program that was compiled: the name that it is called by. */
  readonly compiled?: string;
  /** What is known of it from its text, if it was counted. */
  readonly known: { readonly record: FunctionRecord | undefined; readonly file: FileRecord } | undefined;
}

/** A function on the stack, with what it was called by. */
export interface CallNode {
  readonly fn: ProfiledFunction;
  readonly parent: CallNode | undefined;
  readonly children: CallNode[];
  /** Seconds in the function itself. */
  self: number;
  /** Those, by line. */
  readonly lines: Map<number, number>;
  /** Seconds that the engine collected garbage in meanwhile: no part of `self`. */
  gc: number;
}

/** One thread of the program. */
export interface ThreadProfile {
  readonly name: string;
  readonly root: CallNode;
  /** From the first sample to the last. */
  readonly seconds: number;
  readonly samples: number;
  /** What each of the engine's nodes became, by its id: with the record, the way back to the order of the samples. */
  readonly nodes: ReadonlyMap<number, CallNode>;
  /** Seconds that were charged to a node, and are now in others. */
  readonly moved: Map<CallNode, Map<CallNode, number>>;
}
