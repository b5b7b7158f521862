// What a gang's lanes have in common: which values are the same in all of them, which differ by a constant from lane to
// lane, and where lanes part ways. Everything starts as the same and falls until nothing changes.
import {
  type Bin,
  type Block,
  type Const,
  ELEM_SHIFT,
  type Expr,
  type For,
  type Get,
  type If,
  type Load,
  type Local,
  type Loop,
  operands,
  type Stmt,
  type Un,
} from "../ir/index.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { type Liveness, liveness } from "./liveness.ts";

/** A value in the lanes of a gang: lane l has lane 0's plus l * step; `varying` if there is no such step. */
export type Shape = number | "varying";

export const SAME: Shape = 0;

/** Where lanes part. */
interface Parting {
  /** Some lanes leave it, by a break or a jump further out, while others stay. */
  readonly exit: boolean;
  /** Some lanes go on to its next iteration while others finish this one. */
  readonly next: boolean;
}

const TOGETHER: Parting = { exit: false, next: false };

type Region = Block | Loop | For | If;

/** A list of statements on the way from the gang's body to a statement. */
export interface Entry {
  readonly at: Region | undefined; // undefined: the gang itself
  readonly list: readonly Stmt[];
  /** The label of the construct, if the list is its body. */
  readonly label: string | undefined;
}

/** Shapes and partings of the body of a loop. */
export class Shapes {
  readonly #label: string;
  readonly #v: Local;
  readonly #shapes = new Map<Local, Shape>();
  readonly #set: ReadonlySet<Local>;
  /** What each lane hands from one of its iterations to the next. */
  readonly #carried: ReadonlySet<Local>;
  readonly #partings = new Map<Region, Parting>();
  readonly #varying = new Set<If>();
  readonly #uneven = new Set<For>();
  readonly #liveness: () => Liveness;
  #live: Liveness | undefined;
  /** What {@link of} has found, once nothing falls any more. */
  readonly #known = new Map<Expr, Shape>();
  #settled = false;
  /** Every statement has been looked at once: what varies varies for good. */
  #again = false;
  /** Some lanes go on to the gang's next iterations early. */
  early = false;
  #changed = true;

  constructor(
    loop: For,
    body: readonly Stmt[],
    assigned: ReadonlySet<Local>,
    carried: ReadonlySet<Local> = new Set(),
  ) {
    this.#carried = carried;
    this.#liveness = () => liveness(body, carried);
    for (const l of carried) this.#shapes.set(l, "varying");
    this.#v = loop.v;
    this.#label = loop.label;
    this.#set = assigned;
    this.#shapes.set(loop.v, loop.step);
    for (let rounds = 0; this.#changed; rounds++) {
      if (rounds > 50) throw new NoLanes("what its lanes have in common is not found out");
      this.#changed = false;
      this.#list(body, [{ at: undefined, list: body, label: this.#label }]);
      this.#again = true;
    }
    this.#settled = true;
  }

  local(l: Local): Shape {
    return this.#shapes.get(l) ?? SAME;
  }

  /** True of what the loop never sets. */
  invariant(l: Local): boolean {
    return !this.#set.has(l);
  }

  /** True of an element that has one place in an iteration, whenever it is looked at. */
  steady(e: Load): boolean {
    const fixed = (x: Expr): boolean =>
      x.k === "get"
        ? this.invariant(x.local) || x.local === this.#v
        : x.k !== "load" && operands(x).every(fixed);
    return this.invariant(e.array.base) && fixed(e.index);
  }

  isVarying(s: If): boolean {
    return this.#varying.has(s);
  }

  /** A counted loop whose lanes do not count together. */
  isUneven(s: For): boolean {
    return this.#uneven.has(s);
  }

  get uneven(): ReadonlySet<For> {
    return this.#uneven;
  }

  parting(s: Region): Parting {
    return this.#partings.get(s) ?? TOGETHER;
  }

  // Shapes

  of(e: Expr): Shape {
    if (e.k === "const") return SAME;
    if (e.k === "get") return this.#shapes.get(e.local) ?? SAME;
    if (!this.#settled) return this.#of(e);
    let shape = this.#known.get(e);
    if (shape === undefined) {
      shape = this.#of(e);
      this.#known.set(e, shape);
    }
    return shape;
  }

  #of(e: Exclude<Expr, Const | Get>): Shape {
    switch (e.k) {
      case "un":
        return unaryShape(e, this.of(e.a));
      case "bin":
        return this.#binary(e);
      case "cond": {
        const [t, a, b] = [this.of(e.test), this.of(e.a), this.of(e.b)];
        return t === SAME && a === b ? a : "varying";
      }
      case "load":
        return this.local(e.array.base) === SAME && this.of(e.index) === SAME ? SAME : "varying";
      case "index":
      case "peek":
        throw new NoLanes("an index is checked inside");
    }
  }

  #binary(e: Bin): Shape {
    const a = this.of(e.a);
    const b = this.of(e.b);
    if (a === SAME && b === SAME) return SAME;
    // A step that wraps around is none once the value is read as a larger number.
    if (a === "varying" || b === "varying" || !isWhole(e) || e.wraps) return "varying";
    switch (e.op) {
      case "add":
        return a + b;
      case "sub":
        return a - b;
      case "mul":
        if (e.b.k === "const") return a * e.b.value;
        return e.a.k === "const" ? b * e.a.value : "varying";
      case "shl":
        return e.b.k === "const" ? a * 2 ** (e.b.value & 31) : "varying";
      default:
        return "varying";
    }
  }

  /** Bytes from one lane's element to the next one's; undefined if that is no constant. */
  stride(base: Local, index: Expr, elem: keyof typeof ELEM_SHIFT): number | undefined {
    const [b, i] = [this.local(base), this.of(index)];
    if (b === "varying") throw new NoLanes("each iteration has an array of its own");
    if (i !== "varying") return b + i * 2 ** ELEM_SHIFT[elem];
    if (b !== SAME) throw new NoLanes("each iteration has an array of its own");
    return undefined;
  }

  // Statements

  #fall(l: Local, to: Shape): void {
    const old = this.#shapes.get(l);
    const shape = old === undefined || old === to ? to : "varying";
    if (shape === old) return;
    this.#shapes.set(l, shape);
    this.#changed = true;
  }

  #list(list: readonly Stmt[], path: readonly Entry[]): void {
    for (const s of list) this.#stmt(s, path);
  }

  #stmt(s: Stmt, path: readonly Entry[]): void {
    const inner = (at: Region, l: readonly Stmt[], label?: string): Entry[] => [
      ...path,
      { at, list: l, label },
    ];
    switch (s.k) {
      case "set": {
        if (this.#again && this.#shapes.get(s.local) === "varying") return;
        let shape = this.of(s.value);
        if (this.outlives(s.local, path)) shape = "varying";
        this.#fall(s.local, shape);
        return;
      }
      case "if":
        if (!this.#varying.has(s) && this.of(s.test) !== SAME) {
          this.#varying.add(s);
          this.#changed = true;
        }
        this.#list(s.then, inner(s, s.then));
        this.#list(s.else, inner(s, s.else));
        return;
      case "for": {
        const [from, to] = [this.of(s.from), this.of(s.to)];
        const together = from !== "varying" && to === from;
        const body = inner(s, s.body, s.label);
        if ((!together || this.outlives(s.v, body)) && !this.#uneven.has(s)) {
          this.#uneven.add(s);
          this.#changed = true;
        }
        this.#fall(s.v, from);
        this.#list(s.body, body);
        return;
      }
      case "loop":
        this.#list(s.body, inner(s, s.body, s.label));
        return;
      case "block":
        this.#list(s.body, inner(s, s.body, s.label));
        return;
      case "break":
      case "continue":
        this.#jump(s.k, s.label, path);
        return;
      case "store":
        if (!this.#again) this.of(s.value);
        return;
      case "call":
        for (const l of s.results) this.#fall(l, "varying");
        return;
      default:
        throw new NoLanes(`it contains ${s.k}`);
    }
  }

  /** True if a local that is set here is read where lanes are together again that did not all come by here. */
  outlives(l: Local, path: readonly Entry[]): boolean {
    if (!this.early && this.#varying.size === 0 && this.#partings.size === 0) return false;
    for (const e of path) {
      if (!this.parts(e)) continue;
      if (!e.at) {
        if (this.#carried.has(l)) return true;
        continue;
      }
      this.#live ??= this.#liveness();
      if (this.#live.after.get(e.at)?.has(l)) return true;
      if (e.at.k !== "if" && this.parting(e.at).next && this.#live.head.get(e.at)?.has(l)) return true;
    }
    return false;
  }

  /** True if some lanes may be in a region while others are not. */
  parts(e: Entry): boolean {
    if (!e.at) return this.early;
    if (e.at.k === "if") return this.#varying.has(e.at);
    const { exit, next } = this.parting(e.at);
    return exit || next;
  }

  #jump(kind: "break" | "continue", label: string, path: readonly Entry[]): void {
    const target = path.findLastIndex((e) => e.label === label);
    const across = path.slice(target + 1);
    if (this.together(label, path)) return;
    for (const e of across) if (e.at && e.at.k !== "if") this.#part(e.at, "exit");
    const { at } = path[target] as Entry;
    if (!at) {
      this.#changed ||= !this.early;
      this.early = true;
    } else this.#part(at, kind === "break" ? "exit" : "next");
  }

  /** Lanes that are together in the body of a jump's target leave it together. */
  together(label: string, path: readonly Entry[]): boolean {
    const target = path.findLastIndex((e) => e.label === label);
    return !path.slice(target + 1).some((e) => this.parts(e));
  }

  #part(at: Region, how: keyof Parting): void {
    const known = this.parting(at);
    if (known[how]) return;
    this.#partings.set(at, { ...known, [how]: true });
    this.#changed = true;
  }
}

const isWhole = (e: Expr): boolean => e.type === "i32" || e.type === "i64" || e.type === "addr";

/** Conversions to larger integers keep a step; so does that to a double, in which it is exact. */
function unaryShape(e: Un, a: Shape): Shape {
  if (a === SAME || a === "varying") return a;
  switch (e.op) {
    case "widen":
    case "toaddr":
      return a;
    case "tof64":
      return e.a.type === "i32" ? a : "varying";
    default:
      return "varying";
  }
}
