// Expressions that are numbers. The first three rows are the ones that end a branch.
import { leaf, make, type Node, plainly } from "../tree.ts";
import { spell, uglyNumber } from "../values.ts";
import { callOf } from "./calls.ts";
import { element, index, place, stridedCall } from "./elements.ts";
import type { Gen, Production } from "./gen.ts";

const ARITHMETIC = ["+", "-", "*", "/", "%"];
const BITWISE = ["&", "|", "^", "<<", ">>", ">>>"];
const UNARY_MATH = ["abs", "sqrt", "floor", "ceil", "trunc", "round", "sign", "fround", "clz32"];
const TRANSCENDENTAL = [
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "exp",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "cbrt",
];
export const COMPOUND = ["+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", ">>>="];

const constantText = (x: number): string => (x < 0 || Object.is(x, -0) ? `(${spell(x)})` : spell(x));

/** A number as it stands in source text; negative ones in parentheses. */
export const constant = (x: number): Node => leaf("constant", "num", constantText(x));

/** A variable to assign to, of the given type. */
export function assignable(g: Gen, ty: "num" | "bool"): Node | undefined {
  const vars = g.of(ty, (v) => v.assignable);
  return vars.length > 0 ? leaf("variable", "lval", g.r.pick(vars).name) : undefined;
}

/** A field of a record or tuple, as text to read or to assign to. */
export function field(g: Gen, assigned = false): string | undefined {
  const vars = [...g.of("rec"), ...g.of("tup")].filter((v) => v.assignable || !assigned);
  if (vars.length === 0) return undefined;
  const v = g.r.pick(vars);
  const names = v.ty.slice(4).split(",");
  return v.ty.startsWith("rec:") ? `${v.name}.${g.r.pick(names)}` : `${v.name}[${g.r.below(names.length)}]`;
}

export const NUMBERS: readonly Production[] = [
  { tag: "constant", weight: 3, make: (g) => constant(uglyNumber(g.r)) },
  {
    tag: "variable",
    weight: 8,
    make: (g) => {
      const vars = g.of("num");
      return vars.length > 0 ? leaf("variable", "num", g.r.pick(vars).name) : undefined;
    },
  },
  {
    tag: "field",
    weight: 3,
    make: (g) => {
      const text = field(g);
      return text ? leaf("field", "num", text) : undefined;
    },
  },
  { tag: "load", weight: 8, make: (g, d) => element(g, d) },
  { tag: "strided", weight: 3, make: (g, d) => stridedCall(g, d - 1) },
  {
    tag: "arithmetic",
    weight: 12,
    make: (g, d) =>
      make("arithmetic", "num")`(${g.num(d - 1)} ${leaf("op", "op", g.r.pick(ARITHMETIC))} ${g.num(d - 1)})`,
  },
  {
    tag: "bitwise",
    weight: 5,
    make: (g, d) =>
      make("bitwise", "num")`(${g.num(d - 1)} ${leaf("op", "op", g.r.pick(BITWISE))} ${g.num(d - 1)})`,
  },
  {
    tag: "integer",
    weight: 4,
    make: (g, d) =>
      make(
        "integer",
        "num",
      )`(${g.num(d - 1)} ${leaf("op", "op", g.r.pick(["| 0", ">>> 0", "& 15", "& 255", ">> 1", "* 2", "+ 1", "- 1"]))})`,
  },
  {
    tag: "unary",
    weight: 3,
    make: (g, d) => make("unary", "num")`(${leaf("op", "op", g.r.pick(["-", "+", "~"]))}${g.num(d - 1)})`,
  },
  {
    tag: "math",
    weight: 4,
    make: (g, d) => make("math", "num")`Math.${leaf("op", "op", g.r.pick(UNARY_MATH))}(${g.num(d - 1)})`,
  },
  {
    tag: "minmax",
    weight: 3,
    make: (g, d) => {
      const op = leaf("op", "op", g.r.pick(["min", "max"]));
      return g.r.chance(0.8)
        ? make("minmax", "num")`Math.${op}(${g.num(d - 1)}, ${g.num(d - 1)})`
        : make("minmax", "num")`Math.${op}(${g.num(d - 1)}, ${g.num(d - 1)}, ${g.num(d - 1)})`;
    },
  },
  {
    tag: "imul",
    weight: 1,
    make: (g, d) => make("imul", "num")`Math.imul(${g.num(d - 1)}, ${g.num(d - 1)})`,
  },
  {
    tag: "square",
    weight: 1,
    make: (g) => {
      const vars = g.of("num");
      return vars.length > 0
        ? make("square", "num")`(${leaf("variable", "num", g.r.pick(vars).name)} ** 2)`
        : undefined;
    },
  },
  {
    tag: "transcendental",
    weight: 3,
    make: (g, d) =>
      g.r.weighted([
        [
          6,
          () =>
            make(
              "transcendental",
              "num",
            )`Math.${leaf("op", "op", g.r.pick(TRANSCENDENTAL))}(${g.num(d - 1)})`,
        ],
        [1, () => make("transcendental", "num")`(${g.num(d - 1)} ** ${g.num(d - 1)})`],
        [1, () => make("transcendental", "num")`Math.pow(${g.num(d - 1)}, ${g.num(d - 1)})`],
        [1, () => make("transcendental", "num")`Math.atan2(${g.num(d - 1)}, ${g.num(d - 1)})`],
        [1, () => make("transcendental", "num")`Math.hypot(${g.num(d - 1)}, ${g.num(d - 1)})`],
      ] as const)(),
  },
  {
    tag: "random",
    weight: 1,
    make: (g, d) => make("random", "num")`random(${g.num(d - 1)} >>> 0, ${g.num(d - 1)} >>> 0)`,
  },
  {
    tag: "ternary",
    weight: 4,
    make: (g, d) => make("ternary", "num")`(${g.bool(d - 1)} ? ${g.num(d - 1)} : ${g.num(d - 1)})`,
  },
  {
    tag: "logical-number",
    weight: 1,
    make: (g, d) =>
      make(
        "logical-number",
        "num",
      )`(${g.num(d - 1)} ${leaf("op", "op", g.r.pick(["||", "&&"]))} ${g.num(d - 1)})`,
  },
  {
    tag: "assign-expression",
    weight: 2,
    make: (g, d) => {
      const to = assignable(g, "num");
      const op = leaf("op", "op", g.r.pick(["=", ...COMPOUND]));
      return to && make("assign-expression", "num")`(${to} ${op} ${g.num(d - 1)})`;
    },
  },
  {
    tag: "increment-expression",
    weight: 2,
    make: (g) => {
      const to = assignable(g, "num");
      const op = leaf("op", "op", g.r.pick(["++", "--"]));
      if (!to) return undefined;
      return g.r.chance(0.5)
        ? make("increment-expression", "num")`(${to}${op})`
        : make("increment-expression", "num")`(${op}${to})`;
    },
  },
  {
    tag: "store-expression",
    weight: 1,
    make: (g, d) => {
      const to = place(g, d - 1);
      const op = leaf("op", "op", g.r.pick(["=", "=", "+=", "*=", "|="]));
      return to && make("store-expression", "num")`(${to} ${op} ${g.num(d - 1)})`;
    },
  },
  {
    tag: "length",
    weight: 2,
    make: (g) => {
      const arrays = [...g.of("arr"), ...g.of("rows")];
      return arrays.length > 0 ? leaf("length", "num", `${g.r.pick(arrays).name}.length`) : undefined;
    },
  },
  {
    tag: "comma",
    weight: 1,
    make: (g, d) => make("comma", "num")`(${g.num(d - 1)}, ${g.num(d - 1)})`,
  },
  {
    tag: "always-throws",
    weight: 3,
    make: (g, d) => {
      if (!g.always) return undefined;
      g.impure ||= !g.parallel;
      const fail = make("always-throws", "num")`${leaf("name", "name", g.always)}(${g.num(d - 1)})`;
      return g.r.weighted<() => Node>([
        [4, () => make("always-throws", "num")`(${g.bool(d - 1)} ? ${g.num(d - 1)} : ${fail})`],
        [4, () => make("always-throws", "num")`(${g.bool(d - 1)} ? ${fail} : ${g.num(d - 1)})`],
        [1, () => fail],
      ])();
    },
  },
  { tag: "call", weight: 3, make: (g, d) => callOf(g, "num", d) },
  {
    tag: "search",
    weight: 1,
    make: (g, d) => {
      const arrays = g.readable();
      const op = leaf("op", "op", g.r.pick(["indexOf", "lastIndexOf"]));
      return arrays.length > 0
        ? make("search", "num")`${leaf("variable", "arr", g.r.pick(arrays).name)}.${op}(${g.num(d - 1)})`
        : undefined;
    },
  },
  {
    tag: "at",
    weight: 1,
    make: (g, d) => {
      const arrays = g.readable();
      if (arrays.length === 0) return undefined;
      const a = g.r.pick(arrays);
      const made = make("at", "num")`${leaf("variable", "arr", a.name)}.at(${index(g, a.name, d - 1)})`;
      return plainly(made, "$at($0, $1)");
    },
  },
  {
    tag: "number-of-boolean",
    weight: 1,
    make: (g, d) =>
      g.r.chance(0.5)
        ? make("number-of-boolean", "num")`Number(${g.bool(d - 1)})`
        : make("number-of-boolean", "num")`(+${g.bool(d - 1)})`,
  },
];
