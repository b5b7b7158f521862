// What the permission `reassoc` means inside an expression: a sum of products may be written with fewer operations, by
// taking out what its products share: 0.7 x x x - 2 x x + 4 is x x (0.7 x - 2) + 4. Part of the program's meaning, so that
// every target has the same bits.
import {
  type Bin,
  bin,
  type Expr,
  num,
  operands,
  type Program,
  type Stmt,
  un,
  visitExpr,
} from "../ir/index.ts";

/** A product: a number, and what it is multiplied by. */
interface Term {
  readonly c: number;
  readonly factors: readonly Expr[];
}

/** Rewrites, in place, the sums of products that a permission allows to be rounded otherwise; true if there were any. */
export function regroup(p: Program): boolean {
  const rewriting = new Regrouping();
  for (const f of p.funcs) f.body = rewriting.list(f.body);
  return rewriting.changed;
}

class Regrouping {
  changed = false;

  list(list: readonly Stmt[]): Stmt[] {
    return list.map((s) => this.#stmt(s));
  }

  #stmt(s: Stmt): Stmt {
    switch (s.k) {
      case "set":
        return { ...s, value: this.#kept(s.value, (e) => e.k === "get" && e.local === s.local) };
      case "store":
        return { ...s, value: this.#kept(s.value, (e) => e.k === "load" && e.array.base === s.array.base) };
      case "return":
        return { ...s, values: s.values.map((e) => this.#simpler(e)) };
      case "if":
        return { ...s, then: this.list(s.then), else: this.list(s.else) };
      case "for":
      case "loop":
      case "block":
      case "scope":
        return { ...s, body: this.list(s.body) };
      default:
        return s;
    }
  }

  /** A new value with fewer operations; what is added to an old one stays a number of its own, as reductions want it. */
  #kept(value: Expr, isOld: (e: Expr) => boolean): Expr {
    if (isLoose(value) && value.op !== "mul") {
      if (isOld(value.a)) return { ...value, b: this.#simpler(value.b) };
      if (isOld(value.b)) return { ...value, a: this.#simpler(value.a) };
    }
    return this.#simpler(value);
  }

  #simpler(e: Expr): Expr {
    if (!isLoose(e)) return this.#below(e);
    const leaves = new Map<Expr, Expr>();
    const terms = termsOf(e, (leaf) => {
      const made = this.#simpler(leaf);
      leaves.set(leaf, made);
      return made;
    });
    const plain = mapLoose(e, (leaf) => leaves.get(leaf) ?? leaf);
    if (terms.some((t) => !Number.isFinite(t.c) || t.c === 0)) return plain;
    const made = sum(terms);
    if (operations(made) >= operations(plain) || !sameTraps(plain, made)) return plain;
    this.changed = true;
    return made;
  }

  /** An expression that is no sum itself, with what is below it simpler. A subscript is left as it is: proofs read it. */
  #below(e: Expr): Expr {
    switch (e.k) {
      case "un":
        return { ...e, a: this.#simpler(e.a) };
      case "bin":
        return { ...e, a: this.#simpler(e.a), b: this.#simpler(e.b) };
      case "cond":
        return { ...e, test: this.#simpler(e.test), a: this.#simpler(e.a), b: this.#simpler(e.b) };
      default:
        return e;
    }
  }
}

type Loose = Bin & { readonly op: "add" | "sub" | "mul" };

const isLoose = (e: Expr): e is Loose =>
  e.k === "bin" && e.loose === true && (e.op === "add" || e.op === "sub" || e.op === "mul");

/** A sum's tree with its leaves replaced. */
function mapLoose(e: Expr, leaf: (e: Expr) => Expr): Expr {
  if (isLoose(e)) return { ...e, a: mapLoose(e.a, leaf), b: mapLoose(e.b, leaf) };
  if (e.k === "un" && e.op === "neg") return { ...e, a: mapLoose(e.a, leaf) };
  return leaf(e);
}

function termsOf(e: Expr, leaf: (e: Expr) => Expr): readonly Term[] {
  const negative = (t: Term): Term => ({ ...t, c: -t.c });
  if (e.k === "un" && e.op === "neg") return termsOf(e.a, leaf).map(negative);
  if (!isLoose(e)) {
    const made = leaf(e);
    return [made.k === "const" ? { c: made.value, factors: [] } : { c: 1, factors: [made] }];
  }
  const [a, b] = [termsOf(e.a, leaf), termsOf(e.b, leaf)];
  if (e.op === "add") return [...a, ...b];
  if (e.op === "sub") return [...a, ...b.map(negative)];
  // Products of sums stay products: multiplied out they would be longer.
  const [x, y] = [single(a), single(b)];
  return [{ c: x.c * y.c, factors: [...x.factors, ...y.factors] }];
}

const single = (terms: readonly Term[]): Term =>
  terms.length === 1 ? (terms[0] as Term) : { c: 1, factors: [sum(terms)] };

const loose = (op: Loose["op"], a: Expr, b: Expr): Expr => ({ ...(bin(op, a, b) as Bin), loose: true });

/** The sum of terms: what most of them share is taken out, and what is left of those is a sum again. */
function sum(terms: readonly Term[]): Expr {
  const shared = mostShared(terms);
  if (!shared) return inOrder(terms);
  const has = (t: Term): boolean => t.factors.some((f) => same(f, shared));
  let inner = terms.filter(has).map((t) => without(t, shared));
  const rest = terms.filter((t) => !has(t));
  let power = shared;
  // Beside what it is a factor of, not around it: neither then waits for the other.
  for (; inner.every(has); inner = inner.map((t) => without(t, shared))) power = loose("mul", power, shared);
  const product = loose("mul", power, sum(inner));
  return rest.length > 0 ? loose("add", product, sum(rest)) : product;
}

function without({ c, factors }: Term, factor: Expr): Term {
  const at = factors.findIndex((f) => same(f, factor));
  return { c, factors: factors.filter((_, i) => i !== at) };
}

function mostShared(terms: readonly Term[]): Expr | undefined {
  let best: Expr | undefined;
  let most = 1;
  for (const { factors } of terms) {
    for (const f of factors) {
      const count = terms.filter((t) => t.factors.some((g) => same(g, f))).length;
      if (count > most) [best, most] = [f, count];
    }
  }
  return best;
}

/** Terms that share nothing, as they come, but for a first one that nothing need be subtracted from. */
function inOrder(terms: readonly Term[]): Expr {
  const first = Math.max(
    terms.findIndex((t) => t.c > 0),
    0,
  );
  let made = product(terms[first] as Term);
  terms.forEach((t, i) => {
    if (i === first) return;
    made =
      t.c > 0 || t.factors.length === 0
        ? loose("add", made, product(t))
        : loose("sub", made, product({ ...t, c: -t.c }));
  });
  return made;
}

function product({ c, factors }: Term): Expr {
  const [first, ...others] = factors;
  if (!first) return num(c);
  const start = c === 1 ? first : c === -1 ? un("neg", first, "f64") : loose("mul", num(c), first);
  return others.reduce((a, b) => loose("mul", a, b), start);
}

function operations(e: Expr): number {
  let count = 0;
  visitExpr(e, (x) => {
    if (isLoose(x) || (x.k === "un" && x.op === "neg")) count++;
  });
  return count;
}

/** True if the first check that fails is the same one: checks that are made twice count once. */
function sameTraps(a: Expr, b: Expr): boolean {
  const [x, y] = [checks(a), checks(b)];
  return x.length === y.length && x.every((e, i) => same(e, y[i] as Expr));
}

function checks(e: Expr): readonly Expr[] {
  const found: Expr[] = [];
  visitExpr(e, (x) => {
    if (x.k === "index" && !found.some((f) => same(f, x))) found.push(x);
  });
  return found;
}

/** True of expressions that have the same value: both are evaluated at one moment. */
function same(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.k !== b.k || a.type !== b.type) return false;
  switch (a.k) {
    case "const":
      return Object.is(a.value, (b as typeof a).value);
    case "get":
      return a.local === (b as typeof a).local;
    case "un":
    case "bin":
      if (a.op !== (b as typeof a).op) return false;
      break;
    case "load":
      if (a.array.base !== (b as typeof a).array.base) return false;
      break;
    case "peek":
      return false;
  }
  const [x, y] = [operands(a), operands(b)];
  return x.every((o, i) => same(o, y[i] as Expr));
}
