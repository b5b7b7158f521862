// Proves that two iterations of a loop touch different elements, or says what has to be asked before it for that.
// Subscripts are polynomials; arrays with different names are apart if their bytes are.
import {
  assigned,
  assignedIn,
  bin,
  type Call,
  ELEM_SHIFT,
  type Expr,
  type For,
  get,
  type Independent,
  type Load,
  type Local,
  num,
  printExpr,
  readLocals,
  type Stmt,
  type Store,
  un,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { asFloat, isRepeatable } from "./bounds-forms.ts";
import { all, any, asked, type Goal, hopeful, NO, nowhereNegative } from "./bounds-goal.ts";
import { condition } from "./bounds-guard.ts";
import {
  coefficients,
  literal,
  type Polynomial,
  plus,
  plusNumber,
  type Range,
  single,
  times,
  type Unknown,
  valueFact,
} from "./bounds-polynomial.ts";
import type { State } from "./bounds-state.ts";
import type { Access, Nest } from "./bounds-walk.ts";

/** Questions before one loop. */
const MOST_ASKED = 16;

/** The addresses of an array's first byte, and of the first one behind it. */
interface Extent {
  readonly start: Expr;
  readonly end: Expr;
}

/** Two subscripts that advance by one c, in which direction, and the difference of the rest. */
interface Form {
  readonly c: Polynomial;
  readonly sign: 1 | -1;
  readonly gap: Polynomial | undefined;
}

export class Prover {
  readonly #loop: For;
  /** What stands before it in the loop around it. */
  readonly #ahead: readonly Stmt[];
  readonly #entry: State;
  readonly #v: Unknown;
  readonly #known = new Map<Load | Store, Access>();
  readonly #stores: Store[] = [];
  readonly #changing: ReadonlySet<Local>;
  readonly #copied: (l: Local) => Local;
  readonly #guards = new Map<string, Expr>();
  readonly #goals: Goal[] = [];
  #most = Number.POSITIVE_INFINITY;
  #ids = 1e9;

  /** With `around`, iterations of `loop` in any two iterations of the loop around it. */
  constructor(loop: For, nest: Nest, v: Unknown, around: Nest = nest) {
    this.#loop = loop;
    this.#ahead = around === nest ? [] : around.loop.body.filter((s) => s !== loop);
    this.#entry = around.entry;
    this.#v = v;
    visitStmts(loop.body, (s) => {
      if (s.k === "store") this.#stores.push(s);
    });
    this.#changing = assignedIn(around === nest ? loop.body : [around.loop]);
    this.#copied = copiedIn(around.loop.body, this.#changing);
    const collect = (n: Nest): void => {
      for (const a of n.accesses) this.#known.set(a.node, a);
      for (const m of n.nests) collect(m);
    };
    collect(nest);
  }

  run(): Independent | string {
    const nodes: (Load | Store)[] = [];
    visitExprs(this.#loop.body, (e) => {
      if (e.k === "load") nodes.push(e);
    });
    const stores = this.#stores;
    nodes.push(...stores);
    let unseen: string | undefined;
    visitStmts(this.#loop.body, (s) => {
      if (s.k === "call") unseen ??= this.#call(s);
    });
    if (unseen !== undefined) return unseen;
    for (const n of nodes) {
      if (this.#changing.has(this.#base(n)))
        return `${n.array.name} is not the same array in every iteration`;
    }
    for (const [i, a] of stores.entries()) {
      for (const b of nodes) {
        if (b.k === "store" && stores.indexOf(b) < i) continue;
        const why = this.#pair(a, b);
        if (why !== undefined) return why;
      }
    }
    const early = this.#before();
    if (early !== undefined) return early;
    const goal = all(this.#goals);
    if (goal === NO) return "its iterations may touch one element";
    if (asked(goal).length + this.#guards.size > MOST_ASKED) return "too much would have to be asked";
    const conditions = [...this.#guards.values()];
    if (goal.k !== "known") conditions.push(condition(goal));
    const guard = conditions.reduce<Expr | undefined>((x, y) => (x ? bin("and", x, y) : y), undefined);
    return { most: this.#most, ...(guard && { guard }) };
  }

  /** What is read before the loop is read before iterations of the loop around it that come first. */
  #before(): string | undefined {
    let why: string | undefined;
    visitExprs(this.#ahead, (e) => {
      if (e.k !== "load") return;
      if (this.#changing.has(this.#base(e)))
        why ??= `${e.array.name} is not the same array in every iteration`;
      for (const a of this.#stores)
        why ??= this.#same(a, e) ? `${e.array.name} is read before it is written` : this.#apart(a, e);
    });
    return why;
  }

  /** True if what is stored to is one element all the while, for each iteration of the loop, and touched as that only. */
  steady(): boolean {
    const stores = this.#stores;
    const targets = new Map<Local, string>();
    for (const s of stores) {
      const at = this.#known.get(s)?.index;
      const base = this.#base(s);
      if (!at || (targets.has(base) && targets.get(base) !== at.key)) return false;
      if (at.terms.some((t) => t.unknowns.some((u) => u !== this.#v && !this.#fixed(u)))) return false;
      targets.set(base, at.key);
    }
    const stored = new Set(stores.map((s) => s.array.id));
    let read = false;
    let other = false;
    visitExprs(this.#loop.body, (e) => {
      if (e.k !== "load" || !targets.has(this.#base(e))) return;
      read = true;
      // One array by two names is told apart by neither once its address has left the loop.
      if (this.#known.get(e)?.index.key !== targets.get(this.#base(e)) || !stored.has(e.array.id))
        other = true;
    });
    return read && !other;
  }

  /**
   * What must hold before `around` so that a stored element, whose place is the same in all iterations of the loop that
   * begin after `entry`, is touched as that only: true if nothing, undefined if it cannot be told.
   */
  alone(store: Store, entry: State): Expr | true | undefined {
    const at = this.#known.get(store)?.index;
    if (!at?.terms.every((t) => t.unknowns.every((u) => u.value !== undefined && entry.has(u.uses))))
      return undefined;
    const nodes: (Load | Store)[] = this.#stores.filter((s) => s !== store);
    visitExprs(this.#loop.body, (e) => {
      if (e.k === "load") nodes.push(e);
    });
    if (this.#changing.has(this.#base(store))) return undefined;
    for (const n of nodes) {
      if (this.#changing.has(this.#base(n))) return undefined;
      if (this.#same(store, n)) {
        const other = this.#known.get(n)?.index;
        if (!other || n.array.elem !== store.array.elem) return undefined;
        // One element under another index would be held no longer.
        if (other.key === at.key) {
          if (n.array.base !== store.array.base || printExpr(n.index) !== printExpr(store.index))
            return undefined;
          continue;
        }
        // To ask costs a copy of the nest, which is for arrays that happen to overlap.
        const apart = any([this.#never(plus(at, other, -1)), this.#never(plus(other, at, -1))]);
        if (apart.k !== "known" || !apart.holds) return undefined;
      } else if (this.#apart(store, n) !== undefined) return undefined;
    }
    if (this.#guards.size > MOST_ASKED) return undefined;
    return (
      [...this.#guards.values()].reduce<Expr | undefined>((x, y) => (x ? bin("and", x, y) : y), undefined) ??
      true
    );
  }

  /** What a function may read that is not seen through yet: any element of its arrays. (If it stores, there are no lanes.) */
  #call(s: Call): string | undefined {
    for (const [i, base] of s.args.entries()) {
      if (base.type !== "addr") continue;
      const length = s.args[i + 1];
      const steady =
        length && isRepeatable(length) && [...readLocals(length)].every((l) => !this.#changing.has(l));
      const root = base.k === "get" ? this.#copied(base.local) : undefined;
      if (!root || !length || !steady || this.#changing.has(root)) return `${s.fn.name} gets arrays`;
      const start = un("tof64", get(root), "f64");
      // Of whatever type its elements are, they have no more bytes.
      const all = { start, end: bin("add", start, bin("mul", asFloat(length), num(8))) };
      for (const a of this.#stores) {
        const own = this.#base(a) === root ? undefined : this.#extent(a);
        if (!own) return `${s.fn.name} may read what ${a.array.name} is given in another iteration`;
        this.#disjoint(own, all);
      }
    }
    return undefined;
  }

  #pair(a: Store, b: Load | Store): string | undefined {
    if (!this.#same(a, b)) return this.#apart(a, b);
    const [x, y] = [this.#known.get(a), this.#known.get(b)];
    if (!x || !y) return `an index of ${a.array.name} is no plain arithmetic`;
    return this.#subscripts(x, y);
  }

  /** The local that an array's address was copied from: an assignment's target is held while its value is computed. */
  #base(a: Load | Store): Local {
    return this.#copied(a.array.base);
  }

  /** True if both are named from one address. */
  #same(a: Load | Store, b: Load | Store): boolean {
    return this.#base(a) === this.#base(b);
  }

  /** Asks that two arrays do not overlap. */
  #apart(a: Load | Store, b: Load | Store): string | undefined {
    const [p, q] = [this.#extent(a), this.#extent(b)];
    if (!p || !q) return `how ${a.array.name} and ${b.array.name} lie in memory cannot be told`;
    this.#disjoint(p, q);
    return undefined;
  }

  #disjoint(p: Extent, q: Extent): void {
    const guard = bin("or", bin("le", p.end, q.start), bin("le", q.end, p.start));
    this.#guards.set(printExpr(guard), guard);
  }

  #extent(a: Load | Store): Extent | undefined {
    const { array, subs } = a;
    const base = this.#base(a);
    const length = this.#copied(array.length);
    if (subs.length > 1 || this.#changing.has(length)) return undefined;
    const start = un("tof64", get(base), "f64");
    const bytes = bin("mul", asFloat(get(length)), num(2 ** ELEM_SHIFT[array.elem]));
    return { start, end: bin("add", start, bytes) };
  }

  /** Two subscripts c v + r with one c: iterations differ if c times the step exceeds what r varies by. */
  #subscripts(a: Access, b: Access): string | undefined {
    const { name } = a.node.array;
    const p = a.index;
    const q = this.#renamed(b.index);
    const apart = any([this.#never(plus(p, q, -1)), this.#never(plus(q, p, -1))]);
    if (apart.k === "known" && apart.holds) return undefined;
    const form = this.#form(a, b);
    if (typeof form === "string") return form;
    const { c, gap } = form;
    const { step } = this.#loop;
    const distance = gap && this.#distance(gap, c, step);
    if (distance !== undefined) {
      if (distance < 2) return `${name} is read and written at a distance of ${distance} iteration`;
      this.#most = Math.min(this.#most, distance);
      return undefined;
    }
    const goal = this.#within(form, 0);
    const either = any([goal, apart]);
    if (either === NO) return `the elements of ${name} that iterations touch may be the same`;
    this.#goals.push(either);
    return undefined;
  }

  /** What two subscripts c v + r have in common, and what they differ by; why they have nothing. */
  #form(a: Access, b: Access): Form | string {
    const { name } = a.node.array;
    const [s, t] = [coefficients(a.index, this.#v), coefficients(b.index, this.#v)];
    if (s.length > 2 || t.length > 2) return `an index of ${name} is not linear in ${this.#loop.v.name}`;
    const [c, d] = [s[1], t[1]];
    if (!c || !d || c.key !== d.key) {
      return `the elements of ${name} that iterations touch may be the same`;
    }
    if (c.terms.some((x) => x.unknowns.some((u) => !this.#fixed(u))))
      return `an index of ${name} is not linear in ${this.#loop.v.name}`;
    // What is asked below never holds of 0.
    const sign = c.terms.length === 0 ? 0 : valueFact(c).lo >= 0 ? 1 : valueFact(c).hi <= 0 ? -1 : 0;
    if (sign === 0) return `how far apart the elements of ${name} lie is not known`;
    const rest = coefficients(this.#renamed(b.index), this.#other(this.#v))[0] ?? literal(0);
    return { c, sign, gap: plus(s[0] as Polynomial, rest as Polynomial, -1) };
  }

  /**
   * What must hold before the loop around so that iterations in which `a` and `b` touch one element, were their arrays
   * one, are no more than `far` apart, whichever iterations of the loop around they belong to.
   */
  near(a: Store, b: Load | Store, far: number): Goal {
    const [x, y] = [this.#known.get(a), this.#known.get(b)];
    const form = x && y && this.#form(x, y);
    return typeof form === "object" ? this.#within(form, far) : NO;
  }

  /** That the subscripts of iterations that are more than `far` apart differ. */
  #within({ c, gap, sign }: Form, far: number): Goal {
    const reach = times(c, literal(Math.abs(this.#loop.step) * (far + 1) * sign) as Polynomial);
    const room = reach && plusNumber(reach, -1);
    return room && gap ? all([this.#goal(plus(room, gap, -1)), this.#goal(plus(room, gap))]) : NO;
  }

  /** The number of iterations between two accesses that are a constant apart; infinite if they never meet. */
  #distance(gap: Polynomial, c: Polynomial, step: number): number | undefined {
    const [factor, far] = [constantOf(c), constantOf(gap)];
    if (factor === undefined || far === undefined) return undefined;
    if (far === 0) return Number.POSITIVE_INFINITY;
    const n = Math.abs(far / (factor * step));
    return Number.isInteger(n) ? n : Number.POSITIVE_INFINITY;
  }

  #fixed = (u: Unknown): boolean =>
    u.id < 1e9 && (u.uses.length > 0 || u.value !== undefined) && this.#entry.has(u.uses);

  /** That a difference is at least one, everywhere. */
  #never(gap: Polynomial | undefined): Goal {
    const less = gap && plusNumber(gap, -1);
    return less ? this.#goal(less) : NO;
  }

  #goal(p: Polynomial | undefined): Goal {
    if (!p) return NO;
    const goal = hopeful(nowhereNegative(p, this.#fixed));
    const answerable = asked(goal).every((q) =>
      q.terms.every((t) => t.unknowns.every((u) => u.value !== undefined && this.#fixed(u))),
    );
    return answerable ? goal : NO;
  }

  // What changes in the loop has two values in two iterations.
  readonly #others = new Map<Unknown, Unknown>();

  #other(u: Unknown): Unknown {
    let made = this.#others.get(u);
    if (!made) {
      if (u !== this.#v && this.#fixed(u)) made = u;
      else {
        const id = this.#ids++;
        const range = u.range && this.#renamedRange(u.range);
        made = { ...u, id, range };
      }
      this.#others.set(u, made);
    }
    return made;
  }

  #renamedRange(r: Range): Range {
    const list = (ps: readonly Polynomial[]): Polynomial[] => ps.map((p) => this.#renamed(p));
    return { from: list(r.from), to: list(r.to), ...(r.either && { either: list(r.either) }) };
  }

  #renamed(p: Polynomial): Polynomial {
    let sum = literal(0) as Polynomial;
    for (const t of p.terms) {
      let product = literal(t.factor) as Polynomial;
      for (const u of t.unknowns) product = times(product, single(this.#other(u))) as Polynomial;
      sum = plus(sum, product) as Polynomial;
    }
    return sum;
  }
}

/** The local outside that one set inside holds: the only thing that an iteration sets it to. */
export function copiedIn(body: readonly Stmt[], changing: ReadonlySet<Local>): (l: Local) => Local {
  const copies = new Map<Local, Local | undefined>();
  visitStmts(body, (s) => {
    for (const l of assigned(s)) {
      const from = s.k === "set" && s.value.k === "get" ? s.value.local : undefined;
      copies.set(l, copies.has(l) ? undefined : from);
    }
  });
  const root = (l: Local): Local => {
    const from = changing.has(l) ? copies.get(l) : undefined;
    return from ? root(from) : l;
  };
  return root;
}

/** The number that a polynomial is, if it is one. */
function constantOf(p: Polynomial): number | undefined {
  if (p.terms.length === 0) return 0;
  const [t] = p.terms;
  return p.terms.length === 1 && t?.unknowns.length === 0 ? t.factor : undefined;
}
