// Math: what is one exact instruction becomes that instruction, everything else a call of the library's own
// function, written in the kernel language, so that its bits are the same on every target.
import { bin, cond, constant, type Expr, num, type UnOp, un } from "../ir/index.ts";
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import { evaluated } from "./operands.ts";
import type { Value } from "./types.ts";
import { fromInt32, toInt32, toNum } from "./values.ts";

const INSTRUCTIONS: Readonly<Record<string, UnOp>> = {
  abs: "abs",
  sqrt: "sqrt",
  floor: "floor",
  ceil: "ceil",
  trunc: "trunc",
  fround: "fround",
};
const VARIADIC: Readonly<Record<string, readonly ["min" | "max", number]>> = {
  min: ["min", Number.POSITIVE_INFINITY],
  max: ["max", Number.NEGATIVE_INFINITY],
};

/** How many arguments a function looks at, where it is not one. */
const TAKES: Readonly<Record<string, number>> = {
  imul: 2,
  pow: 2,
  atan2: 2,
  hypot: Number.POSITIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
};

/** `Math[name](...args)`. */
export function mathCall(cx: Context, name: string, all: readonly Value[], at: Node): Value {
  if (name === "random") {
    return cx.fail(
      at,
      "Math.random has hidden state, so a compiled or parallel loop could not give the same answer twice",
      'random(seed, i), imported from "amdahl": a number in [0, 1) for every i',
    );
  }
  // More arguments than it takes are there for what reading them may raise.
  const args = all.length > (TAKES[name] ?? 1) ? evaluated(cx, all) : all;
  const es = args.map((a) => toNum(cx, a, at));
  const given = (i: number): Expr => es[i] ?? num(Number.NaN);
  const one = INSTRUCTIONS[name];
  if (one) return number(foldUnary(one, given(0)));
  const many = VARIADIC[name];
  if (many) return number(es.length === 0 ? num(many[1]) : es.reduce((a, b) => bin(many[0], a, b)));
  switch (name) {
    case "imul":
      return number(fromInt32(bin("mul", toInt32(es[0] ?? num(0)), toInt32(es[1] ?? num(0)))));
    case "clz32":
      return number(fromInt32(un("clz", toInt32(es[0] ?? num(0)), "i32")));
    case "hypot":
      return hypot(cx, es, at);
    case "pow": {
      // pow(x, 2) is x * x and pow(x, 1) is x inside the function itself: the same bits, seen earlier.
      const exponent = given(1);
      const base = given(0);
      if (exponent.k === "const" && exponent.value === 1) return number(base);
      if (exponent.k === "const" && exponent.value === 2) {
        const x =
          base.k === "get" || base.k === "const"
            ? base
            : { k: "get" as const, type: "f64" as const, local: cx.once("x", base) };
        return number(bin("mul", x, x));
      }
      return library(cx, "pow", [base, exponent], at);
    }
    default:
      return library(cx, name, name === "atan2" ? [given(0), given(1)] : [given(0)], at);
  }
}

const number = (e: Expr): Value => ({ t: "num", e });

function foldUnary(op: UnOp, a: Expr): Expr {
  if (a.k !== "const") return un(op, a, "f64");
  return num((Math as unknown as Record<string, (x: number) => number>)[op](a.value));
}

function library(cx: Context, name: string, args: readonly Expr[], at: Node): Value {
  const captured = cx.unit.library.math(name);
  if (!captured)
    return cx.fail(at, `Math.${name} does not exist`, "one of the functions of ECMAScript's Math");
  return cx.unit.tables.call(cx, captured, args.map(number), at);
}

/** Any number of arguments: none is 0, one is its magnitude, more than three fold from the left. */
function hypot(cx: Context, es: readonly Expr[], at: Node): Value {
  if (es.length === 0) return number(num(0));
  if (es.length === 1) return number(un("abs", es[0], "f64"));
  if (es.length === 3) return library(cx, "hypot3", es, at);
  let [sum, ...rest] = es as [Expr, ...Expr[]];
  for (const e of rest) {
    const v = library(cx, "hypot2", [sum, e], at);
    sum = toNum(cx, v, at);
  }
  return number(sum);
}

/** Functions of Number and the global object that are about numbers. */
export function numberCall(cx: Context, name: string, args: readonly Value[], at: Node): Value | undefined {
  const first = args[0];
  if (first === undefined) return undefined;
  const x = toNum(cx, first, at);
  const e: Expr = x.k === "get" || x.k === "const" ? x : { k: "get", type: "f64", local: cx.once("x", x) };
  const bool = (b: Expr): Value => ({ t: "bool", e: b });
  switch (name) {
    case "isNaN":
      return bool(bin("ne", e, e));
    case "isFinite":
      return bool(bin("lt", un("abs", e, "f64"), num(Number.POSITIVE_INFINITY)));
    case "isInteger":
      return bool(
        cond(
          bin("lt", un("abs", e, "f64"), num(Number.POSITIVE_INFINITY)),
          bin("eq", un("floor", e, "f64"), e),
          constant("bool", 0),
        ),
      );
    case "isSafeInteger":
      return bool(
        cond(
          bin("le", un("abs", e, "f64"), num(Number.MAX_SAFE_INTEGER)),
          bin("eq", un("floor", e, "f64"), e),
          constant("bool", 0),
        ),
      );
    case "Number":
      return number(x);
    case "Boolean":
      return bool(un("truthy", x, "bool"));
    default:
      return undefined;
  }
}
