// Walks a function in the order in which it runs and notes every check of an index: what it compares, in which loops it
// stands, and whether it is proven on the spot.
import {
  assigned,
  assignedIn,
  type Expr,
  expressions,
  type For,
  type Func,
  type Index,
  type Load,
  type Local,
  type Loop,
  operands,
  printExpr,
  readLocals,
  type Stmt,
  type Store,
  someExpr,
  visitStmts,
} from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { Forms } from "./bounds-forms.ts";
import { all, nowhereNegative, YES } from "./bounds-goal.ts";
import {
  literal,
  type Polynomial,
  plus,
  plusNumber,
  single,
  type Unknown,
  valueFact,
} from "./bounds-polynomial.ts";
import { Names, State } from "./bounds-state.ts";
import { fitsExact } from "./facts.ts";

/** A check. It holds where `low` and `high` are not negative. */
export interface Check {
  readonly node: Index;
  readonly proven: boolean;
  readonly low: Polynomial | undefined;
  readonly high: Polynomial | undefined;
  /** The index is no plain arithmetic on locals. */
  readonly read: boolean;
}

/** An access that is not checked. */
export interface Access {
  readonly node: Load | Store;
  readonly index: Polynomial;
  /** The local, and its version, that the array's address comes from. */
  readonly base: readonly [Local, number];
  /** The unknowns of the index whose locals still hold them where the access stands. */
  readonly current: ReadonlySet<Unknown>;
}

/** A loop, with what stands in it. */
export interface Nest {
  readonly loop: For | Loop;
  readonly parent: Nest | undefined;
  /** Just before the loop. */
  readonly entry: State;
  /** Negative while a counted loop has iterations. */
  empty: Polynomial | undefined;
  /** The value of a counted loop's variable in its iterations. */
  variable: Unknown | undefined;
  readonly nests: Nest[];
  readonly checks: Check[];
  readonly accesses: Access[];
}

/** The outermost loops of a function and its checks outside of loops. */
export interface Found {
  readonly nests: readonly Nest[];
  readonly checks: readonly Check[];
  /** Nodes that stand in two places: what holds in one need not hold in the other. */
  readonly twice: ReadonlySet<Index>;
}

/** A check by what it compares, where that is no integer of which anything is known. */
function plainKey({ value, length }: Index, state: State): string | undefined {
  const reads = (e: Expr): boolean => e.k === "load" || e.k === "peek" || operands(e).some(reads);
  if (reads(value) || reads(length)) return undefined;
  const versions = [...readLocals(value), ...readLocals(length)].map((l) => state.version(l));
  return `${printExpr(value)}<${printExpr(length)}@${versions}`;
}

/** What was found of functions that passes only look at, found once for all of them. */
export class Walks {
  readonly #facts: ReadonlyMap<Func, Analysis>;
  readonly #found = new Map<Func, Found>();

  constructor(facts: ReadonlyMap<Func, Analysis>) {
    this.#facts = facts;
  }

  of(f: Func): Found {
    let found = this.#found.get(f);
    if (!found) {
      found = findChecks(f, this.#facts.get(f) as Analysis);
      this.#found.set(f, found);
    }
    return found;
  }
}

export function findChecks(f: Func, facts: Analysis): Found {
  return new Walker(facts).walk(f);
}

class Walker {
  readonly #facts: Analysis;
  readonly #names: Names;
  readonly #forms: Forms;
  readonly #seen = new Set<Index>();
  readonly #twice = new Set<Index>();
  #nest: Nest | undefined;
  #nests: Nest[] = [];
  #checks: Check[] = [];

  constructor(facts: Analysis) {
    this.#facts = facts;
    this.#names = new Names(facts);
    this.#forms = new Forms(facts, this.#names);
  }

  walk(f: Func): Found {
    this.#list(f.body, new State());
    return { nests: this.#nests, checks: this.#checks, twice: this.#twice };
  }

  /** Walks a list; undefined means that its end is never reached. */
  #list(list: readonly Stmt[], start: State): State | undefined {
    let state = start;
    let reached = true;
    for (const s of list) {
      // What is never reached is walked all the same: its checks are copied and counted like others.
      const next = this.#next(s, state);
      if (next) state = next;
      else reached = false;
    }
    return reached ? state : undefined;
  }

  #next(s: Stmt, state: State): State | undefined {
    for (const e of expressions(s)) this.#visit(e, state);
    if (s.k === "store") this.#access(s, state);
    switch (s.k) {
      case "set": {
        const value = this.#forms.of(s.value, state);
        const source = s.value.k === "get" && s.value.type === "addr" ? s.value.local : undefined;
        if (value && !entersAsInteger(s.value)) this.#names.give(s.local, state, value);
        else this.#names.renew(s.local, state, this.#facts.expr(s.value));
        if (source) state.copied(s.local, source);
        return state;
      }
      case "if": {
        const yes = this.#list(s.then, this.#refine(state.copy(), s.test, true));
        const no = this.#list(s.else, this.#refine(state.copy(), s.test, false));
        if (!yes || !no) return yes ?? no;
        const merged = this.#renewed(state, assignedIn([s]));
        for (const check of yes.passed) if (no.passed.has(check)) merged.passed.add(check);
        return merged;
      }
      case "for":
      case "loop":
        this.#loop(s, state);
        return this.#renewed(state, assignedIn([s]));
      case "block": {
        const end = this.#list(s.body, state.copy());
        return end && !hasBreak(s.body, s.label) ? end : this.#renewed(state, assignedIn(s.body));
      }
      case "scope":
        return this.#list(s.body, state);
      case "break":
      case "continue":
      case "return":
      case "throw":
        return undefined;
      case "alloc": {
        const count = this.#forms.of(s.count, state);
        this.#names.renew(s.array.base, state);
        if (count) this.#names.give(s.array.length, state, count);
        else this.#names.renew(s.array.length, state);
        return state;
      }
      default:
        return this.#renewed(state, new Set(assigned(s)));
    }
  }

  #renewed(state: State, locals: ReadonlySet<Local>): State {
    for (const l of locals) this.#names.renew(l, state);
    return state;
  }

  #loop(s: For | Loop, before: State): void {
    const nest: Nest = {
      loop: s,
      parent: this.#nest,
      entry: before.copy(),
      empty: undefined,
      variable: undefined,
      nests: [],
      checks: [],
      accesses: [],
    };
    (this.#nest?.nests ?? this.#nests).push(nest);
    const body = this.#renewed(before.copy(), assignedIn(s.body));
    if (s.k === "for") {
      const version = this.#names.version();
      const made = this.#forms.variable(s, before, version);
      body.assign(s.v, version, made && single(made.unknown));
      nest.empty = made?.empty;
      nest.variable = made?.unknown;
    }
    this.#nest = nest;
    this.#list(s.body, body);
    this.#nest = nest.parent;
  }

  /** Notes the checks in an expression, in the order in which they are made. */
  #visit(e: Expr, state: State): void {
    if (e.k === "cond") {
      this.#visit(e.test, state);
      this.#visit(e.a, this.#refine(state.copy(), e.test, true));
      this.#visit(e.b, this.#refine(state.copy(), e.test, false));
      return;
    }
    if (e.k === "const" || e.k === "get") return;
    if (e.k === "bin") {
      this.#visit(e.a, state);
      this.#visit(e.b, state);
      return;
    }
    for (const o of operands(e)) this.#visit(o, state);
    if (e.k === "index") this.#check(e, state);
    if (e.k === "load") this.#access(e, state);
  }

  #access(node: Load | Store, state: State): void {
    // Whoever moves a part of an index would leave the check of another behind.
    if (!this.#nest || someExpr(node.index, (e) => e.k === "index")) return;
    const index = this.#forms.of(node.index, state);
    if (!index) return;
    const current = new Set<Unknown>();
    for (const t of index.terms) for (const u of t.unknowns) if (state.has(u.uses)) current.add(u);
    this.#nest.accesses.push({ node, index, base: state.source(node.array.base), current });
  }

  #check(node: Index, state: State): void {
    const value = this.#forms.of(node.value, state);
    const length = value && this.#forms.of(node.length, state);
    const gap = length && plus(length, value, -1);
    const high = gap && plusNumber(gap, -1);
    const key = value && length ? `${value.key}<${length.key}` : plainKey(node, state);
    const low = this.#facts.expr(node.value).lo >= 0 ? literal(0) : value;
    const proven =
      (key !== undefined && state.passed.has(key)) ||
      (low !== undefined &&
        high !== undefined &&
        all([nowhereNegative(low, undefined), nowhereNegative(high, undefined)]) === YES);
    if (key) state.passed.add(key);
    const read = value?.terms.some((t) => t.unknowns.some((u) => u.value?.k !== "get")) ?? true;
    if (this.#seen.has(node)) this.#twice.add(node);
    this.#seen.add(node);
    (this.#nest?.checks ?? this.#checks).push({ node, proven, low, high, read });
  }

  /** Remembers what a condition says of the locals it compares. */
  #refine(state: State, test: Expr, holds: boolean): State {
    if (test.k === "un" && test.op === "not") return this.#refine(state, test.a, !holds);
    if (test.k === "bin" && (holds ? test.op === "and" : test.op === "or")) {
      return this.#refine(this.#refine(state, test.a, holds), test.b, holds);
    }
    if (test.k === "cond") {
      // `a && b` is `a ? b : false` or `a ? b : a`; `a || b` is `a ? true : b` or `a ? a : b`.
      const impossible = (arm: Expr, tested: boolean): boolean =>
        arm.k === "const"
          ? (arm.value === 1) !== holds
          : tested !== holds && printExpr(arm) === printExpr(test.test);
      if (impossible(test.b, false)) return this.#refine(this.#refine(state, test.test, true), test.a, holds);
      if (impossible(test.a, true)) return this.#refine(this.#refine(state, test.test, false), test.b, holds);
      return state;
    }
    if (test.k === "bin" && test.a.type !== "bool" && test.a.type !== "addr")
      this.#compare(test, holds, state);
    return state;
  }

  #compare(test: Expr & { k: "bin" }, holds: boolean, state: State): void {
    // Where neither side is NaN, the opposite holds where the comparison does not.
    if (![test.a, test.b].every((e) => fitsExact(this.#facts.expr(e)))) return;
    const op = holds ? test.op : OPPOSITE[test.op];
    const [a, b] = [this.#forms.of(test.a, state), this.#forms.of(test.b, state)];
    if (!a || !b) return;
    const one = op === "lt" || op === "gt" ? 1 : 0;
    if (op === "lt" || op === "le" || op === "eq") {
      this.#bound(test.a, a, [], [plusNumber(b, -one)], state);
      this.#bound(test.b, b, [plusNumber(a, one)], [], state);
    }
    if (op === "gt" || op === "ge" || op === "eq") {
      this.#bound(test.a, a, [plusNumber(b, one)], [], state);
      this.#bound(test.b, b, [], [plusNumber(a, -one)], state);
    }
  }

  #bound(
    e: Expr,
    value: Polynomial,
    from: (Polynomial | undefined)[],
    to: (Polynomial | undefined)[],
    state: State,
  ): void {
    const target = e.k === "un" && ["tof64", "widen"].includes(e.op) ? e.a : e;
    if (target.k !== "get" || valueFact(value).lo === valueFact(value).hi) return;
    const l = target.local;
    const now = state.value(l) ?? value;
    const known = (list: (Polynomial | undefined)[]): Polynomial[] => list.filter((p) => p !== undefined);
    const range = { from: [...known(from), now], to: [...known(to), now] };
    const unknown = this.#names.unknown(
      this.#facts.local(l),
      { k: "get", type: l.type, local: l },
      [[l, state.version(l)]],
      range,
    );
    state.refine(l, single(unknown));
  }
}

/** A float that becomes an integer of that name: from here on the integer is the one to compute with. */
const entersAsInteger = (e: Expr): boolean => e.k === "un" && e.op === "exact" && e.a.k === "get";

const OPPOSITE: Record<string, string | undefined> = { lt: "ge", le: "gt", gt: "le", ge: "lt", ne: "eq" };

function hasBreak(list: readonly Stmt[], label: string): boolean {
  let found = false;
  visitStmts(list, (s) => {
    found ||= s.k === "break" && s.label === label;
  });
  return found;
}
