// What is put into a program whose memory is read line by line. A reading takes microseconds and a line may take a
// nanosecond, so that most lines are passed with a count and a comparison; the reader says how many may be.
import type { AnyNode } from "../../capture/index.ts";
import { type Slots, surround, wrap } from "./counts.ts";
import type { Edits } from "./edits.ts";
import type { Found } from "./functions.ts";
import type { Probe } from "./line-ledger.ts";

/** How the program's text calls what reads its memory. */
export interface MemoryNames {
  /** An Int32Array: how many lines may pass unread, and the line that was read last, or −1 if others passed since. */
  readonly level: string;
  /** The function that reads, and takes the number of the line that is begun. */
  readonly read: string;
  /** The number of this file's first slot, over all files. */
  readonly base: number;
}

/** A line is read so often before it may be passed: what runs seldom may allocate the most. */
const ALWAYS = 256;

/** Counts a line, and has the memory read if it is its turn. */
export function memoryProbe(slots: Slots, { level, read, base }: MemoryNames): Probe {
  return (slot) => {
    const line = base + slot;
    // It begins with a name: before a parenthesis the line above might not end.
    return `${slots.count(slot)}<${ALWAYS}?${read}(${line}):--${level}[0]<0&&${read}(${line})`;
  };
}

/**
 * When a function returns, what comes next belongs to the line that called it again. `enter` is put in at its start. Where
 * the body is an expression, which other counters stand around, nothing is: what comes next is charged to its line.
 */
export function keepLine(fn: Found, enter: string, { level, read }: MemoryNames, edits: Edits): void {
  if (fn.fieldsOf) return;
  const body = fn.node.body as AnyNode;
  if (body.type !== "BlockStatement") {
    if (enter !== "") wrap(body, enter, edits);
    return;
  }
  const kept = "__amdahl_line";
  const begin = `const ${kept}=${level}[1];try{${enter};`;
  surround(fn, begin, `}finally{if(--${level}[0]<0)${read}(${kept})}`, edits);
}
