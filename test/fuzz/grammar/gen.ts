// The state of generating one function: what is in scope, how deep and how often the place runs, and which features
// are off. Productions are rows of tables (numbers.ts, loops.ts …); this file only chooses among them.
import type { Random } from "../random.ts";
import { leaf, type Node, type Ty } from "../tree.ts";

/** A variable in scope. */
export interface Var {
  readonly name: string;
  readonly ty: Ty;
  readonly assignable: boolean;
  /** Names of arrays in which it is an index, when it counts a loop over them. */
  readonly within?: readonly string[];
  /** A loop counter: small, whole, not negative. */
  readonly counter?: boolean;
}

/** A function that may be called. `params` are types; the last `optional` of them may be left out. */
export interface Callable {
  readonly name: string;
  readonly params: readonly Ty[];
  readonly optional: number;
  readonly result: Ty | undefined;
  /** Steps that one call takes, roughly. */
  readonly cost: number;
  /** May be called in a parallel loop: stores into nothing. */
  readonly pure: boolean;
  /** Reads variables of the function around it. */
  readonly closure?: boolean;
}

/** One row of the grammar. */
export interface Production {
  readonly tag: string;
  readonly weight: number;
  /** Undefined: not possible here. */
  readonly make: (g: Gen, depth: number) => Node | undefined;
}

/** What a place inside a parallel loop must keep to. */
export interface ParallelRules {
  readonly index: string;
  /** Arrays stored into, at [index] only; nothing else of them may be read. */
  readonly written: ReadonlySet<string>;
  /** A loop that is to have lanes: it makes no arrays and throws nothing. */
  readonly lanes?: boolean;
}

export interface Tables {
  readonly num: readonly Production[];
  readonly bool: readonly Production[];
  readonly stmt: readonly Production[];
}

/** Programs take sides: some never go out of range, some never throw, and so on. */
export interface Temper {
  readonly wild: boolean; // raw indices
  readonly throws: boolean;
  readonly prints: boolean;
}

/** A loop, switch or labelled block around a place. */
export interface Around {
  readonly label: string | undefined;
  readonly breaks: boolean; // `break` without a label may stand here
  readonly continues: boolean;
}

export class Gen {
  readonly r: Random;
  readonly tables: Tables;
  readonly off: ReadonlySet<string>;
  readonly temper: Temper;
  vars: Var[] = [];
  callables: Callable[] = [];
  /** What is around this place, innermost last. */
  loops: Around[] = [];
  /** How often this place runs in one call, roughly. */
  trips = 1;
  /** Statements may still be generated. */
  budget = 30;
  result: Ty | undefined = undefined;
  inClosure = false;
  parallel: ParallelRules | undefined;
  /** The name of a function that always throws. */
  always: string | undefined;
  /** Some store, print or throw was made. */
  impure = false;
  /** Features that show in no production. */
  shape = new Set<string>();
  readonly #names: { next: number };

  constructor(
    r: Random,
    tables: Tables,
    off: ReadonlySet<string>,
    temper: Temper,
    names: { next: number } = { next: 0 },
  ) {
    this.r = r;
    this.tables = tables;
    this.off = off;
    this.temper = temper;
    this.#names = names;
  }

  /** A state for another function of the same program. */
  fresh(): Gen {
    const g = new Gen(this.r, this.tables, this.off, this.temper, this.#names);
    g.callables = [...this.callables];
    g.shape = this.shape;
    g.always = this.always;
    return g;
  }

  name(stem: string): string {
    return `${stem}${this.#names.next++}`;
  }

  on(tag: string): boolean {
    return !this.off.has(tag);
  }

  /** Variables of a type; array types by prefix. */
  of(ty: Ty, test: (v: Var) => boolean = () => true): Var[] {
    return this.vars.filter((v) => (v.ty === ty || v.ty.startsWith(`${ty}:`)) && test(v));
  }

  /** Arrays that may be read anywhere here. */
  readable(): Var[] {
    return this.of("arr", (v) => !this.parallel?.written.has(v.name));
  }

  /** Runs `f` with variables of its own. */
  scoped<T>(f: () => T): T {
    const saved = [this.vars, this.callables] as const;
    this.vars = [...this.vars];
    this.callables = [...this.callables];
    try {
      return f();
    } finally {
      [this.vars, this.callables] = saved;
    }
  }

  #choose(table: readonly Production[], depth: number): Node | undefined {
    const rows = table.filter((p) => this.on(p.tag)).map((p) => [p.weight, p] as const);
    for (let tries = 0; tries < 12 && rows.length > 0; tries++) {
      const made = this.r.weighted(rows).make(this, depth);
      if (made) return made;
    }
    return undefined;
  }

  num(depth: number): Node {
    return (
      this.#choose(depth > 0 ? this.tables.num : this.tables.num.slice(0, 3), depth) ??
      leaf("constant", "num", "1")
    );
  }

  bool(depth: number): Node {
    return (
      this.#choose(depth > 0 ? this.tables.bool : this.tables.bool.slice(0, 2), depth) ??
      leaf("bool", "bool", "true")
    );
  }

  /** Statements for a body: at least one, as far as the budget goes. */
  block(most: number): Node[] {
    return this.scoped(() => {
      const list: Node[] = [];
      const n = this.r.between(1, most);
      for (let i = 0; i < n && this.budget > 0; i++) {
        this.budget--;
        const s = this.#choose(this.tables.stmt, 2);
        if (s) list.push(s);
      }
      return list;
    });
  }

  /** Like `block`, but what it declares stays in scope: for the outermost level of a function. */
  statements(n: number): Node[] {
    const list: Node[] = [];
    for (let i = 0; i < n && this.budget > 0; i++) {
      this.budget--;
      const s = this.#choose(this.tables.stmt, 3);
      if (s) list.push(s);
    }
    return list;
  }

  /** The body of a loop that runs `trips` times. */
  loopBody(trips: number, most: number, label: string | undefined, breaks = true): Node[] {
    const saved = this.trips;
    this.trips *= Math.max(1, trips);
    this.loops.push({ label, breaks, continues: true });
    try {
      return this.block(most);
    } finally {
      this.loops.pop();
      this.trips = saved;
    }
  }
}
