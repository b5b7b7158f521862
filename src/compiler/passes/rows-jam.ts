// Jams the outer loop of a nest that is three deep: some of its iterations at once, so that what the innermost loop reads
// for all of them is read once. A matrix product written row by row, column by column, sum by sum goes through the whole
// second matrix for every row; four rows at once go through it a quarter as often. (Callahan, Carr and Kennedy, 1990.)
import {
  type ArrayRef,
  assignedIn,
  bin,
  constant,
  countExprs,
  type Expr,
  exposedReads,
  type For,
  type Func,
  get,
  type Load,
  type Local,
  local,
  mapExpr,
  printExpr,
  readsAny,
  type Stmt,
  set,
  someExpr,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { interchanged } from "./interchange.ts";
import { silent } from "./jam.ts";
import { when } from "./outline-frame.ts";
import { placeOf } from "./registers.ts";
import { sharedReads } from "./rows-shared.ts";
import { strides } from "./strides.ts";
import { tiles } from "./tiles.ts";

/** Iterations at once: by twos a product of 1000² takes 197 ms, by fours 141, one by one 256. */
const TIMES = 4;
/** The same where the loop inside is jammed, too. */
const JAMMED = 2;
/** Expressions of a body that is too large to be written so often. */
const LARGE = 120;
/** Values handed from iteration to iteration that there are registers for. */
const REGISTERS = 4;

/**
 * An outer loop whose iterations are independent, as the statements that do some at once; undefined if it is none. `width`:
 * how many times 128 bits the registers have.
 */
export function rowsAtOnce(f: Func, loop: For, width: number): Stmt[] | undefined {
  const changed = width === 4 && isSure(loop) && interchanged(f, loop, (made) => new Rows(f, made).run());
  return changed || new Rows(f, loop).run();
}

/** True of rows that are independent whatever anybody asks. */
const isSure = ({ lanes, v, step }: For): boolean =>
  lanes?.most === Number.POSITIVE_INFINITY && v.type === "i32" && step > 0;

class Rows {
  readonly #f: Func;
  readonly #loop: For;
  /** Arrays that are stored to, and where. */
  readonly #stored = new Map<number, string>();
  /** Locals that each of the iterations has a value of its own for. */
  readonly #differing: Set<Local>;
  /** The names that each of the iterations but the last has for them. */
  readonly #names: Map<Local, Local>[] = [];
  /** What each of the iterations sets before the loop inside. */
  readonly #defined = new Map<Local, Expr>();
  /** What is asked before the rows of the loops inside. */
  readonly #asked = new Map<string, Expr>();
  #times = TIMES;
  #shared = 0;

  constructor(f: Func, loop: For) {
    this.#f = f;
    this.#loop = loop;
    this.#differing = new Set([loop.v]);
  }

  run(): Stmt[] | undefined {
    const { lanes, chained: __, jam: _, ...loop } = this.#loop;
    if (!lanes || !isSure(this.#loop)) return undefined;
    if (!this.#isNest() || !this.#isEven()) return undefined;
    this.#times = Math.min(this.#times, Math.floor(REGISTERS / this.#handed()));
    if (this.#times < 2) return undefined;
    for (let i = 1; i < this.#times; i++) this.#names.push(new Map());
    const body = this.#list(this.#loop.body, 0);
    if (this.#shared === 0) return undefined;
    const { start, enough, whole, rest } = strides(this.#f, loop, this.#times);
    const parts = tiles(this.#f, this.#loop);
    const text = `${this.#times} iterations at once by the loops inside${parts ? ", in tiles" : ""}`;
    this.#loop.facts.notes.push({ pass: "lanes", text });
    const asked = [enough, parts?.possible, lanes.guard, ...this.#asked.values()].filter(
      (e) => e !== undefined,
    );
    return [
      ...start,
      when(
        asked.reduce((a, b) => bin("and", a, b)),
        whole(body, [], parts?.around),
      ),
      // The rows left over; where arrays overlap, all of them.
      ...duplicate([{ ...loop, ...rest, body: loop.body.map(silent) }]),
    ];
  }

  /** True of a small nest that only computes and stores, and whose second loop may have lanes or be jammed itself. */
  #isNest(): boolean {
    const inner = this.#loop.body.at(-1);
    if (inner?.k !== "for" || !(inner.jam || inner.lanes?.most === Number.POSITIVE_INFINITY)) return false;
    if (inner.jam) this.#times = JAMMED;
    if (!this.#loop.body.every((s) => s === inner || s.k === "set")) return false;
    let plain = countExprs(this.#loop.body) <= LARGE;
    visitStmts(this.#loop.body, (s) => {
      if (s.k === "store") {
        const at = placeOf(s);
        if ((this.#stored.get(s.array.id) ?? at) !== at) plain = false;
        this.#stored.set(s.array.id, at);
      } else if (s.k !== "set" && s.k !== "for") plain = false;
    });
    visitExprs(this.#loop.body, (e) => {
      // Nobody may see in which order iterations fail.
      if (e.k === "index" || e.k === "peek" || (e.k === "un" && e.op === "exact")) plain = false;
      // Independent iterations may read what a later one stores. Rows and lanes at once would come to that too early,
      // so a row may read of what is stored its own elements only.
      if (e.k === "load" && (this.#stored.get(e.array.id) ?? placeOf(e)) !== placeOf(e)) plain = false;
    });
    return plain;
  }

  /** Finds what differs between the iterations; true if they all go through the loops inside alike. */
  #isEven(): boolean {
    for (let known = 0; known !== this.#differing.size; ) {
      known = this.#differing.size;
      visitStmts(this.#loop.body, (s) => {
        if (s.k === "set" && this.#differs(s.value)) this.#differing.add(s.local);
      });
    }
    let even = true;
    visitStmts(this.#loop.body, (s) => {
      if (s.k === "for" && (this.#differs(s.from) || this.#differs(s.to) || this.#differing.has(s.v)))
        even = false;
    });
    return even;
  }

  /** The most values of its own that an iteration hands on from one iteration of a loop inside to the next. */
  #handed(): number {
    let most = 1;
    visitStmts(this.#loop.body, (s) => {
      if (s.k !== "for") return;
      const assigned = assignedIn(s.body);
      const handed = [...exposedReads(s.body)].filter((l) => assigned.has(l) && this.#differing.has(l));
      most = Math.max(most, handed.length);
    });
    return most;
  }

  /**
   * True of what may have another value in another iteration. An element that all of them read is none that one of them
   * stores: they are independent.
   */
  #differs(e: Expr): boolean {
    return someExpr(
      e,
      (x) =>
        (x.k === "get" && this.#differing.has(x.local)) ||
        (x.k === "load" && (this.#stored.has(x.array.id) || this.#differing.has(x.array.base))),
    );
  }

  #list(list: readonly Stmt[], depth: number): Stmt[] {
    return list.flatMap((s): Stmt[] => {
      switch (s.k) {
        case "set": {
          if (!this.#differing.has(s.local)) return [s];
          const { value, before } = this.#lifted(s.value, depth);
          const made = this.#each((i) => [this.#name(s.local, i), this.#nth(value, i)] as const);
          if (depth === 0) for (const [l, e] of made) this.#defined.set(l, e);
          return [...before, ...made.map(([l, e]) => set(l, e, s.place))];
        }
        case "store": {
          const { value, before } = this.#lifted(s.value, depth);
          return [
            ...before,
            ...this.#each((i) => ({
              ...s,
              array: this.#array(s.array, i),
              index: this.#nth(s.index, i),
              value: this.#nth(value, i),
            })),
          ];
        }
        case "for":
          return [this.#for(s, depth)];
        default:
          throw new Error(`a nest with ${s.k} is not jammed`);
      }
    });
  }

  #for(s: For, depth: number): For {
    const { jam, lanes, chained: _, ...plain } = s;
    const list = this.#list(s.body, depth + 1);
    const { body, saved } =
      depth === 0 ? sharedReads(this.#f, list, this.#defined) : { body: list, saved: 0 };
    this.#shared += saved;
    return {
      ...plain,
      ...(lanes && { lanes: this.#proof(lanes) }),
      ...(jam && { jam: this.#proof(jam) }),
      body,
    };
  }

  /** Iterations of a loop inside are as independent of other rows' as of their own's: rows are independent. */
  #proof<T extends { readonly guard?: Expr }>(proof: T): T {
    const { guard } = proof;
    if (!guard) return proof;
    const changing = assignedIn([this.#loop]);
    if (!readsAny(guard, changing)) {
      // Asked once, before all rows: then nothing has to be ready for another answer.
      this.#asked.set(printExpr(guard), guard);
      const { guard: _, ...sure } = proof;
      return sure as T;
    }
    if (!this.#differs(guard)) return proof;
    return { ...proof, guard: this.#each((i) => this.#nth(guard, i)).reduce((a, b) => bin("and", a, b)) };
  }

  #each<T>(make: (i: number) => T): T[] {
    return Array.from({ length: this.#times }, (_, i) => make(i));
  }

  /** A local as the i-th iteration calls it: the last one by its name, since it may be read after the loop. */
  #name(l: Local, i: number): Local {
    const names = this.#names[i];
    if (!names || l === this.#loop.v || !this.#differing.has(l)) return l;
    const made = names.get(l) ?? local(this.#f, l.name, l.type);
    names.set(l, made);
    return made;
  }

  /** An array as the i-th iteration has it: what one row stores is as far from another's as if it were another array. */
  #array(a: ArrayRef, i: number): ArrayRef {
    const base = this.#name(a.base, i);
    return base === a.base ? a : { ...a, base, id: base.id };
  }

  /** An expression as the i-th iteration has it. */
  #nth(e: Expr, i: number): Expr {
    const { v, step } = this.#loop;
    return mapExpr(e, (x) => {
      if (x.k === "get" && x.local === v) return i === 0 ? x : bin("add", get(v), constant(v.type, i * step));
      if (x.k === "get") return get(this.#name(x.local, i));
      if (x.k === "load") return { ...x, array: this.#array(x.array, i) };
      return x;
    });
  }

  /** An expression in which elements that all iterations read are locals, and what sets those. */
  #lifted(e: Expr, depth: number): { readonly value: Expr; readonly before: Stmt[] } {
    const found = new Map<string, Stmt & { readonly k: "set" }>();
    // An arm that is not taken may have an index of any size.
    if (depth < 2 || someExpr(e, (x) => x.k === "cond")) return { value: e, before: [] };
    const value = mapExpr(e, (x) => {
      if (x.k !== "load" || this.#differs(x)) return x;
      const key = printExpr(x);
      const known = found.get(key) ?? this.#element(x);
      found.set(key, known);
      return get(known.local);
    });
    this.#shared += found.size;
    return { value, before: [...found.values()] };
  }

  #element(x: Load): Stmt & { readonly k: "set" } {
    return { k: "set", local: local(this.#f, x.array.name, x.type), value: x };
  }
}
