// What a rank prints, written at once and in whole lines. Node hands a thread's output to the main thread by messages,
// which stay where they are while one of the two computes or waits, and are lost when the program ends.
import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { isatty, WriteStream } from "node:tty";
import { PRINTING } from "./layout.ts";
import { sleepOn, wakeOn } from "./sleep.ts";

/** A line longer than this is written in parts: something that prints without end must not fill the memory. */
const MOST_HELD = 2 ** 20;

/** Nobody wakes it: waiting for it is waiting. */
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of a text, however slow the reader: a pipe that is full says so instead of waiting. */
export function writeAll(fd: number, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}

/** One rank's standard output or error. */
export class Printer extends Writable {
  readonly fd: number;
  readonly isTTY: boolean;
  readonly #words: Int32Array;
  readonly #owner: number;
  readonly #tag: string;
  #held: Buffer[] = [];
  #bytes = 0;

  /** `tag` goes before every line. */
  constructor(words: Int32Array, rank: number, fd: number, tag: string) {
    super({ decodeStrings: true });
    this.#words = words;
    this.#owner = rank + 1;
    this.fd = fd;
    this.isTTY = isatty(fd);
    this.#tag = tag;
  }

  // What programs and console ask a terminal's stream for.
  getColorDepth(env?: object): number {
    return WriteStream.prototype.getColorDepth.call(this, env);
  }

  hasColors(count?: number, env?: object): boolean {
    return this.isTTY && WriteStream.prototype.hasColors.call(this, count as number, env);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      this.#print(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #print(chunk: Buffer): void {
    const end = chunk.lastIndexOf(10) + 1;
    if (end === 0 && this.#bytes + chunk.length < MOST_HELD) {
      this.#held.push(Buffer.from(chunk));
      this.#bytes += chunk.length;
      return;
    }
    const lines = Buffer.concat([...this.#held, chunk.subarray(0, end === 0 ? chunk.length : end)]);
    this.#held = end === 0 || end === chunk.length ? [] : [Buffer.from(chunk.subarray(end))];
    this.#bytes = this.#held.length === 0 ? 0 : chunk.length - end;
    this.#out(lines);
  }

  /** Writes what is left of a line that nobody ended. */
  finish(): void {
    if (this.#bytes === 0) return;
    const rest = Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    this.#out(rest);
  }

  #out(lines: Buffer): void {
    const text = this.#tag === "" ? lines : lines.toString("latin1").replace(/^(?=[\s\S])/gm, this.#tag);
    const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
    this.#lock();
    try {
      writeAll(this.fd, bytes);
    } finally {
      Atomics.store(this.#words, PRINTING, 0);
      wakeOn(this.#words, PRINTING, 1);
    }
  }

  /** One rank at a time: what does not fit into a pipe at once would be mixed with the lines of others. */
  #lock(): void {
    for (;;) {
      const holder = Atomics.compareExchange(this.#words, PRINTING, 0, this.#owner);
      if (holder === 0) return;
      sleepOn(this.#words, PRINTING, holder, 10);
    }
  }
}
