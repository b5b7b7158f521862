// The last pass where a profile by line is taken: says in the program which line is at work, wherever that changes. A loop
// that is all on one line is marked once, before it, since a store in every iteration would be what is measured.
import {
  bodies,
  expressions,
  type Func,
  get,
  type Local,
  local,
  type Program,
  type Return,
  type Stmt,
  set,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";

/** What is not known: statements without a place belong to whatever line was at work before. */
const NONE = 0;
/** More than one. */
const SEVERAL = -1;

/** Puts marks into a program that has `lines`. */
export function markLines(p: Program): void {
  const { lines } = p;
  if (lines === undefined) return;
  const outermost = new Set<Func>([p.entry]);
  for (const f of p.funcs)
    visitStmts(f.body, (s) => {
      if (s.k === "fork") outermost.add(s.fn);
    });
  const known = new Known(p.funcs, lines);
  for (const f of p.funcs) f.body = new Marker(f, known, outermost.has(f)).body();
}

/** The lines that statements are written on. */
class Known {
  readonly #lines: readonly number[];
  /** Functions that mark lines of their own. */
  readonly marking = new Set<Func>();

  constructor(funcs: readonly Func[], lines: readonly number[]) {
    this.#lines = lines;
    for (const f of funcs)
      visitStmts(f.body, (s) => {
        if (this.of(s) !== NONE) this.marking.add(f);
      });
  }

  /** The line of what a statement does itself, before any statement inside it. */
  of(s: Stmt): number {
    let place = s.place ?? (s.k === "for" || s.k === "loop" ? s.facts.place : undefined);
    if (place === undefined)
      for (const e of expressions(s))
        visitExpr(e, (x) => {
          if (x.k === "load") place ??= x.place;
        });
    return place === undefined ? NONE : (this.#lines[place] ?? NONE);
  }

  /** The one line that a statement and all inside it are on. */
  only(s: Stmt): number {
    if (s.k === "fork" || (s.k === "call" && this.marking.has(s.fn))) return SEVERAL;
    let found = this.of(s);
    for (const list of bodies(s))
      for (const inner of list) {
        const line = this.only(inner);
        if (line === NONE || line === found) continue;
        if (line === SEVERAL || found !== NONE) return SEVERAL;
        found = line;
      }
    return found;
  }
}

const leaves = (list: readonly Stmt[]): boolean => {
  const last = list.at(-1)?.k;
  return last === "break" || last === "continue" || last === "return" || last === "throw";
};

/** Marks one function. */
class Marker {
  readonly #f: Func;
  readonly #known: Known;
  readonly #isOutermost: boolean;
  /** The line that is marked wherever control comes from. */
  #now = NONE;

  /** @param isOutermost nobody is at work when it returns */
  constructor(f: Func, known: Known, isOutermost: boolean) {
    this.#f = f;
    this.#known = known;
    this.#isOutermost = isOutermost;
  }

  body(): Stmt[] {
    const made = this.#list(this.#f.body);
    return this.#isOutermost && !leaves(made) ? [...made, { k: "mark", line: NONE }] : made;
  }

  #list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s) => this.#stmt(s));
  }

  /** A mark, if it is not there already. */
  #to(line: number): Stmt[] {
    if (line === NONE || line === this.#now) return [];
    this.#now = line;
    return [{ k: "mark", line }];
  }

  #stmt(s: Stmt): Stmt[] {
    const line = this.#known.of(s);
    switch (s.k) {
      case "for":
      case "loop": {
        const only = this.#known.only(s);
        if (only !== SEVERAL) return [...this.#to(only), s];
        const head = this.#to(line);
        // It is entered from its end, too.
        this.#now = NONE;
        const body = this.#list(s.body);
        this.#now = NONE;
        return [...head, { ...s, body }];
      }
      case "if": {
        const head = this.#to(line);
        const before = this.#now;
        const made = { ...s, then: this.#list(s.then) };
        const behindThen = this.#now;
        this.#now = before;
        made.else = this.#list(s.else);
        if (leaves(s.else) || (this.#now !== behindThen && !leaves(s.then)))
          this.#now = leaves(s.else) ? behindThen : NONE;
        return [...head, made];
      }
      case "block": {
        const only = this.#known.only(s);
        const body = this.#list(s.body);
        // Its end is reached by jumps, too.
        if (only === SEVERAL || (only !== NONE && only !== this.#now)) this.#now = NONE;
        return [{ ...s, body }];
      }
      case "scope":
        return [{ ...s, body: this.#list(s.body) }];
      case "return":
        return [...this.#to(line), ...(this.#isOutermost ? this.#last(s) : [s])];
      default: {
        const made = [...this.#to(line), s];
        if (this.#known.only(s) === SEVERAL) this.#now = NONE;
        return made;
      }
    }
  }

  /** A return whose values are computed while its line is still marked. */
  #last(s: Return): Stmt[] {
    const kept = s.values.map((e): Local | undefined =>
      e.k === "const" || e.k === "get" ? undefined : local(this.#f, "result", e.type),
    );
    return [
      ...kept.flatMap((l, i) => (l ? [set(l, s.values[i])] : [])),
      { k: "mark", line: NONE },
      { ...s, values: kept.map((l, i) => (l ? get(l) : s.values[i])) },
    ];
  }
}
