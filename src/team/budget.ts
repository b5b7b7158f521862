// One budget of cores for the whole process: teams of different threads draw on it, so that eight workers with a fork
// each do not put eight times eight threads on eight cores.
import { existsSync, readlinkSync } from "node:fs";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";

/**
 * The name under which threads, and copies of amdahl, find the budget. Environment data reaches every thread started
 * after it was set, from the thread that set it; the number is the layout's, for copies of other versions.
 */
const NAME = "amdahl.team.budget.1";

/** Word 0: cores in use. Then one pair of words per account: the owner's OS thread (0: free account), its share. */
const ACCOUNTS = 256;
const WORDS = 1 + 2 * ACCOUNTS;

let words: Int32Array | undefined;
let account = 0;

function table(): Int32Array {
  if (words !== undefined) return words;
  let shared = getEnvironmentData(NAME) as unknown as SharedArrayBuffer | undefined;
  if (shared === undefined) {
    shared = new SharedArrayBuffer(4 * WORDS);
    setEnvironmentData(NAME, shared as never);
  }
  words = new Int32Array(shared);
  account = openAccount(words);
  return words;
}

/** The operating system's number of this thread, on Linux; elsewhere -1, an account that is never taken for dead. */
function osThread(): number {
  try {
    return Number(/\d+$/.exec(readlinkSync("/proc/thread-self"))?.[0] ?? -1);
  } catch {
    return -1;
  }
}

/** The word of this thread's account; 0 if all are taken, and then this thread forks without being counted. */
function openAccount(table: Int32Array): number {
  const self = osThread();
  for (let at = 1; at < WORDS; at += 2) {
    if (Atomics.compareExchange(table, at, 0, self) === 0) return at;
  }
  return 0;
}

/** Takes back what threads hold that were terminated in the middle of a fork. */
function collectDead(table: Int32Array): void {
  for (let at = 1; at < WORDS; at += 2) {
    const owner = Atomics.load(table, at);
    if (owner <= 0 || existsSync(`/proc/self/task/${owner}`)) continue;
    // Two collectors may meet: the exchange gives the share to one of them only.
    const share = Atomics.exchange(table, at + 1, 0);
    if (share > 0) Atomics.sub(table, 0, share);
    Atomics.compareExchange(table, at, owner, 0);
  }
}

/**
 * Draws up to `want` cores, this thread's own included, for the length of one fork; returns how many, at least 1.
 * An explicit request is given in full, and counted.
 */
export function draw(want: number, limit: number, explicit: boolean): number {
  const table_ = table();
  let used = Atomics.load(table_, 0);
  let collected = false;
  for (;;) {
    const left = Math.max(1, limit - used);
    if (!explicit && left < want && used > 0 && !collected) {
      collected = true;
      collectDead(table_);
      used = Atomics.load(table_, 0);
      continue;
    }
    const got = explicit ? want : Math.min(want, left);
    const seen = Atomics.compareExchange(table_, 0, used, used + got);
    if (seen === used) {
      if (account !== 0) Atomics.store(table_, account + 1, got);
      return got;
    }
    used = seen;
  }
}

/** Gives back what `draw` gave. */
export function giveBack(got: number): void {
  if (words === undefined) return;
  // The share is cleared first: a thread that dies in between leaves cores counted as used by nobody, which wastes
  // them; the other order could give them back twice.
  if (account !== 0 && Atomics.exchange(words, account + 1, 0) === 0) return;
  Atomics.sub(words, 0, got);
}
