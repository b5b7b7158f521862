// Starts the ranks of a job and looks after them: the first error ends all, and a job in which nothing can move any more
// is reported and ended.
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ABORTED,
  bytesFor,
  capacityFor,
  DEADLOCKED,
  format,
  JOB,
  MAX_RANKS,
  rankWord,
  TEXT_BYTES,
} from "./layout.ts";
import type { Failure, JobOptions, Ranks } from "./options.ts";
import { writeAll } from "./printer.ts";
import { processes } from "./processes.ts";
import { threads } from "./threads.ts";
import { deadlockReport, sleeps, Watch } from "./watch.ts";

/** How often to look for a deadlock. Two looks see one. */
const LOOK_MS = 100;
/** How long blocked ranks are given to say where they are. */
const PLACES_MS = 1000;
/** What a job ends with whose time is over: as timeout(1). */
const TIMED_OUT = 124;

/** A signal's number, which a shell adds to 128. */
const SIGNALS: Readonly<Record<string, number>> = constants.signals;

/**
 * Runs a program as ranks and resolves when all have come to their end. Where one fails, the job does not come back: it
 * prints what happened and ends the process with that rank's status, at once.
 *
 * @throws RangeError for a size that is none
 */
export async function runJob(options: JobOptions): Promise<void> {
  const { size } = options;
  if (!Number.isInteger(size) || size < 1 || size > MAX_RANKS) {
    throw new RangeError(`a job has 1 to ${MAX_RANKS} ranks, not ${size}`);
  }
  const capacity = capacityFor(size);
  const bytes = bytesFor(size, capacity);
  const ranks = options.kind === "process" ? processes(options, bytes) : threads(options, bytes);
  const job: Job = { ranks, words: new Int32Array(ranks.memory), size };
  format(job.words, size, capacity);
  const timers: NodeJS.Timeout[] = [];
  if (options.timeout !== undefined) {
    const late = () => {
      say(`the job was ended after ${options.timeout} s (--timeout)`);
      end(job, TIMED_OUT);
    };
    timers.push(setTimeout(late, options.timeout * 1000));
  }
  if (options.reportDeadlock !== false) timers.push(watch(job));
  const running = Array.from({ length: size }, (_, rank) =>
    ranks.start(rank, (failure) => failed(job, rank, failure)),
  );
  await Promise.all(running);
  for (const timer of timers) clearTimeout(timer);
}

/** A job that runs. */
interface Job {
  readonly ranks: Ranks;
  readonly words: Int32Array;
  readonly size: number;
}

function failed(job: Job, rank: number, failure: Failure): void {
  const who = `rank ${rank} of ${job.size} ended the job`;
  if ("error" in failure) {
    say(`${who} by an error that it did not catch:\n${failure.error}`);
    end(job, 1);
  } else if ("signal" in failure) {
    say(`${who}: it was ended by ${failure.signal}`);
    end(job, 128 + (SIGNALS[failure.signal] ?? 0));
  } else {
    say(`${who}: it left with exit code ${failure.status}`);
    end(job, failure.status);
  }
}

function watch(job: Job): NodeJS.Timeout {
  const looking = new Watch(job.words, job.size, job.ranks.wake);
  const timer = setInterval(() => {
    if (!looking.deadlocked()) return;
    clearInterval(timer);
    void reportDeadlock(job);
  }, LOOK_MS);
  return timer;
}

async function reportDeadlock(job: Job): Promise<void> {
  const { words, size } = job;
  const asleep = Array.from({ length: size }, (_, rank) => rank).filter((rank) => sleeps(words, rank));
  // What each is blocked in stands there already; where in the program only the rank itself can say.
  Atomics.store(words, JOB, DEADLOCKED);
  for (const rank of asleep) job.ranks.wake(rank);
  const until = performance.now() + PLACES_MS;
  const silent = () => asleep.some((rank) => Atomics.load(words, rankWord(rank, TEXT_BYTES)) === 0);
  while (silent() && performance.now() < until) await sleep(1);
  say(deadlockReport(words, size));
  end(job, 1);
}

let ending = false;

/** What is printed counts: of several ranks that fail, the first is the reason. */
function say(text: string): void {
  if (!ending) writeAll(2, `amdahl: ${text}\n`);
}

/** Ends the job and this process. */
function end({ ranks, words, size }: Job, status: number): void {
  if (ending) return;
  ending = true;
  Atomics.store(words, JOB, ABORTED);
  for (let rank = 0; rank < size; rank++) ranks.wake(rank);
  ranks.end(status);
}
