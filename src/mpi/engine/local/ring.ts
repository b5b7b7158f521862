// The two ends of a ring: how records are written and read. What they mean is the port's business.
import {
  FLAG,
  GRANULE,
  HEAD,
  HEADER,
  R_BYTES,
  R_BYTES_HIGH,
  R_CONTEXT,
  R_FROM,
  R_TAG,
  R_TO,
  recordsAt,
  WANTS,
} from "../../../job/index.ts";

/** A record that only says that the ring goes on at its beginning. */
const SKIP = -1;

/** Bytes of a record with so much payload. */
const recordBytes = (payload: number): number => (HEADER + payload + GRANULE - 1) & -GRANULE;

/** The most payload that a record may have: so that a few always fit. */
export const mostPayload = (capacity: number): number => capacity / 4 - HEADER;

/** The writer's end. Positions count all bytes ever written, as 32-bit numbers that wrap around. */
export class Outbox {
  readonly #words: Int32Array;
  readonly #records: number;
  readonly #mask: number;
  readonly #headWord: number;
  readonly #wantsWord: number;
  #tail = 0;
  /** How far the reader had come when that was last looked at. */
  #head = 0;

  constructor(words: Int32Array, ring: number, capacity: number) {
    this.#words = words;
    this.#records = recordsAt(ring);
    this.#mask = capacity - 1;
    this.#headWord = (ring >> 2) + HEAD;
    this.#wantsWord = (ring >> 2) + WANTS;
  }

  /** Whether there is room for a record of `need` bytes, what is skipped before it, and the FLAG behind it. */
  #hasRoom(need: number): boolean {
    const most = this.#mask + 1 - need - GRANULE;
    if ((this.#tail - this.#head) >>> 0 <= most) return true;
    this.#head = Atomics.load(this.#words, this.#headWord);
    return (this.#tail - this.#head) >>> 0 <= most;
  }

  /** The byte at which a record with `payload` bytes of payload is to be written; -1 if there is no room now. */
  claim(payload: number): number {
    const need = recordBytes(payload);
    const at = this.#tail & this.#mask;
    const left = this.#mask + 1 - at;
    if (need > left) {
      if (!this.#hasRoom(left + need)) return -1;
      this.#publish(left, SKIP);
    } else if (!this.#hasRoom(need)) return -1;
    return this.#records + (this.#tail & this.#mask);
  }

  /** Says that the reader is to ring once it has made room; true if there is room by now. */
  want(payload: number): boolean {
    Atomics.store(this.#words, this.#wantsWord, 1);
    // Looked at after the store: the reader stores HEAD before it looks at WANTS, so one of the two sees the other.
    this.#head = Atomics.load(this.#words, this.#headWord);
    return this.claim(payload) >= 0;
  }

  /** Fills in the words of the record at `at` and hands it over. Its payload has been written. */
  post(
    at: number,
    flag: number,
    payload: number,
    tag: number,
    context: number,
    bytes: number,
    from: number,
    to: number,
  ): void {
    const words = this.#words;
    const word = at >> 2;
    words[word + R_TAG] = tag;
    words[word + R_CONTEXT] = context;
    words[word + R_BYTES] = bytes;
    // Most messages are short, and a division costs as much as the rest of this function.
    words[word + R_BYTES_HIGH] = bytes < 2 ** 31 ? 0 : Math.floor(bytes / 2 ** 32);
    words[word + R_FROM] = from;
    words[word + R_TO] = to;
    this.#publish(recordBytes(payload), flag);
  }

  #publish(size: number, flag: number): void {
    const words = this.#words;
    const at = this.#tail;
    this.#tail = (at + size) | 0;
    words[(this.#records + (this.#tail & this.#mask)) >> 2] = 0;
    Atomics.store(words, (this.#records + (at & this.#mask)) >> 2, flag);
  }
}

/** The reader's end. */
export class Inbox {
  readonly #words: Int32Array;
  readonly #records: number;
  readonly #mask: number;
  readonly #headWord: number;
  readonly #wantsWord: number;
  #head = 0;
  /** The word at which the next record begins. */
  word: number;

  constructor(words: Int32Array, ring: number, capacity: number) {
    this.#words = words;
    this.#records = recordsAt(ring);
    this.#mask = capacity - 1;
    this.#headWord = (ring >> 2) + HEAD;
    this.#wantsWord = (ring >> 2) + WANTS;
    this.word = this.#records >> 2;
  }

  /** What the next record is, at `word`; 0 if there is none yet. */
  peek(): number {
    const flag = Atomics.load(this.#words, this.word + FLAG);
    if (flag !== SKIP) return flag;
    this.#advance(this.#mask + 1 - (this.#head & this.#mask));
    return Atomics.load(this.#words, this.word + FLAG);
  }

  /** Leaves the record, which had so much payload; true if the writer waits for room. */
  drop(payload: number): boolean {
    this.#advance(recordBytes(payload));
    // WANTS is looked at after HEAD was stored: see `want`.
    if (Atomics.load(this.#words, this.#wantsWord) === 0) return false;
    Atomics.store(this.#words, this.#wantsWord, 0);
    return true;
  }

  #advance(size: number): void {
    this.#head = (this.#head + size) | 0;
    this.word = (this.#records + (this.#head & this.#mask)) >> 2;
    Atomics.store(this.#words, this.#headWord, this.#head);
  }
}

/** The bytes of the message that a record speaks of. */
export function bytesOf(words: Int32Array, word: number): number {
  const high = words[word + R_BYTES_HIGH];
  const low = words[word + R_BYTES];
  return high === 0 && low >= 0 ? low : high * 2 ** 32 + (low >>> 0);
}
