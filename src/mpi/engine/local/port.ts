// A rank's door to the others: sends messages, matches those that come with the receives that wait, and moves what has
// been begun. All of it happens in calls of this rank's; nothing happens between them.
//
// A message of up to EAGER bytes travels in one record, and its send is done once it is written. A longer one is offered
// (OFFER), and waits in the sender's memory until the receiver has a place for it: then the receiver copies it from
// there and says so (DONE), where it can reach that memory, with the sender's help (HELP) where both have a core; or asks
// for it (ASK) and is sent it in pieces (PIECE).
import {
  CAPACITY,
  HEADER,
  R_BYTES,
  R_CONTEXT,
  R_FROM,
  R_TAG,
  R_TO,
  ring,
  ringAt,
  SIZE,
} from "../../../job/index.ts";
import { ANY, type Memory } from "../face.ts";
import { Copier } from "./copy.ts";
import { Outgoing } from "./outgoing.ts";
import { ASK, DONE, HELP, MESSAGE, OFFER, PIECE, SYNCHRONOUS } from "./records.ts";
import { type Pending, Queue, Receiving, type Unexpected } from "./requests.ts";
import { bytesOf, Inbox } from "./ring.ts";
import { Together } from "./together.ts";

/** How long a rank looks for a message before it goes to sleep. */
export interface Patient {
  /** Looks on a core of its own, and looks in all: between the others it gives way. */
  readonly looks: number;
  readonly awake: number;
  giveWay(): void;
}

export class Port {
  readonly rank: number;
  readonly size: number;
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Uint8Array;
  readonly copier: Copier;
  /** The way out. */
  readonly outgoing: Outgoing;
  readonly #inboxes: Inbox[] = [];
  readonly #queues = new Map<number, Queue>();
  /** Receives that get pieces, by their numbers. */
  readonly #receivings = new Map<number, Receiving>();

  readonly #together: Together;

  constructor(memory: ArrayBufferLike, rank: number, giveWay: () => void) {
    this.#words = new Int32Array(memory);
    this.#floats = new Float64Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.copier = new Copier(this.#bytes);
    this.rank = rank;
    this.size = this.#words[SIZE];
    this.outgoing = new Outgoing(this.#words, this.copier, rank);
    this.#together = new Together(this.#words, this.copier, rank, giveWay);
    const capacity = this.#words[CAPACITY];
    for (let peer = 0; peer < this.size; peer++) {
      this.#inboxes.push(new Inbox(this.#words, ringAt(peer, rank, this.size, capacity), capacity));
    }
  }

  /** What waits in a context; made at its first use. */
  queue(context: number): Queue {
    let queue = this.#queues.get(context);
    if (queue === undefined) {
      queue = new Queue();
      this.#queues.set(context, queue);
    }
    return queue;
  }

  /** The receives that have found no message yet. */
  awaited(): Receiving[] {
    return [...this.#queues.values()].flatMap((queue) => queue.posted);
  }

  /** Forgets a context that no message is sent in any more. */
  close(context: number): void {
    this.#queues.delete(context);
  }

  /** Begins to receive. */
  receive(memory: Memory, capacity: number, source: number, tag: number, context: number): Receiving {
    const receiving = new Receiving(memory, capacity, source, tag, context);
    const queue = this.queue(context);
    const found = queue.find(source, tag);
    if (found < 0) queue.posted.push(receiving);
    else this.accept(receiving, queue.unexpected.splice(found, 1)[0]);
    return receiving;
  }

  /** Begins to receive a message that was taken out of its queue. */
  receiveTaken(memory: Memory, capacity: number, message: Unexpected): Receiving {
    const { source, tag, context } = message;
    const receiving = new Receiving(memory, capacity, source, tag, context);
    this.accept(receiving, message);
    return receiving;
  }

  /** Gives `receiving` a message that has come already. */
  accept(receiving: Receiving, message: Unexpected): void {
    const { source, tag, bytes, data, from, address } = message;
    if (data === undefined) {
      this.#begin(receiving, source, tag, bytes, from, address);
      return;
    }
    const fits = this.#envelope(receiving, source, tag, bytes);
    const { memory } = receiving;
    if (fits > 0) {
      new Uint8Array(memory.buffer, memory.byteOffset, fits).set(data.subarray(0, fits));
    }
    receiving.done = true;
    if (from !== 0) this.outgoing.answer(source, DONE, from);
  }

  /** Takes back a receive that has not found its message; true if it was in time. */
  cancel(receiving: Receiving): boolean {
    const { posted } = this.queue(receiving.context);
    const at = posted.indexOf(receiving);
    if (at < 0) return false;
    posted.splice(at, 1);
    receiving.cancelled = true;
    receiving.done = true;
    receiving.bytes = 0;
    return true;
  }

  /**
   * Receives a message that lies in its ring already, or comes while a rank looks without sleeping, without making anything:
   * true if it did. `into` gets source, tag and length. False also where another way must be gone.
   */
  receiveNow(
    memory: Memory,
    capacity: number,
    source: number,
    tag: number,
    context: number,
    { looks, awake, giveWay }: Patient,
    into: Pending,
  ): boolean {
    const queue = this.queue(context);
    if (queue.posted.length > 0 || queue.unexpected.length > 0) return false;
    const inbox = this.#inboxes[source];
    const words = this.#words;
    for (let n = 0; n < awake; n++) {
      const flag = inbox.peek();
      if (flag === 0) {
        // Others may wait for this rank meanwhile; and what comes from others must not fill their rings.
        if ((n & 63) === 63 && this.progress()) return false;
        if (n >= looks) giveWay();
        continue;
      }
      const { word } = inbox;
      const bytes = words[word + R_BYTES];
      const itsTag = words[word + R_TAG];
      if (
        flag !== MESSAGE ||
        words[word + R_CONTEXT] !== context ||
        (itsTag !== tag && tag !== ANY) ||
        bytes > capacity
      ) {
        return false;
      }
      if (bytes > 0) this.copier.in(memory, 0, bytes, 4 * word + HEADER);
      if (inbox.drop(bytes)) ring(words, source);
      into.source = source;
      into.tag = itsTag;
      into.bytes = bytes;
      return true;
    }
    return false;
  }

  /** Takes what has come and sends what is owed, as far as that goes at once. Whether there was anything. */
  progress(): boolean {
    let some = false;
    for (let peer = 0; peer < this.size; peer++) {
      const inbox = this.#inboxes[peer];
      for (let flag = inbox.peek(); flag !== 0; flag = inbox.peek()) {
        const payload = this.#take(peer, inbox.word, flag);
        if (inbox.drop(payload)) ring(this.#words, peer);
        some = true;
      }
    }
    return this.outgoing.owes ? this.outgoing.pay() || some : some;
  }

  /** Does what a record says; returns how much payload it has. */
  #take(peer: number, word: number, flag: number): number {
    const words = this.#words;
    const payloadAt = 4 * word + HEADER;
    switch (flag) {
      case MESSAGE:
      case SYNCHRONOUS:
      case OFFER: {
        const tag = words[word + R_TAG];
        const context = words[word + R_CONTEXT];
        const bytes = bytesOf(words, word);
        const from = flag === MESSAGE ? 0 : words[word + R_FROM];
        const address = flag === OFFER ? this.#floats[payloadAt / 8] : 0;
        const queue = this.queue(context);
        const receiving = queue.takePosted(peer, tag);
        if (receiving === undefined) {
          const data = flag === OFFER ? undefined : this.#bytes.slice(payloadAt, payloadAt + bytes);
          queue.unexpected.push({ source: peer, tag, context, bytes, data, from, address });
        } else if (flag === OFFER) this.#begin(receiving, peer, tag, bytes, from, address);
        else {
          const fits = this.#envelope(receiving, peer, tag, bytes);
          if (fits > 0) this.copier.in(receiving.memory, 0, fits, payloadAt);
          receiving.done = true;
          if (from !== 0) this.outgoing.answer(peer, DONE, from);
        }
        return flag === OFFER ? 8 : bytes;
      }
      case HELP:
        this.#help(
          peer,
          words[word + R_TO],
          bytesOf(words, word),
          this.#floats[payloadAt / 8],
          words[word + R_FROM],
        );
        return 8;
      case ASK:
        this.outgoing.asked(words[word + R_TO], words[word + R_FROM]);
        return 0;
      case PIECE: {
        const length = words[word + R_BYTES];
        const receiving = this.#receivings.get(words[word + R_TO]);
        if (receiving === undefined) return length;
        this.copier.in(receiving.memory, receiving.come, length, payloadAt);
        receiving.come += length;
        if (receiving.come === receiving.bytes) {
          receiving.done = true;
          this.#receivings.delete(receiving.id);
        }
        return length;
      }
      default:
        this.outgoing.received(words[word + R_TO]);
        return 0;
    }
  }

  /** Writes down whose message a receive got; returns how many bytes of it fit. */
  #envelope(receiving: Receiving, source: number, tag: number, bytes: number): number {
    receiving.source = source;
    receiving.tag = tag;
    receiving.truncated = bytes > receiving.capacity;
    receiving.bytes = receiving.truncated ? receiving.capacity : bytes;
    return receiving.bytes;
  }

  /** Copies a message out of its sender's memory; false if that cannot be reached. */
  #fetch(memory: Memory, bytes: number, source: number, from: number, address: number): boolean {
    if (!this.#together.takes(bytes, source)) return this.copier.direct(memory, bytes, address, source);
    const message = this.#together.begin(source);
    this.outgoing.askForHelp(source, from, this.copier.address(memory), bytes, message);
    this.#together.receive(source, memory, bytes, address);
    return true;
  }

  /** Helps `peer` to copy message `id` of this rank's. */
  #help(peer: number, id: number, bytes: number, address: number, message: number): void {
    const memory = this.outgoing.memoryOf(id);
    if (memory !== undefined) this.#together.help(peer, memory, bytes, address, message);
  }

  /** Fetches a long message that was offered, or asks for it. */
  #begin(
    receiving: Receiving,
    source: number,
    tag: number,
    bytes: number,
    from: number,
    address: number,
  ): void {
    const fits = this.#envelope(receiving, source, tag, bytes);
    const fetched =
      address !== 0 && (fits === 0 || this.#fetch(receiving.memory, fits, source, from, address));
    // Too long: an error at the receiver, and nothing to the sender, whose message was received.
    if (receiving.truncated || fetched) {
      receiving.done = true;
      this.outgoing.answer(source, DONE, from);
      return;
    }
    receiving.id = this.outgoing.newId();
    this.#receivings.set(receiving.id, receiving);
    this.outgoing.answer(source, ASK, from, receiving.id);
  }
}
