// The fixed tree of reductions in IR: identities, folding two partial results, lanes by halves, chunks by adjacent
// pairs. The doc comment of `Parallel` in ir.ts is the definition; the bits follow from it alone.
import {
  type ArrayRef,
  bin,
  constant,
  type Expr,
  type Func,
  func,
  get,
  int,
  type Local,
  laneOf,
  num,
  type ReduceOp,
  type Stmt,
  set,
  type Type,
  un,
  vectorOf,
} from "../ir/index.ts";
import { bump, count, fresh, repeat, restore, SLOT, save, slotAt } from "./outline-frame.ts";

/** Lanes of a chunk. */
export const LANES = 32;
/**
 * Iterations of a chunk at most: 512 of a lane, whose errors add up as in a plain sum. The end of a chunk costs as much as
 * two hundred cheap iterations in registers of 64 bytes (the area under a cubic: 2.3 % of the time in chunks of 8192). More
 * would not stay in the caches between two passes over a few arrays.
 */
export const CHUNK = 16384;
/** Chunks whose fold is not waited for: one for every level that a binary counter of chunks can reach. */
export const LEVELS = 32;

/** What a partial result of `op` starts from, in a local of type `type`. */
export function identity(op: ReduceOp, type: Type): Expr {
  const integer = type === "i32" || type === "i64" || type === "bool";
  // An i64 is a number of at most 53 bits: beyond them lies nothing that a minimum could be compared with.
  const largest = type === "i64" ? 2 ** 53 : 2 ** 31 - 1;
  const smallest = type === "i64" ? -(2 ** 53) : -(2 ** 31);
  const value: Record<ReduceOp, number> = {
    add: integer ? 0 : -0,
    mul: 1,
    min: integer ? largest : Number.POSITIVE_INFINITY,
    max: integer ? smallest : Number.NEGATIVE_INFINITY,
    and: type === "bool" ? 1 : -1,
    or: 0,
    xor: 0,
  };
  return constant(type, value[op]);
}

/** Two partial results in one. Bitwise operators on numbers go through int32, as in JavaScript. */
export function combine(op: ReduceOp, a: Expr, b: Expr): Expr {
  if (a.type === "i64" && (op === "and" || op === "or" || op === "xor")) {
    // The old value may have more than 32 bits; the operator sees its low ones, as in JavaScript.
    return un("widen", bin(op, un("wrap", a, "i32"), un("wrap", b, "i32")), "i64");
  }
  if (a.type === "f64" && (op === "and" || op === "or" || op === "xor")) {
    return un("tof64", bin(op, un("toint32", a, "i32"), un("toint32", b, "i32")), "f64");
  }
  return bin(op, a, b);
}

/** All lanes of a chunk, side by side from base + offset, folded by halves, as one expression. */
export function foldLanes(op: ReduceOp, type: Type, base: Expr, offset: number): Expr {
  const lane = (l: number, width: number): Expr =>
    width === LANES
      ? restore(type, base, offset + l * SLOT)
      : combine(op, lane(l, 2 * width), lane(l + width, 2 * width));
  return lane(0, 1);
}

/** The same in vectors, of doubles. */
export function foldLanesAtOnce(fn: Func, op: ReduceOp, to: Local, base: Local, offset: number): Stmt[] {
  const array: ArrayRef = { id: -1, name: "lanes", elem: "f64", base, length: base };
  const half = (nth: number): Expr => ({
    k: "load",
    type: vectorOf("f64", LANES / 2),
    array,
    index: int(offset / SLOT + (nth * LANES) / 2),
    subs: [],
    place: 0,
  });
  let folded = fresh(fn, "folded", vectorOf("f64", LANES / 2));
  const out: Stmt[] = [set(folded, bin(op, half(0), half(1)))];
  for (let lanes = LANES / 4; lanes > 1; lanes /= 2) {
    const type = vectorOf("f64", lanes);
    const next = fresh(fn, "folded", type);
    out.push(set(next, bin(op, un("low", get(folded), type), un("high", get(folded), type))));
    folded = next;
  }
  return [...out, set(to, bin(op, laneOf(get(folded), 0), laneOf(get(folded), 1)))];
}

/** True of what {@link foldLanesAtOnce} can fold. */
export const foldsAtOnce = (op: ReduceOp, type: Type): boolean =>
  type === "f64" && (op === "add" || op === "mul" || op === "min" || op === "max");

/**
 * The same for the first `lanes` lanes, a power of two, in place: the others hold identities, and an identity changes
 * no bit of what it folds with.
 */
export function foldFewLanes(
  fn: Func,
  op: ReduceOp,
  to: Local,
  base: Expr,
  offset: number,
  lanes: Expr,
): Stmt[] {
  const half = fresh(fn, "half", "i32");
  const l = fresh(fn, "l", "i32");
  const one = slotAt(base, get(l));
  const other = slotAt(base, bin("add", get(l), get(half)));
  const both = combine(op, restore(to.type, one, offset), restore(to.type, other, offset));
  return [
    set(half, bin("shr", lanes, int(1))),
    repeat(bin("gt", get(half), int(0)), [
      count(l, int(0), get(half), [save(one, offset, both)]),
      set(half, bin("shr", get(half), int(1))),
    ]),
    set(to, restore(to.type, base, offset)),
  ];
}

/** `fold(base, count, stride)`: count values, stride bytes apart, folded in place by adjacent pairs, level by level. */
export function foldPairs(op: ReduceOp, type: Type): Func {
  const fn = func(`fold ${op} ${type}`, 0, [type]);
  const param = (name: string, t: Type): Local => {
    const l = fresh(fn, name, t);
    fn.params.push(l);
    return l;
  };
  const [base, n, stride] = [param("base", "addr"), param("count", "f64"), param("stride", "f64")];
  const [width, i] = [fresh(fn, "width", "f64"), fresh(fn, "i", "f64")];
  const value = (index: Expr): Expr =>
    bin("add", get(base), un("toaddr", bin("mul", index, get(stride)), "addr"));
  const next = bin("add", get(i), get(width));
  const both = combine(op, restore(type, value(get(i)), 0), restore(type, value(next), 0));
  fn.body = [
    set(width, num(1)),
    repeat(bin("lt", get(width), get(n)), [
      set(i, num(0)),
      repeat(bin("lt", next, get(n)), [save(value(get(i)), 0, both), set(i, bin("add", next, get(width)))]),
      bump(width, get(width)),
    ]),
    { k: "return", values: [restore(type, get(base), 0)] },
  ];
  return fn;
}
