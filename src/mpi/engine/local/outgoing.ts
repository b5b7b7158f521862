// The way out of a rank: records written into the rings of others, kept in order while there is no room, and long
// messages sent in pieces once they are asked for.
import { CAPACITY, HEADER, ring, ringAt, SIZE } from "../../../job/index.ts";
import type { Memory } from "../face.ts";
import type { Copier } from "./copy.ts";
import { type ASK, type DONE, HELP, MESSAGE, OFFER, PIECE, SYNCHRONOUS } from "./records.ts";
import { Sending } from "./requests.ts";
import { mostPayload, Outbox } from "./ring.ts";

/** The longest message that is copied twice, at once, rather than once and later. */
const EAGER = 16 * 1024;

/** A record that found no room. `sending` is done once it is written, if it is a message. */
interface Held {
  readonly flag: number;
  readonly tag: number;
  readonly context: number;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
  readonly sending: Sending | undefined;
}

export class Outgoing {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #copier: Copier;
  readonly #outboxes: Outbox[] = [];
  readonly #most: number;
  readonly #eager: number;
  /** Messages whose receivers owe an answer, by their numbers. */
  readonly #sendings = new Map<number, Sending>();
  #lastId = 0;
  /** Records that found no room, in order, by destination; and streams that are asked for. */
  readonly #held: Held[][] = [];
  readonly #streams: Sending[] = [];
  /** How many of both there are: usually none, and then nobody looks. */
  #owed = 0;

  constructor(words: Int32Array, copier: Copier, rank: number) {
    this.#words = words;
    this.#floats = new Float64Array(words.buffer);
    this.#copier = copier;
    const [size, capacity] = [words[SIZE], words[CAPACITY]];
    this.#most = mostPayload(capacity);
    this.#eager = Math.min(EAGER, this.#most);
    for (let peer = 0; peer < size; peer++) {
      this.#outboxes.push(new Outbox(words, ringAt(rank, peer, size, capacity), capacity));
      this.#held.push([]);
    }
  }

  /** Whether something waits for room. */
  get owes(): boolean {
    return this.#owed > 0;
  }

  /** Whether a message of this rank's has not left its memory yet, or not been received by whom it says so to. */
  get pending(): boolean {
    return this.#owed > 0 || this.#sendings.size > 0;
  }

  /** A number for something that is answered later. */
  newId(): number {
    // Numbers come again after 2^31 messages; none of the first is then still waiting.
    this.#lastId = this.#lastId === 2 ** 31 - 1 ? 1 : this.#lastId + 1;
    return this.#lastId;
  }

  /**
   * Sends a short message at once, if there is room: true if it is done. The way of most messages, which makes nothing
   * that must be collected.
   */
  now(memory: Memory, bytes: number, dest: number, tag: number, context: number): boolean {
    if (bytes > this.#eager || this.#held[dest].length > 0) return false;
    const outbox = this.#outboxes[dest];
    const at = outbox.claim(bytes);
    if (at < 0) return false;
    if (bytes > 0) this.#copier.out(memory, 0, bytes, at + HEADER);
    outbox.post(at, MESSAGE, bytes, tag, context, bytes, 0, 0);
    ring(this.#words, dest);
    return true;
  }

  /** Begins to send. A `synchronous` send is done when its message is received, others when `memory` may change. */
  send(
    memory: Memory,
    bytes: number,
    dest: number,
    tag: number,
    context: number,
    synchronous: boolean,
  ): Sending {
    const short = bytes <= this.#eager;
    const flag = short ? (synchronous ? SYNCHRONOUS : MESSAGE) : OFFER;
    const id = flag === MESSAGE ? 0 : this.newId();
    const sending = new Sending(memory, bytes, dest, tag, context, flag, id);
    if (id !== 0) this.#sendings.set(id, sending);
    this.#emit(dest, { flag, tag, context, bytes, from: id, to: 0, sending });
    return sending;
  }

  /** Tells `dest` that its message `to` was received (DONE), or is to be sent as the receiver's number `from` (ASK). */
  answer(dest: number, flag: typeof DONE | typeof ASK, to: number, from = 0): void {
    this.#emit(dest, { flag, tag: 0, context: 0, bytes: 0, from, to, sending: undefined });
  }

  /** Asks `dest` to help with copying its message `to` to an address. Where there is no room, nobody need help. */
  askForHelp(dest: number, to: number, address: number, bytes: number, message: number): void {
    if (this.#held[dest].length > 0) return;
    const outbox = this.#outboxes[dest];
    const at = outbox.claim(8);
    if (at < 0) return;
    this.#floats[(at + HEADER) / 8] = address;
    outbox.post(at, HELP, 8, 0, 0, bytes, message, to);
    ring(this.#words, dest);
  }

  /** The memory of a message that is not received yet. */
  memoryOf(id: number): Memory | undefined {
    return this.#sendings.get(id)?.memory;
  }

  /** The receiver has the message. */
  received(id: number): void {
    const sending = this.#sendings.get(id);
    if (sending !== undefined) sending.done = true;
    this.#sendings.delete(id);
  }

  /** The receiver wants the message in pieces, under its number `to`. */
  asked(id: number, to: number): void {
    const sending = this.#sendings.get(id);
    if (sending === undefined) return;
    this.#sendings.delete(id);
    sending.to = to;
    this.#streams.push(sending);
    this.#owed++;
  }

  /** Writes a record, or keeps it until there is room. */
  #emit(dest: number, held: Held): void {
    if (this.#held[dest].length === 0 && this.#write(dest, held)) return;
    this.#held[dest].push(held);
    this.#owed++;
  }

  /** Where a record can be written; -1 if there is no room, and then the reader rings when there is. */
  #claim(outbox: Outbox, payload: number): number {
    const at = outbox.claim(payload);
    return at < 0 && outbox.want(payload) ? outbox.claim(payload) : at;
  }

  /** Whether there was room. */
  #write(dest: number, held: Held): boolean {
    const { flag, tag, context, bytes, from, to, sending } = held;
    const whole = flag === MESSAGE || flag === SYNCHRONOUS;
    const payload = whole ? bytes : flag === OFFER ? 8 : 0;
    const outbox = this.#outboxes[dest];
    const at = this.#claim(outbox, payload);
    if (at < 0) return false;
    if (sending !== undefined) {
      if (flag === OFFER) this.#floats[(at + HEADER) / 8] = this.#copier.address(sending.memory);
      else if (payload > 0) this.#copier.out(sending.memory, 0, payload, at + HEADER);
      if (flag === MESSAGE) sending.done = true;
    }
    outbox.post(at, flag, payload, tag, context, bytes, from, to);
    ring(this.#words, dest);
    return true;
  }

  /** Writes records and pieces that had no room, as far as there is room now. Whether there was some. */
  pay(): boolean {
    let some = false;
    for (let dest = 0; dest < this.#held.length; dest++) {
      const held = this.#held[dest];
      while (held.length > 0 && this.#write(dest, held[0])) {
        held.shift();
        this.#owed--;
        some = true;
      }
    }
    for (let i = this.#streams.length - 1; i >= 0; i--) {
      const sending = this.#streams[i];
      while (!sending.done && this.#piece(sending)) some = true;
      if (!sending.done) continue;
      this.#streams.splice(i, 1);
      this.#owed--;
    }
    return some;
  }

  /** Sends the next piece of a stream, if there is room. */
  #piece(sending: Sending): boolean {
    const { dest, memory, bytes, gone, to } = sending;
    const length = Math.min(bytes - gone, this.#most);
    const outbox = this.#outboxes[dest];
    const at = this.#claim(outbox, length);
    if (at < 0) return false;
    this.#copier.out(memory, gone, length, at + HEADER);
    outbox.post(at, PIECE, length, 0, 0, length, 0, to);
    ring(this.#words, dest);
    sending.gone = gone + length;
    sending.done = sending.gone === bytes;
    return true;
  }
}
