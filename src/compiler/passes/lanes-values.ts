// Expressions of a loop's body in the lanes of a gang: what is the same in all lanes stays a scalar until it meets what
// is not, and what the loop never changes is spread over lanes before it.
import {
  type ArrayRef,
  type Bin,
  bin,
  type Cond,
  cond,
  constant,
  ELEM_SHIFT,
  type Expr,
  type Func,
  get,
  isComparison,
  type Load,
  type Local,
  laneBytes,
  local,
  maskOf,
  operands,
  printExpr,
  type Stmt,
  scalarOf,
  set,
  someExpr,
  type Type,
  type Un,
  type UnOp,
  un,
  type Vector,
  vectorOf,
} from "../ir/index.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { SAME, type Shapes } from "./lanes-shapes.ts";

/** Operators that have lanes. */
const UNARY: ReadonlySet<UnOp> = new Set<UnOp>([
  ...([
    "neg",
    "abs",
    "sqrt",
    "floor",
    "ceil",
    "trunc",
    "nearest",
    "fround",
    "not",
    "toint32",
    "tof64",
  ] as const),
  ...([
    "utof64",
    "exact",
    "widen",
    "uwiden",
    "wrap",
    "demote",
    "truthy",
    "frombool",
    "hi",
    "lo",
    "clz",
  ] as const),
]);

/** Where an access lies: elements side by side from a scalar index on, or each lane's own. */
export interface Where {
  readonly index: Expr;
  readonly side: boolean;
}

/** The values of one gang. */
export class Values {
  readonly #f: Func;
  readonly #shapes: Shapes;
  readonly lanes: number;
  /** Truth values are as wide as doubles if there are any. */
  readonly #wide: boolean;
  readonly #vectors = new Map<Local, Local>();
  readonly #spread = new Map<string, Local>();
  /** What is computed before the loop. */
  readonly before: Stmt[] = [];

  constructor(f: Func, shapes: Shapes, lanes: number, wide: boolean) {
    this.#f = f;
    this.#shapes = shapes;
    this.lanes = lanes;
    // Two lanes of four bytes fill half a register, and nobody could ask it whether any is on.
    this.#wide = wide || lanes < 4;
  }

  get mask(): Vector {
    return vectorOf("bool", this.lanes, this.#wide);
  }

  type(t: Type): Vector {
    if (t === "addr") throw new NoLanes("each iteration has an array of its own");
    return t === "bool" ? this.mask : vectorOf(scalarOf(t), this.lanes);
  }

  /** The vector that a local is. */
  vector(l: Local): Local {
    let made = this.#vectors.get(l);
    if (!made) {
      made = local(this.#f, `${l.name}.v`, this.type(l.type));
      this.#vectors.set(l, made);
    }
    return made;
  }

  /** A mask that is set and changed as lanes come and go. */
  newMask(name: string): Local {
    return local(this.#f, name, this.mask);
  }

  newLocal(name: string, type: Type): Local {
    return local(this.#f, name, type);
  }

  /** The mask in which one lane is on, as wide as the values of `type`. */
  only(lane: number, type: Type): Expr {
    const word = laneBytes(type) === 8 ? "i64" : "i32";
    const numbers = vectorOf(word, this.lanes);
    const all: Expr = { k: "bin", op: "ramp", type: numbers, a: constant(word, 0), b: constant(word, 1) };
    return { k: "bin", op: "eq", type: maskOf(numbers), a: all, b: constant(numbers, lane) };
  }

  /** A mask as wide as the values of `type`. */
  fitting(mask: Expr, type: Type): Expr {
    const want = maskOf(type);
    return mask.type === want ? mask : un("mask", mask, want);
  }

  /**
   * `e` in every lane. `active`: the lanes whose values anybody looks at, where those are not all. `taken`: the lanes
   * that ask for this expression, where it may be none, as for an arm of `?:`.
   */
  of(e: Expr, active?: Local, taken?: Expr): Expr {
    const shape = this.#shapes.of(e);
    if (shape === SAME) return this.#same(e, taken);
    if (shape !== "varying") {
      return { k: "bin", op: "ramp", type: this.type(e.type), a: e, b: constant(e.type, shape) };
    }
    switch (e.k) {
      case "get":
        return get(this.vector(e.local));
      case "un":
        return this.#unary(e, active, taken);
      case "bin":
        return this.#binary(e, active, taken);
      case "cond":
        return this.#choice(e, active, taken);
      case "load":
        return this.#load(e, active, taken);
      default:
        throw new NoLanes(`${e.k} has no lanes`);
    }
  }

  /** Both arms, and each lane's own. What may end the call is not computed in an arm that no lane takes. */
  #choice(e: Cond, active: Local | undefined, taken: Expr | undefined): Expr {
    const type = this.type(e.type);
    const test = this.of(e.test, active, taken);
    const arm = (x: Expr, own: () => Expr): Expr => {
      if (!someExpr(x, mayTrap)) return this.of(x, active, taken);
      const outer = taken ?? (active && get(active));
      return this.of(x, active, outer ? bin("and", own(), outer) : own());
    };
    const a = arm(e.a, () => test);
    const b = arm(e.b, () => un("not", test, test.type));
    return cond(this.fitting(test, type), a, b);
  }

  /** A value that is the same in all lanes. */
  #same(e: Expr, taken: Expr | undefined): Expr {
    const type = this.type(e.type);
    if (taken && someExpr(e, mayTrap))
      return un("splat", cond(un("any", taken, "bool"), e, constant(e.type, 0)), type);
    if (!this.#steady(e)) return un("splat", e, type);
    const key = `${printExpr(e)} ${type}`;
    let made = this.#spread.get(key);
    if (!made) {
      const name = e.k === "get" ? e.local.name : "c";
      made = { id: this.#f.locals.length, name: `${name}.s`, type, even: true };
      this.#f.locals.push(made);
      this.before.push(set(made, un("splat", e, type)));
      this.#spread.set(key, made);
    }
    return get(made);
  }

  /** True of what has one value throughout the loop, and can be computed before it without harm. */
  #steady(e: Expr): boolean {
    if (e.k === "load" || e.k === "peek" || e.k === "index") return false;
    if (e.k === "get") return this.#shapes.invariant(e.local);
    if (e.k === "un" && (e.op === "exact" || e.op === "toaddr")) return false;
    if (e.k === "bin" && e.type !== "f64" && (e.op === "div" || e.op === "rem")) return false;
    return operands(e).every((o) => this.#steady(o));
  }

  #unary(e: Un, active: Local | undefined, taken: Expr | undefined): Expr {
    const type = this.type(e.type);
    if (!UNARY.has(e.op)) throw new NoLanes(`${e.op} has no lanes`);
    const a = this.of(e.a, active, taken);
    if (e.op === "truthy") return this.fitting(un("truthy", a, maskOf(a.type)), type);
    if (e.op === "frombool") return un("frombool", this.fitting(a, type), type);
    return un(e.op, a, type);
  }

  #binary(e: Bin, active: Local | undefined, taken: Expr | undefined): Expr {
    if ((e.op === "div" || e.op === "rem") && e.type === "i32") return this.#division(e, active, taken);
    if ((e.op === "rem" || e.op === "div") && e.type === "i64")
      throw new NoLanes("a division of integers as large as these has no lanes");
    const a = this.of(e.a, active, taken);
    if ((e.op === "shl" || e.op === "shr" || e.op === "shru") && this.#shapes.of(e.b) === SAME) {
      const b =
        e.b.k === "const" ? { ...e.b, type: this.type(e.b.type) } : un("splat", e.b, this.type(e.b.type));
      return { k: "bin", op: e.op, type: this.type(e.type), a, b };
    }
    const doubled = e.op === "mul" && e.type === "f64" ? doubledLocal(e) : undefined;
    if (doubled) return bin("add", this.of(doubled, active), this.of(doubled, active));
    const b = this.of(e.b, active, taken);
    if (isComparison(e.op)) {
      const compared: Expr = { k: "bin", op: e.op, type: maskOf(a.type), a, b };
      // Of truth values "not equal" is one bit.
      if (e.a.type === "bool") return e.op === "ne" ? bin("xor", a, b) : un("not", bin("xor", a, b), a.type);
      return this.fitting(compared, this.mask);
    }
    return { k: "bin", op: e.op, type: this.type(e.type), a, b, ...(e.loose && { loose: e.loose }) };
  }

  /**
   * Integers divide in doubles: a quotient of two int32 is off a whole number by 2^-31 at least, which rounding to 53 bits
   * never bridges, and a divisor of 0 in a lane that is off makes an infinity and no trap.
   */
  #division(e: Bin, active: Local | undefined, taken: Expr | undefined): Expr {
    const type = this.type("i32");
    const double = vectorOf("f64", this.lanes);
    const [a, b] = [this.of(e.a, active, taken), this.of(e.b, active, taken)];
    const quotient = bin("div", un("tof64", a, double), un("tof64", b, double));
    const whole = un("exact", un("trunc", quotient, double), type);
    return e.op === "div" ? whole : bin("sub", a, bin("mul", whole, b));
  }

  /** Where the lanes' elements lie. */
  where(array: ArrayRef, index: Expr, active: Local | undefined): Where {
    const stride = this.#shapes.stride(array.base, index, array.elem);
    if (stride === 2 ** ELEM_SHIFT[array.elem]) return { index, side: true };
    if (this.#shapes.local(array.base) !== SAME) throw new NoLanes("each iteration has an array of its own");
    if (index.type === "f64") throw new NoLanes("an index is no integer");
    const each = this.of(index, active);
    return { index: each, side: false };
  }

  #load(e: Load, active: Local | undefined, taken: Expr | undefined): Expr {
    const { index, side } = this.where(e.array, e.index, active);
    if (taken && someExpr(side ? index : e.index, mayTrap))
      throw new NoLanes("where it reads in one arm of a choice cannot be computed for nobody");
    const type = this.type(e.type);
    // A lane that is off may have any index: it reads the array's first element instead.
    const safe =
      side || !active ? index : cond(this.fitting(get(active), index.type), index, constant(index.type, 0));
    // Nor does it read beside an array, which may end where its memory does.
    const mask = side && active && this.fitting(get(active), type);
    return { ...e, type, index: safe, subs: [], ...(mask && { mask }) };
  }
}

/** True of an operator that ends the call if its operands are wrong: of integers, or from a double to one. */
export const mayTrap = (e: Expr): boolean =>
  (e.k === "un" && (e.op === "exact" || e.op === "toaddr") && e.a.type === "f64") ||
  (e.k === "bin" && (e.op === "div" || e.op === "rem") && (e.type === "i32" || e.type === "i64"));

/**
 * What a product is twice of, where that is a local. The sum has the same bits, NaN's too, needs no register for the 2,
 * and keeps to the adders: most loops ask more of the multipliers.
 */
function doubledLocal({ a, b }: Bin): Expr | undefined {
  if (a.k === "const" && a.value === 2 && b.k === "get") return b;
  return b.k === "const" && b.value === 2 && a.k === "get" ? a : undefined;
}
