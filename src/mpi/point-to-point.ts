// The point-to-point part of the standard's interface, chapter 3, for buffers: arguments are checked here, engines only
// carry bytes.
import { ArrivedMessage, type InEngine, type Keep, receiving } from "./arrived-message.ts";
import { type BufSpec, bytesIn, bytesOf, message } from "./buffer-spec.ts";
import {
  ANY_SOURCE,
  ANY_TAG,
  ERR_ARG,
  ERR_COMM,
  ERR_RANK,
  ERR_TAG,
  ERR_TRUNCATE,
  PROC_NULL,
} from "./constants.ts";
import { ANY, type Context, emptyEnvelope, type Mode, type Operation } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { done, Prequest, Request, truncation, type Until, type Work } from "./request.ts";
import type { Status } from "./status.ts";

/** Where a message goes. */
export interface To {
  /** The rank that is to receive it, or `PROC_NULL`. */
  readonly dest: number;
  /** 0 to 4194303, which `Get_attr(TAG_UB)` tells; 0 unless given. */
  readonly tag?: number;
}

/** Which messages may be received. */
export interface From {
  /** The sender's rank, `ANY_SOURCE` (unless given otherwise) or `PROC_NULL`. */
  readonly source?: number;
  /** The tag, or `ANY_TAG` (unless given otherwise). */
  readonly tag?: number;
  /** Filled with whose message it was. */
  readonly status?: Status | null;
}

/** Both halves of a `Sendrecv`. */
export interface ToAndFrom {
  readonly dest: number;
  readonly sendtag?: number;
  readonly source?: number;
  readonly recvtag?: number;
  readonly status?: Status | null;
}

/** The greatest tag. The standard promises 32767; all libraries known have at least this. */
export const MOST_TAG: number = 2 ** 22 - 1;

/** A tag. Throws ERR_TAG for what is none. */
export const checkTag = (tag: unknown): number => {
  if (Number.isInteger(tag) && (tag as number) >= 0 && (tag as number) <= MOST_TAG) return tag as number;
  const any = tag === ANY_TAG ? " (only a receive may leave it open)" : "";
  throw new Exception(
    ERR_TAG,
    `a message's tag is a whole number from 0 to ${MOST_TAG}, not ${String(tag)}${any}`,
  );
};

/** A tag as engines spell it. */
const openTag = (tag: number): number => (tag === ANY_TAG ? ANY : checkTag(tag));

/** An envelope that calls fill again and again: what is in it is read before the next. */
const scratch = emptyEnvelope();

/** The point-to-point part of a communicator: see `Comm`. */
export class PointToPoint {
  #open: () => Context;
  #opened: Context | undefined;
  readonly #until: Until;
  readonly #keep: Keep;

  /** Communicators come from others, and `COMM_WORLD` and `COMM_SELF` from the start: those open at their first use. */
  constructor(open: () => Context, until: Until, keep: Keep) {
    this.#open = open;
    this.#until = until;
    this.#keep = keep;
  }

  get #context(): Context {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** For the parts of the interface that stand on this one. */
  protected get engine(): InEngine {
    return { context: this.#context, until: this.#until, keep: this.#keep };
  }

  /** After this every call is an error. */
  protected close(): void {
    this.#opened = undefined;
    this.#open = () => {
      throw new Exception(ERR_COMM, "the communicator was freed");
    };
  }

  /** Where a message goes, checked: an engine's rank or PROC_NULL, and a tag. */
  protected checkedTo(to: To | number, tag: number | undefined): { dest: number; tag: number } {
    const options = typeof to === "object" && to !== null ? to : undefined;
    return {
      dest: this.#dest(options ? options.dest : to),
      tag: checkTag((options ? options.tag : tag) ?? 0),
    };
  }

  /** Which messages may be received, checked, as an engine spells it; PROC_NULL stays. */
  protected checkedFrom(from: From | number | undefined, tag?: number, status?: Status | null) {
    const options = typeof from === "object" ? from : undefined;
    const rank = this.#source(options ? options.source : (from as number | undefined));
    const open = openTag((options ? options.tag : tag) ?? ANY_TAG);
    return { rank, open, filled: options ? options.status : status };
  }

  /** This rank's number in the communicator, from 0. */
  get rank(): number {
    return this.#context.rank;
  }

  /** How many ranks the communicator has. */
  get size(): number {
    return this.#context.size;
  }

  /** This rank's number in the communicator, from 0. */
  Get_rank(): number {
    return this.#context.rank;
  }

  /** How many ranks the communicator has. */
  Get_size(): number {
    return this.#context.size;
  }

  /**
   * Sends a buffer and returns when it may be changed: at once for a short one (16 KiB on the local engine), when the
   * receiver has asked for it for a long one.
   *
   * @throws Exception ERR_RANK, ERR_TAG, ERR_BUFFER, ERR_COUNT
   */
  Send(buf: BufSpec, to: To | number, tag?: number): void {
    this.#send(buf, to, tag, "standard");
  }

  /** As `Send`, and returns when the receiver has begun to receive. */
  Ssend(buf: BufSpec, to: To | number, tag?: number): void {
    this.#send(buf, to, tag, "synchronous");
  }

  /** As `Send`, for a message whose receiver is known to wait for it already. */
  Rsend(buf: BufSpec, to: To | number, tag?: number): void {
    this.#send(buf, to, tag, "ready");
  }

  /** As `Send`, and returns at once: a copy is sent. */
  Bsend(buf: BufSpec, to: To | number, tag?: number): void {
    this.Ibsend(buf, to, tag).Free();
  }

  /** Begins to send. The buffer must stay as it is until the request is done. */
  Isend(buf: BufSpec, to: To | number, tag?: number): Request {
    return this.#isend(buf, to, tag, "standard");
  }

  /** As `Isend`; done when the receiver has begun to receive. */
  Issend(buf: BufSpec, to: To | number, tag?: number): Request {
    return this.#isend(buf, to, tag, "synchronous");
  }

  /** As `Isend`, for a message whose receiver is known to wait for it already. */
  Irsend(buf: BufSpec, to: To | number, tag?: number): Request {
    return this.#isend(buf, to, tag, "ready");
  }

  /** As `Isend`, with a copy: the request is done at once. */
  Ibsend(buf: BufSpec, to: To | number, tag?: number): Request {
    const { memory, count, type } = message(buf);
    const copy = type.isContiguous
      ? bytesOf(memory).slice(0, count * type.size)
      : type.gather(bytesOf(memory), count);
    this.#isend(copy, to, tag, "standard");
    return new Request(done(undefined), this.#until);
  }

  /**
   * Receives a message into a buffer; returns when it is there.
   *
   * @throws Exception ERR_TRUNCATE if it is longer than the buffer; ERR_RANK, ERR_TAG, ERR_BUFFER, ERR_COUNT
   */
  Recv(buf: BufSpec, from?: From | number, tag?: number, status?: Status | null): void {
    const options = typeof from === "object" ? from : undefined;
    const source = options ? options.source : (from as number | undefined);
    const filled = options ? options.status : status;
    // A typed array by itself, the usual case, need not be understood: its bytes are the message.
    const into = ArrayBuffer.isView(buf) ? undefined : message(buf);
    const rank = this.#source(source);
    const open = openTag((options ? options.tag : tag) ?? ANY_TAG);
    if (rank === PROC_NULL) {
      filled?.clear(PROC_NULL);
      return;
    }
    const memory = into === undefined ? (buf as ArrayBufferView) : into.memory;
    const room = into === undefined ? memory.byteLength : bytesIn(into);
    if (into === undefined || into.type.isContiguous) {
      this.#context.receive(memory, room, rank, open, scratch);
    } else {
      const packed = new Uint8Array(room);
      this.#context.receive(packed, room, rank, open, scratch);
      into.type.spread(packed, scratch.bytes, bytesOf(memory), into.count);
    }
    if (filled) filled.fill(scratch, scratch.truncated ? ERR_TRUNCATE : undefined);
    if (scratch.truncated) throw truncation(scratch, room);
  }

  /** Begins to receive. The buffer belongs to the call until the request is done. */
  Irecv(buf: BufSpec, from?: From | number, tag?: number): Request {
    return new Request(this.#receiving(buf, from, tag), this.#until);
  }

  #receiving(buf: BufSpec, from: From | number | undefined, tag: number | undefined): Work<void> {
    const into = message(buf);
    const { rank, open } = this.checkedFrom(from, tag);
    if (rank === PROC_NULL) return done(undefined, PROC_NULL);
    const room = bytesIn(into);
    const memory = into.type.isContiguous ? into.memory : new Uint8Array(room);
    return receiving(this.#context.ireceive(memory, room, rank, open), into, memory);
  }

  /** Sets up a `Send` that is started again and again, each time with what the buffer has then. */
  Send_init(buf: BufSpec, to: To | number, tag?: number): Prequest {
    return this.#sendInit(buf, to, tag, "standard");
  }

  /** Sets up an `Ssend`. */
  Ssend_init(buf: BufSpec, to: To | number, tag?: number): Prequest {
    return this.#sendInit(buf, to, tag, "synchronous");
  }

  /** Sets up an `Rsend`. */
  Rsend_init(buf: BufSpec, to: To | number, tag?: number): Prequest {
    return this.#sendInit(buf, to, tag, "ready");
  }

  /** Sets up a `Bsend`: each start sends a copy. */
  Bsend_init(buf: BufSpec, to: To | number, tag?: number): Prequest {
    message(buf);
    this.checkedTo(to, tag);
    return new Prequest(() => {
      this.Bsend(buf, to, tag);
      return done(undefined);
    }, this.#until);
  }

  #sendInit(buf: BufSpec, to: To | number, tag: number | undefined, mode: Mode): Prequest {
    message(buf);
    this.checkedTo(to, tag);
    return new Prequest(() => this.#sending(buf, to, tag, mode), this.#until);
  }

  /** Sets up a `Recv` that is started again and again. */
  Recv_init(buf: BufSpec, from?: From | number, tag?: number): Prequest {
    message(buf);
    this.checkedFrom(from, tag);
    return new Prequest(() => this.#receiving(buf, from, tag), this.#until);
  }

  /** Sends one buffer and receives another, in whichever order they can. */
  Sendrecv(sendbuf: BufSpec, recvbuf: BufSpec, how: ToAndFrom): void {
    const { dest, sendtag = 0, source, recvtag, status } = how;
    const receive = this.Irecv(recvbuf, {
      ...(source !== undefined && { source }),
      ...(recvtag !== undefined && { tag: recvtag }),
    });
    this.Isend(sendbuf, dest, sendtag).Wait();
    receive.Wait(status);
  }

  /** Sends a buffer and receives into the same. */
  Sendrecv_replace(buf: BufSpec, how: ToAndFrom): void {
    const { memory, count, type } = message(buf);
    this.Sendrecv(type.gather(bytesOf(memory), count), buf, how);
  }

  /** Waits until a message can be received. */
  Probe(from?: From | number, tag?: number, status?: Status | null): true {
    const { rank, open, filled } = this.checkedFrom(from, tag, status);
    if (rank === PROC_NULL) filled?.clear(PROC_NULL);
    else {
      this.#context.probe(rank, open, scratch);
      filled?.fill(scratch);
    }
    return true;
  }

  /** Whether a message can be received now. */
  Iprobe(from?: From | number, tag?: number, status?: Status | null): boolean {
    const { rank, open, filled } = this.checkedFrom(from, tag, status);
    if (rank === PROC_NULL) {
      filled?.clear(PROC_NULL);
      return true;
    }
    if (!this.#context.iprobe(rank, open, scratch)) return false;
    filled?.fill(scratch);
    return true;
  }

  /** Waits until a message can be received, and takes it: nobody else can receive it any more. */
  Mprobe(from?: From | number, tag?: number, status?: Status | null): ArrivedMessage {
    const { rank, open, filled } = this.checkedFrom(from, tag, status);
    if (rank === PROC_NULL) {
      filled?.clear(PROC_NULL);
      return new ArrivedMessage(undefined, this.engine);
    }
    const arrived = this.#context.mprobe(rank, open);
    filled?.fill(arrived.envelope);
    return new ArrivedMessage(arrived, this.engine);
  }

  /** As `Mprobe` if a message can be received now; `null` if not. */
  Improbe(from?: From | number, tag?: number, status?: Status | null): ArrivedMessage | null {
    const { rank, open, filled } = this.checkedFrom(from, tag, status);
    if (rank === PROC_NULL) {
      filled?.clear(PROC_NULL);
      return new ArrivedMessage(undefined, this.engine);
    }
    const arrived = this.#context.improbe(rank, open);
    if (arrived === undefined) return null;
    filled?.fill(arrived.envelope);
    return new ArrivedMessage(arrived, this.engine);
  }

  #send(buf: BufSpec, to: To | number, tag: number | undefined, mode: Mode): void {
    // As in Recv.
    const from = ArrayBuffer.isView(buf) ? undefined : message(buf);
    const options = typeof to === "object" && to !== null ? to : undefined;
    const dest = this.#dest(options ? options.dest : to);
    const marked = checkTag((options ? options.tag : tag) ?? 0);
    if (dest === PROC_NULL) return;
    if (from === undefined) {
      const memory = buf as ArrayBufferView;
      this.#context.send(memory, memory.byteLength, dest, marked, mode);
    } else if (from.type.isContiguous) {
      this.#context.send(from.memory, bytesIn(from), dest, marked, mode);
    } else {
      const packed = from.type.gather(bytesOf(from.memory), from.count);
      this.#context.send(packed, packed.length, dest, marked, mode);
    }
  }

  #isend(buf: BufSpec, to: To | number, tag: number | undefined, mode: Mode): Request {
    return new Request(this.#sending(buf, to, tag, mode), this.#until);
  }

  #sending(buf: BufSpec, to: To | number, tag: number | undefined, mode: Mode): Work<void> {
    const from = message(buf);
    const { dest, tag: marked } = this.checkedTo(to, tag);
    if (dest === PROC_NULL) return done(undefined);
    const memory = from.type.isContiguous ? from.memory : from.type.gather(bytesOf(from.memory), from.count);
    return sending(this.#context.isend(memory, bytesIn(from), dest, marked, mode));
  }

  #dest(dest: unknown): number {
    if (Number.isInteger(dest)) {
      const rank = dest as number;
      if ((rank >= 0 && rank < this.#context.peers) || rank === PROC_NULL) return rank;
    }
    throw new Exception(
      dest === undefined ? ERR_ARG : ERR_RANK,
      `dest is a rank from 0 to ${this.#context.peers - 1}, or PROC_NULL, not ${String(dest)}`,
    );
  }

  /** A source as engines spell it, or PROC_NULL. */
  #source(source: unknown = ANY_SOURCE): number {
    if (source === ANY_SOURCE) return ANY;
    if (Number.isInteger(source)) {
      const rank = source as number;
      if ((rank >= 0 && rank < this.#context.peers) || rank === PROC_NULL) return rank;
    }
    throw new Exception(
      ERR_RANK,
      `source is a rank from 0 to ${this.#context.peers - 1}, ANY_SOURCE or PROC_NULL, not ${String(source)}`,
    );
  }
}

const sending = (operation: Operation): Work<void> => ({
  test: () => operation.test(),
  wait: () => operation.wait(),
  cancel: () => operation.cancel(),
  finish: () => {},
  envelope: undefined,
});
