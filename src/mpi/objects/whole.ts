// A value as one message, for engines that have no way beside the message: whoever receives it asks how long it is first.
// A receive that is begun has no memory to give yet, so it is not the engine's: it takes its message out of the matching
// once there is one, in the order in which such receives were begun.
import { ERR_OTHER } from "../constants.ts";
import {
  ANY,
  type Arrived,
  type Context,
  type Envelope,
  emptyEnvelope,
  type Mode,
  type Operation,
} from "../engine/face.ts";
import { Exception } from "../exception.ts";
import { isPacked, packed, unpacked } from "./packed.ts";
import type { Receiving } from "./receiving.ts";

/** Short messages are sent from here and received here. */
const ROOM = 16_384;
const outgoing = new Uint8Array(ROOM);
const incoming = new Uint8Array(ROOM);

/** What every library sends at once, whether or not somebody receives. */
const EAGER = 2048;

/**
 * Sends a value and returns when it may be changed: at once, since what is sent is a copy, unless the receiver must have
 * begun. Its receive, if it was begun, moves on in calls of its rank's only that do not block in the library.
 */
export function send(context: Context, value: unknown, dest: number, tag: number, mode: Mode): void {
  const all = packed(value, outgoing);
  if (mode === "synchronous" || all.length <= EAGER) context.send(all, all.length, dest, tag, mode);
  else context.isend(all.buffer === outgoing.buffer ? all.slice() : all, all.length, dest, tag, mode);
}

/** Begins to send a value, as it is now. */
export function isend(context: Context, value: unknown, dest: number, tag: number, mode: Mode): Operation[] {
  const all = packed(value);
  return [context.isend(all, all.length, dest, tag, mode)];
}

/** Receives a value, and fills `into`. */
export function receive(context: Context, source: number, tag: number, into: Envelope): unknown {
  context.probe(source, tag, into);
  const { bytes } = into;
  const all = bytes <= ROOM ? incoming : new Uint8Array(bytes);
  context.receive(all, bytes, into.source, into.tag, into);
  return spelledValue(all.subarray(0, bytes), into);
}

function spelledValue(all: Uint8Array, { source, tag }: Envelope): unknown {
  if (isPacked(all)) return unpacked(all);
  throw new Exception(
    ERR_OTHER,
    `the message from rank ${source} with tag ${tag} is not one of send's: receive it by Recv, as it was sent`,
  );
}

/** Receives of a context that were begun and have no message yet, in order. */
const begun = new WeakMap<Context, WholeReceiving[]>();

/** Whether a receive must wait for its turn. */
export const hasBegun = (context: Context): boolean => (begun.get(context)?.length ?? 0) > 0;

/** A value that is being received. */
export class WholeReceiving implements Receiving {
  readonly envelope: Envelope = emptyEnvelope();
  readonly #context: Context;
  readonly #source: number;
  readonly #tag: number;
  #memory = new Uint8Array(0);
  #operation: Operation | undefined;

  private constructor(context: Context, source: number, tag: number) {
    this.#context = context;
    this.#source = source;
    this.#tag = tag;
  }

  static from(context: Context, source: number, tag: number): WholeReceiving {
    const receiving = new WholeReceiving(context, source, tag);
    const list = begun.get(context) ?? [];
    list.push(receiving);
    begun.set(context, list);
    return receiving;
  }

  /** Of a message that a probe has taken. */
  static arrived(context: Context, arrived: Arrived): WholeReceiving {
    const { source, tag } = arrived.envelope;
    const receiving = new WholeReceiving(context, source, tag);
    receiving.#take(arrived);
    return receiving;
  }

  test(): boolean {
    if (this.envelope.cancelled) return true;
    if (this.#operation === undefined) {
      const arrived = this.#context.improbe(this.#source, this.#tag);
      if (arrived === undefined) return false;
      const list = begun.get(this.#context) as WholeReceiving[];
      // Of the receives that the message is for, the one that was begun first gets it.
      const at = list.findIndex((receiving) => receiving.#takes(arrived.envelope));
      list.splice(at, 1)[0].#take(arrived);
    }
    return this.#operation?.test() ?? false;
  }

  #takes({ source, tag }: Envelope): boolean {
    return (this.#source === ANY || this.#source === source) && (this.#tag === ANY || this.#tag === tag);
  }

  #take(arrived: Arrived): void {
    Object.assign(this.envelope, arrived.envelope);
    this.#memory = new Uint8Array(arrived.envelope.bytes);
    this.#operation = arrived.receive(this.#memory, this.#memory.length);
  }

  cancel(): void {
    if (this.#operation !== undefined || this.envelope.cancelled) return;
    const list = begun.get(this.#context) ?? [];
    list.splice(list.indexOf(this), 1);
    this.envelope.cancelled = true;
  }

  finish(): unknown {
    return this.envelope.cancelled ? undefined : spelledValue(this.#memory, this.envelope);
  }
}
