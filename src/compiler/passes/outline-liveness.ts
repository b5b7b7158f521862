// What a loop hands from iteration to iteration, and to what follows it: the locals that a part of its iterations, cut
// out as a function, must be given and must give back.
import { type Expr, expressions, type Local, readsIn, type Stmt } from "../ir/index.ts";
import { readIn } from "./outline-locals.ts";

type Defined = Set<Local> | undefined;

/** Locals that one run of the statements may read before it sets them. */
export function exposedIn(list: readonly Stmt[]): Set<Local> {
  const walk = new Walk();
  walk.list(list, new Set());
  return walk.exposed;
}

/** Locals that a function's statements read outside of the given ones. */
export function readOutside(body: readonly Stmt[], without: readonly Stmt[]): Set<Local> {
  const cut = (list: readonly Stmt[]): Stmt[] =>
    list.map((s): Stmt => {
      if (s.k === "if") return { ...s, then: cut(s.then), else: cut(s.else) };
      if ("body" in s) return { ...s, body: s.body === without ? [] : cut(s.body) };
      return s;
    });
  return readIn(cut(body));
}

// `undefined` is the state of a place that is never reached: everything is set there.
const both = (a: Defined, b: Defined): Defined => {
  if (!a || !b) return a ?? b;
  return new Set([...a].filter((l) => b.has(l)));
};

class Walk {
  readonly exposed = new Set<Local>();
  /** By the label of an enclosing block: what is set wherever a break leaves it. */
  readonly #breaks = new Map<string, Defined>();

  list(list: readonly Stmt[], start: Defined): Defined {
    let defined = start;
    for (const s of list) {
      if (!defined) return undefined;
      defined = this.#stmt(s, defined);
    }
    return defined;
  }

  #read(l: Local, defined: Set<Local>): void {
    if (!defined.has(l)) this.exposed.add(l);
  }

  #expr(e: Expr, defined: Set<Local>): void {
    const { locals } = readsIn(e);
    for (let i = 0; i < locals.length; i++) this.#read(locals[i] as Local, defined);
  }

  #stmt(s: Stmt, defined: Set<Local>): Defined {
    const read = (...list: readonly Expr[]): void => {
      for (const e of list) this.#expr(e, defined);
    };
    switch (s.k) {
      case "set":
        read(s.value);
        return defined.add(s.local);
      case "do":
        read(s.value);
        return defined;
      case "store":
        this.#read(s.array.base, defined);
        read(...expressions(s));
        return defined;
      case "poke":
        read(s.base, s.value);
        return defined;
      case "if":
        read(s.test);
        return both(this.list(s.then, new Set(defined)), this.list(s.else, defined));
      case "for":
        read(s.from, s.to, ...(s.par?.guard ? [s.par.guard] : []));
        defined.add(s.v);
        this.list(s.body, new Set(defined));
        return defined;
      case "loop":
        this.list(s.body, new Set(defined));
        return defined;
      case "block": {
        this.#breaks.set(s.label, undefined);
        const end = this.list(s.body, defined);
        return both(end, this.#breaks.get(s.label));
      }
      case "scope":
        return this.list(s.body, defined);
      case "break":
        if (this.#breaks.has(s.label)) {
          this.#breaks.set(s.label, both(this.#breaks.get(s.label), new Set(defined)));
        }
        return undefined;
      case "continue":
        return undefined;
      case "return":
        read(...s.values);
        return undefined;
      case "throw":
        read(...s.args);
        return undefined;
      case "print":
        read(...s.args);
        return defined;
      case "call":
        read(...s.args);
        for (const l of s.results) defined.add(l);
        return defined;
      case "alloc":
        read(s.count);
        return defined.add(s.array.base).add(s.array.length);
      case "row":
        this.#read(s.table.base, defined);
        read(s.index);
        return defined.add(s.array.base).add(s.array.length);
      case "fork":
        read(s.units, s.frame, ...(s.serial ? [s.serial] : []));
        return defined.add(s.partials);
    }
  }
}
