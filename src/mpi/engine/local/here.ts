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
import { ANY } from "../face.ts";
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

function tell({ words, port }: Here, call: Call, peer: number, tag: number, number: number): void {
  // Plain: read by the supervisor after it has seen ASLEEP, which is stored next.
  words[rankWord(port.rank, CALL)] = callNumber(call);
  words[rankWord(port.rank, PEER)] = peer;
  words[rankWord(port.rank, TAG)] = tag;
  words[rankWord(port.rank, NUMBER)] = number;
}

/** Lets others see what is awaited: the only message, or any of several. */
export function tellAwaited(here: Here): void {
  const [first, second] = here.port.awaited();
  if (first === undefined || second !== undefined) tell(here, "await", ANY, ANY, 0);
  // A collective call's messages have its number, and a context of their own.
  else if (first.context % 2 === 1) tell(here, "await", first.source, ANY, first.tag);
  else tell(here, "await", first.source, first.tag, 0);
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
    () => tell(here, call, peer, tag, number),
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
