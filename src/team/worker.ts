// What a team's worker thread runs: import the runner that is going to be wanted, wait at the door, go in, work, leave.
// It never returns to its event loop except to import another runner.
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { pack } from "./failure.ts";
import {
  BASE_F64,
  busy,
  type Delivery,
  ENTRY,
  FN,
  FRAME_F64,
  INSIDE_MASK,
  KEY,
  LEFT,
  messages,
  native,
  OPEN,
  OWNER_WAITS,
  PARTIALS_F64,
  SLEEPERS,
  SPINS,
  type Start,
  TROUBLE,
  wanted,
} from "./layout.ts";
import type { Report } from "./member.ts";
import { markWorker } from "./nested.ts";
import { osThread } from "./osthread.ts";
import { type Local, work } from "./units.ts";
import { spinWhile } from "./wait.ts";

type Prepare = (payload: unknown) => Local;

interface Seat {
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly slot: number;
  readonly port: MessagePort;
  readonly runners: Map<string, Prepare>;
  readonly jobs: Map<number, Local>;
  received: number;
}

/** A delivery whose runner has not been imported yet. */
type Missing = Delivery & { readonly runner: string };

/** Takes what the owner posted. Returns a delivery whose runner must first be imported, if there is one. */
function receive(seat: Seat): Missing | undefined {
  const posted = Atomics.load(seat.words, messages(seat.slot));
  while (seat.received !== posted) {
    // The owner posts before it counts, so a counted message is there.
    const message = receiveMessageOnPort(seat.port);
    if (message === undefined) break;
    seat.received++;
    const delivery = message.message as Delivery;
    if (delivery.runner === undefined) {
      seat.jobs.delete(delivery.key);
      continue;
    }
    const prepare = seat.runners.get(delivery.runner);
    if (prepare === undefined) return { ...delivery, runner: delivery.runner };
    accept(seat, delivery, prepare);
  }
  return undefined;
}

/** A payload that cannot be prepared is reported and never taken part in: the other threads do its units. */
function accept(seat: Seat, delivery: Delivery, prepare: Prepare): void {
  try {
    seat.jobs.set(delivery.key, prepare(delivery.payload));
  } catch (error) {
    refuse(seat, error);
  }
}

function report(first: number, error: unknown): Report {
  return { first, error: pack(error) };
}

function refuse(seat: Seat, error: unknown): void {
  seat.port.postMessage(report(-1, error));
  // After the post: the owner that sees the count finds the message.
  Atomics.add(seat.words, TROUBLE, 1);
}

/** Goes in by `entry`, works, leaves. False if the door has changed in between. */
function take(seat: Seat, entry: number): boolean {
  const { words, floats } = seat;
  if (Atomics.compareExchange(words, ENTRY, entry, entry + 1) !== entry) return false;
  words[busy(seat.slot)] = 1;
  const run = seat.jobs.get(words[KEY]);
  if (run !== undefined) {
    const failure = work(
      words,
      seat.slot,
      wanted(entry),
      floats[BASE_F64],
      run,
      words[FN],
      floats[FRAME_F64],
      floats[PARTIALS_F64],
    );
    // Posted before leaving: the owner reads the port once nobody is inside.
    if (failure !== undefined) seat.port.postMessage(report(failure.first, failure.error));
  }
  // Both plain: read by an owner that has waited for a second, and only to tell a dead thread's place of death.
  words[busy(seat.slot)] = 0;
  const left = Atomics.sub(words, ENTRY, 1) - 1;
  // The last one out, of a shut door. OWNER_WAITS is read after the subtraction and the owner sets it before it reads
  // ENTRY, so one of the two sees the other.
  if ((left & (OPEN | INSIDE_MASK)) === 0 && Atomics.load(words, OWNER_WAITS) === 1) {
    Atomics.add(words, LEFT, 1);
    Atomics.notify(words, LEFT);
  }
  return true;
}

function isFor(seat: Seat, entry: number): boolean {
  return (entry & OPEN) !== 0 && seat.slot < wanted(entry);
}

/** Waits and works until a runner is missing. */
function serve(seat: Seat): Missing {
  const { words } = seat;
  for (;;) {
    let entry = Atomics.load(words, ENTRY);
    const missing = receive(seat);
    if (missing !== undefined) return missing;
    if (isFor(seat, entry)) {
      if (!take(seat, entry)) continue;
      // Whatever is left of this fork is being run by somebody: wait for the next.
      entry = Atomics.load(words, ENTRY);
      const generation = entry >>> 17;
      while (entry >>> 17 === generation) {
        pause(seat, entry);
        entry = Atomics.load(words, ENTRY);
      }
      continue;
    }
    pause(seat, entry);
  }
}

/** Returns when ENTRY is no longer `entry`, or when woken. */
function pause(seat: Seat, entry: number): void {
  const { words } = seat;
  if (words[SPINS] === 1 && spinWhile(words, ENTRY, -1, entry)) return;
  // Counted before the wait checks ENTRY; the owner stores ENTRY before it reads the count: no wake-up is lost.
  Atomics.add(words, SLEEPERS, 1);
  Atomics.wait(words, ENTRY, entry);
  Atomics.sub(words, SLEEPERS, 1);
}

/** One that cannot be imported is reported when a delivery asks for it. */
async function learn(seat: Seat, runner: string): Promise<Prepare> {
  let prepare: Prepare;
  try {
    ({ prepare } = (await load(runner)) as { prepare: Prepare });
  } catch (error) {
    prepare = () => {
      throw error;
    };
  }
  seat.runners.set(runner, prepare);
  return prepare;
}

/**
 * Node's loader of ES modules takes 5 ms to start in a thread, so what the package has for threads is CommonJS: its
 * runner, and this file itself, which then has a `require`.
 */
function load(runner: string): unknown {
  if (!runner.endsWith(".cjs")) return import(runner);
  return require(process.getBuiltinModule("node:url").fileURLToPath(runner));
}

async function main(seat: Seat, first: string): Promise<void> {
  await learn(seat, first);
  for (;;) {
    const delivery = serve(seat);
    accept(seat, delivery, await learn(seat, delivery.runner));
  }
}

const start = workerData as Start;
const words = new Int32Array(start.block);
markWorker();
Atomics.store(words, native(start.slot), osThread());
void main(
  {
    words,
    floats: new Float64Array(start.block),
    slot: start.slot,
    port: start.port,
    runners: new Map(),
    jobs: new Map(),
    received: 0,
  },
  start.runner,
);
