// What goes between the program's thread and the one that makes native code: plain data.
import type { LoopNote, NativeOrder } from "../../compiler/index.ts";

/** The word that counts answers, so that whoever waits for one need not look at the port. */
export const DONE = 0;

/** What the thread is started with. */
export interface Start {
  /** A MessagePort. Declared as no more: whoever uses the package need not have Node's types. */
  readonly port: object;
  readonly words: Int32Array;
  /** Where files may lie that go with the process. */
  readonly scratch: string;
}

export interface Sent {
  readonly id: number;
  readonly order: NativeOrder;
}

/** A library: where it lies, and what whoever loads it must know. */
export interface Library {
  readonly path: string;
  readonly slots: number;
  readonly quotes: number;
  readonly forks: number;
  readonly polls: boolean;
}

/** A library that was made. */
export interface MadeCode extends Library {
  readonly text: string;
}

export interface Answer {
  readonly id: number;
  readonly code?: MadeCode;
  /** What the passes have found of loops on the way. */
  readonly notes?: readonly { readonly id: number; readonly notes: readonly LoopNote[] }[];
  /** There is no compiler, and never will be one. */
  readonly none?: true;
  /** Why this one could not be made. */
  readonly problem?: string;
}
