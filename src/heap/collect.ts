// Giving blocks back whose arrays nobody can reach: at once when memory is short, also in the middle of one long
// synchronous loop, where FinalizationRegistry callbacks never run; and now and then when the event loop turns.

import type { Hold } from "./attachment.ts";
import { blockAt, holds, letGo } from "./blocks.ts";
import { drop, onExhausted } from "./holds.ts";
import {
  B_SIZE,
  B_STATE,
  GRANULE,
  USED,
  W_COLLECTIONS,
  W_END,
  W_FIRST,
  W_REAPED,
  W_REQUEST,
  W_TOP,
  WORDS,
} from "./layout.ts";
import { locked } from "./lock.ts";
import { attachment, onAttach } from "./memory.ts";
import { deadSlots, forget } from "./threads.ts";

/**
 * A collection pays off from this many bytes on: 64 MiB cost 4 ms of collector (measured, small program); small heaps
 * cannot wait so long.
 */
const LEAST_BYTES = 2 ** 26;
/** Never waits for more than this: memory that is out of the caches is slow to clear, and the machine has other uses. */
const MOST_BYTES = 2 ** 28;
/** Many small arrays weigh on V8's own heap before they fill ours. */
const LEAST_ARRAYS = 50_000;
const MOST_ARRAYS = 200_000;

let bytesLimit = 0;
let arraysLimit = LEAST_ARRAYS;
let bytesSince = 0;
let arraysSince = 0;
let lastEnd = 0;
let requestSeen = 0;

/**
 * The engine keeps what WeakRefs were made for in a set to the end of the job; in one long loop the set grows and makes
 * every WeakRef cost a microsecond. Emptied this often, they cost 0.1 (measured), and emptying costs 4 to 7.
 */
const WEAKREFS_A_JOB = 512;
let tracked = 0;

/** Starts to follow an object: when it is unreachable, its block loses one hold. */
export function track(hold: Hold): void {
  const here = attachment();
  hold.index = here.refs.length;
  here.refs.push(new WeakRef(hold));
  here.addresses.push(hold.address);
  tracked++;
  if (tracked % WEAKREFS_A_JOB === 0) endJob();
  arm();
}

/** Stops to follow an object, before its hold is ended by hand. */
export function untrack(hold: Hold): void {
  const { refs, addresses } = attachment();
  const lastRef = refs.pop();
  const lastAddress = addresses.pop();
  if (hold.index === refs.length || lastRef === undefined || lastAddress === undefined) return;
  refs[hold.index] = lastRef;
  addresses[hold.index] = lastAddress;
  const moved = lastRef.deref();
  if (moved !== undefined) moved.index = hold.index;
}

/** Ends the holds of all objects that the engine has collected; returns how many, and their blocks' bytes. */
function sweep(): { readonly arrays: number; readonly bytes: number } {
  const { refs, addresses, words } = attachment();
  const gone: number[] = [];
  let kept = 0;
  let bytes = 0;
  for (let i = 0; i < refs.length; i++) {
    const hold = refs[i].deref();
    if (hold === undefined) {
      gone.push(addresses[i]);
      // Read without the lock: a block that this thread holds stays as it is.
      bytes += words[blockAt(words, addresses[i]) * WORDS + B_SIZE] * GRANULE;
      continue;
    }
    hold.index = kept;
    refs[kept] = refs[i];
    addresses[kept] = addresses[i];
    kept++;
  }
  refs.length = kept;
  addresses.length = kept;
  // After the lists are whole again: if `drop` throws, nothing is dropped twice.
  for (const address of gone) drop(address);
  return { arrays: gone.length, bytes };
}

/**
 * Says that `bytes` bytes are about to be taken for an array, and collects when enough were since the last time:
 * 64 MiB, and up to 256 while collecting takes over a tenth of the time.
 */
export function pressure(bytes: number): void {
  bytesSince += bytes;
  arraysSince++;
  const { words, refs } = attachment();
  if (bytesSince < bytesLimit && arraysSince < arraysLimit) {
    // A plain read: seeing another thread's request some allocations late does no harm.
    if (words[W_REQUEST] !== requestSeen) collect();
    return;
  }
  const eighth = ((words[W_END] - words[W_FIRST]) * GRANULE) / 8;
  const least = Math.min(LEAST_BYTES, eighth);
  if (bytesLimit === 0) {
    // The first array: now the size of the heap is known.
    bytesLimit = least;
    return;
  }
  const start = performance.now();
  const ran = start - lastEnd;
  if (!young()) collect();
  lastEnd = performance.now();
  const share = (lastEnd - start) / (lastEnd - start + ran);
  if (share > 0.1) {
    bytesLimit = Math.min(bytesLimit * 2, MOST_BYTES, Math.max(least, eighth));
    arraysLimit *= 2;
  } else if (share < 0.03) {
    bytesLimit = Math.max(bytesLimit / 2, least);
    arraysLimit /= 2;
  }
  // At least as many new arrays as live ones, so that looking through the live ones stays a fixed cost per array.
  arraysLimit = Math.max(Math.min(arraysLimit, MOST_ARRAYS), LEAST_ARRAYS, refs.length);
}

/** Collections of young objects only that gave nothing: on Node 22 and 24 they do not clear WeakRefs, on 26 they do. */
let vain = 0;

/**
 * Tries what a collection of young objects gives, a tenth of a full one's time. Whether it was enough. What it left
 * counts on: it may be garbage that has grown old, and many such collections would leave as much each.
 */
function young(): boolean {
  if (vain >= 3) return false;
  forceGc("minor");
  const { arrays, bytes } = sweep();
  const enough = arrays >= arraysSince / 2 && bytes >= bytesSince / 2;
  vain = enough ? 0 : vain + 1;
  arraysSince = Math.max(arraysSince - arrays, 0);
  bytesSince = Math.max(bytesSince - bytes, 0);
  return enough;
}

/**
 * Runs the engine's collector now and gives back the blocks of all arrays that this thread can no longer reach, and
 * those of threads that have ended. Other threads collect at their next allocation only when memory ran out.
 * A `WeakRef` of the program may lose its object during the call, also where the same job has looked at it before.
 *
 * @example
 * collect();
 */
export function collect(): void {
  const { words } = attachment();
  requestSeen = Atomics.load(words, W_REQUEST);
  bytesSince = 0;
  arraysSince = 0;
  forceGc("major");
  sweep();
  reap();
  Atomics.add(words, W_COLLECTIONS, 1);
}

onAttach((here) => {
  onExhausted(exhausted);
  // Another copy of amdahl in this thread may have put its own there: reaping twice does no harm.
  here.afterExit.push(reap);
});

/** Memory ran out: collect here, and ask the other threads to. */
function exhausted(): void {
  Atomics.add(attachment().words, W_REQUEST, 1);
  collect();
}

/** Gives back what threads held that have ended. */
export function reap(): void {
  // Looking needs no lock. What is found is looked for again under it: another thread may be reaping, too.
  if (deadSlots(attachment().words).length === 0) return;
  locked((words) => {
    for (const slot of deadSlots(words)) {
      const top = words[W_TOP];
      for (let at = words[W_FIRST]; at < top; ) {
        // Read first: joining blocks leaves the header of the swallowed one readable, so the walk can go on from it.
        const next = at + words[at * WORDS + B_SIZE];
        if (words[at * WORDS + B_STATE] === USED && holds(words, at, slot)) letGo(words, at, slot);
        at = next;
      }
      forget(words, slot);
      words[W_REAPED]++;
    }
  });
}

type Collector = (options: { type: "minor" | "major" }) => void;

interface Engine {
  readonly endJob: () => void;
  readonly gc: Collector;
}

let engine: Engine | undefined;

/** Runs the engine's collector so that it also clears WeakRefs. */
function forceGc(type: "minor" | "major"): void {
  endJob();
  engine?.gc({ type });
}

/** Lets go of what the engine keeps to the end of the job for the sake of WeakRefs. */
function endJob(): void {
  engine ??= makeEngine();
  engine.endJob();
}

function makeEngine(): Engine {
  try {
    const vm = process.getBuiltinModule("node:vm");
    // A context with a microtask queue of its own: the engine takes the end of a script in it for the end of a job.
    const context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
    const script = new vm.Script("0");
    return {
      endJob: () => script.runInContext(context),
      gc: (globalThis as { gc?: Collector }).gc ?? exposedGc(),
    };
  } catch {
    // No vm or no flags here (a browser, a locked-down host): what the engine collects by itself is swept later.
    return { endJob: () => {}, gc: () => {} };
  }
}

/** V8's gc function. The flag is on for as long as it takes to make one context, and off again. */
function exposedGc(): Collector {
  const v8 = process.getBuiltinModule("node:v8");
  const vm = process.getBuiltinModule("node:vm");
  v8.setFlagsFromString("--expose-gc");
  try {
    return vm.runInNewContext("gc") as Collector;
  } finally {
    v8.setFlagsFromString("--no-expose-gc");
  }
}

let armed = false;
let watch: FinalizationRegistry<undefined> | undefined;

/**
 * Registers one throw-away object: when the engine has collected it, arrays may have gone with it. One registration
 * for all arrays instead of one each makes an array cheaper by several hundred nanoseconds.
 */
function arm(): void {
  if (armed) return;
  armed = true;
  watch ??= new FinalizationRegistry(() => {
    armed = false;
    sweep();
    if (attachment().refs.length > 0) arm();
  });
  watch.register({}, undefined);
}
