// Statements that decide where to go on: branches, jumps, calls, errors, results, and lines printed on the way.
import { leaf, make, type Node } from "../tree.ts";
import { callOf } from "./calls.ts";
import type { Gen, Production } from "./gen.ts";
import { enclosed, some } from "./pieces.ts";

/** What `return` gives back, for the function's result type. */
export function resultOf(g: Gen): Node | undefined {
  const ty = g.result;
  if (ty === undefined) return undefined;
  if (ty === "num") return g.num(3);
  if (ty === "bool") return g.bool(2);
  if (ty.startsWith("tup:"))
    return enclosed("tuple-result", "tuple", "[", "]", some(g, ty.split(",").length, 2));
  if (ty.startsWith("rec:")) {
    const names = ty.slice(4).split(",");
    return enclosed("record-result", "record", "{ ", " }", some(g, names.length, 2), names);
  }
  return leaf("variable", "arr", ty.slice(ty.indexOf("=") + 1));
}

export const STATEMENTS: readonly Production[] = [
  {
    tag: "if",
    weight: 6,
    make: (g, d) => {
      const test = g.bool(d);
      return g.r.chance(0.5)
        ? make("if", "stmt")`if (${test}) {${g.block(3)}}`
        : make("if", "stmt")`if (${test}) {${g.block(3)}} else {${g.block(3)}}`;
    },
  },
  {
    tag: "switch",
    weight: 2,
    make: (g, d) => {
      const value = make("integer", "num")`(${g.num(d - 1)} & 3)`;
      g.loops.push({ label: undefined, breaks: true, continues: false });
      const ends = (): string => (g.r.chance(0.7) ? "break;" : "");
      const made = make("switch", "stmt")`switch (${value}) {
  case 0: {${g.block(2)}} ${leaf("op", "op", ends())}
  case 1:
  case 2: {${g.block(2)}} ${leaf("op", "op", ends())}
  default: {${g.block(2)}}
}`;
      g.loops.pop();
      return made;
    },
  },
  {
    tag: "block",
    weight: 1,
    make: (g) => make("block", "stmt")`{${g.block(3)}}`,
  },
  {
    tag: "call-statement",
    weight: 2,
    make: (g, d) => {
      const call = callOf(g, undefined, d) ?? callOf(g, "num", d);
      return call && make("call-statement", "stmt")`${call};`;
    },
  },
  {
    tag: "break",
    weight: 2,
    make: (g) => {
      if (!g.loops.at(-1)?.breaks) return undefined;
      return make("break", "stmt")`if (${g.bool(2)}) break;`;
    },
  },
  {
    tag: "continue",
    weight: 2,
    make: (g) => {
      if (!g.loops.some((l) => l.continues)) return undefined;
      return make("continue", "stmt")`if (${g.bool(2)}) continue;`;
    },
  },
  {
    tag: "labelled-jump",
    weight: 2,
    make: (g) => {
      const labelled = g.loops.filter((l) => l.label);
      if (labelled.length === 0) return undefined;
      const to = g.r.pick(labelled);
      const word = to.continues && g.r.chance(0.5) ? "continue" : "break";
      return make(
        "labelled-jump",
        "stmt",
      )`if (${g.bool(2)}) ${leaf("op", "op", word)} ${leaf("name", "label", to.label ?? "")};`;
    },
  },
  {
    tag: "return-early",
    weight: 1,
    make: (g) => {
      if (g.parallel || g.inClosure) return undefined;
      const test = g.bool(2);
      const value = resultOf(g);
      return value
        ? make("return-early", "stmt")`if (${test}) return ${value};`
        : make("return-early", "stmt")`if (${test}) return;`;
    },
  },
  {
    tag: "throw",
    weight: 1,
    make: (g) => {
      if (!g.temper.throws || g.parallel?.lanes) return undefined;
      g.impure ||= !g.parallel;
      const error = leaf("op", "op", g.r.pick(["RangeError", "TypeError", "Error"]));
      return g.r.chance(0.5)
        ? make("throw", "stmt")`if (${g.bool(2)}) throw new ${error}("bad");`
        : make(
            "throw",
            "stmt",
          )`if (${g.bool(2)}) throw new ${error}(\`bad \${${g.num(1)}} of \${${g.num(0)}}\`);`;
    },
  },
  {
    tag: "condition-statement",
    weight: 1,
    make: (g, d) => {
      const what = callOf(g, "num", d) ?? g.num(d);
      return g.r.chance(0.5)
        ? make(
            "condition-statement",
            "stmt",
          )`${g.bool(d)} ${leaf("op", "op", g.r.pick(["&&", "||"]))} ${what};`
        : make("condition-statement", "stmt")`${g.bool(d)} ? ${what} : ${g.num(d)};`;
    },
  },
  {
    tag: "print",
    weight: 1,
    make: (g) => {
      if (!g.temper.prints || g.parallel || g.trips > 20) return undefined;
      g.impure = true;
      return g.r.chance(0.5)
        ? make("print", "stmt")`console.log("at", ${g.num(1)}, ${g.bool(1)});`
        : make("print", "stmt")`console.log(\`x = \${${g.num(1)}}\`);`;
    },
  },
];
