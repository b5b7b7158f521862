// What runs a rank, as a thread or as a process: take the seat, make what is printed go out at once, and run the program
// as its main program.
import Module from "node:module";
import { inspect } from "node:util";
import { isMainThread, setEnvironmentData } from "node:worker_threads";
import { ACTIVE, FINISHED, LEFT, PHASE, rankWord, TEXT_BYTES } from "./layout.ts";
import type { Failure } from "./options.ts";
import { Printer } from "./printer.ts";
import { startOfProcess } from "./process-start.ts";
import { RANK_OF_THREADS, takeSeat } from "./seat.ts";
import { sleepForEver } from "./sleep.ts";
import { startOfThread } from "./thread-start.ts";

const { seat, program, tagged, tell } = isMainThread ? startOfProcess() : startOfThread();
const { memory, rank } = seat;
const words = new Int32Array(memory);

takeSeat(seat);
setEnvironmentData(RANK_OF_THREADS, rank);
const printers = (["stdout", "stderr"] as const).map((name, i) => {
  const printer = new Printer(words, rank, i + 1, tagged ? `[${rank}] ` : "");
  Object.defineProperty(process, name, { value: printer, configurable: true, enumerable: true });
  return printer;
});

/**
 * Tells the supervisor, which ends the job, and waits for that: a rank that ends by itself takes its memory along, which
 * another rank may be copying a message out of.
 */
function fail(failure: Failure): void {
  for (const printer of printers) printer.finish();
  tell(failure);
  sleepForEver(words, rankWord(rank, TEXT_BYTES));
}

process.on("uncaughtExceptionMonitor", (error: unknown) => {
  if (process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback()) return;
  fail({ error: error instanceof Error ? (error.stack ?? String(error)) : inspect(error) });
});

let left = false;
const exit = process.exit;
process.exit = (code) => {
  left = true;
  return exit(code);
};
process.on("exit", (status) => {
  for (const printer of printers) printer.finish();
  if (status !== 0) fail({ status });
  Atomics.store(words, rankWord(rank, PHASE), left ? LEFT : FINISHED);
});

Atomics.store(words, rankWord(rank, PHASE), ACTIVE);
process.argv[1] = program;
Module.runMain();
