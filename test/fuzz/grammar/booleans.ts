// Expressions that are true or false. The first two rows end a branch.
import { leaf, make } from "../tree.ts";
import { callOf } from "./calls.ts";
import type { Production } from "./gen.ts";
import { assignable } from "./numbers.ts";

const COMPARE = ["<", "<=", ">", ">=", "===", "!=="];

export const BOOLEANS: readonly Production[] = [
  { tag: "bool", weight: 1, make: (g) => leaf("bool", "bool", g.r.pick(["true", "false"])) },
  {
    tag: "bool",
    weight: 3,
    make: (g) => {
      const vars = g.of("bool");
      return vars.length > 0 ? leaf("bool", "bool", g.r.pick(vars).name) : undefined;
    },
  },
  {
    tag: "compare",
    weight: 10,
    make: (g, d) =>
      make("compare", "bool")`(${g.num(d - 1)} ${leaf("op", "op", g.r.pick(COMPARE))} ${g.num(d - 1)})`,
  },
  {
    tag: "not",
    weight: 2,
    make: (g, d) => make("not", "bool")`(!${g.r.chance(0.5) ? g.bool(d - 1) : g.num(d - 1)})`,
  },
  {
    tag: "logical",
    weight: 4,
    make: (g, d) =>
      make(
        "logical",
        "bool",
      )`(${g.bool(d - 1)} ${leaf("op", "op", g.r.pick(["&&", "||"]))} ${g.bool(d - 1)})`,
  },
  {
    tag: "bool-equality",
    weight: 1,
    make: (g, d) =>
      make(
        "bool-equality",
        "bool",
      )`(${g.bool(d - 1)} ${leaf("op", "op", g.r.pick(["===", "!=="]))} ${g.bool(d - 1)})`,
  },
  {
    tag: "number-test",
    weight: 1,
    make: (g, d) =>
      make(
        "number-test",
        "bool",
      )`Number.${leaf("op", "op", g.r.pick(["isNaN", "isFinite", "isInteger", "isSafeInteger"]))}(${g.num(d - 1)})`,
  },
  {
    tag: "bool-ternary",
    weight: 1,
    make: (g, d) => make("bool-ternary", "bool")`(${g.bool(d - 1)} ? ${g.bool(d - 1)} : ${g.bool(d - 1)})`,
  },
  {
    tag: "bool-assign-expression",
    weight: 1,
    make: (g, d) => {
      const to = assignable(g, "bool");
      return to && make("bool-assign-expression", "bool")`(${to} = ${g.bool(d - 1)})`;
    },
  },
  { tag: "call", weight: 4, make: (g, d) => callOf(g, "bool", d) },
  {
    tag: "includes",
    weight: 1,
    make: (g, d) => {
      const arrays = g.readable();
      return arrays.length > 0
        ? make(
            "includes",
            "bool",
          )`${leaf("variable", "arr", g.r.pick(arrays).name)}.includes(${g.num(d - 1)})`
        : undefined;
    },
  },
];
