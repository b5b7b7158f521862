// The local engine: ranks of one process, or a program that was started by itself and is a job of one rank.

import { getEnvironmentData } from "node:worker_threads";
import {
  bytesFor,
  CONTEXT,
  capacityFor,
  format,
  RANK_OF_THREADS,
  type Seat,
  SIZE,
  seat,
} from "../../../job/index.ts";
import { ERR_OTHER } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import { ANY, type Engine } from "../face.ts";
import { LocalContext } from "./context.ts";
import { type Here, progress, tellAwaited, until } from "./here.ts";
import { Port } from "./port.ts";
import type { Active } from "./running.ts";
import { Waiting } from "./wait.ts";

/** A job of this thread alone. Throws Exception in a thread that a rank has started: it is no rank. */
function alone(): Seat {
  const rank = getEnvironmentData(RANK_OF_THREADS);
  if (rank !== undefined) {
    throw new Exception(
      ERR_OTHER,
      `this thread was started by rank ${String(rank)}, whose own thread is the one that calls MPI`,
    );
  }
  const capacity = capacityFor(1);
  const memory = new SharedArrayBuffer(bytesFor(1, capacity));
  format(new Int32Array(memory), 1, capacity);
  return { memory, rank: 0 };
}

/** The engine of this thread's rank. */
export function localEngine(): Engine {
  const { memory, rank } = seat() ?? alone();
  const words = new Int32Array(memory);
  const size = words[SIZE];
  const waiting = new Waiting(words, rank, size, () => tellAwaited(here));
  const here: Here = {
    words,
    port: new Port(memory, rank, waiting.giveWay),
    waiting,
    active: new Set<Active>(),
    moving: false,
  };
  const world = new LocalContext(
    here,
    0,
    Array.from({ length: size }, (_, i) => i),
  );
  const finalize = () => {
    const flushed = () => {
      progress(here);
      return !here.port.outgoing.pending;
    };
    if (!flushed()) until(here, flushed, "Finalize", ANY, ANY, 0);
  };
  // Before the rank is said to have ended. A rank that fails does not wait: its job ends.
  process.prependListener("exit", (status) => {
    if (status === 0) finalize();
  });
  return {
    name: "local",
    world,
    self: new LocalContext(here, CONTEXT, [rank]),
    until: (look) => until(here, look, "Wait", ANY, ANY, 0),
    awaited: (look) => waiting.awaited(look),
    keep: (advance) => {
      const active = {
        done: false,
        advance: () => {
          active.done = advance();
          return active.done;
        },
      };
      here.active.add(active);
    },
    library: () => "amdahl's own, ranks that share memory",
    version: () => [5, 0],
    oneClock: true,
    finalize() {
      finalize();
      world.blocking.barrier();
    },
    abort: (status) => process.exit(status === 0 ? 1 : status),
  };
}
