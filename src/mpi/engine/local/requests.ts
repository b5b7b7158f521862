// What has been begun and is not yet done: sends and receives as the port keeps them.
import { ANY, type Memory } from "../face.ts";

/** Something that comes to its end while the rank is in a call of MPI's. */
export class Pending {
  done = false;
  cancelled = false;
  /** Of a receive: whose message it was, with which tag, and how many bytes it had. */
  source = ANY;
  tag = ANY;
  bytes = 0;
  /** The message was longer than the buffer. */
  truncated = false;
}

/** A message on its way out. */
export class Sending extends Pending {
  readonly memory: Memory;
  readonly dest: number;
  readonly context: number;
  readonly flag: number;
  /** Its number, where an answer is awaited. */
  readonly id: number;
  /** Of a stream: the receiver's number for it, and how many bytes have gone. */
  to = 0;
  gone = 0;

  constructor(
    memory: Memory,
    bytes: number,
    dest: number,
    tag: number,
    context: number,
    flag: number,
    id: number,
  ) {
    super();
    this.memory = memory;
    this.bytes = bytes;
    this.dest = dest;
    this.tag = tag;
    this.context = context;
    this.flag = flag;
    this.id = id;
  }
}

/** A message that is waited for. Until it has come, `source` and `tag` are what it may be. */
export class Receiving extends Pending {
  readonly memory: Memory;
  readonly capacity: number;
  readonly context: number;
  /** Of a stream: its number, and how many bytes have come. */
  id = 0;
  come = 0;

  constructor(memory: Memory, capacity: number, source: number, tag: number, context: number) {
    super();
    this.memory = memory;
    this.capacity = capacity;
    this.source = source;
    this.tag = tag;
    this.context = context;
  }
}

/** A message that came before anybody asked for it: all of it, or the sender's offer of a long one. */
export interface Unexpected {
  readonly source: number;
  readonly tag: number;
  readonly context: number;
  readonly bytes: number;
  readonly data: Uint8Array | undefined;
  /** The sender's number where it waits for an answer, otherwise 0. */
  readonly from: number;
  /** Where the sender's bytes lie in this process; 0 if they must be asked for. */
  readonly address: number;
}

/** What is waited for and what waits, of one context. First come, first served, in both lists. */
export class Queue {
  readonly posted: Receiving[] = [];
  readonly unexpected: Unexpected[] = [];

  /** Takes the first receive that a message from `source` with `tag` may end. */
  takePosted(source: number, tag: number): Receiving | undefined {
    const { posted } = this;
    for (let i = 0; i < posted.length; i++) {
      const r = posted[i];
      if ((r.source === ANY || r.source === source) && (r.tag === ANY || r.tag === tag)) {
        posted.splice(i, 1);
        return r;
      }
    }
    return undefined;
  }

  /** Where the first message lies that may be received from `source` with `tag`; -1 if there is none. */
  find(source: number, tag: number): number {
    const { unexpected } = this;
    for (let i = 0; i < unexpected.length; i++) {
      const u = unexpected[i];
      if ((source === ANY || u.source === source) && (tag === ANY || u.tag === tag)) return i;
    }
    return -1;
  }
}
