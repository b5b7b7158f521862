// What is put into functions whose lines are timed by a clock: it is read as each line begins, and as the function ends. A
// reading takes many times as long as most lines do, so that this is for who asks; what it takes is known, and subtracted.
import type { AnyNode } from "../../capture/index.ts";
import { blockStart, type Slots, surround } from "./counts.ts";
import type { Edits } from "./edits.ts";
import type { Found } from "./functions.ts";
import type { Probe } from "./line-ledger.ts";

/** How the program's text calls what reads the clock. */
export interface ClockNames {
  /** Begins a call of a function, and gives the number that stands for it. */
  readonly open: string;
  /** A line begins: takes the call's number and the line's. */
  readonly at: string;
  /** Ends a call. */
  readonly close: string;
  /** The number of this file's first slot, over all files. */
  readonly base: number;
}

const CALL = "__amdahl_call";

/** Whether a text can be clocked: the name that is put into it must be free. */
export const canBeClocked = (text: string): boolean => !text.includes(CALL);

/** Counts a line, and reads the clock where it is in a function's own statements. */
export function clockProbe(slots: Slots, { at, base }: ClockNames): Probe {
  return (slot, _line, isInCall) =>
    // It begins with a name: before a parenthesis the line above might not end.
    isInCall ? `${slots.count(slot)}<0||${at}(${CALL},${base + slot})` : slots.count(slot);
}

/**
 * Has a function's calls begin and end. Fields of classes have nothing that could be told of their end; and an arrow that is
 * one expression has no line that its caller's has not, and other counters around it.
 */
export function clockCalls(fn: Found, { open, close }: ClockNames, edits: Edits): void {
  const body = fn.node.body as AnyNode;
  if (fn.fieldsOf || body.type !== "BlockStatement") return;
  // Before what the first statement counts, which may stand at the same place and before all that is opened there.
  edits.insert(blockStart(body), `;const ${CALL}=${open}();`);
  surround(fn, "try{", `}finally{${close}(${CALL})}`, edits);
}
