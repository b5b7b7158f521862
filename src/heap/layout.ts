// Where everything lies inside the heap's memory, in 32-bit words. Every thread of the process reads the same words,
// so this file is a contract: change anything here and LAYOUT must change with it.

/** Version of the layout. Copies of amdahl with the same number share one heap; others make their own. */
export const LAYOUT = 1;

/** Bytes of a granule, the unit of sizes and places; also the default alignment (a cache line). */
export const GRANULE = 64;
/** 32-bit words of a granule. */
export const WORDS = 16;

/** First word of an initialised heap ("AMDH"). */
export const MAGIC = 0x48444d41;

// Control words.
export const W_MAGIC = 0;
/** 0 when free, else slot + 1 of the owner, with CONTENDED when somebody may be asleep. */
export const W_LOCK = 2;
/** Goes up with every section, so that a waiter can tell a slow owner from a stuck one. */
export const W_TICKET = 1;
/** 1 while a section that writes is under way: found at 1 by a new owner, the section before was cut short. */
export const W_DIRTY = 3;
/** Granule after the last block. */
export const W_TOP = 4;
/** Highest top ever: bytes from here on were never written, so they are zero. */
export const W_FRESH = 5;
/** Granule after the last byte of the memory. */
export const W_END = 6;
/** Granules in used blocks, headers included. */
export const W_USED = 7;
export const W_PEAK = 8;
export const W_BLOCKS = 9;
export const W_FREE_BLOCKS = 10;
/** Granule of the last block below top, 0 if there is none. */
export const W_LAST = 11;
/** How often the free lists were rebuilt after an interrupted section. */
export const W_RECOVERIES = 12;
export const W_COLLECTIONS = 13;
/** Goes up when a thread ran out of memory: the others collect at their next allocation. */
export const W_REQUEST = 14;
/** Threads whose holds were given back after their death. */
export const W_REAPED = 15;
/** Written under the lock to see whether another buffer object shows the same bytes. */
export const W_PROBE = 18;
/** First granule that may hold a block. */
export const W_FIRST = 16;
/** Bit f is set when some list of first level f has blocks. */
export const W_LEVELS = 17;
/** 32 words: bit s of word f is set when list (f, s) has blocks. */
export const W_LISTS = 32;
/** 32 × 16 words: granule of the first block of list (f, s), 0 if empty. */
export const W_HEADS = 64;
/** 256 × 4 words: one record per thread. */
export const W_SLOTS = 640;
export const SLOTS = 255;
/** The bit of a block's holders that no thread has: set while the block is lent, between two threads. */
export const LENT = 255;
/** One bit per granule, set where a used block starts: makes a wild address an error and finds a block from inside. */
export const W_STARTS = 2048;

// Fields of a thread's record.
/** Node's threadId + 1, 0 when the record is free. */
export const T_ID = 0;
/** The operating system's number of the thread, 0 when unknown. */
export const T_NATIVE = 1;
/** When the thread started, in the kernel's ticks: native numbers are used again. */
export const T_START = 2;
/** 1 once the thread is known to be dead. */
export const T_DEAD = 3;

// Fields of a block's header (one granule in front of the bytes).
export const B_STATE = 0;
/** Size in granules, header included. */
export const B_SIZE = 1;
/** Granule of the block before this one, 0 for the first. */
export const B_PREV = 2;
export const B_NEXT_FREE = 3;
/** In a used block the same word counts how often it is lent. */
export const B_LENT = 3;
export const B_PREV_FREE = 4;
/** Bytes asked for, low 32 bits and the rest. */
export const B_BYTES = 5;
export const B_BYTES_HIGH = 6;
/** What the bytes are: index into DTYPES. */
export const B_DTYPE = 7;
/** 8 words: bit t is set while thread t holds the block. */
export const B_HOLDERS = 8;

export const FREE = 0x45455246;
export const USED = 0x44455355;

/** Names of what a block may hold; a header stores the index. */
export const DTYPES = [
  "bytes",
  "int8",
  "uint8",
  "uint8clamped",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float16",
  "float32",
  "float64",
] as const;

/** The name of what a block holds. */
export type BlockType = (typeof DTYPES)[number];
