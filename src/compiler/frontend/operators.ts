// Operators on numbers and booleans: unary, binary, logical, conditional.
// Bitwise ones go through i32; everything else is f64, and the passes narrow it later where nobody can tell.
import {
  type Bin,
  type BinOp,
  bin,
  constant,
  type Expr,
  isComparison,
  num,
  type Stmt,
  un,
} from "../ir/index.ts";
import type { Context } from "./context.ts";
import { mathCall } from "./math.ts";
import type { Node } from "./nodes.ts";
import { discard, operands } from "./operands.ts";
import { isNever, NEVER } from "./reach.ts";
import { aType, typeOf, type Value } from "./types.ts";
import {
  assign,
  choose,
  fromInt32,
  leaves,
  locals,
  part,
  sameType,
  storage,
  toBool,
  toInt32,
  toNum,
} from "./values.ts";

const ARITHMETIC: Readonly<Record<string, BinOp>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
};
const BITWISE: Readonly<Record<string, BinOp>> = {
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
  ">>": "shr",
  ">>>": "shru",
};
const COMPARE: Readonly<Record<string, BinOp>> = {
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "===": "eq",
  "!=": "ne",
  "!==": "ne",
};

/** `a op b` for an arithmetic or bitwise operator, both sides evaluated. */
export function arithmetic(cx: Context, op: string, a: Value, b: Value, at: Node): Value {
  if (isNever(a) || isNever(b)) return NEVER;
  if (a.t === "static" || b.t === "static") {
    const text = [a, b].find((v) => v.t === "static" && typeof v.value === "string");
    if (text)
      cx.fail(at, "a string cannot be computed with here", "numbers; strings stay outside compiled code");
  }
  if (op === "**") return mathCall(cx, "pow", [a, b], at);
  const [x, y] = [toNum(cx, a, at), toNum(cx, b, at)];
  const bitwise = BITWISE[op];
  if (bitwise) {
    const r = bin(bitwise, toInt32(x), toInt32(y));
    return { t: "num", e: op === ">>>" ? un("utof64", r, "f64") : fromInt32(r) };
  }
  if (op === "%") needFmod(cx);
  const made = bin(ARITHMETIC[op], x, y);
  const loose = cx.unit.loose && !cx.unit.library.own(cx.captured);
  return { t: "num", e: fold(loose ? { ...(made as Bin), loose } : made) };
}

/** Makes sure that the program carries the function behind `%`. */
export function needFmod(cx: Context): void {
  if (cx.unit.runtime.fmod) return;
  const captured = cx.unit.library.math("fmod");
  if (!captured) throw new Error("the library has no fmod");
  const result = cx.unit.tables.instantiate(cx, captured, [{ t: "num" }, { t: "num" }]);
  cx.unit.runtime.fmod = result.func;
}

/** Folds arithmetic on two constants: JavaScript's own arithmetic is IEEE's, so this changes no bit. */
export function fold(e: Expr): Expr {
  if (e.k !== "bin" || e.a.k !== "const" || e.b.k !== "const" || e.a.type !== "f64") return e;
  const [a, b] = [e.a.value, e.b.value];
  switch (e.op) {
    case "add":
      return num(a + b);
    case "sub":
      return num(a - b);
    case "mul":
      return num(a * b);
    case "div":
      return num(a / b);
    case "rem":
      return num(a % b);
    case "lt":
      return truth(a < b);
    case "le":
      return truth(a <= b);
    case "gt":
      return truth(a > b);
    case "ge":
      return truth(a >= b);
    case "eq":
      return truth(a === b);
    case "ne":
      return truth(a !== b);
    default:
      return e;
  }
}

const truth = (b: boolean): Expr => constant("bool", b ? 1 : 0);

export function binary(cx: Context, n: Node): Value {
  const [a, b] = operands(cx, [n.left, n.right]) as [Value, Value];
  const compare = COMPARE[n.operator];
  if (compare) return comparison(cx, compare, a, b, n);
  if (n.operator in ARITHMETIC || n.operator in BITWISE || n.operator === "**") {
    return arithmetic(cx, n.operator, a, b, n);
  }
  return cx.fail(n, `the operator ${n.operator} does not compile`, "a comparison of numbers");
}

function comparison(cx: Context, op: BinOp, a: Value, b: Value, at: Node): Value {
  if (isNever(a) || isNever(b)) return NEVER;
  const equality = op === "eq" || op === "ne";
  if (equality && (a.t === "static" || b.t === "static")) return staticComparison(cx, op, a, b, at);
  if (equality && a.t !== b.t) {
    // A number never strictly equals a boolean; writing it is a mistake rather than a question.
    return cx.fail(
      at,
      `${aType(typeOf(a))} and ${aType(typeOf(b))} are never equal`,
      "compare values of one type",
    );
  }
  if (a.t === "bool" && b.t === "bool" && equality) return { t: "bool", e: bin(op, a.e, b.e) };
  const [x, y] = [toNum(cx, a, at), toNum(cx, b, at)];
  if (!isComparison(op)) throw new Error(`${op} is no comparison`);
  return { t: "bool", e: fold(bin(op, x, y)) };
}

/** Comparisons that are decided when compiling: with undefined, null, a string. */
function staticComparison(cx: Context, op: BinOp, a: Value, b: Value, at: Node): Value {
  const decided = (equal: boolean): Value => ({
    t: "bool",
    e: constant("bool", equal === (op === "eq") ? 1 : 0),
  });
  if (a.t === "static" && b.t === "static") return decided(a.value === b.value);
  const known = (a.t === "static" ? a : b) as { value: unknown };
  if (known.value === undefined || known.value === null) {
    const other = a.t === "static" ? b : a;
    certain(cx, other);
    discard(cx, other);
    return decided(false);
  }
  return cx.fail(
    at,
    `${aType(typeOf(a))} and ${aType(typeOf(b))} cannot be compared here`,
    "compare numbers",
  );
}

/** A question that a variable's having a value answers counts as a read of it. */
function certain(cx: Context, v: Value): void {
  for (const e of leaves(v)) if (e.k === "get" && cx.doubtful.has(e.local)) cx.emit({ k: "do", value: e });
}

export function unary(cx: Context, n: Node): Value {
  const v = cx.expr(n.argument);
  if (isNever(v)) return v;
  switch (n.operator) {
    case "-": {
      const e = toNum(cx, v, n.argument);
      return { t: "num", e: e.k === "const" ? num(-e.value) : un("neg", e, "f64") };
    }
    case "+":
      return { t: "num", e: toNum(cx, v, n.argument) };
    case "!": {
      const e = toBool(cx, v, n.argument);
      return { t: "bool", e: e.k === "const" ? constant("bool", 1 - e.value) : un("not", e, "bool") };
    }
    case "~":
      return { t: "num", e: fromInt32(bin("xor", toInt32(toNum(cx, v, n.argument)), constant("i32", -1))) };
    case "void":
      discard(cx, v);
      return { t: "static", value: undefined };
    case "typeof":
      discard(cx, v);
      return {
        t: "static",
        value:
          v.t === "num" ? "number" : v.t === "bool" ? "boolean" : typeof (v as { value?: unknown }).value,
      };
    default:
      return cx.fail(n, `${n.operator} does not compile`, "plain assignments");
  }
}

export function logical(cx: Context, n: Node): Value {
  const left = cx.expr(n.left);
  if (isNever(left)) return left;
  if (n.operator === "??")
    return left.t === "static" && (left.value === undefined || left.value === null) ? cx.expr(n.right) : left;
  if (left.t === "static") return (n.operator === "&&") === Boolean(left.value) ? cx.expr(n.right) : left;
  const test = toBool(cx, left, n.left);
  if (test.k === "const") return (n.operator === "&&") === Boolean(test.value) ? cx.expr(n.right) : left;
  const { list, value: right } = cx.sub(() => cx.expr(n.right));
  const takeRight = n.operator === "&&";
  if (list.length === 0 && left.t === right.t && (left.t === "num" || left.t === "bool")) {
    return takeRight ? choose(cx, test, right, left, n) : choose(cx, test, left, right, n);
  }
  return branch(
    cx,
    test,
    takeRight ? { list, value: right } : { list: [], value: left },
    takeRight ? { list: [], value: left } : { list, value: right },
    n,
  );
}

export function conditional(cx: Context, n: Node): Value {
  const asked = cx.expr(n.test);
  if (isNever(asked)) return asked;
  const test = toBool(cx, asked, n.test);
  if (test.k === "const") return cx.expr(test.value ? n.consequent : n.alternate);
  const a = cx.sub(() => cx.expr(n.consequent));
  const b = cx.sub(() => cx.expr(n.alternate));
  if (a.list.length === 0 && b.list.length === 0) return choose(cx, test, a.value, b.value, n);
  return branch(cx, test, a, b, n);
}

/** Two arms with effects: an if that leaves its value in locals. */
function branch(cx: Context, test: Expr, a: { list: Stmt[]; value: Value }, b: typeof a, at: Node): Value {
  const [never, other] = isNever(a.value) ? [a, b] : [b, a];
  if (isNever(never.value) && ["static", "closure", "never"].includes(other.value.t)) {
    cx.emit({ k: "if", test, then: a.list, else: b.list, ...cx.placed(at) });
    return other.value;
  }
  sameType(cx, a.value, b.value, at);
  const made = storage(typeOf(other.value), "choice", (n, t) => cx.local(n, t));
  for (const arm of [a, b]) {
    part(cx, arm.value, made, at);
    const { list } = cx.sub(() => assign(cx, [[made, arm.value]]));
    arm.list.push(...list);
  }
  cx.emit({ k: "if", test, then: a.list, else: b.list, ...cx.placed(at) });
  for (const l of locals(made)) cx.stable.add(l);
  return made;
}
