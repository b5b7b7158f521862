// One thread of a profiled program: it samples itself, counts, and writes its record when it ends or is asked to. It can be
// asked also while it runs a loop without end or sleeps, since the inspector breaks in on both.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getEnvironmentData, isMainThread, threadId } from "node:worker_threads";
import { RANK_OF_THREADS, seat } from "../../job/index.ts";
import { takeSnapshot } from "../heap/take.ts";
import { LineTimer } from "./clock.ts";
import type { RecordConfig } from "./config.ts";
import type { Counters } from "./counters.ts";
import { packageUrl, profilerUrl } from "./here.ts";
import { KernelLines, type WatchedLines } from "./kernel-lines.ts";
import { launchedRank } from "./launched.ts";
import { Loading } from "./loading.ts";
import { MemoryReader } from "./memory.ts";
import type { ThreadRecord } from "./record.ts";
import { Sampler } from "./sampler.ts";

/** Where the watching thread finds the recording of a thread that it breaks in on. */
export const RECORDING = "amdahl.profile";

const holder = globalThis as unknown as Record<symbol, Recording | undefined>;

/** The recording of this thread that is under way, whichever copy of amdahl has begun it. */
export function recordingHere(): Pick<Recording, "mark"> | undefined {
  return holder[Symbol.for(RECORDING)];
}

/** What a recording tells the thread that watches. */
interface Watching {
  counters(counters: Counters): void;
  lines(watched: WatchedLines): void;
  clock(clock: Float64Array): void;
}

/** A recording that is under way. */
export class Recording {
  readonly #config: RecordConfig;
  readonly #began = Date.now();
  readonly #memory: MemoryReader | undefined;
  readonly #timer: LineTimer | undefined;
  readonly #loading: Loading;
  readonly #sampler: Sampler | undefined;
  readonly #kernels: KernelLines | undefined;
  #writing: "not yet" | "now" | "over" = "not yet";

  /** @param watch the thread that watches, if there is one */
  constructor(config: RecordConfig, watch?: Watching) {
    this.#config = config;
    const { count, packages, interval } = config;
    const onCounters = watch && ((counters: Counters) => watch.counters(counters));
    const onClock = watch && ((clock: Float64Array) => watch.clock(clock));
    if (watch && count.lines !== "none") this.#kernels = new KernelLines((lines) => watch.lines(lines));
    this.#memory = count.memory ? new MemoryReader() : undefined;
    this.#timer = count.clock && !count.memory ? new LineTimer() : undefined;
    this.#loading = new Loading({
      count,
      packages,
      onCounters,
      onClock,
      onLines: watch && ((lines: WatchedLines) => watch.lines(lines)),
      memory: this.#memory,
      timer: this.#timer,
    });
    this.#sampler = interval > 0 ? new Sampler(interval) : undefined;
    holder[Symbol.for(RECORDING)] = this;
  }

  /** Marks a function to be looked at line by line. */
  mark(fn: (...args: never) => unknown): void {
    this.#loading.mark(fn);
  }

  /**
   * Ends the recording and writes it, if that is not done yet.
   *
   * @returns whether that is over: false where the call has broken in on this thread's writing it
   */
  write(): boolean {
    if (this.#writing !== "not yet") return this.#writing === "over";
    this.#writing = "now";
    try {
      const record = this.#end();
      const { folder, heap = false } = this.#config;
      mkdirSync(folder, { recursive: true });
      const name = join(folder, `${process.pid}-${threadId}`);
      if (heap) takeSnapshot(`${name}.heapsnapshot`);
      const file = `${name}.json`;
      // Under its last name it is whole: the process may be ended at any moment.
      writeFileSync(`${file}.part`, JSON.stringify(record));
      renameSync(`${file}.part`, file);
    } finally {
      this.#writing = "over";
    }
    return true;
  }

  /** Ends the recording, and gives what it recorded. */
  end(): ThreadRecord {
    delete holder[Symbol.for(RECORDING)];
    return this.#end();
  }

  #end(): ThreadRecord {
    const profile = this.#sampler?.stop();
    this.#loading.end();
    return {
      format: "amdahl-thread-1",
      node: process.version,
      pid: process.pid,
      thread: threadId,
      rank: rankHere(),
      isMain: isMainThread || seat() !== undefined,
      argv: process.argv.slice(1),
      began: this.#began,
      profiler: profilerUrl,
      library: packageUrl,
      profile,
      memory: this.#memory?.end(),
      clock: this.#timer?.end(),
      kernels: this.#kernels?.end() ?? [],
      files: this.#loading.files(),
      uncounted: this.#loading.uncounted,
    };
  }
}

/** The rank that this thread is, or was started by; as the job's supervisor or an MPI launcher says. */
function rankHere(): number | undefined {
  const own = seat()?.rank ?? (getEnvironmentData(RANK_OF_THREADS) as number | undefined);
  if (own !== undefined) return own;
  return launchedRank()?.rank;
}
