// A library under construction, and a function under construction in it: who is called and forked, what helpers are
// needed, how locals are called. Printing asks here; nothing is printed that nobody asked for.
import { type Expr, type Func, isVector, type Local, type Program, type Type } from "../../ir/index.ts";
import type { Machine } from "./machine.ts";
import { type Cut, cutOf, scalarType } from "./types.ts";

/** Words of C and names that its preprocessor may replace; our own have an underscore or are types of registers. */
const RESERVED = new RegExp(
  "_|^[bfi](?:32|64)x\\d+$|^(?:asm|auto|bool|break|case|char|const|continue|default|do|double|else|enum|extern|false|" +
    "float|for|goto|if|inline|int|linux|long|register|restrict|return|self|short|signed|sizeof|static|struct|switch|true|" +
    "typedef|typeof|union|unix|unsigned|void|volatile|while|heap)$|^[A-Z0-9]+$",
);

/** A name as C takes it. */
const plain = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "t";

/** A library under construction. */
export class Unit {
  readonly machine: Machine;
  /** Loose products and sums may be rounded as one. */
  readonly contract: boolean;
  readonly cut: Cut;
  readonly fmod: Func | undefined;
  readonly forks: Func[] = [];
  /** Functions that somebody calls and that are not printed yet. */
  readonly pending: Func[] = [];
  readonly #names = new Map<Func, string>();
  readonly #helpers = new Map<string, string>();
  /** How many numbers a text quotes at most. */
  quotes = 0;

  constructor(program: Program, machine: Machine, contract: boolean) {
    this.machine = machine;
    this.contract = contract;
    this.cut = cutOf(program, machine);
    this.fmod = program.runtime.fmod;
  }

  /** The C function of `func`, which is printed sooner or later. */
  fun(func: Func): string {
    let name = this.#names.get(func);
    if (name === undefined) {
      name = `f${this.#names.size}_${plain(func.name)}`;
      this.#names.set(func, name);
      this.pending.push(func);
    }
    return name;
  }

  /** Functions in the order in which somebody first asked for them. */
  get funs(): Iterable<readonly [Func, string]> {
    return this.#names;
  }

  /** The number of a function that is forked. */
  fork(func: Func): number {
    const known = this.forks.indexOf(func);
    return known >= 0 ? known : this.forks.push(func) - 1;
  }

  /** A declaration of our own that `text` makes at the first request; what it needs itself it asks for first. */
  helper(name: string, text: () => string): string {
    if (!this.#helpers.has(name)) {
      // Its place is behind what it asks for.
      const made = text();
      this.#helpers.set(name, made);
    }
    return name;
  }

  /** True if somebody has asked for a helper. */
  has(name: string): boolean {
    return this.#helpers.has(name);
  }

  /** All helpers, each behind those that it needs. */
  get helpers(): Iterable<string> {
    return this.#helpers.values();
  }

  /** The C types that a value of the IR takes: of a vector one a part. */
  types(type: Type, even = false): string[] {
    if (!isVector(type)) return [scalarType(type)];
    const part = this.vector(this.cut.part(type));
    return new Array<string>(even ? 1 : this.cut.parts(type)).fill(part);
  }

  /** The type of a register, declared. */
  vector(part: string): string {
    return this.helper(part, () => {
      const [lane, lanes] = part.split("x") as [string, string];
      const count = Number(lanes);
      if ((lane === "b64" || lane === "b32") && this.machine.isa === "avx512")
        return `typedef uint${Math.max(8, count)}_t ${part};`;
      const element = { f64: "double", f32: "float", i64: "int64_t", i32: "int32_t" };
      const word = lane === "b64" ? "i64" : lane === "b32" ? "i32" : lane;
      const bytes = count * (lane.endsWith("64") ? 8 : 4);
      const of = element[word as keyof typeof element];
      return `typedef ${of} ${part} __attribute__((vector_size(${bytes})));`;
    });
  }
}

/** What a jump leaves on its way out: labels to go to, scopes to release. */
export type Enclosing =
  | {
      readonly name: string;
      readonly end: string;
      readonly next: string;
      readonly loops: boolean;
      readonly few?: boolean;
    }
  | { readonly mark: string };

/** How expressions become text; scalars are in vectors and vectors in scalars, so that each asks here for the other. */
export interface Printing {
  scalar(frame: Frame, e: Expr): string;
  /** The text of each part. */
  vector(frame: Frame, e: Expr): readonly string[];
}

/** A function under construction. */
export class Frame {
  readonly unit: Unit;
  readonly func: Func;
  readonly #printing: Printing;
  readonly enclosing: Enclosing[] = [];
  readonly lines: string[] = [];
  /** Labels that a jump goes to: others are not printed, since C warns of them. */
  readonly used = new Set<string>();
  readonly #parts = new Map<Local, string[]>();
  readonly #declared: { readonly type: string; readonly name: string }[] = [];
  readonly #taken = new Set<string>();
  /** Counters of 32 bits that are kept in 64, so that an address needs no extension. */
  readonly #wide = new Set<Local>();
  #depth = 1;
  #labels = 0;

  constructor(unit: Unit, func: Func, counters: ReadonlySet<Local>, printing: Printing) {
    this.unit = unit;
    this.func = func;
    this.#printing = printing;
    for (const l of counters) if (l.type === "i32") this.#wide.add(l);
    for (const p of func.params) this.#name(p);
  }

  /** A scalar expression. */
  scalar(e: Expr): string {
    return this.#printing.scalar(this, e);
  }

  /** A vector expression, a part each. */
  vector(e: Expr): readonly string[] {
    return this.#printing.vector(this, e);
  }

  /** Appends a line of text. */
  line(text: string): void {
    this.lines.push(`${"  ".repeat(this.#depth)}${text}`);
  }

  /** Appends a label, one step to the left. */
  label(name: string): void {
    if (this.used.has(name)) this.lines.push(`${"  ".repeat(this.#depth - 1)}${name}:;`);
  }

  /** Appends a block in braces behind `head`. */
  block(head: string, body: () => void): void {
    this.line(`${head} {`);
    this.#depth++;
    body();
    this.#depth--;
    this.line("}");
  }

  /** The C variable of a scalar. */
  name(local: Local): string {
    return this.names(local)[0] as string;
  }

  /** The C variables of a local: of a vector one a part. */
  names(local: Local): readonly string[] {
    let parts = this.#parts.get(local);
    if (!parts) {
      parts = this.#name(local);
      const types = this.types(local);
      for (const [i, name] of parts.entries()) this.#declared.push({ type: types[i] as string, name });
    }
    return parts;
  }

  /** The C types of a local's variables. */
  types(local: Local): string[] {
    return this.#wide.has(local) ? ["int64_t"] : this.unit.types(local.type, local.even);
  }

  /** True of a counter that is kept in 64 bits. */
  isWide(local: Local): boolean {
    return this.#wide.has(local);
  }

  /** A vector's parts where all of them are asked for, also of one whose parts are all alike. */
  reads(local: Local): readonly string[] {
    const names = this.names(local);
    const missing = isVector(local.type) ? this.unit.cut.parts(local.type) - names.length : 0;
    return missing > 0 ? [...names, ...new Array<string>(missing).fill(names[0] as string)] : names;
  }

  /** A variable that is nobody else's. */
  own(name: string, type: string): string {
    const made = this.#free(plain(name));
    this.#declared.push({ type, name: made });
    return made;
  }

  /** A label that is nobody else's. */
  newLabel(name: string): string {
    return `${plain(name)}_${this.#labels++}`;
  }

  /** Declarations of all variables but parameters: what is read before it was set is zero. */
  declarations(): string[] {
    return this.#declared.map(({ type, name }) => {
      const isMask = this.unit.machine.isa === "avx512" && /^b\d/.test(type);
      const many = /x\d+$|^results_/.test(type) && !isMask;
      return `  ${type} ${name} = ${many ? "{0}" : "0"};`;
    });
  }

  #name(local: Local): string[] {
    const count = this.unit.types(local.type, local.even).length;
    const base = this.#free(plain(local.name));
    const parts = count === 1 ? [base] : Array.from({ length: count }, (_, i) => this.#free(`${base}_${i}`));
    this.#parts.set(local, parts);
    return parts;
  }

  #free(name: string): string {
    let made = RESERVED.test(name) ? `${name}_` : name;
    if (/^\d/.test(made)) made = `_${made}`;
    for (let i = 1; this.#taken.has(made); i++) made = `${name}_${i}`;
    this.#taken.add(made);
    return made;
  }
}
