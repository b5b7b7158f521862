// The owner's side of a team: it publishes a fork, works on it like everybody else, and returns when the last thread
// has left.
import { inUse } from "./budget.ts";
import { realCores } from "./cores.ts";
import {
  BASE_F64,
  BYTES,
  ENTRY,
  FAILED,
  FN,
  FRAME_F64,
  INSIDE_MASK,
  KEY,
  LEFT,
  NONE,
  OPEN,
  OWNER_WAITS,
  PARTIALS_F64,
  SLEEPERS,
  SPINS,
  TROUBLE,
} from "./layout.ts";
import { complain, Member } from "./member.ts";
import { type Failure, type Local, shareOut, work } from "./units.ts";
import { PATIENCE_MS, spinWhile } from "./wait.ts";

/** What workers run: a module and what it prepares its functions from. */
export interface Job {
  /** URL of a module that exports `prepare(payload): Local`. */
  readonly runner: string;
  /** Unique per payload in this thread and copy of amdahl; a 32-bit integer. */
  readonly key: number;
  /** Can be cloned: `{ module: WebAssembly.Module, ... }`. */
  readonly payload: unknown;
}

/** One fork: `units` calls' worth of function `fn`. */
export interface ForkCall {
  readonly fn: number;
  /** A non-negative integer. */
  readonly units: number;
  /** Handed to the function as they are. */
  readonly frame: number;
  readonly stride: number;
  readonly partials: number;
  readonly schedule: "static" | "dynamic";
  /** Threads to use, obeyed; 0 for the default, which the budget of cores caps. */
  readonly threads: number;
}

/** Units per publication: claim counters are 32-bit words. */
const SLAB = 2 ** 30;

/** Forks that take less are taken for what the next one will be like. A claim takes a ten-thousandth of a millisecond. */
const BRIEF_MS = 0.05;

/** How long the owner waits for the threads inside before it asks whether they live. */
const ALIVE_MS = 1000;

/** A team of threads, the one that made it included. */
export class Team {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #block: SharedArrayBuffer;
  /** Member i works as thread i + 1. */
  readonly #members: Member[] = [];
  /** How many members, from the first, have been sent a key's payload. */
  readonly #sent = new Map<number, number>();
  #lastKey = Number.NaN;
  #lastSent = 0;
  #generation = 0;
  /** When the last fork ended, and how many milliseconds it took. */
  #ended = 0;
  #took = 1;
  /** TROUBLE when it was last told. */
  #told = 0;
  /** Threads cannot be started here. */
  #alone = false;
  /** The door is open, or somebody may be inside. */
  #open = false;
  /** A member died inside a fork: the team counts on it no longer, and nobody on the team. */
  broken = false;

  constructor() {
    this.#block = new SharedArrayBuffer(BYTES);
    this.#words = new Int32Array(this.#block);
    this.#floats = new Float64Array(this.#block);
  }

  /**
   * Starts workers until the team has `threads` threads, which import `runner` on their way. Costs the construction,
   * not the start, of each.
   */
  grow(threads: number, runner: string): void {
    while (this.#members.length < threads - 1 && !this.#alone) {
      try {
        this.#members.push(new Member(this.#block, this.#members.length + 1, runner));
      } catch (error) {
        this.#alone = true;
        complain("cannot be started", error);
      }
    }
  }

  /** Runs all units of `call`; throws the error of the lowest that threw. */
  fork(job: Job, call: ForkCall, threads: number, local: Local): void {
    // A stack overflow can cut a fork short anywhere, its own join included.
    if (this.#open) this.#join(false);
    this.grow(threads, job.runner);
    if (this.#lastKey !== job.key || this.#lastSent < this.#members.length) this.#deliver(job);
    for (let base = 0; base < call.units; base += SLAB) {
      this.#forkSlab(job, call, base, Math.min(SLAB, call.units - base), threads, local);
    }
  }

  /** Has the workers forget a payload. */
  forget(key: number): void {
    const had = this.#sent.get(key) ?? 0;
    this.#sent.delete(key);
    if (this.#lastKey === key) this.#lastKey = Number.NaN;
    for (let i = 0; i < had; i++) this.#members[i].send({ key, runner: undefined, payload: undefined });
  }

  #deliver({ key, runner, payload }: Job): void {
    const count = this.#members.length;
    for (let i = this.#sent.get(key) ?? 0; i < count; i++) this.#members[i].send({ key, runner, payload });
    this.#sent.set(key, count);
    this.#lastKey = key;
    this.#lastSent = count;
  }

  #forkSlab(job: Job, call: ForkCall, base: number, units: number, threads: number, local: Local): void {
    const words = this.#words;
    const floats = this.#floats;
    const team = Math.min(threads, units);
    // The description, written plainly while nobody is inside: the store of ENTRY publishes it.
    words[KEY] = job.key;
    words[FN] = call.fn;
    // More threads than cores must not spin: whoever spins would keep a core from whoever works.
    const room = inUse() <= realCores();
    const began = performance.now();
    // The next fork is expected as soon as this one came: workers that spun in vain have only kept a core busy.
    words[SPINS] = room && began - this.#ended < PATIENCE_MS ? 1 : 0;
    floats[FRAME_F64] = call.frame;
    floats[PARTIALS_F64] = call.partials;
    floats[BASE_F64] = base;
    shareOut(words, units, team, call.schedule === "dynamic", this.#took < BRIEF_MS);
    this.#generation = (this.#generation + 1) & 0x7fff;
    this.#open = true;
    Atomics.store(words, ENTRY, (this.#generation << 17) | OPEN | (team << 8));
    // Read after the store above; see pause() in worker.ts.
    if (Atomics.load(words, SLEEPERS) !== 0) Atomics.notify(words, ENTRY);
    let failure: Failure | undefined;
    try {
      failure = work(words, 0, team, base, local, call.fn, call.frame, call.partials);
    } finally {
      this.#join(room);
      this.#ended = performance.now();
      this.#took = this.#ended - began;
    }
    const trouble = Atomics.load(words, TROUBLE);
    if (Atomics.load(words, FAILED) === NONE && trouble === this.#told) return;
    this.#told = trouble;
    for (const member of this.#members) failure = member.collect(failure);
    if (failure !== undefined) throw failure.error;
  }

  /** Shuts the door and waits until nobody is inside. */
  #join(spinning: boolean): void {
    const words = this.#words;
    let inside = Atomics.and(words, ENTRY, ~OPEN) & INSIDE_MASK;
    while (inside !== 0 && spinning && spinWhile(words, ENTRY, INSIDE_MASK, inside)) {
      inside = Atomics.load(words, ENTRY) & INSIDE_MASK;
    }
    if (inside !== 0) this.#sleepUntilLeft();
    this.#open = false;
  }

  #sleepUntilLeft(): void {
    const words = this.#words;
    Atomics.store(words, OWNER_WAITS, 1);
    for (;;) {
      // LEFT is read before ENTRY: a worker that leaves after this look bumps LEFT, and the wait returns at once.
      const left = Atomics.load(words, LEFT);
      if ((Atomics.load(words, ENTRY) & INSIDE_MASK) === 0) break;
      if (Atomics.wait(words, LEFT, left, ALIVE_MS) === "timed-out") this.#checkAlive();
    }
    Atomics.store(words, OWNER_WAITS, 0);
  }

  /** Throws if a member has died inside, for instance of its heap's limit: it never leaves. */
  #checkAlive(): void {
    const dead = this.#members.findIndex((member) => member.lost);
    if (dead < 0) return;
    this.broken = true;
    this.end();
    throw new Error(
      `Thread ${dead + 1} of amdahl's team ended inside a parallel loop: what the loop has written is incomplete.`,
    );
  }

  /** Stops all workers, wherever they are. */
  end(): void {
    const words = this.#words;
    // Below every unit: claims from now on are dropped.
    Atomics.store(words, FAILED, -1);
    Atomics.and(words, ENTRY, ~OPEN);
    for (const member of this.#members) member.end();
    // A terminated thread stops at its next loop or call. Nobody can be asked whether it has, but a millisecond is
    // thousands of those: afterwards no worker writes into arrays that the program may let go of.
    Atomics.wait(words, LEFT, Atomics.load(words, LEFT), 1);
  }
}
