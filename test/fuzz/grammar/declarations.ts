// Statements that bring new names: variables, tuples, records, what is taken out of them, functions.
import { leaf, make } from "../tree.ts";
import { callOf, lambda } from "./calls.ts";
import type { Production } from "./gen.ts";
import { declare, enclosed, some } from "./pieces.ts";

export const DECLARATIONS: readonly Production[] = [
  {
    tag: "let",
    weight: 6,
    make: (g, d) => {
      const value = g.num(d);
      return make("let", "stmt")`let ${declare(g, "num", "v", true)} = ${value};`;
    },
  },
  {
    tag: "const",
    weight: 4,
    make: (g, d) => {
      const value = g.num(d);
      return make("const", "stmt")`const ${declare(g, "num", "c", false)} = ${value};`;
    },
  },
  {
    tag: "let-bool",
    weight: 2,
    make: (g, d) => {
      const value = g.bool(d);
      return make("let-bool", "stmt")`let ${declare(g, "bool", "b", true)} = ${value};`;
    },
  },
  {
    tag: "let-later",
    weight: 1,
    make: (g, d) => {
      const [test, a, b] = [g.bool(d), g.num(d), g.num(d)];
      const name = declare(g, "num", "v", true);
      return make(
        "let-later",
        "stmt",
      )`let ${name}; if (${test}) { ${name} = ${a}; } else { ${name} = ${b}; }`;
    },
  },
  {
    tag: "tuple",
    weight: 1,
    make: (g, d) => {
      const kids = some(g, g.r.between(2, 3), d - 1);
      const value = enclosed("tuple", "tuple", "[", "]", kids);
      return make("tuple", "stmt")`const ${declare(g, `tup:${kids.map(() => "n")}`, "t", true)} = ${value};`;
    },
  },
  {
    tag: "record",
    weight: 1,
    make: (g, d) => {
      const names = ["x", "y", "z"].slice(0, g.r.between(1, 3));
      const value = enclosed("record", "record", "{ ", " }", some(g, names.length, d - 1), names);
      return make("record", "stmt")`const ${declare(g, `rec:${names}`, "o", true)} = ${value};`;
    },
  },
  {
    tag: "destructure",
    weight: 2,
    make: (g, d) => {
      const sources = [...g.of("rec"), ...g.of("tup")];
      if (sources.length > 0 && g.r.chance(0.6)) {
        const v = g.r.pick(sources);
        const fields = v.ty.slice(4).split(",");
        if (v.ty.startsWith("tup:")) {
          return enclosed(
            "destructure",
            "stmt",
            "const [",
            `] = ${v.name};`,
            fields.map(() => declare(g, "num", "c", false)),
          );
        }
        return enclosed(
          "destructure",
          "stmt",
          "const { ",
          ` } = ${v.name};`,
          fields.map(() => declare(g, "num", "c", false)),
          fields,
        );
      }
      const values = some(g, 2, d - 1);
      const [x, y] = [declare(g, "num", "v", true), declare(g, "num", "v", true)];
      return make("destructure", "stmt")`let [${x}, ${y}] = [${values[0]}, ${values[1]}];`;
    },
  },
  {
    tag: "tuple-call",
    weight: 6,
    make: (g, d) => {
      const call = callOf(g, "tup:n,n", d);
      return (
        call &&
        make(
          "tuple-call",
          "stmt",
        )`const [${declare(g, "num", "c", false)}, ${declare(g, "num", "c", false)}] = ${call};`
      );
    },
  },
  {
    tag: "closure",
    weight: 1,
    make: (g, d) => {
      if (g.inClosure) return undefined;
      const f = lambda(g, d - 1);
      const name = g.name("f");
      g.callables.push({
        name,
        params: ["num"],
        optional: 0,
        result: "num",
        cost: 5,
        pure: true,
        closure: true,
      });
      return make("closure", "stmt")`const ${leaf("name", "name", name)} = ${f};`;
    },
  },
];
