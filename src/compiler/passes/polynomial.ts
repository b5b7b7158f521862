// Polynomials with integer coefficients over locals: how subscripts are compared. i * m + j is a polynomial in i, m, j;
// what is not one (a division, a value read from an array) has none, and nothing is concluded from it.
import { bin, type Expr, get, type Local, num } from "../ir/index.ts";

interface Term {
  readonly vars: readonly Local[]; // sorted by id, repeated for powers
  readonly c: number;
}

export class Poly {
  readonly #terms: ReadonlyMap<string, Term>;

  private constructor(terms: ReadonlyMap<string, Term>) {
    this.#terms = terms;
  }

  static of(c: number): Poly {
    return Poly.#from([{ vars: [], c }]);
  }

  static variable(l: Local): Poly {
    return Poly.#from([{ vars: [l], c: 1 }]);
  }

  static #from(list: Iterable<Term>): Poly {
    const terms = new Map<string, Term>();
    for (const t of list) {
      const key = t.vars.map((v) => v.id).join("*");
      const c = (terms.get(key)?.c ?? 0) + t.c;
      if (c === 0) terms.delete(key);
      else terms.set(key, { vars: t.vars, c });
    }
    return new Poly(terms);
  }

  get terms(): Term[] {
    return [...this.#terms.values()];
  }

  plus(o: Poly): Poly {
    return Poly.#from([...this.terms, ...o.terms]);
  }

  times(o: Poly): Poly {
    return Poly.#from(
      this.terms.flatMap((a) =>
        o.terms.map((b) => ({ vars: [...a.vars, ...b.vars].sort((x, y) => x.id - y.id), c: a.c * b.c })),
      ),
    );
  }

  minus(o: Poly): Poly {
    return this.plus(o.times(Poly.of(-1)));
  }

  /** Its value if it has no variables. */
  get constant(): number | undefined {
    if (this.#terms.size === 0) return 0;
    const only = this.#terms.get("");
    return this.#terms.size === 1 && only ? only.c : undefined;
  }

  get variables(): Set<Local> {
    return new Set(this.terms.flatMap((t) => t.vars));
  }

  /** [coefficient, rest] with this = coefficient * v + rest; undefined if v occurs in a power. */
  split(v: Local): [Poly, Poly] | undefined {
    const [inside, outside] = [
      this.terms.filter((t) => t.vars.includes(v)),
      this.terms.filter((t) => !t.vars.includes(v)),
    ];
    const coefficient: Term[] = [];
    for (const t of inside) {
      const rest = t.vars.filter((x) => x !== v);
      if (rest.length !== t.vars.length - 1) return undefined;
      coefficient.push({ vars: rest, c: t.c });
    }
    return [Poly.#from(coefficient), Poly.#from(outside)];
  }

  equals(o: Poly): boolean {
    return this.minus(o).constant === 0;
  }

  /** As an f64 expression. */
  expr(): Expr {
    const parts = this.terms.map((t) => t.vars.reduce<Expr>((e, v) => bin("mul", e, get(v)), num(t.c)));
    return parts.length === 0 ? num(0) : parts.reduce((a, b) => bin("add", a, b));
  }
}

/** The polynomial that an f64 expression is; `define` gives the definition of a local that is set once. */
export function polynomial(e: Expr, define: (l: Local) => Expr | undefined, depth = 0): Poly | undefined {
  if (depth > 40) return undefined;
  const go = (x: Expr): Poly | undefined => polynomial(x, define, depth + 1);
  switch (e.k) {
    case "const":
      return Number.isSafeInteger(e.value) ? Poly.of(e.value) : undefined;
    case "get": {
      if (e.type !== "f64") return undefined;
      const definition = define(e.local);
      return (definition && go(definition)) ?? Poly.variable(e.local);
    }
    case "index":
      return go(e.value);
    case "un":
      return e.op === "neg" ? go(e.a)?.times(Poly.of(-1)) : undefined;
    case "bin": {
      if (e.type !== "f64" || !["add", "sub", "mul"].includes(e.op)) return undefined;
      const [a, b] = [go(e.a), go(e.b)];
      if (!a || !b) return undefined;
      return e.op === "add" ? a.plus(b) : e.op === "sub" ? a.minus(b) : a.times(b);
    }
    default:
      return undefined;
  }
}
