// What the contexts of a rank have in common: its port, how it waits, and what it says of itself while it does.
import {
  CALL,
  type Call,
  callNumber,
  JOB,
  MOST_TEXT,
  NUMBER,
  PEER,
  RUNNING,
  rankWord,
  sleepForEver,
  TAG,
  TEXT_BYTES,
  textAt,
} from "../../../job/index.ts";
import { callerPlace } from "./place.ts";
import type { Port } from "./port.ts";
import type { Active } from "./running.ts";
import type { Waiting } from "./wait.ts";

/** What all contexts of a rank share. */
export interface Here {
  readonly words: Int32Array;
  readonly port: Port;
  readonly waiting: Waiting;
  /** What was begun, goes on by itself, and is not done. */
  readonly active: Set<Active>;
  /** Whether that is being moved right now. */
  moving: boolean;
}

/** Moves everything of this rank's on as far as it goes at once. */
export function progress(here: Here): boolean {
  let some = here.port.progress();
  // What goes on by itself looks at operations, which come here again.
  if (here.active.size === 0 || here.moving) return some;
  here.moving = true;
  try {
    for (const running of here.active) {
      if (running.advance()) some = true;
      if (running.done) here.active.delete(running);
    }
  } finally {
    here.moving = false;
  }
  return some;
}

/** Waits, and lets others see for what. */
export function until(
  here: Here,
  look: () => boolean,
  call: Call,
  peer: number,
  tag: number,
  number: number,
): void {
  const { words, waiting, port } = here;
  waiting.until(
    look,
    () => {
      // Plain: read by the supervisor after it has seen ASLEEP, which is stored next.
      words[rankWord(port.rank, CALL)] = callNumber(call);
      words[rankWord(port.rank, PEER)] = peer;
      words[rankWord(port.rank, TAG)] = tag;
      words[rankWord(port.rank, NUMBER)] = number;
    },
    () => {
      if (Atomics.load(words, JOB) !== RUNNING) endHere(words, port.rank);
    },
  );
}

/** Says where in the program this rank is blocked, and stays there: nothing of the program runs while its job ends. */
function endHere(words: Int32Array, rank: number): void {
  const text = new TextEncoder().encode(callerPlace() || "(somewhere)").subarray(0, MOST_TEXT);
  new Uint8Array(words.buffer).set(text, textAt(rank));
  Atomics.store(words, rankWord(rank, TEXT_BYTES), text.length);
  // Nobody wakes this word. A thread that waits like this can be ended.
  sleepForEver(words, rankWord(rank, TEXT_BYTES));
}
