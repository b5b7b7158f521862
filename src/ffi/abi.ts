// The contract between compiled C and whoever loads it: what a library exports, what it asks for, what crosses, and
// where. Everything that crosses is a double in a context: a block of the heap that one thread has for one library.
//
// Addresses cross as distances from the heap's start, so that a frame, a table of rows or a partial result means the
// same to C and to WebAssembly. Inside, C has pointers.
//
// Exports, each of which gets the address of a context
//   amdahl_entry(context) -> status
//                               the entry function: its parameters are taken from VALUES on, its results are put there
//   amdahl_fork0, amdahl_fork1, ... (context, first, last, frame, partials) -> status
//                               the functions that forks name, in order of first appearance
//   amdahl_watch(word)          where there are signals: from now on Ctrl-C sets the int32 at that address to 1; with 0,
//                               what was done with it before is done again
//
// A library has no variables of its own, global or of a thread: all that lasts is in contexts, since two copies of amdahl
// in one process load the same one, and since clang 14 takes the registers xmm16 to xmm31 to outlive a call of
// __tls_get_addr, which they do not. Ctrl-C alone is the process's.
//
// A request is put into the context, and the callback called with the context's own NUMBER. It returns 1, or 0 if it
// failed: then the call ends with the status FAILED, and what was thrown is the callback's to throw again.

/** How a call ended. */
export const STATUS = {
  /** It returned. */
  done: 0,
  /** A bounds check failed: SITE, VALUE and LENGTH say which. */
  oob: 1,
  /** A throw of the program's: SITE, and what its message quotes. */
  thrown: 2,
  /** The stack is full. */
  overflow: 3,
  /** The callback has failed. */
  failed: 4,
  /** No memory for a local array. */
  memory: 5,
  /** Ctrl-C. */
  interrupted: 6,
} as const;

/** What is asked of JavaScript. */
export const REQUEST = { fork: 1, print: 2, alloc: 3 } as const;

/** Where things lie in a context, in doubles. */
export const SLOTS = {
  site: 0,
  value: 1,
  length: 2,
  /** Which context this is, for the callback. */
  number: 3,
  /** Addresses: where the heap starts, and the callback, which belongs to the thread that made it. */
  heap: 13,
  callback: 14,
  /** Bytes of stack that a call from outside finds. */
  stack: 15,
  request: 4,
  /** Of a fork: function, units, frame, partials, schedule, loop. Of an allocation: bytes. Of a print: site. */
  operands: 5,
  reply: 11,
  /** How many numbers the next text quotes. */
  quoted: 12,
  /** The address, as an integer of 64 bits, of an int32 that is not 0 once the call is to end. */
  stop: 16,
  /** The library's own: where a call that ends early goes on, and where the stack is full. */
  wayOut: 17,
  stackLimit: 18,
  /** Which line is at work, for profiles: an int32. */
  line: 19,
  /** Arguments, then results. What a text quotes lies behind them: pairs of a value and whether it is a bool. */
  values: 20,
} as const;

/** The schedule of a fork whose units may not run at once, beside 0 (static) and 1 (dynamic). */
export const ALONE = 2;

/** The names of the exports. */
export const EXPORTS = {
  entry: "amdahl_entry",
  fork: (n: number) => `amdahl_fork${n}`,
  watch: "amdahl_watch",
} as const;
