// Abstract interpretation of a function over facts: what holds of every expression and every local. Structured control
// flow makes it one walk, with loops repeated until nothing changes any more.
import {
  assignedIn,
  type Expr,
  type Fact,
  type Func,
  type Local,
  type Stmt,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { Analysis, binaryFact } from "./analysis.ts";
import { Env } from "./env.ts";
import { factOf, factOfElem, factOfType, indexFact, ints, join, same, TOP, unFact, widen } from "./facts.ts";
import { iterationFact, lastFact } from "./loop-facts.ts";
import { refine } from "./refine.ts";

/** A length in elements can be no larger: 16 GiB of bytes. */
const LENGTH = ints(0, 2 ** 34);

/** Lengths of rows and of arrays made by a kernel; the caller refuses longer rows, the allocator longer arrays. */
const ROW_LENGTH = ints(0, 2 ** 31 - 2 ** 17);

/** Analyses a function. */
export function analyse(f: Func): Analysis {
  return new Analyser(f).result();
}

class Analyser {
  readonly #exprs = new Map<Expr, Fact>();
  readonly #locals = new Map<Local, Fact>();
  readonly #breaks = new Map<string, Env>();
  readonly #continues = new Map<string, Env>();
  readonly #solved = new Map<readonly Stmt[], { readonly before: Env; readonly head: Env }>();
  readonly #changing = new Map<readonly Stmt[], ReadonlySet<Local>>();
  readonly #seen: ReadonlySet<Local>;
  #recording = false;

  constructor(f: Func) {
    const env = new Env();
    this.#seen = new Set(f.locals);
    const lengths = lengthLocals(f);
    for (const p of f.params) {
      const fact = p.fact ?? (lengths.has(p) ? LENGTH : factOfType(p.type));
      env.set(p, fact);
      this.#locals.set(p, fact);
    }
    this.#recording = true;
    this.#list(f.body, env);
  }

  result(): Analysis {
    return new Analysis(this.#exprs, this.#locals, this.#seen);
  }

  /** Walks a list; undefined means that its end is never reached. */
  #list(list: readonly Stmt[], start: Env | undefined): Env | undefined {
    let env = start;
    for (const s of list) {
      if (!env) return undefined;
      env = this.#stmt(s, env);
    }
    return env;
  }

  #give(env: Env, l: Local, fact: Fact): void {
    env.set(l, fact);
    if (this.#recording) {
      const old = this.#locals.get(l);
      this.#locals.set(l, old ? join(old, fact) : fact);
    }
  }

  #stmt(s: Stmt, env: Env): Env | undefined {
    switch (s.k) {
      case "set":
        this.#give(env, s.local, this.#eval(s.value, env));
        return env;
      case "store":
        this.#eval(s.index, env);
        for (const e of s.subs) this.#eval(e, env);
        this.#eval(s.value, env);
        return env;
      case "do":
        this.#eval(s.value, env);
        return env;
      case "if":
        return this.#if(s, env);
      case "for":
        return this.#for(s, env);
      case "loop":
        return this.#loop(s, env);
      case "block": {
        const end = this.#list(s.body, env);
        return Env.merge(end, this.#take(this.#breaks, s.label));
      }
      case "scope":
        return this.#list(s.body, env);
      case "break":
        this.#jump(this.#breaks, s.label, env);
        return undefined;
      case "continue":
        this.#jump(this.#continues, s.label, env);
        return undefined;
      case "return":
      case "throw":
        for (const e of s.k === "return" ? s.values : s.args) this.#eval(e, env);
        return undefined;
      case "print":
        for (const e of s.args) this.#eval(e, env);
        return env;
      case "call":
        for (const e of s.args) this.#eval(e, env);
        for (const r of s.results) this.#give(env, r, factOfType(r.type));
        return env;
      case "alloc": {
        const count = this.#eval(s.count, env);
        this.#give(env, s.array.base, TOP);
        this.#give(env, s.array.length, { ...indexFact(count, ints(0, ROW_LENGTH.hi + 1)), negz: false });
        return env;
      }
      case "row":
        this.#eval(s.index, env);
        this.#give(env, s.array.base, TOP);
        this.#give(env, s.array.length, ROW_LENGTH);
        return env;
      case "poke":
        this.#eval(s.base, env);
        this.#eval(s.value, env);
        return env;
      case "fork":
        this.#eval(s.units, env);
        this.#eval(s.frame, env);
        this.#give(env, s.partials, TOP);
        return env;
    }
  }

  #jump(table: Map<string, Env>, label: string, env: Env): void {
    const old = table.get(label);
    table.set(label, old ? (Env.merge(old, env) as Env) : env.copy());
  }

  #take(table: Map<string, Env>, label: string): Env | undefined {
    const env = table.get(label);
    table.delete(label);
    return env;
  }

  #if(s: Stmt & { k: "if" }, env: Env): Env | undefined {
    this.#eval(s.test, env);
    const yes = this.#list(s.then, this.#refine(env.copy(), s.test, true));
    const no = this.#list(s.else, this.#refine(env, s.test, false));
    return Env.merge(yes, no);
  }

  /**
   * The facts at the head of a loop (those before it, joined with those at its end, until nothing changes), and those
   * at the end of its body. What its breaks left is still in the table.
   */
  #fixpoint(body: readonly Stmt[], label: string, before: Env, enter: (env: Env) => Env): Solved {
    const recording = this.#recording;
    const known = this.#solved.get(body);
    // Solved already, in the last round of the loop around: one more walk, for its jumps and to record.
    if (known?.before.same(before)) {
      const end = this.#list(body, enter(known.head.copy()));
      return { head: known.head.copy(), end: Env.merge(end, this.#take(this.#continues, label)) };
    }
    this.#recording = false;
    const changing = this.#assigned(body);
    let head = before.copy();
    let end: Env | undefined;
    // A loop inside another is solved again for every round of the outer one, whose facts only grow: start where the
    // last solution was.
    if (known) {
      for (const l of changing) {
        const fact = known.head.get(l);
        if (!fact) continue;
        const now = head.get(l);
        head.set(l, now ? join(now, fact) : fact);
      }
    }
    for (let round = 0; ; round++) {
      this.#breaks.delete(label);
      end = Env.merge(this.#list(body, enter(head.copy())), this.#take(this.#continues, label));
      let stable = true;
      const widened = head.copy();
      for (const l of changing) {
        const old = head.get(l);
        const now = end?.get(l);
        if (!now) continue;
        // A local that had no value before the loop reads as zero.
        const joined = join(old ?? ints(0, 0), now);
        const settled = round < 2 || !old ? joined : widen(old, joined);
        if (!old || !same(old, settled)) {
          stable = false;
          widened.set(l, settled);
        }
      }
      head = widened;
      if (stable) break;
    }
    // What the caller goes on with is its own: these stay as they are.
    this.#solved.set(body, { before: before.copy(), head: head.copy() });
    this.#recording = recording;
    if (recording) {
      this.#breaks.delete(label);
      end = Env.merge(this.#list(body, enter(head.copy())), this.#take(this.#continues, label));
    }
    return { head, end };
  }

  #assigned(body: readonly Stmt[]): ReadonlySet<Local> {
    let found = this.#changing.get(body);
    if (!found) {
      found = assignedIn(body);
      this.#changing.set(body, found);
    }
    return found;
  }

  #for(s: Stmt & { k: "for" }, env: Env): Env | undefined {
    const from = this.#eval(s.from, env);
    const to = this.#eval(s.to, env);
    const inside = iterationFact(from, to, s.cmp, s.step);
    const last = lastFact(from, to, inside, s.step);
    if (this.#recording) {
      const known = this.#locals.get(s.v);
      const all = last ? join(join(from, inside ?? from), last) : TOP;
      this.#locals.set(s.v, known ? join(known, all) : all);
    }
    if (!inside) return env;
    const reduced = reducedFacts(s);
    if (this.#recording) {
      for (const [l, f] of reduced) this.#locals.set(l, join(this.#locals.get(l) ?? f, f));
    }
    const enter = (e: Env): Env => {
      for (const [l, f] of reduced) e.set(l, f);
      return e.set(s.v, inside);
    };
    const { head, end } = this.#fixpoint(s.body, s.label, env, enter);
    const after = Env.merge(Env.merge(head, end), this.#take(this.#breaks, s.label));
    for (const [l, f] of reduced) after?.set(l, join(after.get(l) ?? f, f));
    return after;
  }

  #loop(s: Stmt & { k: "loop" }, env: Env): Env | undefined {
    this.#fixpoint(s.body, s.label, env, (e) => e);
    return this.#take(this.#breaks, s.label);
  }

  #eval(e: Expr, env: Env): Fact {
    let f: Fact;
    switch (e.k) {
      case "const":
        f = factOf(e.value);
        break;
      case "get":
        // Parameters are there from the start: what is not has not been set on the way to here.
        f = env.get(e.local) ?? ints(0, 0);
        break;
      case "un":
        f = unFact(e.op, e.type, this.#eval(e.a, env));
        break;
      case "bin": {
        const a = this.#eval(e.a, env);
        f = binaryFact(e, a, this.#eval(e.b, env));
        break;
      }
      case "cond": {
        this.#eval(e.test, env);
        const yes = this.#refine(env.copy(), e.test, true);
        const no = this.#refine(env.copy(), e.test, false);
        const a = yes && this.#eval(e.a, yes);
        const b = no && this.#eval(e.b, no);
        f = a && b ? join(a, b) : (a ?? b ?? factOfType(e.type));
        break;
      }
      case "load":
        this.#eval(e.index, env);
        for (const s of e.subs) this.#eval(s, env);
        f = factOfElem(e.array.elem);
        break;
      case "index":
        f = indexFact(this.#eval(e.value, env), this.#eval(e.length, env));
        break;
      case "peek":
        this.#eval(e.base, env);
        f = e.type === "f64" ? factOfElem(e.elem) : factOfType(e.type);
        break;
    }
    if (this.#recording) {
      // One node may stand in several places; it must hold in all of them.
      const old = this.#exprs.get(e);
      this.#exprs.set(e, old ? join(old, f) : f);
    }
    return f;
  }

  /** The facts where `test` is known to hold, or not to; undefined where that cannot be. */
  #refine(env: Env, test: Expr, holds: boolean): Env | undefined {
    return refine(env, test, holds, (e, at) => this.#quiet(e, at));
  }

  /** Evaluates without recording. */
  #quiet(e: Expr, env: Env): Fact {
    const recording = this.#recording;
    this.#recording = false;
    const f = this.#eval(e, env);
    this.#recording = recording;
    return f;
  }
}

/**
 * What reductions may be inside their loop: lanes start from the operator's identity and see some of the iterations
 * each, so that what holds of the serial sum holds of none of them.
 */
function reducedFacts(s: Stmt & { k: "for" }): (readonly [Local, Fact])[] {
  const bitwise = ["and", "or", "xor"];
  return (s.par?.reductions ?? []).map((r) => [r.local, bitwise.includes(r.op) ? factOfType("i32") : TOP]);
}

/** The locals that hold the lengths of arrays that the function touches. */
function lengthLocals(f: Func): Set<Local> {
  const found = new Set<Local>();
  visitExprs(f.body, (e) => {
    if (e.k === "load") found.add(e.array.length);
  });
  visitStmts(f.body, (s) => {
    if (s.k === "store") found.add(s.array.length);
    if (s.k === "row") found.add(s.table.length);
  });
  return found;
}

/** A loop whose facts change no more. */
interface Solved {
  readonly head: Env;
  readonly end: Env | undefined;
}
