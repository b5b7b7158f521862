// Copying a long message by both its ranks at once, where they are threads with a core each: the sender waits for its
// receiver anyway, and one core alone has too few reads on their way to use what the memory could give (measured, half a
// round trip of 64 KiB: 9.5 µs by one, 7 by both; of 1 MiB 79 and 40, of 16 MiB 1340 and 670).
//
// Its bytes are taken in chunks, each by whoever claims it first. CLAIMS has the number of the message in its upper half and
// the next chunk in its lower one, so that a helper who comes too late finds another number or nothing left. The receiver
// alone begins a message, and returns once the chunks are there that the sender has claimed, who counts them in HELPED.
import { CAPACITY, CLAIMS, HELPED, ringAt, SIZE } from "../../../job/index.ts";
import { realCores } from "../../../team/index.ts";
import type { Memory } from "../face.ts";
import type { Copier } from "./copy.ts";

/** A shorter message is copied before a helper is there. */
const LEAST = 24 * 1024;
const LEAST_CHUNK = 8 * 1024;
const MOST_CHUNK = 256 * 1024;
/** Chunks of a message of middling length. */
const CHUNKS = 16;

const LOWER = 0xffff;

/** Bytes of a chunk: a multiple of the processor's lines. Both ranks find the same. */
const chunkOf = (bytes: number): number => {
  const even = Math.ceil(bytes / CHUNKS / 4096) * 4096;
  const chunk = Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, even));
  // Numbers of chunks have 16 bits, and one is claimed in vain by each.
  return Math.max(chunk, Math.ceil(bytes / (LOWER - 2) / 64) * 64);
};

/** What a rank copies together with others. */
export class Together {
  readonly #words: Int32Array;
  readonly #copier: Copier;
  readonly #rank: number;
  readonly #able: boolean;
  readonly #giveWay: () => void;
  #message = 0;

  constructor(words: Int32Array, copier: Copier, rank: number, giveWay: () => void) {
    this.#words = words;
    this.#copier = copier;
    this.#rank = rank;
    this.#giveWay = giveWay;
    // With more ranks than cores the sender has none to help with.
    this.#able = copier.reachesAll && words[SIZE] > 1 && words[SIZE] <= realCores();
  }

  /** Whether a message from `source` is to be copied so. */
  takes(bytes: number, source: number): boolean {
    return this.#able && bytes >= LEAST && source !== this.#rank;
  }

  #at(source: number, dest: number): number {
    return ringAt(source, dest, this.#words[SIZE], this.#words[CAPACITY]) >> 2;
  }

  /** Begins a message from `source`; the number that it is to be told. */
  begin(source: number): number {
    this.#message = (this.#message + 1) & 0x7fff;
    const ring = this.#at(source, this.#rank);
    Atomics.store(this.#words, ring + HELPED, 0);
    Atomics.store(this.#words, ring + CLAIMS, this.#message << 16);
    return this.#message;
  }

  /** The receiver's part, and waiting for the sender's. */
  receive(source: number, memory: Memory, bytes: number, address: number): void {
    const words = this.#words;
    const ring = this.#at(source, this.#rank);
    const chunk = chunkOf(bytes);
    const chunks = Math.ceil(bytes / chunk);
    let helped = chunks;
    for (;;) {
      const next = Atomics.add(words, ring + CLAIMS, 1) & LOWER;
      if (next >= chunks) break;
      const from = next * chunk;
      this.#copier.fetch(memory, from, Math.min(chunk, bytes - from), address + from);
      helped--;
    }
    while (Atomics.load(words, ring + HELPED) !== helped) this.#giveWay();
  }

  /** The sender's part: of a message of so many bytes that `dest` receives at `address` under this number. */
  help(dest: number, memory: Memory, bytes: number, address: number, message: number): void {
    const words = this.#words;
    const ring = this.#at(this.#rank, dest);
    const chunk = chunkOf(bytes);
    const chunks = Math.ceil(bytes / chunk);
    for (;;) {
      const claims = Atomics.load(words, ring + CLAIMS);
      const next = claims & LOWER;
      if (claims >> 16 !== message || next >= chunks) return;
      if (Atomics.compareExchange(words, ring + CLAIMS, claims, claims + 1) !== claims) continue;
      const from = next * chunk;
      this.#copier.give(memory, from, Math.min(chunk, bytes - from), address + from);
      Atomics.add(words, ring + HELPED, 1);
    }
  }
}
