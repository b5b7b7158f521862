// Reads the memory of the process as lines begin, and charges what it grew by to the line before. Of lines that run often
// only some are read, in bursts of neighbours, so that what is charged is right where it is read; how many is decided by
// what the readings cost.
import { openSync, readSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { usedBytes } from "../../heap/index.ts";
import { makeGlobalConstants } from "./global-constants.ts";

/** What was read at one moment, in bytes. */
interface Reading {
  /** Of the process, in memory. */
  resident: number;
  /** Of JavaScript's objects. */
  heap: number;
  /** Of buffers outside of that. */
  arrays: number;
  /** Of amdahl's heap. */
  blocks: number;
}

/** What one line was charged with. Growth is added up, and shrinking apart from it: it is the collector's doing. */
export interface LineMemory {
  reads: number;
  /** The first reading, and the largest, of resident memory as the line ended. */
  first: number;
  peak: number;
  /** Of resident memory, growth less shrinking. */
  resident: number;
  heap: number;
  arrays: number;
  blocks: number;
  /** The largest growths of `heap`, which are taken as they are where others stand for lines that were not read. */
  readonly largest: number[];
}

/** What a thread recorded of its memory. */
export interface MemoryRecord {
  /** How often it was read, and what the readings took in seconds. */
  readonly reads: number;
  readonly seconds: number;
  /** Growth of the four while lines passed unread. */
  readonly unread: Reading;
  /** Seconds since the start, and the four. */
  readonly trend: readonly (readonly [
    at: number,
    resident: number,
    heap: number,
    arrays: number,
    blocks: number,
  ])[];
  /** What was left of JavaScript's objects after collections, with seconds since the start. */
  readonly floors: readonly (readonly [at: number, heap: number])[];
}

const BURST = 64;
/** So much of the program's own time may readings take. */
const SHARE = 0.2;
/** Everything is read until this much time went into it. */
const FREE_MS = 30;
/** A reading that takes longer was broken in on, by the collector or by another process. */
const LONGEST_MS = 0.1;
/** What a reading takes, as measured; more exactly it need not be known. */
const READING_MS = 0.003;
/** A heap that is smaller by so many bytes, or by a tenth, was collected. */
const COLLECTED = 2 ** 20;
const TREND_MS = 5;
const MOST_POINTS = 2000;

const names = { level: "__amdahl_memory_level", read: "__amdahl_memory_read" };

/** The reader that is at work. What was rewritten for an earlier one calls this one, too. */
let current: MemoryReader | undefined;
/** How many lines may pass unread, and the line read last; see rewrite/memory.ts. */
let level: Int32Array | undefined;

/** What the program's text calls, made once. */
function install(): Int32Array {
  const made = new Int32Array(2);
  const read = (line: number) => {
    if (current) current.at(line);
    // Nobody reads any more: as few lines as can be shall ask.
    else made[0] = 2 ** 31 - 1;
  };
  makeGlobalConstants({ [names.level]: made, [names.read]: read });
  return made;
}

/** Reads memory for one thread. */
export class MemoryReader {
  readonly #level: Int32Array;
  readonly #lines: LineMemory[] = [];
  readonly #read = residentReader();
  readonly #began = performance.now();
  readonly #unread: Reading = { resident: 0, heap: 0, arrays: 0, blocks: 0 };
  readonly #floors: (readonly [number, number])[] = [];
  #trend: (readonly [number, number, number, number, number])[] = [];
  #trendEvery = TREND_MS;
  #trendAt = Number.NEGATIVE_INFINITY;
  #last: Reading;
  /** What the word was set to when memory was read last: another value says that lines have passed since. */
  #left = 0;
  /** The line to charge. */
  #line = -1;
  /** Of a gap that a seldom line broke into. */
  #resume = 0;
  #burst = 0;
  #gap = 0;
  #reads = 0;
  /** Bytes of JavaScript's objects that a reading makes by itself. */
  #own = 0;
  #milliseconds = 0;
  #cycleBegan = performance.now();
  #cycleReading = 0;

  constructor() {
    level ??= install();
    this.#level = level;
    level.fill(0);
    current = this;
    this.#last = this.#now();
    this.#settle(this.#last, true);
  }

  /** What the text of a file calls it, with the number of its first slot. */
  names(base: number): { level: string; read: string; base: number } {
    return { ...names, base };
  }

  /** What a line was charged with; undefined if it never was. */
  line(number: number): LineMemory | undefined {
    return this.#lines[number];
  }

  /** Ends reading. */
  end(): MemoryRecord {
    current = undefined;
    this.#charge(this.#now(), true);
    return {
      reads: this.#reads,
      seconds: this.#milliseconds / 1000,
      unread: this.#unread,
      trend: this.#trend,
      floors: this.#floors,
    };
  }

  /**
   * Begins what the next reading is compared with: the last thing that a reading does, so that what it has allocated itself is
   * behind it. What is left is what asking for the numbers allocates, which two questions in a row tell; it becomes less
   * as the engine optimises the code, so that it is looked at again and again.
   */
  #settle(reading: Reading, isTold: boolean): void {
    if (isTold) {
      const before = getHeapStatistics().used_heap_size;
      const own = getHeapStatistics().used_heap_size - before;
      if (own >= 0) this.#own = own;
    }
    this.#last = reading;
    reading.heap = getHeapStatistics().used_heap_size;
  }

  #now(): Reading {
    const { used_heap_size: heap, external_memory: arrays } = getHeapStatistics();
    return { resident: this.#read(), heap, arrays, blocks: usedBytes() };
  }

  /** A line begins. */
  at(line: number): void {
    const reading = this.#now();
    const began = performance.now();
    const level = this.#level;
    const left = level[0];
    // A seldom line leaves the word as it is, any other has taken one off.
    const isNext = left === this.#left || (left === -1 && this.#left === 0);
    this.#charge(reading, isNext);
    this.#line = line;
    this.#note(reading, began);
    if (!isNext && left >= 0) {
      // In a gap, at a seldom line: the next line is read too, so that this one's growth is known, and then the gap goes on.
      this.#resume = left;
      this.#set(0);
    } else if (this.#resume > 0) {
      this.#set(this.#resume);
      this.#resume = 0;
    } else if (left > 0) {
      // In a gap of which nothing has passed yet: seldom lines follow each other, and it is still to come.
      this.#set(left);
    } else this.#set(this.#next(began));
    const took = performance.now() - began + READING_MS;
    this.#milliseconds += took;
    this.#cycleReading += Math.min(took, LONGEST_MS);
    this.#settle(reading, this.#burst === 1);
  }

  #set(left: number): void {
    this.#level[0] = left;
    this.#level[1] = left === 0 ? this.#line : -1;
    this.#left = left;
  }

  /** How many lines may pass before the next is read. */
  #next(now: number): number {
    if (this.#milliseconds < FREE_MS) return 0;
    if (++this.#burst < BURST) return 0;
    this.#burst = 0;
    const own = now - this.#cycleBegan - this.#cycleReading;
    // Doubled and halved rather than computed: lines differ, and so do the programs' phases.
    if (this.#cycleReading > SHARE * own) this.#gap = Math.min(2 ** 24, Math.max(BURST, this.#gap * 2));
    else if (this.#cycleReading < (SHARE / 4) * own) this.#gap = this.#gap > BURST ? this.#gap >> 1 : 0;
    this.#cycleBegan = now;
    this.#cycleReading = 0;
    return this.#gap;
  }

  #charge(now: Reading, isNext: boolean): void {
    const last = this.#last;
    this.#reads++;
    // Young objects that are collected are some MiB, however much more there is (a tenth of all was not seen of a large heap).
    if (now.heap < last.heap - Math.min(0.1 * last.heap, COLLECTED))
      this.#floors.push([this.#seconds(), now.heap]);
    if (!isNext || this.#line < 0) {
      this.#unread.resident += now.resident - last.resident;
      this.#unread.heap += Math.max(0, now.heap - last.heap);
      this.#unread.arrays += Math.max(0, now.arrays - last.arrays);
      this.#unread.blocks += Math.max(0, now.blocks - last.blocks);
      return;
    }
    this.#lines[this.#line] ??= {
      reads: 0,
      first: now.resident,
      peak: 0,
      resident: 0,
      heap: 0,
      arrays: 0,
      blocks: 0,
      largest: [],
    };
    const line = this.#lines[this.#line];
    line.reads++;
    if (now.resident > line.peak) line.peak = now.resident;
    line.resident += now.resident - last.resident;
    const heap = Math.max(0, now.heap - last.heap - this.#own);
    line.heap += heap;
    keepLargest(line.largest, heap);
    line.arrays += Math.max(0, now.arrays - last.arrays);
    line.blocks += Math.max(0, now.blocks - last.blocks);
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Keeps a point of the trend now and then; of too many every other is dropped. */
  #note({ resident, heap, arrays, blocks }: Reading, now: number): void {
    if (now - this.#trendAt < this.#trendEvery) return;
    this.#trendAt = now;
    this.#trend.push([this.#seconds(), resident, heap, arrays, blocks]);
    if (this.#trend.length < MOST_POINTS) return;
    this.#trend = this.#trend.filter((_, i) => i % 2 === 0);
    this.#trendEvery *= 2;
  }
}

/** The engine's own work, compiling above all, comes at some line or other, and is not what the line does each time. */
const LARGEST = 4;

function keepLargest(largest: number[], bytes: number): void {
  if (bytes === 0) return;
  if (largest.length < LARGEST) largest.push(bytes);
  else {
    let least = 0;
    for (let i = 1; i < LARGEST; i++) if (largest[i] < largest[least]) least = i;
    if (bytes > largest[least]) largest[least] = bytes;
  }
}

const PAGE = 4096;

/** Resident memory in bytes: where the system has a file for it, that is four times as quick as Node's own call. */
function residentReader(): () => number {
  let file: number;
  try {
    file = openSync("/proc/self/statm", "r");
  } catch {
    return () => process.memoryUsage.rss();
  }
  const bytes = new Uint8Array(64);
  return () => {
    readSync(file, bytes, 0, bytes.length, 0);
    // Pages in all, a blank, pages in memory.
    let at = 0;
    while (bytes[at] !== 32) at++;
    let pages = 0;
    for (at++; bytes[at] !== 32; at++) pages = pages * 10 + bytes[at] - 48;
    return pages * PAGE;
  };
}
