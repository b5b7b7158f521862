// Giving blocks back whose arrays nobody can reach: at once when memory is short, also in the middle of one long
// synchronous loop, where FinalizationRegistry callbacks never run; and now and then when the event loop turns.

import type { Hold } from "./attachment.ts";
import { holds, letGo } from "./blocks.ts";
import { drop, onExhausted } from "./holds.ts";
import {
  B_SIZE,
  B_STATE,
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
import { attachment } from "./memory.ts";
import { deadSlots, forget, isDead } from "./threads.ts";

/** A collection pays off from this many bytes on: 64 MiB cost about 4 ms of collector (measured, small program). */
const LEAST_BYTES = 2 ** 26;
/** Many small arrays weigh on V8's own heap before they fill ours. */
const LEAST_ARRAYS = 50_000;

let bytesLimit = LEAST_BYTES;
let arraysLimit = LEAST_ARRAYS;
let bytesSince = 0;
let arraysSince = 0;
let lastEnd = 0;
let requestSeen = 0;

/** Starts to follow an object: when it is unreachable, its block loses one hold. */
export function track(hold: Hold): void {
  const here = attachment();
  hold.index = here.refs.length;
  here.refs.push(new WeakRef(hold));
  here.addresses.push(hold.address);
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

/** Ends the holds of all objects that the engine has collected; returns how many. */
function sweep(): number {
  const { refs, addresses } = attachment();
  const gone: number[] = [];
  let kept = 0;
  for (let i = 0; i < refs.length; i++) {
    const hold = refs[i].deref();
    if (hold === undefined) {
      gone.push(addresses[i]);
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
  return gone.length;
}

/**
 * Says that `bytes` bytes are about to be taken for an array, and collects when enough were since the last time.
 * Enough is at least as much as was alive then, and more while collecting takes over a tenth of the time.
 */
export function pressure(bytes: number): void {
  bytesSince += bytes;
  arraysSince++;
  if (bytesSince < bytesLimit && arraysSince < arraysLimit) {
    if (attachment().words[W_REQUEST] !== requestSeen) collect();
    return;
  }
  const words = attachment().words;
  const start = performance.now();
  const ran = start - lastEnd;
  collect();
  lastEnd = performance.now();
  const share = (lastEnd - start) / Math.max(lastEnd - start + ran, 0.001);
  const capacity = (words[W_END] - words[W_FIRST]) * 64;
  if (share > 0.1) {
    bytesLimit = Math.min(bytesLimit * 2, Math.max(LEAST_BYTES, capacity / 8));
    arraysLimit *= 2;
  } else if (share < 0.03) {
    bytesLimit = Math.max(bytesLimit / 2, LEAST_BYTES);
    arraysLimit = Math.max(arraysLimit / 2, LEAST_ARRAYS);
  }
  arraysLimit = Math.max(arraysLimit, attachment().refs.length);
}

/**
 * Runs the engine's collector now and gives back the blocks of all arrays that this thread can no longer reach, and
 * those of threads that have ended. Other threads collect at their next allocation only when memory ran out.
 * A `WeakRef` of the program may lose its object during the call.
 *
 * @example
 * collect();
 */
export function collect(): void {
  const words = attachment().words;
  requestSeen = Atomics.load(words, W_REQUEST);
  bytesSince = 0;
  arraysSince = 0;
  forceGc();
  sweep();
  reap();
  Atomics.add(words, W_COLLECTIONS, 1);
}

/** Memory ran out: collect here, and ask the other threads to. */
function exhausted(): void {
  Atomics.add(attachment().words, W_REQUEST, 1);
  collect();
}

/** Gives back what threads held that have ended. */
export function reap(): void {
  // Looking is cheap and needs no lock; only what is found is looked at again under it.
  if (deadSlots(attachment().words).length === 0) return;
  locked((words) => {
    for (const slot of deadSlots(words)) {
      if (!isDead(words, slot)) continue;
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

let engine: (() => void) | undefined;

/**
 * A full collection that also clears WeakRefs. What a WeakRef was made for or asked about stays alive to the end of
 * the job; a context with a microtask queue of its own ends a job when a script in it ends.
 */
function forceGc(): void {
  engine ??= makeEngine();
  engine();
}

function makeEngine(): () => void {
  try {
    const vm = process.getBuiltinModule("node:vm");
    const context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
    const endJob = new vm.Script("0");
    const own = (globalThis as { gc?: () => void }).gc;
    const gc = own ?? exposedGc();
    return () => {
      endJob.runInContext(context);
      gc();
    };
  } catch {
    // No vm or no flags here (a browser, a locked-down host): what the engine collects by itself is swept later.
    return () => {};
  }
}

/** V8's gc function. The flag is on for as long as it takes to make one context, and off again. */
function exposedGc(): () => void {
  const v8 = process.getBuiltinModule("node:v8");
  const vm = process.getBuiltinModule("node:vm");
  v8.setFlagsFromString("--expose-gc");
  try {
    return vm.runInNewContext("gc") as () => void;
  } finally {
    v8.setFlagsFromString("--no-expose-gc");
  }
}

let armed = false;
let listening = false;
let watch: FinalizationRegistry<undefined> | undefined;

/**
 * Registers one throw-away object: when the engine has collected it, arrays may have gone with it. One registration
 * for all arrays instead of one each makes an array cheaper by several hundred nanoseconds.
 */
function arm(): void {
  if (armed) return;
  armed = true;
  if (!listening) {
    listening = true;
    onExhausted(exhausted);
    attachment().afterExit.push(reap);
  }
  watch ??= new FinalizationRegistry(() => {
    armed = false;
    sweep();
    if (attachment().refs.length > 0) arm();
  });
  watch.register({}, undefined);
}
