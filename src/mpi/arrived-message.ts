// A message that a probe has taken out of the matching, and how what is received gets into a program's memory.
import { type BufSpec, bytesIn, bytesOf, type Message, message } from "./buffer-spec.ts";
import { ERR_ARG, PROC_NULL } from "./constants.ts";
import type { Arrived, Context, Operation } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { type Receiving, receivingArrived } from "./objects/message.ts";
import { done, Request, truncation, type Until, type Work } from "./request.ts";
import type { Status } from "./status.ts";

/** Calls `advance` now and then until it is true; set by the engine in use. */
export type Keep = (advance: () => boolean) => void;

/** What the calls of a communicator need of its engine. */
export interface InEngine {
  readonly context: Context;
  readonly until: Until;
  readonly keep: Keep;
}

/** A request for a value that is being received. */
export function requestOf<T>(receiving: Receiving, { until, keep }: InEngine): Request<T> {
  // The sender of a long value may wait for us while we wait for something else.
  const test = () => receiving.test();
  if (!test()) keep(test);
  return new Request<T>(
    {
      test,
      wait: () => until(test),
      cancel: () => receiving.cancel(),
      finish: () => receiving.finish() as T,
      envelope: receiving.envelope,
    },
    until,
  );
}

/** The work of a receive. `memory` is where the bytes arrive: `into` itself, or a packed copy. */
export const receiving = (operation: Operation, into: Message, memory: ArrayBufferView): Work<void> => ({
  test: () => operation.test(),
  wait: () => operation.wait(),
  cancel: () => operation.cancel(),
  finish: () => {
    const { envelope } = operation;
    if (memory !== into.memory) {
      into.type.spread(bytesOf(memory), envelope.bytes, bytesOf(into.memory), into.count);
    }
    if (envelope.truncated) throw truncation(envelope, bytesIn(into));
  },
  envelope: operation.envelope,
});

/** A communicator, and what its probes are told. */
interface Probing<About extends unknown[]> {
  Mprobe(...about: About): ArrivedMessage;
  Improbe(...about: About): ArrivedMessage | null;
}

/**
 * A message that a probe has taken: only its holder can receive it, once. `MPI.Message` by name.
 *
 * @example
 * if (comm.rank === 0) comm.Send(new Float64Array(5), { dest: 1 });
 * if (comm.rank === 1) {
 *   const status = new MPI.Status();
 *   const message = comm.Mprobe({ status });
 *   message.Recv(new Float64Array(status.Get_count(MPI.DOUBLE)));
 * }
 */
export class ArrivedMessage {
  #arrived: Arrived | undefined;
  #taken = false;
  readonly #engine: InEngine;

  /** Messages come from `Mprobe` and `Improbe`; `undefined` is what is received from `PROC_NULL`. */
  constructor(arrived: Arrived | undefined, engine: InEngine) {
    this.#arrived = arrived;
    this.#engine = engine;
  }

  /** As `comm.Mprobe`, with what that takes. */
  static Probe<About extends unknown[]>(comm: Probing<About>, ...about: About): ArrivedMessage {
    return comm.Mprobe(...about);
  }

  /** As `comm.Improbe`, with what that takes. */
  static Iprobe<About extends unknown[]>(comm: Probing<About>, ...about: About): ArrivedMessage | null {
    return comm.Improbe(...about);
  }

  /** As `Probe`, of a value. */
  static probe<About extends unknown[]>(comm: Probing<About>, ...about: About): ArrivedMessage {
    return comm.Mprobe(...about);
  }

  /** As `Iprobe`, of a value. */
  static iprobe<About extends unknown[]>(comm: Probing<About>, ...about: About): ArrivedMessage | null {
    return comm.Improbe(...about);
  }

  /** Receives it into a buffer. */
  Recv(buf: BufSpec, status?: Status | null): void {
    this.Irecv(buf).Wait(status);
  }

  /** Begins to receive it into a buffer. */
  Irecv(buf: BufSpec): Request {
    const into = message(buf);
    const arrived = this.#take();
    const { until } = this.#engine;
    if (arrived === undefined) return new Request(done(undefined, PROC_NULL), until);
    const room = bytesIn(into);
    const memory = into.type.isContiguous ? into.memory : new Uint8Array(room);
    return new Request(receiving(arrived.receive(memory, room), into, memory), until);
  }

  /** Receives it as the value that `send` sent. */
  recv<T = unknown>(status?: Status | null): T {
    return this.irecv<T>().wait(status);
  }

  /** Begins to receive it as a value. */
  irecv<T = unknown>(): Request<T> {
    const arrived = this.#take();
    if (arrived === undefined) return new Request(done(undefined as T, PROC_NULL), this.#engine.until);
    return requestOf<T>(receivingArrived(this.#engine.context, arrived), this.#engine);
  }

  #take(): Arrived | undefined {
    if (this.#taken) throw new Exception(ERR_ARG, "this message was received already");
    this.#taken = true;
    const arrived = this.#arrived;
    this.#arrived = undefined;
    return arrived;
  }
}
