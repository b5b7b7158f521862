// Arguments on their way in: a value becomes the numbers that the compiled entry takes. Arrays on the heap pass their
// address; arrays from outside are copied in, and what the kernel may have written is copied back, also after a throw.
import {
  hostType,
  KINDS,
  type Kind,
  type StridedProtocol,
  stridedOf,
  type VType,
} from "../compiler/index.ts";
import { buffer, free, malloc } from "../heap/index.ts";

/** One region of outside memory, copied as one block so that overlapping views stay overlapping. */
interface Region {
  readonly buffer: ArrayBufferLike;
  start: number;
  end: number;
  address: number;
}

/** Plain arrays of numbers: copied as float64. */
interface Loose {
  readonly array: number[];
  readonly address: number;
}

/** The copies of one call. */
export class Copies {
  readonly #regions: Region[] = [];
  readonly #loose: Loose[] = [];
  readonly #blocks: number[] = [];

  /** Announces a view from outside; all views are announced before the first is addressed. */
  need(view: ArrayBufferView): void {
    const start = view.byteOffset & ~15;
    const end = view.byteOffset + view.byteLength;
    const touching = this.#regions.filter((r) => r.buffer === view.buffer && start < r.end && r.start < end);
    const merged: Region = { buffer: view.buffer, start, end, address: 0 };
    for (const r of touching) {
      merged.start = Math.min(merged.start, r.start);
      merged.end = Math.max(merged.end, r.end);
      this.#regions.splice(this.#regions.indexOf(r), 1);
    }
    this.#regions.push(merged);
  }

  /** Copies every announced region into the heap. */
  copyIn(): void {
    for (const r of this.#regions) {
      r.address = this.#block(r.end - r.start);
      bytes(r.address, r.end - r.start).set(new Uint8Array(r.buffer, r.start, r.end - r.start));
    }
  }

  /** The address of a view from outside, after copyIn. */
  address(view: ArrayBufferView): number {
    const r = this.#regions.find(
      (x) =>
        x.buffer === view.buffer && x.start <= view.byteOffset && view.byteOffset + view.byteLength <= x.end,
    );
    if (!r) throw new Error("the view was not announced");
    return r.address + (view.byteOffset - r.start);
  }

  /** The address of a copy of a plain array; the same array has the same copy. */
  loose(array: number[]): number {
    const known = this.#loose.find((l) => l.array === array);
    if (known) return known.address;
    const address = this.#block(array.length * 8);
    new Float64Array(buffer(), address, array.length).set(array);
    this.#loose.push({ array, address });
    return address;
  }

  /** A block that lives as long as the call. */
  #block(size: number): number {
    const address = malloc(Math.max(size, 1));
    this.#blocks.push(address);
    return address;
  }

  /** A table of rows: an address and a length each. */
  table(rows: readonly (readonly [number, number])[]): number {
    const address = this.#block(rows.length * 16);
    const words = new Float64Array(buffer(), address, rows.length * 2);
    rows.forEach(([at, length], i) => {
      words[2 * i] = at;
      words[2 * i + 1] = length;
    });
    return address;
  }

  /** Copies back what the kernel may have changed. */
  copyOut(): void {
    for (const r of this.#regions) {
      new Uint8Array(r.buffer, r.start, r.end - r.start).set(bytes(r.address, r.end - r.start));
    }
    for (const { array, address } of this.#loose) {
      const values = new Float64Array(buffer(), address, array.length);
      for (let i = 0; i < values.length; i++) array[i] = values[i] as number;
    }
  }

  /** Frees the blocks. */
  dispose(): void {
    for (const b of this.#blocks) free(b);
  }
}

const bytes = (address: number, length: number): Uint8Array => new Uint8Array(buffer(), address, length);

/** An error about an argument, at the boundary. */
export class ArgumentError extends TypeError {
  override readonly name = "TypeError";
}

/** Throws if a view's memory is gone. */
export function checkView(view: ArrayBufferView, what: string): void {
  const b = view.buffer as ArrayBuffer & { detached?: boolean; resizable?: boolean };
  if (b.detached) {
    throw new ArgumentError(
      `${what} is over a detached buffer: its memory was transferred elsewhere, so there is nothing left to compute on.\n` +
        "Write instead: keep the array and transfer a copy, structuredClone(a), or use a heap array, which threads share",
    );
  }
  if (b.resizable && view.byteLength === 0 && b.byteLength < view.byteOffset + 1) {
    throw new ArgumentError(
      `${what} is out of bounds of its buffer, which was resized.\nWrite instead: a new view over the buffer as it is now`,
    );
  }
}

/** True if values of this type can be passed without copying or building anything. */
export function isDirect(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (ArrayBuffer.isView(value)) return value.buffer === buffer();
  const strided = stridedOf(value);
  return strided !== undefined && strided.data.buffer === buffer();
}

/** Announces the outside views of an argument. */
export function announce(copies: Copies, type: VType, value: unknown, what: string): void {
  switch (type.t) {
    case "array":
      if (Array.isArray(value)) return;
      announceView(copies, value as ArrayBufferView, what);
      return;
    case "nd":
      announceView(copies, (stridedOf(value as object) as StridedProtocol).data, what);
      return;
    case "table":
      for (const [i, row] of (value as unknown[]).entries()) {
        if (!Array.isArray(row)) announceView(copies, row as ArrayBufferView, `${what}[${i}]`);
      }
      return;
    case "record":
      for (const [name, t] of type.fields) {
        announce(
          copies,
          t,
          (value as Record<string, unknown>)[name],
          type.tuple ? `${what}[${name}]` : `${what}.${name}`,
        );
      }
      return;
    default:
  }
}

function announceView(copies: Copies, view: ArrayBufferView, what: string): void {
  checkView(view, what);
  if (view.buffer !== buffer() && view.byteLength > 0) copies.need(view);
}

/** Appends the numbers of an argument. */
export function flatten(copies: Copies, type: VType, value: unknown, out: number[]): void {
  switch (type.t) {
    case "num":
      out.push(value as number);
      return;
    case "bool":
      out.push(value ? 1 : 0);
      return;
    case "array": {
      const [address, length] = locate(copies, value as ArrayBufferView | number[]);
      out.push(address, length);
      return;
    }
    case "nd": {
      const s = stridedOf(value as object) as StridedProtocol;
      const [address, length] = locate(copies, s.data);
      out.push(address + s.offset * KINDS[type.kind].bytes, length, ...s.shape, ...s.elementStrides);
      return;
    }
    case "table": {
      const rows = (value as (ArrayBufferView | number[])[]).map((r) => locate(copies, r));
      out.push(copies.table(rows), rows.length);
      return;
    }
    case "record":
      for (const [name, t] of type.fields) flatten(copies, t, (value as Record<string, unknown>)[name], out);
      return;
    default:
  }
}

function locate(copies: Copies, value: ArrayBufferView | number[]): readonly [number, number] {
  if (Array.isArray(value)) return [copies.loose(value), value.length];
  const length = (value as Float64Array).length;
  if (value.buffer === buffer()) return [value.byteOffset, length];
  return [value.byteLength === 0 ? 64 : copies.address(value), length];
}

/** The types of a call's arguments. */
export function argumentTypes(args: readonly unknown[], names: readonly string[]): VType[] {
  return args.map((a, i) => {
    const t = hostType(a);
    if ("what" in t) {
      throw new ArgumentError(
        `Argument ${i + 1}${names[i] ? ` (${names[i]})` : ""} is ${t.what}, which cannot be passed to a compiled function.\nWrite instead: ${t.fix}`,
      );
    }
    return t;
  });
}

/** A kind's plain constructor. */
export const constructorOf = (kind: Kind): Float64ArrayConstructor =>
  (globalThis as unknown as Record<string, Float64ArrayConstructor>)[kind] as Float64ArrayConstructor;
