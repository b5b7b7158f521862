// A module under construction, and a function under construction in it: who is imported, called and forked, which
// locals exist. Lowering asks here; nothing is emitted that nobody asked for.
import { type Expr, type Func, isVector, type Local, type Type } from "../../ir/index.ts";
import { IMPORTS, type ImportName, type Options } from "./abi.ts";
import { type Fun, getSlot, type Instr, type Label, type Slot, teeSlot } from "./instr.ts";
import type { ValType } from "./opcodes.ts";
import { partsOf } from "./parts.ts";

/** A type of the IR that a value on the stack has: all but v128. */
export type Scalar = Exclude<ValType, "v128">;

/** A function that is exported under a name. */
export interface Export {
  readonly name: string;
  readonly fun: Fun;
}

/** A module under construction. */
export class Unit {
  readonly address: "i32" | "i64";
  readonly #scalars: Readonly<Record<Type, Scalar>>;
  readonly maximumPages: number;
  /** No relaxed instructions. */
  readonly strict: boolean;
  readonly fmod: Func | undefined;
  /** It stores which line is at work. */
  marks = false;
  readonly imports = new Map<ImportName, Fun>();
  readonly funs: Fun[] = [];
  readonly exports: Export[] = [];
  readonly forks: Func[] = [];
  /** Functions that somebody calls and that are not lowered yet. */
  readonly pending: Func[] = [];
  readonly #of = new Map<Func, Fun>();
  readonly #helpers = new Map<string, Fun>();

  constructor(options: Options, fmod: Func | undefined) {
    this.address = options.memory64 ? "i64" : "i32";
    this.#scalars = { f64: "f64", f32: "f32", i32: "i32", i64: "i64", bool: "i32", addr: this.address };
    this.maximumPages = options.maximumPages;
    this.strict = options.strict === true;
    this.fmod = fmod;
  }

  /** The wasm type of a scalar of the IR. */
  valtype(type: Type): Scalar {
    const scalar: Scalar | undefined = this.#scalars[type];
    if (scalar === undefined) throw new Error(`wasm back end: ${type} is no scalar`);
    return scalar;
  }

  /** The wasm types that a value of the IR takes: of a vector one a part. */
  valtypes(type: Type, even = false): readonly ValType[] {
    if (!isVector(type)) return [this.valtype(type)];
    return new Array<ValType>(even ? 1 : partsOf(type)).fill("v128");
  }

  /** Places for locals in a row: one a part of each. */
  places(locals: readonly Local[]): Slot[] {
    const places: Slot[] = [];
    for (const l of locals) {
      if (isVector(l.type)) {
        const parts = l.even ? 1 : partsOf(l.type);
        for (let i = 0; i < parts; i++) {
          const name = parts > 1 ? `${l.name}.${i}` : l.name;
          const rank = l.even ? 0 : rankOf(i, parts);
          places.push({ name, type: "v128", rank, index: places.length });
        }
      } else places.push({ name: l.name, type: this.valtype(l.type), rank: 0, index: places.length });
    }
    return places;
  }

  /** The imported function of that name, imported from now on. */
  import(name: ImportName): Fun {
    let fun = this.imports.get(name);
    if (!fun) {
      const { params, results } = IMPORTS[name];
      const slots = Object.entries(params).map(
        ([n, type], index): Slot => ({ name: n, type, rank: 0, index }),
      );
      fun = { name, params: slots, results, locals: [], body: [], index: 0 };
      this.imports.set(name, fun);
    }
    return fun;
  }

  /** The wasm function of `func`, which is lowered sooner or later. */
  fun(func: Func): Fun {
    let fun = this.#of.get(func);
    if (!fun) {
      fun = this.add(
        func.name,
        this.places(func.params),
        func.results.flatMap((r) => this.valtypes(r)),
      );
      this.#of.set(func, fun);
      this.pending.push(func);
    }
    return fun;
  }

  /** A function of our own that operators need, made at the first request. */
  helper(name: string, build: (unit: Unit) => Fun): Fun {
    let fun = this.#helpers.get(name);
    if (!fun) {
      fun = build(this);
      this.#helpers.set(name, fun);
    }
    return fun;
  }

  /** The number that the import `fork` is given for `func`. */
  fork(func: Func): number {
    const known = this.forks.indexOf(func);
    return known >= 0 ? known : this.forks.push(func) - 1;
  }

  /** A new function without a body. */
  add(name: string, params: Slot[], results: readonly ValType[]): Fun {
    const fun: Fun = { name, params, results, locals: [], body: [], index: 0 };
    this.funs.push(fun);
    return fun;
  }
}

/**
 * When a vector's register has its turn, see schedule.ts: two at a time, so that one fills the waits of the other, and
 * by how much of the vector they end, since a register of int32 holds as many lanes as two of doubles.
 */
const rankOf = (register: number, of: number): number => Math.min(1, (register - (register % 2) + 2) / of);

/** What a jump leaves on its way out: labels to go to, scopes to release. */
export type Enclosing =
  | { readonly name: string; readonly end: Label; readonly next: Label | undefined }
  | { readonly mark: Slot };

/** How expressions become instructions; scalars are in vectors and vectors in scalars, so that each asks here for the other. */
export interface Lowering {
  scalar(frame: Frame, e: Expr): Instr;
  /** One instruction tree a part. */
  vector(frame: Frame, e: Expr): readonly Instr[];
}

/** A function under construction. */
export class Frame {
  readonly unit: Unit;
  readonly #lowering: Lowering;
  readonly func: Func;
  readonly enclosing: Enclosing[] = [];
  readonly #slots = new Map<Local, Slot[]>();
  readonly #reads = new Map<Local, readonly Instr[]>();
  readonly #params: number;
  readonly #locals: Slot[] = [];
  readonly #free = new Map<ValType, Slot[]>();
  #taken: Slot[] = [];

  constructor(unit: Unit, func: Func, fun: Fun, lowering: Lowering) {
    this.unit = unit;
    this.#lowering = lowering;
    this.func = func;
    this.#params = fun.params.length;
    let next = 0;
    for (const p of func.params) {
      const many = unit.valtypes(p.type, p.even).length;
      this.#slots.set(p, fun.params.slice(next, next + many));
      next += many;
    }
  }

  /** A scalar expression. */
  scalar(e: Expr): Instr {
    return this.#lowering.scalar(this, e);
  }

  /** A vector expression, a part each. */
  vector(e: Expr): readonly Instr[] {
    return this.#lowering.vector(this, e);
  }

  /** The wasm local of a scalar. */
  slot(local: Local): Slot {
    return this.slots(local)[0] as Slot;
  }

  /** The wasm locals of an IR local: of a vector one a part. */
  slots(local: Local): readonly Slot[] {
    let slots = this.#slots.get(local);
    if (!slots) {
      slots = this.unit.places([local]);
      this.#locals.push(...slots);
      this.#slots.set(local, slots);
    }
    return slots;
  }

  /** A local's value: of a vector one instruction a part. Always the same ones, as nothing in an instruction changes. */
  reads(local: Local): readonly Instr[] {
    let reads = this.#reads.get(local);
    if (!reads) {
      const slots = this.slots(local);
      const parts = slots.map(getSlot);
      // Of a vector whose parts are all alike there is one local.
      const missing = isVector(local.type) ? partsOf(local.type) - parts.length : 0;
      reads = missing > 0 ? [...parts, ...new Array<Instr>(missing).fill(parts[0] as Instr)] : parts;
      this.#reads.set(local, reads);
    }
    return reads;
  }

  /** A scalar local's value. */
  read(local: Local): Instr {
    return (this.#reads.get(local) ?? this.reads(local))[0] as Instr;
  }

  /** A new local that is nobody else's. */
  own(name: string, type: ValType): Slot {
    const slot: Slot = { name, type, rank: 0, index: -1 };
    this.#locals.push(slot);
    return slot;
  }

  /** A local to use until the statement ends. */
  temp(type: ValType): Slot {
    const slot = this.#free.get(type)?.pop() ?? this.own("t", type);
    this.#taken.push(slot);
    return slot;
  }

  /** The statement ended. */
  settle(): void {
    if (this.#taken.length === 0) return;
    for (const slot of this.#taken) {
      const free = this.#free.get(slot.type);
      if (free) free.push(slot);
      else this.#free.set(slot.type, [slot]);
    }
    this.#taken = [];
  }

  /**
   * A value that is needed several times: how to make it (the first time it is needed) and how to have it again. A
   * constant or a local is its own repetition: nothing in an expression changes it.
   */
  twice(value: Instr, type: ValType): { first: Instr; again: Instr } {
    if (value.args.length === 0 && (value.op.immediate === "local" || value.op.name.endsWith(".const"))) {
      return { first: value, again: value };
    }
    const slot = this.temp(type);
    return { first: teeSlot(slot, value), again: getSlot(slot) };
  }

  /** The locals, numbered after the parameters and ordered by type, so that the declaration is short. */
  locals(): Slot[] {
    const sorted: Slot[] = [];
    for (const type of ["i32", "i64", "f32", "f64", "v128"] satisfies ValType[]) {
      for (let i = 0; i < this.#locals.length; i++) {
        const slot = this.#locals[i] as Slot;
        if (slot.type === type) slot.index = this.#params + sorted.push(slot) - 1;
      }
    }
    return sorted;
  }
}
