// Small programs for the back end's tests, and a host for them: a memory, and imports that write down what they were
// asked. The host knows the ABI from its documentation only.
import { emit, type Options } from "../../../../src/compiler/backend/wasm/index.ts";
import type {
  ArrayRef,
  Elem,
  Expr,
  For,
  Func,
  Local,
  Program,
  Stmt,
  Type,
} from "../../../../src/compiler/ir/index.ts";
import * as ir from "../../../../src/compiler/ir/index.ts";

export const facts = { id: 7, place: 0, notes: [] };

/** A function whose body is written with its parameters at hand. */
export function define(
  name: string,
  params: readonly Type[],
  results: Type[],
  write: (f: Func, ...params: Local[]) => Stmt[],
): Func {
  const f = ir.func(name, 0, results);
  for (const [i, type] of params.entries()) f.params.push(ir.local(f, "abcdefgh"[i], type));
  f.body = write(f, ...f.params);
  return f;
}

/** A function that returns one expression of its parameters. */
export const formula = (params: readonly Type[], write: (...p: Expr[]) => Expr): Func => {
  const f = define("formula", params, [], (_f, ...p) => [
    ir.set(p[0], ir.get(p[0])),
    give(write(...p.map(ir.get))),
  ]);
  f.body.shift();
  const last = f.body[0];
  if (last.k === "return") f.results.push(last.values[0].type);
  return f;
};

export const give = (...values: Expr[]): Stmt => ({ k: "return", values });

export const program = (entry: Func, ...others: Func[]): Program => ({
  funcs: [...others, entry],
  entry,
  sites: [],
  places: [],
  sources: [],
  runtime: {},
});

/** An array whose base and length are new locals of `f`, or the given ones. */
export function array(f: Func, elem: Elem, base?: Local, length?: Local): ArrayRef {
  return {
    id: f.locals.length,
    name: "v",
    elem,
    base: base ?? ir.local(f, "v_base", "addr"),
    length: length ?? ir.local(f, "v_length", "f64"),
  };
}

export const load = (a: ArrayRef, index: Expr, type: Type = "f64"): Expr => ({
  k: "load",
  type,
  array: a,
  index,
  subs: [index],
  place: 0,
});
export const store = (a: ArrayRef, index: Expr, value: Expr): Stmt => ({
  k: "store",
  array: a,
  index,
  subs: [index],
  value,
  place: 0,
});
export const index = (value: Expr, length: Expr, site = 0): Expr => ({
  k: "index",
  type: value.type,
  value,
  length,
  site,
});
export const loop = (
  label: string,
  v: Local,
  from: Expr,
  cmp: For["cmp"],
  to: Expr,
  step: number,
  body: Stmt[],
): Stmt => ({ k: "for", label, v, from, to, cmp, step, body, facts });
export const test = (condition: Expr, then: Stmt[], otherwise: Stmt[] = []): Stmt => ({
  k: "if",
  test: condition,
  then,
  else: otherwise,
});

// The types of WebAssembly come with those of browsers only.
interface Engine {
  readonly Memory: new (size: object) => { readonly buffer: SharedArrayBuffer };
  readonly Module: { new (bytes: Uint8Array): object; imports(m: object): { name: string }[] };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}
export const { WebAssembly: engine } = globalThis as unknown as { WebAssembly: Engine };

/** Whether this Node has memories indexed by 64 bits: an empty module that declares one. */
export const hasMemory64 = engine.validate(
  new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 1]),
);

/** The standard's spelling, or that of V8 before 13 (Node 22). */
function memory64(pages: number): { readonly buffer: SharedArrayBuffer } {
  const size = BigInt(pages);
  try {
    return new engine.Memory({ address: "i64", initial: size, maximum: size, shared: true });
  } catch {
    return new engine.Memory({ index: "i64", initial: pages, maximum: pages, shared: true });
  }
}

export class Failure extends Error {}

/** What the module asked its host for, in order. */
export type Asked = (string | number)[];

export interface Running {
  // The module's export; what crosses is numbers.
  // biome-ignore lint/suspicious/noExplicitAny: an export's results are a number, several, or nothing
  readonly entry: (...args: number[]) => any;
  readonly exports: Record<string, (...args: number[]) => unknown>;
  readonly memory: DataView;
  readonly asked: Asked[];
  /** The names of what the module imports. */
  readonly imports: string[];
}

/** Compiles and instantiates. `answer` may say what alloc, mark and fork return. */
export function run(
  source: Program | Func,
  options: Partial<Options> = {},
  answer: Record<string, (...args: number[]) => number> = {},
): Running {
  const whole = "entry" in source ? source : program(source);
  ir.verify(whole);
  const module = new engine.Module(emit(whole, { maximumPages: 4, ...options }));
  const memory = options.memory64 ? memory64(4) : new engine.Memory({ initial: 4, maximum: 4, shared: true });
  const asked: Asked[] = [];
  const host = (name: string) => {
    return (...args: number[]): number => {
      asked.push([name, ...args]);
      if (name === "oob" || name === "throw") throw new Failure(`${name} ${args.join(" ")}`);
      return answer[name]?.(...args) ?? 0;
    };
  };
  const imports: Record<string, unknown> = { memory };
  for (const name of ["oob", "arg", "flag", "throw", "print", "alloc", "mark", "release", "fork"]) {
    imports[name] = host(name);
  }
  const exports = new engine.Instance(module, { amdahl: imports }).exports as Running["exports"];
  return {
    entry: exports.entry,
    exports,
    memory: new DataView(memory.buffer),
    asked,
    imports: engine.Module.imports(module).map((i) => i.name),
  };
}

/** Numbers that break careless arithmetic. */
export const UGLY = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  0.49999999999999994,
  1.5,
  2.5,
  -2.5,
  3,
  7,
  -7.9,
  100.25,
  127,
  128,
  255,
  256,
  -129,
  32767.5,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  -(2 ** 31) - 0.5,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 5.75,
  -(2 ** 32) - 3,
  2 ** 52 + 0.5,
  2 ** 53 - 1,
  -(2 ** 53),
  2 ** 53 + 2,
  2 ** 63 - 1024,
  2 ** 63,
  -(2 ** 63),
  -(2 ** 63) - 2048,
  2 ** 63 + 2048,
  2 ** 64,
  2 ** 64 + 4096,
  3 * 2 ** 62,
  (2 ** 53 - 1) * 2 ** 11,
  -(2 ** 53 - 1) * 2 ** 20,
  (2 ** 53 - 1) * 2 ** 31,
  (2 ** 53 - 1) * 2 ** 32,
  2 ** 84,
  -(2 ** 84) - 2 ** 35,
  1e300,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2 ** -1022,
  2 ** -149,
  2 ** -150,
  1.0000000596046448,
  3.4028235677973366e38,
  16777217,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

export const INTEGERS = UGLY.map((x) => x | 0).filter((x, i, all) => all.indexOf(x) === i);
/** Integers that a double holds exactly. */
export const LONGS = [...INTEGERS, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 3, 2 ** 53 - 1, -(2 ** 53)];
