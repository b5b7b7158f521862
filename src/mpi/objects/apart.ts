// A value as messages: a head of bounded length, with which all that is short travels, and behind it what is long, each
// in a message of its own that is received where it stays. So a receiver need not guess how long a value is, and a long
// array is not copied on its way.
import { ERR_OTHER } from "../constants.ts";
import {
  type Arrived,
  type Context,
  type Envelope,
  emptyEnvelope,
  type Mode,
  type Operation,
} from "../engine/face.ts";
import { Exception } from "../exception.ts";
import { decode, decodeAt } from "./decode.ts";
import { type Encoded, made } from "./encode.ts";
import { spelled, spelledAt, unfilled } from "./packed.ts";
import type { Receiving } from "./receiving.ts";

/** The longest head. Most values are shorter, and heads are short messages with every engine. */
const MOST = 4096;
/** Bytes before the parts' lengths: a mark, whether the body is the first part, the number of parts, their tag, the body's length. */
const FIXED = 16;
/** What a head begins with: unlikely in a message of Send's. */
const MARK = 0xa7;
/** Tags of parts come again after so many messages, when those are long received. */
const TAGS = 32_768;

let lastTag = 0;

/** A value ready to be sent. */
interface Outgoing {
  readonly head: Uint8Array;
  readonly parts: readonly Uint8Array[];
  /** The tag of the parts. */
  readonly tag: number;
}

const heads = new Uint8Array(MOST);

/** Fills in what a head begins with. */
function headed(head: Uint8Array, words: DataView, inline: boolean, parts: number, length: number): void {
  lastTag = (lastTag + 1) % TAGS;
  head[0] = MARK;
  head[1] = inline ? 0 : 1;
  words.setUint16(2, parts, true);
  words.setUint32(4, lastTag, true);
  words.setFloat64(8, length, true);
}

/** `kept`: the value's bytes must not lie where the next value's will. */
function outgoing({ bytes, parts: views }: Encoded, kept: boolean): Outgoing {
  const inline = FIXED + 8 * views.length + bytes.length <= MOST;
  const parts = inline ? views : [kept ? bytes.slice() : bytes, ...views];
  const start = FIXED + 8 * parts.length;
  const length = start + (inline ? bytes.length : 0);
  const head = kept ? new Uint8Array(length) : heads.subarray(0, length);
  const words = new DataView(head.buffer, head.byteOffset, length);
  headed(head, words, inline, parts.length, bytes.length);
  parts.forEach((part, i) => {
    words.setFloat64(FIXED + 8 * i, part.length, true);
  });
  if (inline) head.set(bytes, start);
  return { head, parts, tag: lastTag };
}

/** Sends a value and returns when it may be changed. */
export function send(context: Context, value: unknown, dest: number, tag: number, mode: Mode): void {
  // Most values are short and have no parts: their head is made where they are spelled.
  const end = spelledAt(value, FIXED);
  if (end <= MOST && made.parts.length === 0) {
    headed(made.bytes, made.view, true, 0, end - FIXED);
    context.send(made.bytes, end, dest, tag, mode);
    return;
  }
  const {
    head,
    parts,
    tag: inside,
  } = outgoing({ bytes: made.bytes.subarray(FIXED, end), parts: made.parts }, false);
  context.send(head, head.length, dest, tag, mode);
  for (const part of parts) context.inner.send(part, part.length, dest, inside, "standard");
}

/** Begins to send a value; long arrays in it must stay as they are until all is done. */
export function isend(context: Context, value: unknown, dest: number, tag: number, mode: Mode): Operation[] {
  const { head, parts, tag: inside } = outgoing(spelled(value), true);
  return [
    context.isend(head, head.length, dest, tag, mode),
    ...parts.map((part) => context.inner.isend(part, part.length, dest, inside, "standard")),
  ];
}

/** What a head says. */
interface Incoming {
  readonly inline: boolean;
  readonly body: Uint8Array;
  readonly parts: readonly Uint8Array[];
  readonly tag: number;
}

function incoming(head: Uint8Array, { bytes, source, tag, truncated }: Envelope): Incoming {
  if (bytes < FIXED || head[0] !== MARK || truncated) {
    throw new Exception(
      ERR_OTHER,
      `the message from rank ${source} with tag ${tag} is not one of send's: receive it by Recv, as it was sent`,
    );
  }
  const words = new DataView(head.buffer, head.byteOffset, bytes);
  const count = words.getUint16(2, true);
  const parts = Array.from({ length: count }, (_, i) => unfilled(words.getFloat64(FIXED + 8 * i, true)));
  const inline = head[1] === 0;
  const body = inline ? head.subarray(FIXED + 8 * count, bytes) : parts[0];
  return { inline, body, parts, tag: words.getUint32(4, true) };
}

const decoded = ({ inline, body, parts }: Incoming): unknown => decode(body, inline ? parts : parts.slice(1));

const received = new Uint8Array(MOST);

/** Whether a head is all there is of a value. */
const isBrief = (head: Uint8Array, { bytes, truncated }: Envelope): boolean =>
  bytes > FIXED && !truncated && head[0] === MARK && head[1] === 0 && head[2] === 0 && head[3] === 0;

/** Receives a value, and fills `into`. */
export function receive(context: Context, source: number, tag: number, into: Envelope): unknown {
  context.receive(received, MOST, source, tag, into);
  if (isBrief(received, into)) return decodeAt(received.buffer, FIXED);
  const message = incoming(received, into);
  if (message.parts.length === 0) return decoded(message);
  // Waiting for the parts, this rank may receive other values: not into this head.
  const own = incoming(received.slice(0, into.bytes), into);
  const from = into.source;
  const rest = emptyEnvelope();
  for (const part of own.parts) context.inner.receive(part, part.length, from, own.tag, rest);
  return decoded(own);
}

/** A value that is being received. */
export class ApartReceiving implements Receiving {
  readonly #context: Context;
  readonly #head: Uint8Array;
  readonly #operation: Operation;
  #message: Incoming | undefined;
  #parts: Operation[] | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: Context, begin: (memory: Uint8Array, bytes: number) => Operation) {
    this.#context = context;
    this.#head = new Uint8Array(MOST);
    this.#operation = begin(this.#head, MOST);
  }

  static from(context: Context, source: number, tag: number): ApartReceiving {
    return new ApartReceiving(context, (memory, bytes) => context.ireceive(memory, bytes, source, tag));
  }

  /** Of a message that a probe has taken. */
  static arrived(context: Context, arrived: Arrived): ApartReceiving {
    return new ApartReceiving(context, (memory, bytes) => arrived.receive(memory, bytes));
  }

  get envelope(): Envelope {
    return this.#operation.envelope;
  }

  /** Whether all of it is there. Goes on with the parts once the head is. */
  test(): boolean {
    if (!this.#operation.test()) return false;
    return this.#rest().every((part) => part.test());
  }

  cancel(): void {
    this.#operation.cancel();
  }

  /** The value, once all of it is there. */
  finish(): unknown {
    if (this.#failure) throw this.#failure.error;
    return this.#message === undefined ? undefined : decoded(this.#message);
  }

  #rest(): Operation[] {
    if (this.#parts !== undefined) return this.#parts;
    const { envelope } = this.#operation;
    this.#parts = [];
    if (envelope.cancelled) return this.#parts;
    try {
      const message = incoming(this.#head, envelope);
      this.#message = message;
      this.#parts = message.parts.map((part) =>
        this.#context.inner.ireceive(part, part.length, envelope.source, message.tag),
      );
    } catch (error) {
      // Told to whoever waits for it, and not to the call that happens to look.
      this.#failure = { error };
    }
    return this.#parts;
  }
}
