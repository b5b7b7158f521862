// What a program's threads know of the thread that watches: how it is started, told of counters, and asked for records.
import {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  Worker,
} from "node:worker_threads";
import type { RecordConfig } from "./config.ts";
import type { Counters } from "./counters.ts";
import { threadFile } from "./here.ts";
import { type Heeded, SIGNALS } from "./interrupt.ts";
import type { WatchedLines } from "./kernel-lines.ts";
import { channelName, type ToWatch, type WatchStart } from "./watch-messages.ts";

/** Under this key a process's threads find the word that says that the watching thread listens. */
const UP = "amdahl.profile.up";
const SOON_MS = 2000;
/** A thread that runs native code cannot be broken in on; whoever asks should not wait for it for long. */
const ANSWER_MS = 3000;
/** A heap of a million objects takes 15 seconds to write. */
const HEAP_MS = 600_000;

/** The watching thread as the others see it. */
export class Watch {
  readonly #tell: (message: ToWatch) => void;
  readonly #end: () => void;

  /** Which signals the main thread's program listens for by itself. */
  readonly heeded: Heeded = new Int32Array(new SharedArrayBuffer(4 * SIGNALS.length));

  /** How long to wait for an answer, for others and for oneself. */
  readonly #patience: number;

  /** @param config whose `observer` may ask for records */
  constructor({ observer, heap = false }: Pick<RecordConfig, "observer" | "heap">) {
    const patience = heap ? HEAP_MS : ANSWER_MS;
    this.#patience = 3 * patience;
    [this.#tell, this.#end] = isMainThread
      ? started({ socket: observer?.socket, heeded: this.heeded, patience })
      : [found(), () => {}];
  }

  /** Ends the watching thread, if this one has started it. */
  end(): void {
    this.#end();
  }

  counters(memory: Counters): void {
    this.#tell({ kind: "counters", memory });
  }

  /** Compiled code will say which of its lines is at work. */
  lines(watched: WatchedLines): void {
    this.#tell({ kind: "lines", watched });
  }

  /** Awaits read the time from this. */
  clock(clock: Float64Array): void {
    this.#tell({ kind: "clock", clock });
  }

  /** There will be another thread. */
  threads(): void {
    this.#tell({ kind: "threads" });
  }

  /** Has the record of a thread written that is to be ended, and waits for it in place. */
  writeNow(thread: number): void {
    this.#wait((done) => ({ kind: "write", thread, done }));
  }

  /** Has those of all threads but the main one written, which is about to end. */
  writeOthersNow(): void {
    this.#wait((done) => ({ kind: "write others", done }));
  }

  /** Has all records of all processes of the program written, and waits for it in place. */
  writeAllNow(): void {
    this.#wait((done) => ({ kind: "write all", done }));
  }

  #wait(message: (done: Int32Array) => ToWatch): void {
    const done = new Int32Array(new SharedArrayBuffer(4));
    this.#tell(message(done));
    Atomics.wait(done, 0, 0, this.#patience);
  }
}

function started(about: Omit<WatchStart, "pid" | "up">): [tell: (message: ToWatch) => void, end: () => void] {
  const up = new Int32Array(new SharedArrayBuffer(4));
  setEnvironmentData(UP, up);
  const workerData: WatchStart = { pid: process.pid, ...about, up };
  // Neither flags nor variables: it must not profile itself.
  const worker = new Worker(threadFile("watchdog"), {
    workerData,
    execArgv: [],
    env: {},
    name: "amdahl profile",
  });
  worker.unref();
  return [(message) => worker.postMessage(message), () => void worker.terminate()];
}

function found(): (message: ToWatch) => void {
  const up = getEnvironmentData(UP) as Int32Array | undefined;
  if (up === undefined) return () => {};
  // Messages on a channel that nobody listens to yet are lost.
  Atomics.wait(up, 0, 0, SOON_MS);
  const channel = new BroadcastChannel(channelName(process.pid));
  (channel as unknown as { unref(): void }).unref();
  return (message) => channel.postMessage(message);
}
