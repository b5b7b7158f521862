// The copies of one call: arrays from outside the heap, in one block for the length of the call. Views that overlap
// lie in one region, so that they overlap in the copy as well; only what the code may write is copied back. Native code
// takes views where they lie.
import type { Kind } from "../compiler/index.ts";
import { buffer, free, malloc } from "../heap/index.ts";
import { constructorOf } from "./kinds.ts";

/** A view from outside, and the region of its buffer that its copy is a part of. */
interface View {
  readonly view: ArrayBufferView;
  readonly start: number;
  readonly end: number;
  written: boolean;
  region: Region | undefined;
}

/** A stretch of a buffer that is copied as one. */
interface Region {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  end: number;
  address: number;
}

/** An array of numbers, copied as float64. */
interface List {
  address: number;
  written: boolean;
}

/** Regions keep their place relative to the widest vector, so that what is aligned outside is aligned in the copy. */
const ALIGN = 64;
/** Bytes of a row in a table: its address and its length. */
const ROW = 16;

const whole = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;

/** True if a view lies on the heap and needs no copy. */
export const onHeap = (view: ArrayBufferView): boolean => view.buffer === buffer();

/** Where a view's bytes lie, as a distance from the heap's start. */
export type Locate = (view: ArrayBufferView) => number;

export class Copies {
  /** Views are not copied but taken where this says that they lie. */
  readonly #locate: Locate | undefined;
  readonly #found = new Map<ArrayBufferView, number>();
  readonly #views = new Map<ArrayBufferView, View>();
  readonly #lists = new Map<readonly number[], List>();
  readonly #tables = new Map<readonly unknown[], number>();
  readonly #regions: Region[] = [];
  #block: number | undefined;

  constructor(locate?: Locate) {
    this.#locate = locate;
  }

  /** True if what was announced so far has addresses that only native code can use. */
  get inPlace(): boolean {
    return this.#found.size > 0;
  }

  /** Announces a view; everything is announced before `copyIn`. */
  needView(view: ArrayBufferView, written: boolean): void {
    if (this.#locate) {
      if (!this.#found.has(view)) this.#found.set(view, this.#locate(view));
      return;
    }
    const known = this.#views.get(view);
    if (known) known.written ||= written;
    else {
      const start = view.byteOffset;
      this.#views.set(view, { view, start, end: start + view.byteLength, written, region: undefined });
    }
  }

  /** Announces an array of numbers. */
  needList(list: readonly number[], written: boolean): void {
    const known = this.#lists.get(list);
    if (known) known.written ||= written;
    else this.#lists.set(list, { address: 0, written });
  }

  /** Announces a table of rows, each of which is announced too if it is not on the heap. */
  needTable(rows: readonly unknown[]): void {
    this.#tables.set(rows, 0);
  }

  /** Takes a block for all that was announced, and fills it. */
  copyIn(): void {
    if (this.#views.size > 0) this.#merge();
    let bytes = 0;
    for (const r of this.#regions) bytes += whole(r.end - r.start + ALIGN);
    for (const list of this.#lists.keys()) bytes += whole(list.length * 8 + 1);
    for (const rows of this.#tables.keys()) bytes += whole(rows.length * ROW + 1);
    if (bytes === 0) return;
    let next = malloc(bytes);
    this.#block = next;
    const heap = buffer();
    for (const r of this.#regions) {
      r.address = next + (r.start % ALIGN);
      const size = r.end - r.start;
      if (size > 0) new Uint8Array(heap, r.address, size).set(new Uint8Array(r.buffer, r.start, size));
      next += whole(size + ALIGN);
    }
    for (const [list, entry] of this.#lists) {
      entry.address = next;
      const copy = new Float64Array(heap, next, list.length);
      // Twice as fast as `set`, which looks each element up.
      for (let i = 0; i < list.length; i++) copy[i] = list[i];
      next += whole(list.length * 8 + 1);
    }
    for (const rows of this.#tables.keys()) {
      this.#tables.set(rows, next);
      const words = this.words(rows);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as ArrayBufferView | number[];
        words[2 * i] = this.address(row);
        words[2 * i + 1] = (row as Float64Array).length;
      }
      next += whole(rows.length * ROW + 1);
    }
  }

  /** Makes regions of the views: those of one buffer that overlap share one. */
  #merge(): void {
    const buffers = new Map<ArrayBufferLike, View[]>();
    for (const v of this.#views.values()) {
      const list = buffers.get(v.view.buffer);
      if (list) list.push(v);
      else buffers.set(v.view.buffer, [v]);
    }
    for (const [of, views] of buffers) {
      views.sort((a, b) => a.start - b.start);
      let last: Region | undefined;
      for (const v of views) {
        if (last !== undefined && v.start < last.end) last.end = Math.max(last.end, v.end);
        else {
          last = { buffer: of, start: v.start, end: v.end, address: 0 };
          this.#regions.push(last);
        }
        v.region = last;
      }
    }
  }

  /** Where an array lies: on the heap, or its copy. */
  address(array: ArrayBufferView | readonly number[]): number {
    if (Array.isArray(array)) return (this.#lists.get(array) as List).address;
    const view = array as ArrayBufferView;
    if (onHeap(view)) return view.byteOffset;
    const found = this.#found.get(view);
    if (found !== undefined) return found;
    const { region, start } = this.#views.get(view) as View & { region: Region };
    return region.address + (start - region.start);
  }

  /** The table of an array of arrays: each row's address, and its length in elements. */
  words(rows: readonly unknown[]): Float64Array {
    return new Float64Array(buffer(), this.table(rows), rows.length * 2);
  }

  /** Where the table of an array of arrays lies. */
  table(rows: readonly unknown[]): number {
    return this.#tables.get(rows) as number;
  }

  /** The part of an outside buffer that lies here, or whose copy does, as a new view; undefined if nothing's does. */
  original(kind: Kind, address: number, length: number): ArrayBufferView | undefined {
    const make = constructorOf(kind);
    for (const [view, at] of this.#found) {
      const from = address - at;
      if (from >= 0 && from + length * make.BYTES_PER_ELEMENT <= view.byteLength)
        return new make(view.buffer as ArrayBuffer, view.byteOffset + from, length);
    }
    for (const r of this.#regions) {
      const from = r.start + (address - r.address);
      if (from >= r.start && from + length * make.BYTES_PER_ELEMENT <= r.end)
        return new make(r.buffer as ArrayBuffer, from, length);
    }
    return undefined;
  }

  /** Copies back what the code may have written. */
  copyOut(): void {
    if (this.#block === undefined) return;
    const heap = buffer();
    for (const v of this.#views.values()) {
      if (!v.written) continue;
      // A hook (console.log's, for example) may have shrunk or transferred the buffer meanwhile.
      const size = Math.min(v.end, v.view.buffer.byteLength) - v.start;
      if (size <= 0) continue;
      new Uint8Array(v.view.buffer, v.start, size).set(new Uint8Array(heap, this.address(v.view), size));
    }
    for (const [list, { address, written }] of this.#lists) {
      if (!written) continue;
      const values = new Float64Array(heap, address, list.length);
      for (let i = 0; i < values.length; i++) (list as number[])[i] = values[i];
    }
  }

  /** Gives the block back. */
  dispose(): void {
    if (this.#block !== undefined) free(this.#block);
  }
}
