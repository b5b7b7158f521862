// One budget of cores for the whole process: teams of different threads draw on it, so that eight workers with a fork
// each do not put eight times eight threads on eight cores.
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { isDead, osThread } from "./osthread.ts";

/**
 * The name under which threads, and copies of amdahl, find the budget. Environment data reaches every thread started
 * after it was set, from the thread that set it; the number is the layout's, for copies of other versions.
 */
const NAME = "amdahl.team.budget.1";

/** Word 0: cores in use. Then one pair of words per account: the owner's OS thread (0: free account), its share. */
const ACCOUNTS = 256;
const WORDS = 1 + 2 * ACCOUNTS;

// Made when this module is loaded, not at the first fork: threads that are started before it must share it.
const table = new Int32Array(shared());
/** The word of this thread's account; 0 if it has none, and then what it draws cannot be taken back if it dies. */
let account = -1;

function shared(): SharedArrayBuffer {
  const inherited = getEnvironmentData(NAME) as unknown;
  if (inherited instanceof SharedArrayBuffer) return inherited;
  const made = new SharedArrayBuffer(4 * WORDS);
  setEnvironmentData(NAME, made as never);
  return made;
}

function openAccount(): number {
  const self = osThread();
  for (let round = 0; round < 2; round++) {
    for (let at = 1; at < WORDS; at += 2) {
      if (Atomics.compareExchange(table, at, 0, self) === 0) return at;
    }
    collectDead();
  }
  return 0;
}

/** Takes back what threads hold that were terminated in the middle of a fork. */
function collectDead(): void {
  for (let at = 1; at < WORDS; at += 2) {
    const owner = Atomics.load(table, at);
    if (!isDead(owner)) continue;
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
  if (account < 0) account = openAccount();
  let used = Atomics.load(table, 0);
  let collected = false;
  for (;;) {
    const left = Math.max(1, limit - used);
    if (!explicit && left < want && used > 0 && !collected) {
      collected = true;
      collectDead();
      used = Atomics.load(table, 0);
      continue;
    }
    const got = explicit ? want : Math.min(want, left);
    const seen = Atomics.compareExchange(table, 0, used, used + got);
    if (seen === used) {
      if (account > 0) Atomics.add(table, account + 1, got);
      return got;
    }
    used = seen;
  }
}

/** Gives back what `draw` gave. */
export function giveBack(got: number): void {
  // The share first: a thread that dies in between leaves cores counted as used by nobody, which wastes them; the
  // other order could give them back twice.
  if (account > 0) Atomics.sub(table, account + 1, got);
  Atomics.sub(table, 0, got);
}

/** Threads in forks now, of all teams of the process. */
export function inUse(): number {
  return Atomics.load(table, 0);
}
