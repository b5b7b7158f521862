// Seeing from outside that no rank of a job can move any more, and saying who waits for whom.
import { CALLS } from "./calls.ts";
import {
  ABSENT,
  ACTIVE,
  ASLEEP,
  BELL,
  BLOCKED,
  CALL,
  EPOCH,
  IDLE,
  LEFT,
  NOTED,
  NUMBER,
  PEER,
  PHASE,
  rankWord,
  TAG,
  TEXT_BYTES,
  textAt,
} from "./layout.ts";

/** No rank, or no tag, in particular. */
const ANY = -1;

const at = (words: Int32Array, rank: number, word: number): number =>
  Atomics.load(words, rankWord(rank, word));

/** Whether this rank is in this state, does nothing until something comes for it, and nothing has. */
const rests = (words: Int32Array, rank: number, state: number): boolean =>
  at(words, rank, ASLEEP) === state && at(words, rank, BELL) === at(words, rank, NOTED);

/** Whether this rank sleeps in a call. */
export const sleeps = (words: Int32Array, rank: number): boolean => rests(words, rank, BLOCKED);

const ended = (words: Int32Array, rank: number): boolean => at(words, rank, PHASE) > ACTIVE;

/** A rank as it rests: in its how manieth sleep, and whether its event loop does so. */
interface Rest {
  readonly epoch: number;
  readonly idle: boolean;
}

const ENDED: Rest = { epoch: -1, idle: false };

/** Looks again and again; ranks that all sleep at two looks on end, having not woken in between, sleep for ever. */
export class Watch {
  readonly #words: Int32Array;
  readonly #size: number;
  readonly #wake: (rank: number) => void;
  #last: readonly Rest[] | undefined;
  /** What it was when those that were idle were last asked to look again. */
  #asked: readonly Rest[] | undefined;

  /** `wake` wakes a rank, or its event loop. */
  constructor(words: Int32Array, size: number, wake: (rank: number) => void) {
    this.#words = words;
    this.#size = size;
    this.#wake = wake;
  }

  /**
   * Whether the job is deadlocked. Each rank's sleep is counted, and the same number at two looks means one sleep that
   * lasted from the one look to the other: so between the looks all slept at once, and only those who are awake wake.
   *
   * What an event loop has to wait for it tells when it begins to rest. A signal's handler may have changed that since, so
   * those that are idle are woken once, and all the others must have slept on meanwhile.
   */
  deadlocked(): boolean {
    const look = this.#look();
    const last = this.#last;
    this.#last = look;
    if (look === undefined || !look.every(({ epoch }, rank) => epoch === last?.[rank].epoch)) return false;
    const idle = look.flatMap((rest, rank) => (rest.idle ? [rank] : []));
    if (idle.length === 0) return true;
    const asked = this.#asked;
    if (asked && look.every((rest, rank) => (rest.epoch !== asked[rank].epoch) === rest.idle)) return true;
    this.#asked = look;
    for (const rank of idle) this.#wake(rank);
    return false;
  }

  #look(): Rest[] | undefined {
    const found: Rest[] = [];
    for (let rank = 0; rank < this.#size; rank++) {
      if (ended(this.#words, rank)) {
        found.push(ENDED);
        continue;
      }
      // Before and after the rest: what is read in between is then of one sleep.
      const epoch = at(this.#words, rank, EPOCH);
      const idle = rests(this.#words, rank, IDLE);
      if (at(this.#words, rank, PHASE) === ABSENT || !(idle || sleeps(this.#words, rank))) return undefined;
      if (at(this.#words, rank, EPOCH) !== epoch) return undefined;
      found.push({ epoch, idle });
    }
    return found.some((rest) => rest !== ENDED) ? found : undefined;
  }
}

/** What a rank is blocked in, as a person reads it. */
function blocked(words: Int32Array, rank: number): string {
  const call = CALLS[at(words, rank, CALL)];
  const peer = at(words, rank, PEER);
  const tag = at(words, rank, TAG);
  if (call === "await") {
    const number = at(words, rank, NUMBER);
    const message = `a message from ${peer === ANY ? "any rank" : `rank ${peer}`}, ${tag === ANY ? "any tag" : `tag ${tag}`}`;
    const what = number > 0 ? `collective call ${number} of its communicator, for rank ${peer}` : message;
    return `awaits ${what}, and has nothing else to do`;
  }
  if (call === "Finalize") return "at its end, for its messages to be received";
  if (!["Recv", "Probe", "Send", "Ssend", "Wait"].includes(call)) {
    const number = at(words, rank, NUMBER);
    return `${call} (collective call ${number} of its communicator), for rank ${peer}`;
  }
  const toward = call === "Send" || call === "Ssend" ? "to" : "from";
  return `${call} ${toward} ${peer === ANY ? "any rank" : `rank ${peer}`}, ${tag === ANY ? "any tag" : `tag ${tag}`}`;
}

/** The ranks of the first circle in which each waits for the next; empty if there is none. */
function circle(words: Int32Array, size: number): number[] {
  for (let start = 0; start < size; start++) {
    const path: number[] = [];
    let rank = start;
    while (rank >= 0 && !ended(words, rank) && !path.includes(rank)) {
      path.push(rank);
      rank = at(words, rank, PEER);
    }
    if (rank === start && path.length > 0) return [...path, start];
  }
  return [];
}

/** The report: who waits for whom, where in the program, and in which circle. */
export function deadlockReport(words: Int32Array, size: number): string {
  const bytes = new Uint8Array(words.buffer);
  const lines = ["deadlock: no rank can go on, and no message is on its way"];
  for (let rank = 0; rank < size; rank++) {
    const phase = at(words, rank, PHASE);
    if (phase > ACTIVE) {
      lines.push(`  rank ${rank}: ${phase === LEFT ? "left early, by process.exit" : "has come to its end"}`);
      continue;
    }
    const start = textAt(rank);
    // A copy: text is not decoded from shared memory.
    const place = new TextDecoder().decode(bytes.slice(start, start + at(words, rank, TEXT_BYTES)));
    lines.push(`  rank ${rank}: ${blocked(words, rank)}${place === "" ? "" : `\n          ${place}`}`);
  }
  const ranks = circle(words, size);
  if (ranks.length > 0) lines.push(`  a circle: rank ${ranks.join(" waits for rank ")}`);
  return lines.join("\n");
}
