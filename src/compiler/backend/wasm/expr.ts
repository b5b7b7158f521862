// Expressions of the IR as wasm instructions. An expression has no effect, so a local read in it may be read again;
// the order of evaluation is kept because operands may trap.
import type { Bin, BinOp, Cond, Expr, Index, Un, UnOp } from "../../ir/index.ts";
import { ELEM_SHIFT } from "../../ir/index.ts";
import { type Place, place } from "./address.ts";
import { convert, fromF64, loaded, toF64, toInt32, truthy } from "./convert.ts";
import { access, after, apply, call, choose, constant, type Instr, ins, negate, when } from "./instr.ts";
import { OPS } from "./opcodes.ts";
import { operator, undo } from "./operators.ts";
import type { Frame } from "./unit.ts";
import { laneOf, reduced } from "./vector.ts";

/** An expression as one instruction tree that leaves its value. */
export function expr(frame: Frame, e: Expr): Instr {
  switch (e.k) {
    case "const":
      return constant(frame.unit.valtype(e.type), e.value);
    case "get":
      return frame.read(e.local);
    case "un":
      return unary(frame, e);
    case "bin":
      return binary(frame, e);
    case "cond":
      return conditional(frame, e);
    case "load": {
      const { address, offset } = place(
        frame,
        e.array.base,
        e.index,
        ELEM_SHIFT[e.array.elem],
        e.array.strided,
      );
      return loaded(frame.unit, e.array.elem, e.type, (op) => access(OPS[op], offset, address));
    }
    case "index": {
      const checked = check(frame, e);
      return after(checked.failing, checked.value);
    }
    case "peek": {
      const { address, offset } = pointed(frame, e.base, e.offset);
      const elem = e.type === "addr" ? "f64" : e.elem;
      return loaded(frame.unit, elem, e.type, (op) => access(OPS[op], offset, address));
    }
  }
}

/** An expression evaluated for its traps. */
export function effect(frame: Frame, e: Expr): Instr {
  return e.k === "index" ? check(frame, e).failing : ins("drop", expr(frame, e));
}

/** An address that the IR computes itself, `offset` bytes on. */
export function pointed(frame: Frame, base: Expr, offset: number): Place {
  const start = expr(frame, base);
  if (offset >= 0) return { address: start, offset };
  const { address } = frame.unit;
  return { address: ins(`${address}.add`, start, constant(address, offset)), offset: 0 };
}

function unary(frame: Frame, e: Un): Instr {
  const { unit } = frame;
  if (e.op === "any" || e.op === "all") return reduced(frame, e);
  const inner = undo(e);
  if (inner) return expr(frame, inner);
  const a = expr(frame, e.a);
  switch (e.op) {
    case "neg":
      // Integers have no negation of their own.
      if (e.type === "i32" || e.type === "i64") return ins(`${e.type}.sub`, constant(e.type, 0), a);
      return ins(`${e.type as "f32" | "f64"}.neg`, a);
    case "abs":
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      return ins(`${e.type as "f32" | "f64"}.${e.op}`, a);
    case "fround":
      return ins("f64.promote_f32", ins("f32.demote_f64", a));
    case "clz":
      return ins("i32.clz", a);
    case "not":
      return negate(a);
    case "toint32":
      return modular(frame, e.a, a);
    case "tof64":
      return toF64(unit, a, e.a.type);
    case "utof64":
      return ins("f64.convert_i32_u", a);
    case "exact":
    case "demote":
      return fromF64(unit, a, e.type);
    case "widen":
      return ins("i64.extend_i32_s", a);
    case "uwiden":
      return ins("i64.extend_i32_u", a);
    case "wrap":
      return ins("i32.wrap_i64", a);
    case "truthy":
      return truthy(a);
    case "frombool":
      return convert(unit, a, "bool", e.type);
    case "hi":
      return ins("i32.wrap_i64", ins("i64.shr_u", ins("i64.reinterpret_f64", a), constant("i64", 32)));
    case "lo":
      return ins("i32.wrap_i64", ins("i64.reinterpret_f64", a));
    case "toaddr":
      // A number that is an address is not negative: zero extension is the cheap one.
      return e.a.type === "i32" && unit.address === "i64"
        ? ins("i64.extend_i32_u", a)
        : convert(unit, a, e.a.type, "addr");
    default:
      throw new Error(`wasm back end: ${e.op} is for vectors`);
  }
}

/** ToInt32 of `a`, lowered from `e`; one instruction where the double is known to fit. */
function modular(frame: Frame, e: Expr, a: Instr): Instr {
  if (e.k === "const") return constant("i32", e.value | 0);
  if (e.k === "un" && e.op === "tof64" && e.a.type === "i64") return ins("i32.wrap_i64", a.args[0]);
  const fact = e.k === "get" ? e.local.fact : undefined;
  if (fact && !fact.nan && fact.lo >= -(2 ** 31) && fact.hi < 2 ** 31) return ins("i32.trunc_f64_s", a);
  return toInt32(frame, a);
}

function binary(frame: Frame, e: Bin): Instr {
  const { unit } = frame;
  if (e.op === "lane") return laneOf(frame, e);
  const a = expr(frame, e.a);
  const b = expr(frame, e.b);
  if (e.op === "words") {
    const high = ins("i64.shl", ins("i64.extend_i32_u", a), constant("i64", 32));
    return ins("f64.reinterpret_i64", ins("i64.or", high, ins("i64.extend_i32_u", b)));
  }
  const op = operator(unit, e.op, e.a.type);
  if (op) return apply(op, [a, b]);
  if (e.op === "rem" && e.a.type === "f64" && unit.fmod) return call(unit.fun(unit.fmod), a, b);
  const less = operator(unit, e.op === "min" ? "lt" : "gt", e.a.type);
  if (less && (e.op === "min" || e.op === "max")) {
    const type = unit.valtype(e.a.type);
    const [x, y] = [frame.twice(a, type), frame.twice(b, type)];
    return ins("select", x.first, y.first, apply(less, [x.again, y.again]));
  }
  throw new Error(`wasm back end: no instruction for ${e.op} on ${e.a.type}`);
}

/**
 * Both arms at once if that is cheaper than a branch: they must be cheap, and must neither trap nor read memory, which
 * the arm not taken may do out of range.
 */
function conditional(frame: Frame, e: Cond): Instr {
  const type = frame.unit.valtype(e.type);
  const test = expr(frame, e.test);
  if (e.type === "bool") {
    // a && b and a || b, as the front end spells them.
    if (isBool(e.b, 0) && weight(e.a) <= 3) return ins("i32.and", test, expr(frame, e.a));
    if (isBool(e.a, 1) && weight(e.b) <= 3) return ins("i32.or", test, expr(frame, e.b));
  }
  // V8 has a conditional move for integers only; doubles branch either way, so their arms should be no work.
  const limit = type === "i32" || type === "i64" ? 2 : 0;
  const [a, b] = [expr(frame, e.a), expr(frame, e.b)];
  return weight(e.a) + weight(e.b) <= limit ? ins("select", a, b, test) : choose(type, test, a, b);
}

const isBool = (e: Expr, value: 0 | 1): boolean => e.k === "const" && e.value === value;

const CHEAP: ReadonlySet<UnOp | BinOp> = new Set<UnOp | BinOp>([
  ...(["neg", "abs", "fround", "not", "tof64", "utof64", "widen", "uwiden", "wrap", "truthy"] as const),
  ...(["frombool", "add", "sub", "mul", "and", "or", "xor", "shl", "shr", "shru"] as const),
  ...(["lt", "le", "gt", "ge", "eq", "ne", "hi", "lo"] as const),
]);

/** How many cheap instructions an expression is; Infinity if it may trap, reads memory or is not cheap. */
function weight(e: Expr): number {
  switch (e.k) {
    case "const":
    case "get":
      return 0;
    case "un":
      return CHEAP.has(e.op) ? 1 + weight(e.a) : Number.POSITIVE_INFINITY;
    case "bin":
      return CHEAP.has(e.op) ? 1 + weight(e.a) + weight(e.b) : Number.POSITIVE_INFINITY;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** The bounds check of `e`, an instruction that leaves nothing, and the value that is in range after it. */
function check(frame: Frame, e: Index): { readonly failing: Instr; readonly value: Instr } {
  const { unit } = frame;
  const type = unit.valtype(e.type);
  const value = frame.twice(expr(frame, e.value), type);
  const length = frame.twice(expr(frame, e.length), type);
  const report = call(
    unit.import("oob"),
    constant("i32", e.site),
    toF64(unit, value.again, e.type),
    toF64(unit, length.again, e.type),
  );
  let failing: Instr;
  if (type === "i32" || type === "i64") {
    // A negative number is a large one when read as unsigned: one comparison for both ends. Lengths are not negative.
    failing = ins(`${type}.ge_u`, value.first, length.first);
  } else {
    // NaN fails the comparison with the length; -0 passes both.
    const below = ins("f64.lt", value.first, length.first);
    const above = ins("f64.ge", value.again, constant("f64", 0));
    const inside = ins("i32.and", below, above);
    const integral = ins("f64.eq", ins("f64.trunc", value.again), value.again);
    failing = negate(e.whole ? inside : ins("i32.and", inside, integral));
  }
  return { failing: when(failing, [report, ins("unreachable")], undefined, "unlikely"), value: value.again };
}
