// One worker thread as its owner sees it: started, sent payloads, listened to.
import { existsSync } from "node:fs";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { type Packed, unpack } from "./failure.ts";
import { busy, type Delivery, messages, native, type Start } from "./layout.ts";
import { isDead } from "./osthread.ts";
import type { Failure } from "./units.ts";

/** What a worker posts: the first unit of a claim that threw, or -1 for a payload that it could not prepare. */
export interface Report {
  readonly first: number;
  readonly error: Packed;
}

/**
 * What workers run: a file of its own beside this one. Throws if there is none: Node starts threads from files, and a
 * bundler has made one file of all (in CommonJS without even an `import.meta.url`).
 */
function workerFile(): URL {
  const url: string | undefined = import.meta.url;
  const file = url && new URL(url.endsWith(".ts") ? "./worker.ts" : "./worker.cjs", url);
  if (file && existsSync(file)) return file;
  throw new Error(
    "amdahl has been bundled, and its worker.cjs is not beside it. Parallel loops run on one thread, with the same " +
      "results. Leave amdahl out of the bundle (esbuild: --external:amdahl).",
  );
}

/** A worker of a team, working as its thread `slot`. */
export class Member {
  readonly #words: Int32Array;
  readonly #slot: number;
  readonly #worker: Worker;
  readonly #port: MessagePort;

  /** Starts the thread, which takes part when it has come up. Throws where threads are not allowed. */
  constructor(block: SharedArrayBuffer, slot: number, runner: string) {
    const file = workerFile();
    const channel = new MessageChannel();
    const start: Start = { block, slot, runner, port: channel.port2 };
    this.#words = new Int32Array(block);
    this.#slot = slot;
    this.#port = channel.port1;
    this.#worker = new Worker(file, {
      workerData: start,
      transferList: [channel.port2],
      // Neither the program's debugger and profiler switches nor its loaders belong in here: NODE_OPTIONS counts as
      // well, and coverage would be written at the termination of every worker.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: environment(),
      // Nobody would hear it: its event loop does not turn. Joining it to the program's own streams, which most
      // programs have not opened before their first kernel, would take this thread 2 ms.
      stdout: true,
      stderr: true,
      name: `amdahl team ${slot}`,
    });
    // A team never keeps a finished program alive.
    this.#worker.unref();
    this.#worker.on("error", (error) => complain("ended", error));
  }

  /** Posts a payload, or that one is no longer needed. */
  send(delivery: Delivery): void {
    this.#port.postMessage(delivery);
    // After the post: a counted message is there. Before the door opens: whoever comes in has seen the count.
    Atomics.add(this.#words, messages(this.#slot), 1);
  }

  /** The lowest of `lowest` and the failures that this worker has posted. */
  collect(lowest: Failure | undefined): Failure | undefined {
    let found = lowest;
    for (;;) {
      const message = receiveMessageOnPort(this.#port);
      if (message === undefined) return found;
      const { first, error } = message.message as Report;
      const thrown = unpack(error, `thread ${this.#slot} of amdahl's team`);
      if (first < 0) complain("takes no part in a parallel loop", thrown);
      else if (found === undefined || first < found.first) found = { first, error: thrown };
    }
  }

  /** Whether the thread is known to have ended inside a fork. */
  get lost(): boolean {
    return this.#words[busy(this.#slot)] === 1 && isDead(Atomics.load(this.#words, native(this.#slot)));
  }

  /** Stops the thread, wherever it is. */
  end(): void {
    void this.#worker.terminate();
  }
}

/** The environment of a worker: the program's, without what would change how Node starts. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...rest } = process.env;
  return rest;
}

const complaints = new Set<string>();

/** A team with fewer threads gives the same answers, later: a warning, once, not an error. */
export function complain(what: string, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  if (complaints.has(text)) return;
  complaints.add(text);
  process.emitWarning(`A thread of amdahl's team ${what}: ${error instanceof Error ? error.stack : text}`);
}
