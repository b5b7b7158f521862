// Vector expressions of the IR as lists of parts, each the C text of one register.
// All vectors of a program have the same lanes in a part, so that every operator goes part by part.
import {
  type Bin,
  type Cond,
  type Const,
  type Expr,
  isComparison,
  joinedOf,
  scalarOf,
  type Type,
  type Un,
} from "../../ir/index.ts";
import { fused, fusion } from "./fused.ts";
import { literal } from "./literal.ts";
import { gathered } from "./memory.ts";
import { runtime } from "./runtime.ts";
import {
  absolute,
  type Compare,
  compare,
  convertMask,
  extreme,
  halfOf,
  laneOfMask,
  maskOf,
  not,
  ones,
  reduce,
  select,
  splat,
  unaryMath,
} from "./simd.ts";
import { convert, eachLane, modular, shift, truncate, word, words } from "./simd-convert.ts";
import type { Frame } from "./unit.ts";

/** The parts of a vector. */
export function vector(frame: Frame, e: Expr): readonly string[] {
  switch (e.k) {
    case "const":
      return constant(frame, e);
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
      throw new Error(`c back end: no vector of ${e.k}`);
  }
}

const isMask = (type: Type): boolean => scalarOf(type) === "bool";

function constant(frame: Frame, e: Const): readonly string[] {
  const { unit } = frame;
  const part = unit.cut.part(e.type);
  const text = `${splat(unit, part)}(${literal(scalarOf(e.type), e.value)})`;
  return new Array<string>(unit.cut.parts(e.type)).fill(text);
}

function unary(frame: Frame, e: Un): readonly string[] {
  const { unit } = frame;
  const { op, a, type } = e;
  const to = unit.cut.part(type);
  if (op === "splat")
    return new Array<string>(unit.cut.parts(type)).fill(`${splat(unit, to)}(${frame.scalar(a)})`);
  const from = unit.cut.part(a.type);
  const of = (name: string): string[] => vector(frame, a).map((p) => `${name}(${p})`);
  switch (op) {
    case "low":
    case "high": {
      const parts = vector(frame, a);
      const half = parts.length / 2;
      if (half >= 1) return op === "low" ? parts.slice(0, half) : parts.slice(half);
      return of(halfOf(unit, op, from, to));
    }
    case "mask":
      return from === to ? vector(frame, a) : of(convertMask(unit, from, to));
    case "neg":
      return vector(frame, a).map((p) => `(-${p})`);
    case "abs":
      return of(absolute(unit, to));
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
    case "nearest":
      return of(unaryMath(unit, op, to));
    case "fround": {
      const narrow = `f32x${unit.cut.each(type)}`;
      const [down, up] = [convert(unit, from, narrow), convert(unit, narrow, to)];
      return vector(frame, a).map((p) => `${up}(${down}(${p}))`);
    }
    case "not":
      return of(not(unit, to));
    case "toint32":
      return of(modular(unit, from, to));
    case "exact":
      return of(truncate(unit, from, to));
    case "clz": {
      const one = runtime(unit, "leading_zeros");
      const lanes = eachLane(unit, "clz", from, to, 1, ([x]) => `${one}(${x})`);
      return vector(frame, a).map((p) => `${lanes}(self, ${p})`);
    }
    case "tof64":
    case "widen":
    case "wrap":
    case "demote":
      return of(convert(unit, from, to));
    case "utof64":
    case "uwiden":
      return of(convert(unit, from, to, true));
    case "lo":
    case "hi":
      return of(word(unit, op, from, to));
    case "truthy": {
      const [size, greater, spread] = [absolute(unit, from), compare(unit, "gt", from), splat(unit, from)];
      return of(size).map((p) => `${greater}(${p}, ${spread}(0))`);
    }
    case "frombool":
      return of(ones(unit, from, to));
    default:
      throw new Error(`c back end: no lanes for ${op} to ${type}`);
  }
}

const INFIX = { add: "+", sub: "-", mul: "*", div: "/", and: "&", or: "|", xor: "^" } as const;

function binary(frame: Frame, e: Bin): readonly string[] {
  const { unit } = frame;
  const { op } = e;
  const to = unit.cut.part(e.type);
  if (op === "ramp") return ramp(frame, e);
  if (op === "join") return joined(frame, e);
  const once = fused(unit, e);
  if (once) {
    const [x, y, c] = [once.x, once.y, once.c].map((o) => vector(frame, o)) as [string[], string[], string[]];
    const { negative } = once;
    const name = fusion(unit, to);
    return x.map(
      (p, i) =>
        `${name}(${negative === "product" ? "-" : ""}${p}, ${y[i]}, ${negative === "c" ? "-" : ""}${c[i]})`,
    );
  }
  const from = unit.cut.part(e.a.type);
  const [a, b] = [vector(frame, e.a), vector(frame, e.b)];
  const of = (name: string): string[] => a.map((p, i) => `${name}(${p}, ${b[i]})`);
  if (isComparison(op)) return of(compare(unit, op as Compare, from));
  switch (op) {
    case "words":
      return of(words(unit, from, to));
    case "shl":
    case "shr":
    case "shru":
      return of(shift(unit, op, to));
    case "min":
    case "max":
      return of(extreme(unit, op, to));
    case "rem": {
      if (!unit.fmod) throw new Error("c back end: % of doubles without the program's fmod");
      const fmod = unit.fun(unit.fmod);
      unit.helper(fmod, () => `static double ${fmod}(double *, double, double);`);
      const one = eachLane(unit, "rem", from, to, 2, ([x, y]) => `${fmod}(self, ${x}, ${y})`);
      return a.map((p, i) => `${one}(self, ${p}, ${b[i]})`);
    }
    default: {
      const sign = INFIX[op as keyof typeof INFIX];
      if (!sign) throw new Error(`c back end: no lanes for ${op}`);
      // Small numbers that hold a mask's bits are computed as int.
      const narrow = isMask(e.type) && unit.machine.isa === "avx512" ? `(${to})` : "";
      return a.map((p, i) => `${narrow}(${p} ${sign} ${b[i]})`);
    }
  }
}

/** Scalars side by side. */
function joined(frame: Frame, e: Bin): readonly string[] {
  const { unit } = frame;
  const lanes = joinedOf(e).map((o) => frame.scalar(o));
  const each = unit.cut.each(e.type);
  const type = unit.vector(unit.cut.part(e.type));
  return Array.from(
    { length: unit.cut.parts(e.type) },
    (_, p) => `(${type}){${lanes.slice(p * each, (p + 1) * each).join(", ")}}`,
  );
}

/** A start, and a constant more in each lane. */
function ramp(frame: Frame, e: Bin): readonly string[] {
  const { unit } = frame;
  const part = unit.cut.part(e.type);
  const each = unit.cut.each(e.type);
  const type = unit.vector(part);
  const scalar = scalarOf(e.type);
  const step = (e.b as Const).value;
  const start = `${splat(unit, part)}(${frame.scalar(e.a)})`;
  return Array.from({ length: unit.cut.parts(e.type) }, (_, p) => {
    const lanes = Array.from({ length: each }, (_, l) => literal(scalar, (p * each + l) * step));
    return `(${start} + (${type}){${lanes.join(", ")}})`;
  });
}

function choice(frame: Frame, e: Cond): readonly string[] {
  const { unit } = frame;
  const [test, a, b] = [vector(frame, e.test), vector(frame, e.a), vector(frame, e.b)];
  const part = unit.cut.part(e.type);
  const name = select(unit, part);
  const [have, want] = [unit.cut.part(e.test.type), maskOf(part)];
  const fit = have === want ? undefined : convertMask(unit, have, want);
  return a.map((p, i) => `${name}(${fit ? `${fit}(${test[i]})` : test[i]}, ${p}, ${b[i]})`);
}

/** Whether some lane of a mask is true, or every one: an expression of a scalar. */
export function reduced(frame: Frame, e: Un): string {
  const { unit } = frame;
  if (e.op !== "any" && e.op !== "all") throw new Error(`c back end: ${e.op} of a vector is no scalar`);
  const parts = vector(frame, e.a);
  const name = reduce(unit, e.op, unit.cut.part(e.a.type));
  return `${name}(${parts.join(e.op === "any" ? " | " : " & ")})`;
}

/** One lane of a vector. */
export function laneOf(frame: Frame, e: Bin): string {
  const { unit } = frame;
  if (e.a.k !== "get") throw new Error("c back end: a lane is taken of a local");
  const nth = (e.b as Const).value;
  const each = unit.cut.each(e.a.type);
  const part = vector(frame, e.a)[Math.floor(nth / each)] as string;
  return isMask(e.a.type) ? laneOfMask(unit, part, nth % each) : `${part}[${nth % each}]`;
}
