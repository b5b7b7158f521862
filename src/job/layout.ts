// Where everything lies in the memory that the ranks of one job share, and by which rules it is read and written. Ranks
// are threads with a SharedArrayBuffer, or processes with memory that is mapped by all.
//
// A message goes from rank s to rank d through the ring (s, d), which only s writes and only d reads: no lock anywhere.
// A ring is a run of records, each at a multiple of 64 bytes:
//
//   word 0  FLAG: what the record is, never 0; 0 where there is none yet
//   words 1 to 7: see the R_ constants, then the payload
//
// The writer fills a record in, clears the FLAG behind it, and stores its FLAG last. So a small message is one cache
// line, written once by one core and read once by another: no counter of what was written is shared at all. The reader
// publishes in HEAD how far it has read, and a writer that found no room says so in WANTS.
//
// Ordering. FLAG, HEAD, WANTS, ASLEEP and BELL are accessed by Atomics only, which JavaScript orders totally. A record's
// other words and its payload are written plainly before its FLAG is stored and read plainly after it was loaded.
//
// Sleeping. A rank that has looked in vain stores ARMED in ASLEEP, notes BELL, and looks once more; if that was in vain,
// too, it stores BLOCKED and sleeps while BELL is what it was. Whoever gives a rank something to see does it first and
// looks at ASLEEP then, and unless it is 0 adds one to BELL. One of the two sees the other. So "BLOCKED, and BELL as noted"
// means that nothing has come since, and that the rank does nothing until something does: if that holds for all ranks at
// once, none will ever run again, however slow the machine is. That is what a deadlock report rests on. An event loop that
// waits for messages alone is IDLE, by the same rule; before it counts it is rung for once, to look again.

/** Ranks of one job at most: rings grow with the square. */
export const MAX_RANKS = 256;

/** Words per group: 128 bytes, two cache lines, since processors fetch lines in pairs. */
const GROUP = 32;

// The job's words.

/** RUNNING until the job is to end before its ranks do. */
export const JOB = 0;
export const RUNNING = 0;
/** Nothing can move any more: blocked ranks say where they are and throw. */
export const DEADLOCKED = 1;
/** Some rank has failed: blocked ranks throw, so that the program ends also where a thread cannot be ended. */
export const ABORTED = 2;
/** Ranks of the job; bytes of a ring. */
export const SIZE = 1;
export const CAPACITY = 2;
/** Numbers that a context takes: for messages, for collective calls, and for both of its inner context. */
export const CONTEXT = 4;
/** The next number of a context that nobody has. */
export const NEXT_CONTEXT = GROUP;
/** Held while a rank writes lines to standard output or error: 0, or the rank plus 1. */
export const PRINTING = 2 * GROUP;
const RANKS = 3 * GROUP;

// The words of one rank.

/** Counts what woke this rank. */
export const BELL = 0;
/** 0 while the rank is awake and will look by itself; otherwise it must be rung for. */
export const ASLEEP = 1;
/** About to sleep: it looks once more. */
export const ARMED = 1;
/** It sleeps in a call, or does so next. */
export const BLOCKED = 2;
/** Its event loop waits for a message, and something else may happen in it. */
export const AWAITING = 3;
/** Its event loop waits for a message, and has nothing else that keeps a program alive. */
export const IDLE = 4;
/** BELL as noted before sleeping. */
export const NOTED = 2;
/** Counts how often this rank went to sleep. */
export const EPOCH = 3;
/** Not 0 while the event loop of a rank that is a process waits for its doorbell. */
export const LISTENS = 4;
/** ABSENT, ACTIVE, or how it ended. */
export const PHASE = GROUP;
export const ABSENT = 0;
export const ACTIVE = 1;
/** Its program has come to its end. */
export const FINISHED = 2;
/** It has called process.exit. */
export const LEFT = 3;
/** What it is blocked in: an index of `CALLS`, then the call's peer, tag and number. */
export const CALL = GROUP + 1;
export const PEER = GROUP + 2;
export const TAG = GROUP + 3;
export const NUMBER = GROUP + 4;
/** Bytes of text at TEXT: the place in the program, written when the job is deadlocked. */
export const TEXT_BYTES = GROUP + 5;
/** The number of its process, if that is its own. */
export const PID = GROUP + 6;
const TEXT = 2 * GROUP;
/** Bytes of a rank's text at most. */
export const MOST_TEXT = 1024;
const RANK = TEXT + MOST_TEXT / 4;

/** The word `word` of rank `rank`. */
export const rankWord = (rank: number, word: number): number => RANKS + rank * RANK + word;
/** The byte at which the text of `rank` begins. */
export const textAt = (rank: number): number => 4 * rankWord(rank, TEXT);

// The words of one ring, in front of its records. The reader writes the first, both write the second: lines of their own.

export const HEAD = 0;
export const WANTS = GROUP;
/** Of a long message that both ranks copy: which chunk is the next, and how many of the writer's are there. */
export const CLAIMS = 2 * GROUP;
export const HELPED = 2 * GROUP + 1;
const RING = 3 * GROUP;

/** Records begin at multiples of this many bytes. */
export const GRANULE = 64;
/** Bytes in front of a record's payload. */
export const HEADER = 32;
/** Words of a record. */
export const FLAG = 0;
export const R_TAG = 1;
export const R_CONTEXT = 2;
/** The message's bytes, as two words. */
export const R_BYTES = 3;
export const R_BYTES_HIGH = 4;
/** The sender's number for the message, where an answer is wanted. */
export const R_FROM = 5;
/** The receiver's number for the message, in what belongs to it afterwards. */
export const R_TO = 6;

/** Bytes of a ring by default: 1 MiB, less where ranks are many, so that all rings together take 256 MiB at most. */
export function capacityFor(size: number): number {
  let capacity = 2 ** 20;
  while (capacity > 2 ** 14 && capacity * size * size > 2 ** 28) capacity /= 2;
  return capacity;
}

const ringsAt = (size: number): number => 4 * Math.ceil(rankWord(size, 0) / GROUP) * GROUP;

/** The byte at which the words of the ring from `source` to `dest` begin. */
export const ringAt = (source: number, dest: number, size: number, capacity: number): number =>
  ringsAt(size) + (source * size + dest) * (4 * RING + capacity);
/** The byte at which its records begin. */
export const recordsAt = (ring: number): number => ring + 4 * RING;

// Boards, behind the rings: where the ranks of a small context write what all others are to read, in collective calls of
// few bytes. A rank has two, used in turn: whoever writes the second has read all of the first ones, so that when it comes
// back to its first, all others have posted their second and so have read its first.
//
//   word 0  the number of the call, stored last and loaded first by Atomics
//   word 1  bytes of what stands behind it, from byte 8 on

/** Contexts with boards, ranks that one may have, and bytes that may stand on a board. */
export const BOARD_CONTEXTS = 32;
export const BOARD_RANKS = 8;
export const BOARD_BYTES = 4096;
/** The byte of a board at which they begin. */
export const BOARD_DATA = 8;
const BOARD = 4096 + 64;

const boardsAt = (size: number, capacity: number): number => ringAt(size, 0, size, capacity);

/** The byte at which a board begins: of the `turn`th (0 or 1) of a context's rank. */
export const boardAt = (
  context: number,
  rank: number,
  turn: number,
  size: number,
  capacity: number,
): number => boardsAt(size, capacity) + ((context * BOARD_RANKS + rank) * 2 + turn) * BOARD;

/** Bytes of the memory of a job. */
export const bytesFor = (size: number, capacity: number): number =>
  boardAt(BOARD_CONTEXTS, 0, 0, size, capacity);

/** Writes what ranks read first. The memory is zero and nobody else has it yet. */
export function format(words: Int32Array, size: number, capacity: number): void {
  words[SIZE] = size;
  words[CAPACITY] = capacity;
  // World and self have the first.
  words[NEXT_CONTEXT] = 2 * CONTEXT;
}
