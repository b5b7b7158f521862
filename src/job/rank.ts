// What a rank's thread runs: take the seat, make what is printed go out at once, and run the program as its main program.
import Module from "node:module";
import { inspect } from "node:util";
import { type MessagePort, setEnvironmentData, workerData } from "node:worker_threads";
import { ACTIVE, FINISHED, LEFT, PHASE, rankWord, TEXT_BYTES } from "./layout.ts";
import { Printer } from "./printer.ts";
import { RANK_OF_THREADS, takeSeat } from "./seat.ts";

/** What the supervisor gives a rank. */
export interface RankStart {
  readonly memory: SharedArrayBuffer;
  readonly rank: number;
  readonly program: string;
  readonly tagged: boolean;
  /** Where the rank tells how it failed. */
  readonly port: MessagePort;
}

/** How a rank failed: by an error that nobody caught, or by process.exit with a status. */
export type Failure = { readonly error: string } | { readonly status: number };

const { memory, rank, program, tagged, port } = workerData as RankStart;
const words = new Int32Array(memory);

takeSeat({ memory, rank });
setEnvironmentData(RANK_OF_THREADS, rank);
const printers = (["stdout", "stderr"] as const).map((name, i) => {
  const printer = new Printer(words, rank, i + 1, tagged ? `[${rank}] ` : "");
  Object.defineProperty(process, name, { value: printer, configurable: true, enumerable: true });
  return printer;
});

/**
 * Tells the supervisor, which ends the job, and waits for that: a thread that ends by itself takes its memory along,
 * which another rank may be copying a message out of.
 */
function fail(failure: Failure): void {
  for (const printer of printers) printer.finish();
  port.postMessage(failure);
  Atomics.wait(words, rankWord(rank, TEXT_BYTES), Atomics.load(words, rankWord(rank, TEXT_BYTES)));
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

port.unref();
Atomics.store(words, rankWord(rank, PHASE), ACTIVE);
process.argv[1] = program;
Module.runMain();
