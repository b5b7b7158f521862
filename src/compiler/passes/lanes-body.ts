// Statements of a loop's body in the lanes of a gang. Where lanes part, those that are on are kept in masks: an arm of an
// `if` runs if some lane takes it, a loop until no lane is left in it, and what is set there keeps the other lanes' values
// only if anybody reads them again.
import {
  bin,
  bodies,
  type Call,
  cond,
  constant,
  type Expr,
  expressions,
  type For,
  get,
  type If,
  type Local,
  type Loop,
  laneOf,
  placedLike,
  printExpr,
  type Stmt,
  type Store,
  set,
  someOf,
  type Type,
  un,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";
import { link } from "./lanes-chains.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { type Entry, SAME, type Shapes } from "./lanes-shapes.ts";
import { mayTrap, type Values } from "./lanes-values.ts";
import { when } from "./outline-frame.ts";

/** Expressions of an arm up to which it costs less to run it for nobody than to ask. */
const LIGHT = 12;

/** An entry with the lanes that are in it. */
interface Inside extends Entry {
  /** Lanes that have not left it; of a loop, for good. */
  readonly mask: Local | undefined;
  /** Of a loop whose lanes may go on to the next iteration early: those that have not yet. */
  readonly round: Local | undefined;
}

type Path = readonly Inside[];

/**
 * The body of a gang's iteration; `some`: the lanes that are on from the beginning, where those are not all; `chains`:
 * what each iteration hands on to the next.
 */
export function gangBody(
  body: readonly Stmt[],
  label: string,
  shapes: Shapes,
  values: Values,
  { some, chains = NONE }: { readonly some?: Local; readonly chains?: ReadonlySet<Local> } = {},
): Stmt[] {
  return new Body(shapes, values, body, chains).run(label, some);
}

const NONE: ReadonlySet<Local> = new Set();

class Body {
  readonly #shapes: Shapes;
  readonly #values: Values;
  readonly #body: readonly Stmt[];
  readonly #chains: ReadonlySet<Local>;

  /** Elements that every gang reads anyway: reading them again does no harm, whoever is on. */
  readonly #read = new Set<string>();

  constructor(shapes: Shapes, values: Values, body: readonly Stmt[], chains: ReadonlySet<Local>) {
    this.#shapes = shapes;
    this.#values = values;
    this.#body = body;
    this.#chains = chains;
  }

  run(label: string, some?: Local): Stmt[] {
    const body = this.#body;
    const all = this.#shapes.early ? this.#values.newMask("on") : undefined;
    const root: Inside = { at: undefined, list: body, label, mask: some, round: all };
    const start = all ? [set(all, some ? get(some) : constant(this.#values.mask, 1))] : [];
    return [...start, ...this.#list(body, [root])];
  }

  /** The lanes that are on; undefined: all of them. */
  #active(path: Path): Local | undefined {
    for (const e of path.toReversed()) {
      const mask = e.round ?? e.mask;
      if (mask) return mask;
    }
    return undefined;
  }

  #list(list: readonly Stmt[], path: Path): Stmt[] {
    const out: Stmt[] = [];
    for (const [i, s] of list.entries()) {
      if (!this.#active(path)) for (const e of expressions(s)) this.#reads(e);
      out.push(...placedLike(s, this.#stmt(s, path)));
      const rest = list.slice(i + 1);
      const active = this.#active(path);
      if (active && rest.length > 0 && this.#leaves(s) && this.#heavy(rest)) {
        out.push(when(un("any", get(active), "bool"), this.#list(rest, path)));
        return out;
      }
      if (s.k === "break" || s.k === "continue") return out;
    }
    return out;
  }

  #reads(e: Expr): void {
    visitExpr(e, (x) => {
      if (x.k === "load" && this.#shapes.steady(x)) this.#read.add(printExpr(x));
    });
  }

  /** True if lanes may jump from inside of a statement to where it ends, or further. */
  #leaves(s: Stmt): boolean {
    const own = new Set<string>();
    let found = false;
    visitStmts([s], (t) => {
      if (t.k === "for" || t.k === "loop" || t.k === "block") own.add(t.label);
    });
    visitStmts([s], (t) => {
      if ((t.k === "break" || t.k === "continue") && !own.has(t.label)) found = true;
    });
    return found;
  }

  /** True of statements that must not run, or had better not, while all lanes are off. */
  #heavy(list: readonly Stmt[]): boolean {
    let found = false;
    visitStmts(list, (s) => {
      if (s.k !== "set" && s.k !== "if" && s.k !== "block") found = true;
    });
    if (found) return true;
    let size = 0;
    return someOf(
      list,
      // What is the same in all lanes is computed as a scalar, and that may trap where no lane has asked for it.
      (e) => ++size > LIGHT || mayTrap(e) || (e.k === "load" && !this.#read.has(printExpr(e))),
    );
  }

  #stmt(s: Stmt, path: Path): Stmt[] {
    switch (s.k) {
      case "set":
        if (this.#chains.has(s.local))
          return [...link(s.local, s.value, this.#body, this.#shapes, this.#values)];
        return [this.#set(s.local, s.value, path)];
      case "store":
        return [this.#store(s, path)];
      case "if":
        return this.#if(s, path);
      case "for":
      case "loop":
        return this.#loop(s, path);
      case "block": {
        const inside: Inside = { at: s, list: s.body, label: s.label, mask: undefined, round: undefined };
        if (!this.#shapes.parting(s).exit) return [{ ...s, body: this.#list(s.body, [...path, inside]) }];
        const { mask, start } = this.#region("in", path);
        return [...start, { ...s, body: this.#list(s.body, [...path, { ...inside, mask }]) }];
      }
      case "call":
        return this.#call(s, path);
      case "break":
      case "continue":
        return this.#jump(s, path);
      default:
        throw new NoLanes(`it contains ${s.k}`);
    }
  }

  /** A mask for a region that all lanes enter that are on. */
  #region(name: string, path: Path): { mask: Local; start: Stmt[] } {
    const mask = this.#values.newMask(name);
    const active = this.#active(path);
    return { mask, start: [set(mask, active ? get(active) : constant(this.#values.mask, 1))] };
  }

  #set(l: Local, value: Expr, path: Path): Stmt {
    if (this.#shapes.local(l) !== "varying") return set(l, value);
    const active = this.#active(path);
    const to = this.#values.vector(l);
    const made = this.#values.of(value, active);
    if (!active || !this.#shapes.outlives(l, path)) return set(to, made);
    return set(to, cond(this.#values.fitting(get(active), to.type), made, get(to)));
  }

  #store(s: Store, path: Path): Stmt {
    const active = this.#active(path);
    const { index, side } = this.#values.where(s.array, s.index, active);
    if (!side && this.#shapes.of(s.index) === SAME) throw new NoLanes("all iterations store to one element");
    const value = this.#values.of(s.value, active);
    return {
      ...s,
      index,
      subs: [],
      value,
      ...(active && { mask: this.#values.fitting(get(active), value.type) }),
    };
  }

  /** A call for each lane that is on, one after the other. */
  #call(s: Call, path: Path): Stmt[] {
    const active = this.#active(path);
    const out: Stmt[] = [];
    const args = s.args.map((e): ((lane: number) => Expr) => {
      if (this.#shapes.of(e) === SAME) return () => e;
      const made = this.#values.of(e, active);
      const kept = this.#values.newLocal("argument", made.type);
      out.push(set(kept, made));
      return (lane) => laneOf(get(kept), lane);
    });
    for (let lane = 0; lane < this.#values.lanes; lane++) {
      const results = s.results.map((r) => this.#values.newLocal(r.name, r.type));
      const made: Stmt[] = [{ ...s, args: args.map((a) => a(lane)), results }];
      for (const [i, r] of s.results.entries()) {
        const to = this.#values.vector(r);
        const own = this.#values.only(lane, to.type);
        made.push(set(to, cond(own, un("splat", get(results[i] as Local), to.type), get(to))));
      }
      if (active) out.push(when(laneOf(get(active), lane), made));
      else out.push(...made);
    }
    return out;
  }

  #if(s: If, path: Path): Stmt[] {
    const arm = (list: readonly Stmt[], mask?: Local): Stmt[] =>
      this.#list(list, [...path, { at: s, list, label: undefined, mask, round: undefined }]);
    if (!this.#shapes.isVarying(s)) return [{ ...s, then: arm(s.then), else: arm(s.else) }];
    const active = this.#active(path);
    const test = this.#values.of(s.test, active);
    const yes = this.#values.newMask("yes");
    const out: Stmt[] = [];
    const has = { then: s.then.length > 0, else: s.else.length > 0 };
    const no = has.else ? this.#values.newMask("no") : undefined;
    // Both before either arm runs: it may change which lanes are on.
    if (no) {
      const kept = this.#values.newMask("test");
      out.push(set(kept, test), set(yes, active ? bin("and", get(kept), get(active)) : get(kept)));
      const other = un("not", get(kept), kept.type);
      out.push(set(no, active ? bin("and", other, get(active)) : other));
    } else out.push(set(yes, active ? bin("and", test, get(active)) : test));
    for (const [list, mask] of [
      [s.then, yes],
      [s.else, no],
    ] as const) {
      if (list.length === 0 || !mask) continue;
      const made = arm(list, mask);
      if (this.#heavy(list)) out.push(when(un("any", get(mask), "bool"), made));
      else out.push(...made);
    }
    return out;
  }

  #loop(s: For | Loop, path: Path): Stmt[] {
    const { exit, next } = this.#shapes.parting(s);
    const shared = exit && this.#goneTogether(s, path) ? this.#active(path) : undefined;
    const entered = exit && !shared ? this.#region("in", path) : { mask: shared, start: [] };
    const round = next ? this.#values.newMask("round") : undefined;
    const inside: Inside = { at: s, list: s.body, label: s.label, mask: entered.mask, round };
    const active = this.#active([...path, { ...inside, round: undefined }]);
    const begin: Stmt[] = [];
    // Lanes that jump further out may have been the last ones here.
    if (entered.mask && this.#leftFromInside(s))
      begin.push(
        when(un("not", un("any", get(entered.mask), "bool"), "bool"), [{ k: "break", label: s.label }]),
      );
    if (round) begin.push(set(round, active ? get(active) : constant(this.#values.mask, 1)));
    const body = [...begin, ...this.#list(s.body, [...path, inside])];
    return [...entered.start, { ...s, body }];
  }

  /**
   * True if whatever takes a lane out of a loop takes it out of where the loop stands, too: then one mask says of both
   * which lanes are left.
   */
  #goneTogether(s: For | Loop, path: Path): boolean {
    const owner = path.findLastIndex((e) => e.round ?? e.mask);
    let apart = owner < 0;
    visitStmts(s.body, (t) => {
      if (t.k !== "break" && t.k !== "continue") return;
      if (t.label === s.label) apart ||= t.k === "break";
      else apart ||= path.findLastIndex((e) => e.label === t.label) > owner;
    });
    return !apart;
  }

  /** True if a loop inside is left by jumps that leave this one too, or end its iteration. */
  #leftFromInside(s: For | Loop): boolean {
    let found = false;
    const visit = (list: readonly Stmt[], inner: ReadonlySet<string>): void => {
      for (const t of list) {
        if ((t.k === "break" || t.k === "continue") && inner.size > 0 && !inner.has(t.label)) found = true;
        const deeper = t.k === "for" || t.k === "loop" ? new Set([...inner, t.label]) : inner;
        const own = t.k === "block" && inner.size > 0 ? new Set([...inner, t.label]) : deeper;
        for (const b of bodies(t)) visit(b, own);
      }
    };
    visit(s.body, new Set());
    return found;
  }

  #jump(s: Stmt & { k: "break" | "continue" }, path: Path): Stmt[] {
    if (this.#shapes.together(s.label, path)) return [s];
    const active = this.#active(path) as Local;
    const target = path.findLastIndex((e) => e.label === s.label);
    const gone = this.#values.newMask("gone");
    const out: Stmt[] = [set(gone, get(active))];
    const off = (l: Local): void => {
      out.push(set(l, bin("and", get(l), un("not", get(gone), l.type))));
    };
    const left = new Set<Local | undefined>();
    for (const [i, e] of path.entries()) {
      if (i < target) continue;
      if (i > target || s.k === "break") left.add(e.mask);
      left.add(e.round);
    }
    for (const mask of left) if (mask) off(mask);
    // The loop that is left may have lost its last lane.
    const innermost = path.findLastIndex((e) => e.at?.k === "for" || e.at?.k === "loop");
    const inner = path[innermost];
    if (inner?.mask && (innermost > target || (innermost === target && s.k === "break"))) {
      const empty = un("not", un("any", get(inner.mask), "bool"), "bool");
      out.push(when(empty, [{ k: "break", label: inner.label as string }]));
    }
    return out;
  }
}

/** Whether any expression of a list is a double or a long integer. */
export function hasWide(list: readonly Stmt[]): boolean {
  const isWide = ({ type }: { readonly type: Type }): boolean => type === "f64" || type === "i64";
  if (someOf(list, isWide)) return true;
  let found = false;
  visitStmts(list, (s) => {
    if (s.k === "call" && s.results.some(isWide)) found = true;
  });
  return found;
}
