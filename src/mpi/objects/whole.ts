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
import { brieflyUnpacked, isPacked, packed, packedInto, unpacked } from "./packed.ts";
import type { Receiving } from "./receiving.ts";

/** Messages up to here are received in the same memory, one after the other. */
const ROOM = 16_384;
const incoming = new Uint8Array(ROOM);
const words = new DataView(incoming.buffer);

/** What every library sends at once, whether or not somebody receives. */
const EAGER = 2048;

/**
 * Sends a value and returns when it may be changed: at once, since what is sent is a copy, unless the receiver must have
 * begun. Its receive, if it was begun, moves on in calls of its rank's only that do not block in the library.
 */
export function send(context: Context, value: unknown, dest: number, tag: number, mode: Mode): void {
  let room: Uint8Array | undefined;
  const { memory, end } = packedInto(value, EAGER, (bytes) => {
    room = rooms.room(bytes);
    return room;
  });
  if (room === undefined) context.send(memory, end, dest, tag, mode);
  else if (mode === "synchronous") {
    context.send(room, end, dest, tag, mode);
    rooms.give(room);
  } else rooms.lend(room, context.isend(room, end, dest, tag, mode));
}

/** Memory for long messages: new memory costs more than the copy that is made into it. */
class Rooms {
  /** Rooms that nobody uses, and those that are on their way. */
  readonly #free: Uint8Array[] = [];
  #lent: { readonly memory: Uint8Array; readonly operation: Operation }[] = [];

  /** Gives a room away until what was begun with it is done. */
  lend(memory: Uint8Array, operation: Operation): void {
    this.#lent.push({ memory, operation });
  }

  /** Memory of at least so many bytes. */
  room(bytes: number): Uint8Array {
    this.#lent = this.#lent.filter(({ memory, operation }) => {
      if (!operation.test()) return true;
      this.give(memory);
      return false;
    });
    const at = this.#free.findIndex((memory) => memory.length >= bytes);
    if (at >= 0) return this.#free.splice(at, 1)[0];
    return new Uint8Array(Math.max(ROOM, 2 ** Math.ceil(Math.log2(bytes))));
  }

  /** Takes a room back; of many that are free the least goes. */
  give(memory: Uint8Array): void {
    if (memory.length > MOST_KEPT) return;
    this.#free.push(memory);
    if (this.#free.length > ROOMS) this.#free.sort((a, b) => b.length - a.length).pop();
  }
}

/** Rooms that are kept, and how long one of them may be. */
const ROOMS = 4;
const MOST_KEPT = 2 ** 26;

const rooms = new Rooms();

/** Begins to send a value, as it is now. */
export function isend(context: Context, value: unknown, dest: number, tag: number, mode: Mode): Operation[] {
  const all = packed(value);
  return [context.isend(all, all.length, dest, tag, mode)];
}

/** Receives a value, and fills `into`. */
export function receive(context: Context, source: number, tag: number, into: Envelope): unknown {
  context.probe(source, tag, into);
  const { bytes } = into;
  if (bytes <= ROOM) {
    context.receive(incoming, bytes, into.source, into.tag, into);
    const brief = brieflyUnpacked(words, bytes);
    if (brief !== undefined) return brief.value;
    return spelledValue(incoming.subarray(0, bytes), into);
  }
  const room = rooms.room(bytes);
  context.receive(room, bytes, into.source, into.tag, into);
  const value = spelledValue(room.subarray(0, bytes), into);
  rooms.give(room);
  return value;
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
  /** It has its message, and is beginning to receive it: that may look at others that were begun, and so come here again. */
  #taken = false;

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
    if (!this.#taken) {
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
    this.#taken = true;
    Object.assign(this.envelope, arrived.envelope);
    this.#memory = new Uint8Array(arrived.envelope.bytes);
    this.#operation = arrived.receive(this.#memory, this.#memory.length);
  }

  cancel(): void {
    if (this.#taken || this.envelope.cancelled) return;
    const list = begun.get(this.#context) ?? [];
    list.splice(list.indexOf(this), 1);
    this.envelope.cancelled = true;
  }

  finish(): unknown {
    return this.envelope.cancelled ? undefined : spelledValue(this.#memory, this.envelope);
  }
}
