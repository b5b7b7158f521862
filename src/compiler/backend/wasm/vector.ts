// Vector expressions of the IR as lists of 128-bit parts. Each part is one instruction tree, and parts are used in their
// order: what two of them share is computed by the first.
import {
  type Bin,
  type Cond,
  type Const,
  type Expr,
  isComparison,
  joinedOf,
  laneBytes,
  lanesOf,
  scalarOf,
  type Type,
  type Un,
} from "../../ir/index.ts";
import { eachLane } from "./each.ts";
import { access, atLane, bytes16, constant, type Instr, ins } from "./instr.ts";
import { extended, halves, interleaved, joined, packed, shared } from "./lanes.ts";
import { OPS, type OpName } from "./opcodes.ts";
import { partsOf, shapeOf } from "./parts.ts";
import type { Frame } from "./unit.ts";
import { gathered } from "./vector-memory.ts";

/** The parts of a vector. */
export function vector(frame: Frame, e: Expr): readonly Instr[] {
  switch (e.k) {
    case "const":
      return literal(frame, e);
    case "get":
      return frame.reads(e.local);
    case "un":
      return unary(frame, e);
    case "bin":
      return binary(frame, e);
    case "cond":
      return choice(frame, e);
    case "load":
      return gathered(frame, e);
    default:
      throw new Error(`wasm back end: no vector of ${e.k}`);
  }
}

function literal(frame: Frame, e: Const): readonly Instr[] {
  const lanes = new Uint8Array(16);
  write(new DataView(lanes.buffer), 0, e.type, e.value);
  for (let at: number = laneBytes(e.type); at < 16; at *= 2) lanes.copyWithin(at, 0, at);
  return shared(frame, bytes16("v128.const", lanes), partsOf(e.type));
}

function write(to: DataView, at: number, type: Type, value: number): void {
  const scalar = scalarOf(type);
  if (scalar === "f64") to.setFloat64(at, value, true);
  else if (scalar === "f32") to.setFloat32(at, value, true);
  else {
    const whole = scalar === "bool" ? -value : value;
    if (laneBytes(type) === 8) to.setBigInt64(at, BigInt(whole), true);
    else to.setInt32(at, whole, true);
  }
}

function unary(frame: Frame, e: Un): readonly Instr[] {
  const { op, a, type } = e;
  const lanes = lanesOf(type);
  const of = (name: OpName): Instr[] => vector(frame, a).map((p) => ins(name, p));
  switch (op) {
    case "splat":
      return splat(frame, e);
    case "low":
    case "high": {
      // Both halves fill registers.
      const parts = vector(frame, a);
      const half = parts.length / 2;
      return op === "low" ? parts.slice(0, half) : parts.slice(half);
    }
    case "mask": {
      const parts = vector(frame, a);
      if (laneBytes(a.type) === laneBytes(type)) return parts;
      return laneBytes(type) === 4 ? packed(frame, parts, "low") : extended(frame, parts, lanes, "s");
    }
    case "neg":
    case "abs":
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      return of(`${shapeOf(type)}.${op}` as OpName);
    case "fround":
      return of("f32x4.demote_f64x2_zero").map((p) => ins("f64x2.promote_low_f32x4", p));
    case "not":
      return of("v128.not");
    case "toint32":
      return joined(
        frame,
        vector(frame, a).map((p) => modular(frame, p)),
      );
    case "exact":
      // One instruction where the saturating one takes six: the numbers fit, or their lane is off.
      return eachLane(frame, e) ?? joined(frame, of(relaxed(frame, "i32x4.relaxed_trunc_f64x2_s_zero")));
    case "clz":
      return eachLane(frame, e) as Instr[];
    case "tof64": {
      const one = eachLane(frame, e);
      if (one) return one;
      const name = scalarOf(a.type) === "f32" ? "f64x2.promote_low_f32x4" : "f64x2.convert_low_i32x4_s";
      return halves(frame, vector(frame, a), lanes).map((p) => ins(name, p));
    }
    case "utof64":
      return halves(frame, vector(frame, a), lanes).map((p) => ins("f64x2.convert_low_i32x4_u", p));
    case "widen":
      return extended(frame, vector(frame, a), lanes, "s");
    case "uwiden":
      return extended(frame, vector(frame, a), lanes, "u");
    case "wrap":
    case "lo":
      return packed(frame, vector(frame, a), "low");
    case "hi":
      return packed(frame, vector(frame, a), "high");
    case "demote":
      return joined(frame, of("f32x4.demote_f64x2_zero"));
    case "truthy":
      return of("f64x2.abs").map((p) => ins("f64x2.gt", p, zero()));
    case "frombool": {
      const one = literal(frame, { k: "const", type, value: 1 });
      return vector(frame, a).map((p, i) => ins("v128.and", p, one[i] as Instr));
    }
    default:
      throw new Error(`wasm back end: no vector instruction for ${op} to ${type}`);
  }
}

/** What relaxed instructions stand for where engines have none; on masks and on numbers that fit they do the same. */
const STRICT = {
  "i32x4.relaxed_trunc_f64x2_s_zero": "i32x4.trunc_sat_f64x2_s_zero",
  "i32x4.relaxed_laneselect": "v128.bitselect",
  "i64x2.relaxed_laneselect": "v128.bitselect",
} as const;

const relaxed = (frame: Frame, name: keyof typeof STRICT): OpName =>
  frame.unit.strict ? STRICT[name] : name;

const zero = (): Instr => bytes16("v128.const", new Array<number>(16).fill(0));

/**
 * ToInt32 of two doubles: what is left of the integer part after whole multiples of 2^32 are taken away. Every step is
 * exact (the quotient is a change of exponent, its floor drops bits, the difference is the bits that it dropped), and
 * infinities become NaN, of which the conversion makes 0.
 */
function modular(frame: Frame, x: Instr): Instr {
  const scale = (value: number): Instr => ins("f64x2.splat", constant("f64", value));
  const whole = frame.twice(ins("f64x2.trunc", x), "v128");
  const turns = ins("f64x2.floor", ins("f64x2.mul", whole.first, scale(2 ** -32)));
  // The sum's first operand is evaluated first, and with it `whole`.
  const rest = ins("f64x2.add", ins("f64x2.mul", turns, scale(-(2 ** 32))), whole.again);
  return ins("i32x4.trunc_sat_f64x2_u_zero", rest);
}

function splat(frame: Frame, e: Un): readonly Instr[] {
  const shape = shapeOf(e.type);
  let value = frame.scalar(e.a);
  if (scalarOf(e.type) === "bool") {
    value = ins("i32.sub", constant("i32", 0), value);
    return shared(frame, ins("i32x4.splat", value), partsOf(e.type));
  }
  const loaded = LOADED[value.op.name];
  const spread = loaded ? access(OPS[loaded], value.value, ...value.args) : ins(`${shape}.splat`, value);
  return shared(frame, spread, partsOf(e.type));
}

/** Numbers that are read from memory only to be spread are read into every lane. */
const LOADED: Partial<Record<OpName, OpName>> = {
  "f64.load": "v128.load64_splat",
  "i64.load": "v128.load64_splat",
  "f32.load": "v128.load32_splat",
  "i32.load": "v128.load32_splat",
};

const COMPARES = { lt: "lt_s", le: "le_s", gt: "gt_s", ge: "ge_s", eq: "eq", ne: "ne" } as const;

function binary(frame: Frame, e: Bin): readonly Instr[] {
  const { op, a, b } = e;
  if (op === "ramp") return ramp(frame, e);
  if (op === "join") return sideBySide(frame, e);
  if (op === "words") return interleaved(frame, vector(frame, a), vector(frame, b), lanesOf(e.type));
  if (op === "shl" || op === "shr" || op === "shru") return shifted(frame, e);
  if (op === "and" && b.k === "un" && b.op === "not") {
    const without = vector(frame, b.a);
    return vector(frame, a).map((p, i) => ins("v128.andnot", p, without[i] as Instr));
  }
  const one = op === "rem" ? eachLane(frame, e) : undefined;
  if (one) return one;
  const shape = shapeOf(a.type);
  const name = operation(op, shape, scalarOf(a.type) === "f64" || scalarOf(a.type) === "f32");
  const x = vector(frame, a);
  const y = vector(frame, b);
  if (shape === "i64x2" && (op === "min" || op === "max")) {
    return x.map((p, i) => {
      const [l, r] = [frame.twice(p, "v128"), frame.twice(y[i] as Instr, "v128")];
      const less = ins(op === "min" ? "i64x2.lt_s" : "i64x2.gt_s", l.again, r.again);
      return ins(relaxed(frame, "i64x2.relaxed_laneselect"), l.first, r.first, less);
    });
  }
  return x.map((p, i) => ins(name, p, y[i] as Instr));
}

function operation(op: Bin["op"], shape: string, float: boolean): OpName {
  if (op === "and" || op === "or" || op === "xor") return `v128.${op}`;
  if (isComparison(op)) return `${shape}.${float ? op : COMPARES[op as keyof typeof COMPARES]}` as OpName;
  if (!float && (op === "min" || op === "max")) return `${shape}.${op}_s` as OpName;
  return `${shape}.${op}` as OpName;
}

/** Shifts by one count for all lanes, or by each lane's own. */
function shifted(frame: Frame, e: Bin): readonly Instr[] {
  const count =
    e.b.k === "const"
      ? constant("i32", e.b.value)
      : e.b.k === "un" && e.b.op === "splat"
        ? frame.scalar(e.b.a)
        : undefined;
  if (!count) return eachLane(frame, e) as Instr[];
  const name = { shl: "i32x4.shl", shr: "i32x4.shr_s", shru: "i32x4.shr_u" } as const;
  const parts = vector(frame, e.a);
  const { first, again } = frame.twice(count, "i32");
  return parts.map((p, i) => ins(name[e.op as keyof typeof name], p, i === 0 ? first : again));
}

/** Scalars side by side. */
function sideBySide(frame: Frame, e: Bin): readonly Instr[] {
  const shape = shapeOf(e.type);
  const scalars = joinedOf(e).map((x) => frame.scalar(x));
  const each = 16 / laneBytes(e.type);
  return Array.from({ length: partsOf(e.type) }, (_, p) => {
    const [first, ...others] = scalars.slice(p * each, (p + 1) * each) as [Instr, ...Instr[]];
    return others.reduce(
      (made, x, i) => atLane(`${shape}.replace_lane` as OpName, i + 1, made, x),
      ins(`${shape}.splat`, first),
    );
  });
}

/** A start, and a constant more in each lane. */
function ramp(frame: Frame, e: Bin): readonly Instr[] {
  const { type } = e;
  const step = (e.b as Const).value;
  const shape = shapeOf(type);
  const parts = partsOf(type);
  const starts = shared(frame, ins(`${shape}.splat`, frame.scalar(e.a)), parts);
  const bytes = laneBytes(type);
  return starts.map((start, part) => {
    const lanes = new DataView(new ArrayBuffer(16));
    for (let at = 0; at < 16; at += bytes) write(lanes, at, type, ((16 * part + at) / bytes) * step);
    return ins(`${shape}.add`, start, bytes16("v128.const", new Uint8Array(lanes.buffer)));
  });
}

function choice(frame: Frame, e: Cond): readonly Instr[] {
  const a = vector(frame, e.a);
  const b = vector(frame, e.b);
  const test = vector(frame, e.test);
  // A lane of a mask is all ones or all zeros, so choosing by its first bit is choosing by each: one instruction of x64
  // where `v128.bitselect` takes three.
  const eight = laneBytes(e.type) === 8;
  const select = relaxed(frame, eight ? "i64x2.relaxed_laneselect" : "i32x4.relaxed_laneselect");
  return a.map((p, i) => ins(select, p, b[i] as Instr, test[i] as Instr));
}

/** Whether some lane of a mask is true, or every one. */
export function reduced(frame: Frame, e: Un): Instr {
  if (lanesOf(e.a.type) * laneBytes(e.a.type) < 16)
    throw new Error("wasm back end: half a register has no any");
  const parts = vector(frame, e.a);
  if (e.op === "any")
    return ins(
      "v128.any_true",
      parts.reduce((x, y) => ins("v128.or", x, y)),
    );
  return ins(
    "i32x4.all_true",
    parts.reduce((x, y) => ins("v128.and", x, y)),
  );
}

/** One lane of a vector. */
export function laneOf(frame: Frame, e: Bin): Instr {
  const nth = (e.b as Const).value;
  const { type } = e.a;
  const each = 16 / laneBytes(type);
  // Of a computed vector one part may need what another computes.
  if (e.a.k !== "get") throw new Error("wasm back end: a lane is taken of a local");
  const part = vector(frame, e.a)[Math.floor(nth / each)] as Instr;
  if (scalarOf(type) === "bool") {
    const word = (nth % each) * (laneBytes(type) / 4);
    return ins("i32.and", atLane("i32x4.extract_lane", word, part), constant("i32", 1));
  }
  return atLane(`${shapeOf(type)}.extract_lane`, nth % each, part);
}
