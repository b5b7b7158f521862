// The meaning of the IR: a tree walk over ir.ts that does what its comments say and nothing else. It is what every
// pass and every back end is held against, so it is written to be believed, not to be fast.
import {
  type ArrayRef,
  type BinOp,
  type Expr,
  type For,
  type Func,
  isVector,
  type Local,
  type Parallel,
  type Program,
  type Site,
  type Stmt,
  type Throw,
  verify,
} from "../../src/compiler/ir/index.ts";
import { Lanes } from "./lanes.ts";
import { type Memory, sizeOf } from "./memory.ts";
import { binary, constant, fromMemory, holds, toMemory, unary, type Value, zero } from "./operators.ts";
import { OracleFault, OracleOverflow, OracleThrow, OracleTimeout, OracleTrap } from "./outcomes.ts";
import { chunkSize, combine, elementIdentity, foldChunks, LaneTree } from "./tree.ts";

/** A line that the program printed: console[method](text). */
export interface Line {
  readonly method: string;
  readonly text: string;
}

export interface Options {
  /** Statements and expressions that may be evaluated before OracleTimeout. */
  readonly steps?: number;
  /** Calls that may be nested before OracleOverflow. */
  readonly depth?: number;
  /** Printed lines are pushed here, so that they are there after a throw too. */
  readonly printed?: Line[];
}

export interface Result {
  readonly values: readonly Value[];
  readonly steps: number;
}

/** How a statement ended, if not by going on to the next one. */
type Jump =
  | { readonly k: "break" | "continue"; readonly label: string }
  | { readonly k: "return"; readonly values: readonly (Value | readonly Value[])[] };

/** One activation of a function. */
interface Frame {
  readonly fn: Func;
  readonly values: Map<Local, Value>;
  /** Vectors, a value a lane. */
  readonly gangs: Map<Local, readonly Value[]>;
  /** For each scope that was entered and not left, the blocks to free. */
  readonly scopes: { address: number; bytes: number }[][];
}

/**
 * Runs `program.entry` on `args` (one value a parameter) in `memory`.
 *
 * @throws OracleTrap for an index out of range, OracleThrow for a `throw` statement, OracleTimeout and OracleOverflow
 *   at the limits, OracleFault if the IR breaks its own rules.
 * @example
 * interpret(program, [2, 3], new Memory()).values // [5]
 */
export function interpret(
  program: Program,
  args: readonly Value[],
  memory: Memory,
  options: Options = {},
): Result {
  verify(program);
  const machine = new Machine(program, memory, options);
  const values = machine.call(program.entry, args);
  return { values: values as readonly Value[], steps: machine.steps };
}

const text = (site: Extract<Site, { parts: unknown }>, shown: readonly string[]): string =>
  site.parts.map((p) => (typeof p === "number" ? shown[p] : p)).join("");

class Machine {
  steps = 0;
  #depth = 0;
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #options: Options;
  readonly #lanes: Lanes<Frame>;

  constructor(program: Program, memory: Memory, options: Options) {
    this.#program = program;
    this.#memory = memory;
    this.#options = options;
    this.#lanes = new Lanes(memory, (frame, e) => this.#expr(frame, e));
  }

  call(fn: Func, args: readonly (Value | readonly Value[])[]): readonly (Value | readonly Value[])[] {
    if (this.#depth >= (this.#options.depth ?? 200)) throw new OracleOverflow(fn.name);
    this.#depth++;
    const frame: Frame = { fn, values: new Map(), gangs: new Map(), scopes: [] };
    fn.params.forEach((p, i) => {
      const arg = args[i];
      if (typeof arg === "object") frame.gangs.set(p, arg);
      else this.#set(frame, p, arg);
    });
    const jump = this.#list(frame, fn.body);
    this.#depth--;
    if (jump?.k === "return") return jump.values;
    if (jump) throw new OracleFault(`${jump.k} ${jump.label} leaves ${fn.name}`);
    if (fn.results.length > 0) throw new OracleFault(`${fn.name} ends without its results`);
    return [];
  }

  #step(): void {
    if (++this.steps > (this.#options.steps ?? 1e6)) throw new OracleTimeout(`${this.steps} steps`);
  }

  #get(frame: Frame, local: Local): Value {
    return frame.values.get(local) ?? zero(local.type);
  }

  #set(frame: Frame, local: Local, value: Value): void {
    if (typeof value !== (local.type === "i64" ? "bigint" : "number")) {
      throw new OracleFault(`${local.name}: ${local.type} set to ${typeof value} ${value}`);
    }
    if (local.fact && !holds(local.fact, value)) {
      throw new OracleFault(`${local.name} is ${value}, which its fact rules out`);
    }
    frame.values.set(local, value);
  }

  // Expressions

  #expr(frame: Frame, e: Expr): Value {
    this.#step();
    switch (e.k) {
      case "const":
        return constant(e.type, e.value);
      case "get":
        return this.#get(frame, e.local);
      case "un":
        if (e.op === "any") return this.#lanes.of(frame, e.a).includes(1) ? 1 : 0;
        if (e.op === "all") return this.#lanes.of(frame, e.a).includes(0) ? 0 : 1;
        return unary(e.op, this.#expr(frame, e.a), e.a.type, e.type);
      case "bin": {
        if (e.op === "lane") return this.#lanes.of(frame, e.a)[Number(this.#expr(frame, e.b))] as Value;
        const a = this.#expr(frame, e.a);
        const b = this.#expr(frame, e.b);
        return binary(e.op, a, b, e.a.type);
      }
      case "cond":
        return this.#expr(frame, e.test) === 1 ? this.#expr(frame, e.a) : this.#expr(frame, e.b);
      case "load": {
        const address = this.#element(frame, e.array, this.#expr(frame, e.index));
        return fromMemory(this.#memory.load(e.array.elem, address), e.array.elem, e.type);
      }
      case "index": {
        const value = this.#expr(frame, e.value);
        const length = this.#expr(frame, e.length);
        const n = Number(value);
        if (!(Number.isInteger(n) && 0 <= n && n < Number(length))) {
          throw new OracleTrap(e.site, n, Number(length));
        }
        return value;
      }
      case "peek": {
        const address = this.#number(frame, e.base) + e.offset;
        const elem = e.type === "addr" ? "f64" : e.elem;
        return fromMemory(this.#memory.load(elem, address), elem, e.type);
      }
    }
  }

  #number(frame: Frame, e: Expr): number {
    return Number(this.#expr(frame, e));
  }

  #all(frame: Frame, list: readonly Expr[]): Value[] {
    return list.map((e) => this.#expr(frame, e));
  }

  /** What crosses between functions: vectors too. */
  #passed(frame: Frame, list: readonly Expr[]): (Value | readonly Value[])[] {
    return list.map((e) => (isVector(e.type) ? this.#lanes.of(frame, e) : this.#expr(frame, e)));
  }

  #element(frame: Frame, array: ArrayRef, index: Value): number {
    return Number(this.#get(frame, array.base)) + Number(index) * sizeOf(array.elem);
  }

  // Statements

  #list(frame: Frame, list: readonly Stmt[]): Jump | undefined {
    for (const s of list) {
      const jump = this.#stmt(frame, s);
      if (jump) return jump;
    }
    return undefined;
  }

  #stmt(frame: Frame, s: Stmt): Jump | undefined {
    this.#step();
    switch (s.k) {
      case "set":
        if (isVector(s.local.type)) frame.gangs.set(s.local, this.#lanes.of(frame, s.value));
        else this.#set(frame, s.local, this.#expr(frame, s.value));
        return undefined;
      case "do":
        this.#expr(frame, s.value);
        return undefined;
      case "store": {
        if (isVector(s.value.type)) {
          this.#lanes.store(frame, s);
          return undefined;
        }
        const index = this.#expr(frame, s.index);
        const value = this.#expr(frame, s.value);
        this.#memory.store(s.array.elem, this.#element(frame, s.array, index), toMemory(value, s.array.elem));
        return undefined;
      }
      case "if":
        return this.#list(frame, this.#expr(frame, s.test) === 1 ? s.then : s.else);
      case "for":
        return s.par ? this.#parallel(frame, s, s.par) : this.#for(frame, s);
      case "loop":
        for (;;) {
          this.#step();
          const jump = this.#list(frame, s.body);
          if (jump?.k === "break" && jump.label === s.label) return undefined;
          if (jump && !(jump.k === "continue" && jump.label === s.label)) return jump;
        }
      case "block": {
        const jump = this.#list(frame, s.body);
        return jump?.k === "break" && jump.label === s.label ? undefined : jump;
      }
      case "break":
      case "continue":
        return s;
      case "return":
        return { k: "return", values: this.#passed(frame, s.values) };
      case "throw":
        throw this.#thrown(s, this.#all(frame, s.args));
      case "print": {
        const site = this.#program.sites[s.site];
        if (site?.kind !== "print") throw new OracleFault(`site ${s.site} prints nothing`);
        const shown = this.#all(frame, s.args).map((v, i) =>
          s.args[i].type === "bool" ? String(v === 1) : Object.is(v, -0) ? "-0" : String(v),
        );
        this.#options.printed?.push({ method: site.method, text: text(site, shown) });
        return undefined;
      }
      case "call": {
        const results = this.call(s.fn, this.#passed(frame, s.args));
        s.results.forEach((local, i) => {
          const result = results[i];
          if (typeof result === "object") frame.gangs.set(local, result);
          else this.#set(frame, local, result);
        });
        return undefined;
      }
      case "alloc": {
        const count = this.#number(frame, s.count);
        if (!Number.isInteger(count) || count < 0) throw new OracleFault(`alloc of ${count} elements`);
        const bytes = count * sizeOf(s.array.elem);
        const address = this.#memory.allocate(bytes);
        if (!s.escapes) frame.scopes.at(-1)?.push({ address, bytes });
        this.#set(frame, s.array.base, address);
        this.#set(frame, s.array.length, s.array.length.type === "i64" ? BigInt(count) : count);
        return undefined;
      }
      case "scope": {
        frame.scopes.push([]);
        try {
          return this.#list(frame, s.body);
        } finally {
          for (const block of frame.scopes.pop() ?? []) this.#memory.free(block.address, block.bytes);
        }
      }
      case "row": {
        const index = this.#number(frame, s.index);
        const entry = Number(this.#get(frame, s.table.base)) + 16 * index;
        const length = this.#memory.load("f64", entry + 8);
        this.#set(frame, s.array.base, this.#memory.load("f64", entry));
        this.#set(frame, s.array.length, s.array.length.type === "i64" ? BigInt(length) : length);
        return undefined;
      }
      case "poke": {
        const address = this.#number(frame, s.base) + s.offset;
        const value = this.#expr(frame, s.value);
        const elem = s.value.type === "addr" ? "f64" : s.elem;
        this.#memory.store(elem, address, toMemory(value, elem));
        return undefined;
      }
      case "mark":
        return undefined;
      case "fork": {
        const units = this.#number(frame, s.units);
        const captured = this.#expr(frame, s.frame);
        if (s.serial) this.#expr(frame, s.serial);
        const partials = this.#memory.allocate(units * s.stride);
        frame.scopes.at(-1)?.push({ address: partials, bytes: units * s.stride });
        for (let u = 0; u < units; u++) this.call(s.fn, [u, u + 1, captured, partials]);
        this.#set(frame, s.partials, partials);
        return undefined;
      }
    }
  }

  #thrown(s: Throw, args: readonly Value[]): Error {
    const site = this.#program.sites[s.site];
    if (site?.kind !== "throw") return new OracleFault(`site ${s.site} throws nothing`);
    const quoted = args.map((v, i) => (s.args[i].type === "bool" ? String(v === 1) : String(v)));
    return new OracleThrow(s.site, site.error, text(site, quoted), args.map(Number));
  }

  #for(frame: Frame, s: For): Jump | undefined {
    const { type } = s.v;
    const from = this.#expr(frame, s.from);
    const to = this.#expr(frame, s.to);
    const step = constant(type, s.step);
    const cmp: BinOp = s.cmp;
    this.#set(frame, s.v, from);
    while (binary(cmp, this.#get(frame, s.v), to, type) === 1) {
      this.#step();
      const jump = this.#list(frame, s.body);
      if (jump?.k === "break" && jump.label === s.label) return undefined;
      if (jump && !(jump.k === "continue" && jump.label === s.label)) return jump;
      this.#set(frame, s.v, binary("add", this.#get(frame, s.v), step, type));
    }
    return undefined;
  }

  // Iterations run in order, so that the error thrown is the lowest iteration's; each finds in the reduction's local
  // its own lane's partial result, and leaves it there.
  #parallel(frame: Frame, s: For, par: Parallel): undefined {
    const from = this.#number(frame, s.from);
    const to = this.#number(frame, s.to);
    const n = Math.max(0, Math.ceil((to - from) / s.step));
    const scalars = par.reductions.map((r) => new LaneTree(r.op, r.local, this.#get(frame, r.local), n));
    const arrays = par.arrayReductions.map((r) => {
      const length = Number(this.#get(frame, r.array.length));
      return { ...r, length, own: this.#get(frame, r.array.base), parts: [] as Value[] };
    });
    const arrayChunk = chunkSize(n, Number.POSITIVE_INFINITY);
    for (let k = 0; k < n; k++) {
      this.#step();
      if (k % arrayChunk === 0) {
        for (const a of arrays) {
          const part = this.#memory.allocate(a.length * sizeOf(a.array.elem));
          this.#fill(a.array, part, a.length, elementIdentity(a.op, a.array.elem));
          a.parts.push(part);
          this.#set(frame, a.array.base, part);
        }
      }
      for (const r of scalars) frame.values.set(r.local, r.partial(k));
      const v = from + k * s.step;
      this.#set(frame, s.v, s.v.type === "i64" ? BigInt(v) : v);
      const jump = this.#list(frame, s.body);
      if (jump && !(jump.k === "continue" && jump.label === s.label)) {
        throw new OracleFault(`${jump.k} out of the parallel loop ${s.label}`);
      }
      for (const r of scalars) r.keep(k, this.#get(frame, r.local));
    }
    for (const r of scalars) this.#set(frame, r.local, r.result());
    for (const a of arrays) {
      this.#set(frame, a.array.base, a.own);
      const fold = (x: Value, y: Value): Value => {
        for (let i = 0; i < a.length; i++) {
          const at = i * sizeOf(a.array.elem);
          const elem = a.array.elem;
          const one = this.#memory.load(elem, Number(x) + at);
          const two = this.#memory.load(elem, Number(y) + at);
          this.#memory.store(elem, Number(x) + at, Number(combine(a.op, one, two, "f64")));
        }
        return x;
      };
      const total = foldChunks(a.parts, fold);
      if (total !== undefined) fold(a.own, total);
    }
    return undefined;
  }

  #fill(array: ArrayRef, address: number, length: number, value: number): void {
    for (let i = 0; i < length; i++) this.#memory.store(array.elem, address + i * sizeOf(array.elem), value);
  }
}
