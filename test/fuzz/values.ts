// Arguments of generated programs: ugly numbers, arrays that share their bytes, and their spelling as source text.
// An argument is a recipe, so that every run gets fresh memory, and the oracle and a kernel the same one.
import type { Elem } from "../../src/compiler/ir/index.ts";
import type { Random } from "./random.ts";

export const KINDS = [
  "Float64Array",
  "Float32Array",
  "Int32Array",
  "Uint32Array",
  "Int16Array",
  "Uint16Array",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
] as const;
export type Kind = (typeof KINDS)[number];
export type Typed = InstanceType<(typeof globalThis)[Kind]>;

export const ELEM: Record<Kind, Elem> = {
  Float64Array: "f64",
  Float32Array: "f32",
  Int32Array: "i32",
  Uint32Array: "u32",
  Int16Array: "i16",
  Uint16Array: "u16",
  Int8Array: "i8",
  Uint8Array: "u8",
  Uint8ClampedArray: "u8",
};

/** A view of one of the buffers. */
export interface View {
  readonly k: "view";
  readonly kind: Kind;
  readonly buffer: number;
  readonly offset: number; // bytes
  readonly length: number; // elements
}

/** A strided array over one of the buffers; strides and offset count elements. */
export interface StridedView extends Omit<View, "k"> {
  readonly k: "strided";
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly start: number;
}

/** The least that a strided array is: the protocol's record, and `get` and `set` that check as a kernel does. */
export class Strided {
  readonly data: Typed;
  readonly shape: readonly number[];
  readonly elementStrides: readonly number[];
  readonly offset: number;

  constructor(data: Typed, shape: readonly number[], strides: readonly number[], offset: number) {
    this.data = data;
    this.shape = shape;
    this.elementStrides = strides;
    this.offset = offset;
  }

  get [Symbol.for("amdahl.ndarray")](): this {
    return this;
  }

  at(subs: readonly number[]): number {
    return subs.reduce((sum, s, i) => sum + s * this.elementStrides[i], this.offset);
  }

  get(...subs: number[]): number {
    return this.data[this.at(subs)];
  }

  set(...args: number[]): void {
    this.data[this.at(args.slice(0, -1))] = args[args.length - 1];
  }
}

export type Arg =
  | StridedView
  | { readonly k: "num"; readonly value: number }
  | { readonly k: "bool"; readonly value: boolean }
  | View
  | { readonly k: "same"; readonly as: number } // the very array of another argument
  | { readonly k: "rows"; readonly rows: readonly View[] }
  | { readonly k: "list"; readonly items: readonly Arg[] }
  | { readonly k: "record"; readonly fields: readonly (readonly [string, Arg])[] }
  | { readonly k: "numbers"; readonly values: readonly number[] };

export interface Args {
  readonly buffers: readonly Uint8Array[];
  readonly values: readonly Arg[];
}

/** Buffers as they are during one run, and the JavaScript values over them. */
export interface Live {
  readonly buffers: readonly ArrayBuffer[];
  readonly values: readonly unknown[];
}

/** Fresh memory and values for a run. */
export function bring(args: Args): Live {
  const buffers = args.buffers.map((b) => b.slice().buffer as ArrayBuffer);
  const values: unknown[] = [];
  const view = (v: View): Typed => new globalThis[v.kind](buffers[v.buffer], v.offset, v.length);
  const value = (a: Arg): unknown => {
    switch (a.k) {
      case "num":
      case "bool":
        return a.value;
      case "view":
        return view(a);
      case "strided":
        return new Strided(view({ ...a, k: "view" }), a.shape, a.strides, a.start);
      case "same":
        return values[a.as];
      case "rows":
        return a.rows.map(view);
      case "list":
        return a.items.map(value);
      case "record":
        return Object.fromEntries(a.fields.map(([name, x]) => [name, value(x)]));
      case "numbers":
        return [...a.values];
    }
  };
  for (const a of args.values) values.push(value(a));
  return { buffers, values };
}

/** A number as JavaScript source. */
export const spell = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));

/** The arguments as a JavaScript expression that gives a fresh array of them. */
export function spellArgs(args: Args): string {
  const view = (v: View): string => `new ${v.kind}(b${v.buffer}, ${v.offset}, ${v.length})`;
  const value = (a: Arg): string => {
    switch (a.k) {
      case "num":
        return spell(a.value);
      case "bool":
        return String(a.value);
      case "view":
        return view(a);
      case "strided":
        return `new Strided(${view({ ...a, k: "view" })}, [${a.shape}], [${a.strides}], ${a.start})`;
      case "same":
        return `p${a.as}`;
      case "rows":
        return `[${a.rows.map(view).join(", ")}]`;
      case "list":
        return `[${a.items.map(value).join(", ")}]`;
      case "record":
        return `{ ${a.fields.map(([name, x]) => `${name}: ${value(x)}`).join(", ")} }`;
      case "numbers":
        return `[${a.values.map(spell).join(", ")}]`;
    }
  };
  const lines = args.buffers.map((b, i) => `const b${i} = new Uint8Array([${[...b].join(", ")}]).buffer;`);
  lines.push(...args.values.map((a, i) => `const p${i} = ${value(a)};`));
  return lines.join("\n");
}

const UGLY = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -0.5,
  0.1,
  1.5,
  2.5,
  -1.5,
  3,
  7,
  10,
  31,
  32,
  33,
  255,
  256,
  -128,
  32767,
  65536,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 32 - 1,
  2 ** 32 + 1,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  2 ** 63,
  1e300,
  -1e300,
  1e-300,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  3.4028234663852886e38,
  1.401298464324817e-45,
  0.49999999999999994,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** A number of the kind that breaks things, now and then an ordinary one. */
export function uglyNumber(r: Random): number {
  return r.weighted<() => number>([
    [4, () => r.pick(UGLY)],
    [3, () => r.between(-10, 40)],
    [1, () => r.between(-1000, 1000) / 8],
    [1, () => (r.bits() - 2 ** 31) * 2 ** r.between(-40, 40)],
    [1, () => r.bits() | 0],
  ])();
}

/** A small whole number, as loop limits and sizes are. */
export const smallCount = (r: Random): number =>
  r.weighted([
    [6, r.between(0, 12)],
    [2, r.between(13, 40)],
    [1, 0],
    [1, 1],
  ]);

/** The bytes of `length` elements of `kind`. */
export function someBytes(r: Random, kind: Kind, length: number): Uint8Array {
  const array = new globalThis[kind](length);
  const tame = r.chance(0.5);
  for (let i = 0; i < length; i++)
    array[i] = tame ? r.between(-20, 100) / (r.chance(0.3) ? 4 : 1) : uglyNumber(r);
  return new Uint8Array(array.buffer);
}
