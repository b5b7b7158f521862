// Traversal of IR trees, so that a pass says what it looks for and not how to get there.
// Expressions and statements are visited in the order in which they are evaluated.
import type { Expr, For, Local, Loop, Program, Stmt } from "./ir.ts";

/** The operands of an expression, left to right. */
export function operands(e: Expr): readonly Expr[] {
  switch (e.k) {
    case "const":
    case "get":
      return [];
    case "un":
      return [e.a];
    case "bin":
      return [e.a, e.b];
    case "cond":
      return [e.test, e.a, e.b];
    case "load":
      return e.mask ? [e.index, e.mask] : [e.index];
    case "index":
      return [e.value, e.length];
    case "peek":
      return [e.base];
  }
}

/**
 * Calls `visit` for `e` and every expression below it, operands first. What {@link operands} lists, without the lists:
 * compiling is mostly walking, and in a young process every call of ours is interpreted.
 */
export function visitExpr(e: Expr, visit: (e: Expr) => void): void {
  switch (e.k) {
    // Half of all expressions are these: asked first, as every question costs.
    case "get":
    case "const":
      break;
    case "un":
      visitExpr(e.a, visit);
      break;
    case "bin":
      visitExpr(e.a, visit);
      visitExpr(e.b, visit);
      break;
    case "cond":
      visitExpr(e.test, visit);
      visitExpr(e.a, visit);
      visitExpr(e.b, visit);
      break;
    case "load":
      visitExpr(e.index, visit);
      if (e.mask) visitExpr(e.mask, visit);
      break;
    case "index":
      visitExpr(e.value, visit);
      visitExpr(e.length, visit);
      break;
    case "peek":
      visitExpr(e.base, visit);
      break;
  }
  visit(e);
}

/** Rebuilds `e` bottom-up: operands are mapped first, then `f` sees the node with its new operands. */
export function mapExpr(e: Expr, f: (e: Expr) => Expr): Expr {
  switch (e.k) {
    case "const":
    case "get":
      return f(e);
    case "un": {
      const a = mapExpr(e.a, f);
      return f(a === e.a ? e : { ...e, a });
    }
    case "bin": {
      const a = mapExpr(e.a, f);
      const b = mapExpr(e.b, f);
      return f(a === e.a && b === e.b ? e : { ...e, a, b });
    }
    case "cond": {
      const test = mapExpr(e.test, f);
      const a = mapExpr(e.a, f);
      const b = mapExpr(e.b, f);
      return f(test === e.test && a === e.a && b === e.b ? e : { ...e, test, a, b });
    }
    case "load": {
      const index = mapExpr(e.index, f);
      const subs = e.subs.map((s) => mapExpr(s, f));
      return f({ ...e, index, subs, ...(e.mask && { mask: mapExpr(e.mask, f) }) });
    }
    case "index": {
      const value = mapExpr(e.value, f);
      const length = mapExpr(e.length, f);
      return f(value === e.value && length === e.length ? e : { ...e, value, length });
    }
    case "peek": {
      const base = mapExpr(e.base, f);
      return f(base === e.base ? e : { ...e, base });
    }
  }
}

/** The expressions that a statement evaluates itself (not those of statements inside it), in order. */
export function expressions(s: Stmt): readonly Expr[] {
  switch (s.k) {
    case "set":
    case "do":
      return [s.value];
    case "store":
      return [s.index, s.value, ...(s.mask ? [s.mask] : []), ...(s.past ? [s.past] : [])];
    case "if":
      return [s.test];
    case "for":
      return [
        s.from,
        s.to,
        ...(s.par?.guard ? [s.par.guard] : []),
        ...(s.lanes?.guard ? [s.lanes.guard] : []),
        ...(s.chained?.guard ? [s.chained.guard] : []),
        ...(s.jam?.guard ? [s.jam.guard] : []),
        ...(s.steps?.guard ? [s.steps.guard] : []),
      ];
    case "return":
      return s.values;
    case "throw":
    case "print":
    case "call":
      return s.args;
    case "alloc":
      return [s.count];
    case "row":
      return [s.index];
    case "poke":
      return [s.base, s.value];
    case "fork":
      return s.serial ? [s.units, s.frame, s.serial] : [s.units, s.frame];
    default:
      return [];
  }
}

/** The statement lists inside a statement. */
export function bodies(s: Stmt): readonly Stmt[][] {
  switch (s.k) {
    case "set": // Most statements are.
      return [];
    case "if":
      return [s.then, s.else];
    case "for":
    case "loop":
    case "block":
    case "scope":
      return [s.body];
    default:
      return [];
  }
}

/** The locals that a statement sets itself (not those of statements inside it). */
export function assigned(s: Stmt): readonly Local[] {
  switch (s.k) {
    case "set":
      return [s.local];
    case "for":
      return [s.v];
    case "call":
      return s.results;
    case "alloc":
      return [s.array.base, s.array.length];
    case "row":
      return [s.array.base, s.array.length];
    case "fork":
      return [s.partials];
    default:
      return [];
  }
}

/** Calls `visit` for every statement of a list and of the lists inside, outer ones first. */
export function visitStmts(list: readonly Stmt[], visit: (s: Stmt) => void): void {
  for (let i = 0; i < list.length; i++) {
    const s = list[i] as Stmt;
    visit(s);
    switch (s.k) {
      case "set": // Most statements are.
        break;
      case "if":
        visitStmts(s.then, visit);
        visitStmts(s.else, visit);
        break;
      case "for":
      case "loop":
      case "block":
      case "scope":
        visitStmts(s.body, visit);
        break;
    }
  }
}

/** Calls `visit` for every loop of a program, outer ones first. */
export function visitLoops<Source>(p: Program<Source>, visit: (loop: For | Loop) => void): void {
  for (const f of p.funcs) {
    visitStmts(f.body, (s) => {
      if (s.k === "for" || s.k === "loop") visit(s);
    });
  }
}

/** Calls `visit` for every expression anywhere in a list of statements, operands first. */
export function visitExprs(list: readonly Stmt[], visit: (e: Expr) => void): void {
  visitStmts(list, (s) => {
    if (s.k === "set") visitExpr(s.value, visit);
    else for (const e of expressions(s)) visitExpr(e, visit);
  });
}

/** Rebuilds a list of statements with every top-level expression mapped by `f` (which maps below by itself). */
export function mapStmts(list: readonly Stmt[], f: (e: Expr) => Expr): Stmt[] {
  return list.map((s) => mapStmt(s, f));
}

function mapStmt(s: Stmt, f: (e: Expr) => Expr): Stmt {
  switch (s.k) {
    case "set":
    case "do":
      return { ...s, value: f(s.value) };
    case "store":
      return {
        ...s,
        index: f(s.index),
        subs: s.subs.map(f),
        value: f(s.value),
        ...(s.mask && { mask: f(s.mask) }),
        ...(s.past && { past: f(s.past) }),
      };
    case "if":
      return { ...s, test: f(s.test), then: mapStmts(s.then, f), else: mapStmts(s.else, f) };
    case "for":
      return {
        ...s,
        from: f(s.from),
        to: f(s.to),
        body: mapStmts(s.body, f),
        ...(s.par?.guard && { par: { ...s.par, guard: f(s.par.guard) } }),
        ...(s.lanes?.guard && { lanes: { ...s.lanes, guard: f(s.lanes.guard) } }),
        ...(s.chained?.guard && { chained: { ...s.chained, guard: f(s.chained.guard) } }),
        ...(s.jam?.guard && { jam: { ...s.jam, guard: f(s.jam.guard) } }),
        ...(s.steps?.guard && { steps: { ...s.steps, guard: f(s.steps.guard) } }),
      };
    case "loop":
    case "block":
    case "scope":
      return { ...s, body: mapStmts(s.body, f) };
    case "return":
      return { ...s, values: s.values.map(f) };
    case "throw":
    case "print":
    case "call":
      return { ...s, args: s.args.map(f) };
    case "alloc":
      return { ...s, count: f(s.count) };
    case "row":
      return { ...s, index: f(s.index) };
    case "poke":
      return { ...s, base: f(s.base), value: f(s.value) };
    case "fork":
      return { ...s, units: f(s.units), frame: f(s.frame), ...(s.serial && { serial: f(s.serial) }) };
    default:
      return s;
  }
}

/** Every local that is set anywhere in a list of statements. */
export function assignedIn(list: readonly Stmt[]): globalThis.Set<Local> {
  const found = new Set<Local>();
  visitStmts(list, (s) => {
    if (s.k === "set") found.add(s.local);
    else for (const l of assigned(s)) found.add(l);
  });
  return found;
}

/** The locals that an expression reads, those behind its arrays too. */
export function readLocals(e: Expr, found: globalThis.Set<Local> = new Set()): globalThis.Set<Local> {
  if (e.k === "get") found.add(e.local);
  if (e.k === "load") {
    found.add(e.array.base);
    for (const s of e.subs) readLocals(s, found);
  }
  for (const o of operands(e)) readLocals(o, found);
  return found;
}

/** True if an expression reads one of some locals. */
export const readsAny = (e: Expr, locals: ReadonlySet<Local>): boolean => {
  for (const l of readLocals(e)) if (locals.has(l)) return true;
  return false;
};

/** True if an expression, or one below it, is the value of `local`. */
export const gets = (e: Expr, local: Local): boolean =>
  someExpr(e, (x) => x.k === "get" && x.local === local);

/** True if `test` holds of an expression or of any below it. */
export function someExpr(e: Expr, test: (e: Expr) => boolean): boolean {
  if (test(e)) return true;
  switch (e.k) {
    case "const":
    case "get":
      return false;
    case "un":
      return someExpr(e.a, test);
    case "bin":
      return someExpr(e.a, test) || someExpr(e.b, test);
    default:
      for (const o of operands(e)) if (someExpr(o, test)) return true;
      return false;
  }
}

/** True if `test` holds of some expression anywhere in a list of statements. */
export function someOf(list: readonly Stmt[], test: (e: Expr) => boolean): boolean {
  for (const s of list) {
    for (const e of expressions(s)) if (someExpr(e, test)) return true;
    for (const b of bodies(s)) if (someOf(b, test)) return true;
  }
  return false;
}

/** True of an expression that reads an element or a slot of memory. */
export const readsMemory = (e: Expr): boolean => someExpr(e, (x) => x.k === "load" || x.k === "peek");

/** How many expressions an expression consists of. */
export function countExpr(e: Expr): number {
  switch (e.k) {
    case "const":
    case "get":
      return 1;
    case "un":
      return 1 + countExpr(e.a);
    case "bin":
      return 1 + countExpr(e.a) + countExpr(e.b);
    default:
      return operands(e).reduce((sum, o) => sum + countExpr(o), 1);
  }
}

/** How many expressions stand anywhere in a list of statements. */
export function countExprs(list: readonly Stmt[]): number {
  let count = 0;
  visitStmts(list, (s) => {
    for (const e of expressions(s)) count += countExpr(e);
  });
  return count;
}
