// Which rows of which tables a nest may read as those of a matrix: rows that are looked up from the tables that the
// function was given, are used where the look-up has been made and nowhere else, and only element by element.
import {
  assignedIn,
  bodies,
  type Expr,
  expressions,
  type For,
  type Func,
  type Local,
  type Loop,
  type Row,
  readLocals,
  readsAny,
  readsMemory,
  type Stmt,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";
import type { Definitions } from "./definitions.ts";

/** A row that is looked up in a nest. */
export interface Lookup {
  readonly row: Row;
  /** The table's address, as the function was given it. */
  readonly table: Local;
  /** The locals that hold its address, and the statements that copy it to some of them. */
  readonly names: ReadonlySet<Local>;
  readonly copies: ReadonlySet<Stmt>;
  /** Its number in the table is the same wherever it is used. */
  readonly steady: boolean;
}

/** The look-ups of a nest, and the loops that make some of them anew in every iteration, for elements of their own. */
export interface Lookups {
  readonly rows: ReadonlyMap<Stmt, Lookup>;
  readonly loops: readonly For[];
}

/** The look-ups of a nest if all may be done without and that is worth it; else undefined. */
export function lookupsOf(f: Func, nest: For | Loop, defs: Definitions): Lookups | undefined {
  const finder = new Finder(f, nest, defs);
  return finder.run();
}

/** A row, where it stands. */
interface Place {
  readonly row: Row;
  readonly list: readonly Stmt[];
  readonly at: number;
  readonly loops: readonly (For | Loop)[];
}

class Finder {
  readonly #f: Func;
  readonly #nest: For | Loop;
  readonly #defs: Definitions;
  readonly #places: Place[] = [];
  readonly #uses = new Map<Local, number>();

  constructor(f: Func, nest: For | Loop, defs: Definitions) {
    this.#f = f;
    this.#nest = nest;
    this.#defs = defs;
  }

  run(): Lookups | undefined {
    this.#collect(this.#nest.body, [this.#nest]);
    const loops = [...new Set(this.#places.flatMap((p) => this.#anew(p) ?? []))];
    if (loops.length === 0) return undefined;
    countUses(this.#f.body, this.#uses);
    const changing = assignedIn([this.#nest]);
    const reduced = new Set<Local>();
    visitStmts(this.#f.body, (s) => {
      if (s.k === "for") for (const r of s.par?.arrayReductions ?? []) reduced.add(r.array.base);
    });
    const rows = new Map<Stmt, Lookup>();
    for (const place of this.#places) {
      const { row } = place;
      const table = this.#defs.root(row.table.base);
      const names = new Set<Local>();
      const copies = new Set<Stmt>();
      if (!this.#defs.given(table) || this.#defs.length(table) === undefined) return undefined;
      if (!this.#named(row.array.base, row, place.list, place.at, names, copies)) return undefined;
      const { length } = row.array;
      if (this.#defs.statement(length) !== row || !this.#isWithin(length, place.list, place.at))
        return undefined;
      if ([...names].some((l) => reduced.has(l))) return undefined;
      const counted = new Set(place.loops.flatMap((l) => (l.k === "for" ? [l.v] : [])));
      const fixed = (l: Local): boolean => counted.has(l) || !changing.has(l);
      const steady = !readsMemory(row.index) && [...readLocals(row.index)].every(fixed);
      rows.set(row, { row, table, names, copies, steady });
    }
    return { rows, loops };
  }

  #collect(list: readonly Stmt[], loops: readonly (For | Loop)[]): void {
    for (const [at, s] of list.entries()) {
      if (s.k === "row") this.#places.push({ row: s, list, at, loops });
      const inner = s.k === "for" || s.k === "loop" ? [...loops, s] : loops;
      for (const b of bodies(s)) this.#collect(b, inner);
    }
  }

  /** The loop that looks a row up in every iteration, in another loop, if it is not for the sake of a loop inside. */
  #anew({ row, list, at, loops }: Place): For | undefined {
    const loop = loops.at(-1);
    if (loop?.k !== "for" || loops.length < 2) return undefined;
    const changing = assignedIn([loop]);
    if (!readsAny(row.index, changing) && !readsMemory(row.index)) return undefined;
    let direct = false;
    const look = (stmts: readonly Stmt[]): void => {
      for (const s of stmts) {
        if (s.k === "store" && s.array.base === row.array.base) direct = true;
        for (const e of expressions(s))
          visitExpr(e, (x) => {
            if (x.k === "load" && x.array.base === row.array.base) direct = true;
          });
        if (s.k !== "for" && s.k !== "loop") for (const b of bodies(s)) look(b);
      }
    };
    look(list.slice(at + 1));
    return direct ? loop : undefined;
  }

  /** Finds every name of a row's address; false if one is used for more than its elements, or where it is another row's. */
  #named(
    l: Local,
    by: Stmt,
    list: readonly Stmt[],
    at: number,
    names: Set<Local>,
    copies: Set<Stmt>,
  ): boolean {
    if (this.#defs.statement(l) !== by || !this.#isWithin(l, list, at)) return false;
    names.add(l);
    let plain = true;
    const look = (stmts: readonly Stmt[], from: number): void => {
      for (let i = from; i < stmts.length && plain; i++) {
        const s = stmts[i] as Stmt;
        if (s.k === "set" && s.value.k === "get" && s.value.local === l) {
          copies.add(s);
          plain = this.#named(s.local, s, stmts, i, names, copies);
          continue;
        }
        for (const e of expressions(s))
          visitExpr(e, (x) => {
            if (x.k === "get" && x.local === l) plain = false;
          });
        for (const b of bodies(s)) look(b, 0);
      }
    };
    look(list, at + 1);
    return plain;
  }

  /** True if a local is used behind a statement of a list only. */
  #isWithin(l: Local, list: readonly Stmt[], at: number): boolean {
    const here = new Map<Local, number>();
    countUses(list.slice(at + 1), here);
    return (here.get(l) ?? 0) === (this.#uses.get(l) ?? 0);
  }
}

/** How often each local is read, or accessed as an array. */
function countUses(list: readonly Stmt[], uses: Map<Local, number>): void {
  const use = (l: Local): void => {
    uses.set(l, (uses.get(l) ?? 0) + 1);
  };
  const look = (e: Expr): void => {
    visitExpr(e, (x) => {
      if (x.k === "get") use(x.local);
      else if (x.k === "load") use(x.array.base);
    });
  };
  visitStmts(list, (s) => {
    for (const e of expressions(s)) look(e);
    if (s.k === "store") use(s.array.base);
    if (s.k === "row") {
      use(s.table.base);
      use(s.table.length);
    }
  });
}
