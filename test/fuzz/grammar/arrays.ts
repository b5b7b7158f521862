// Arrays as a whole: new ones, views of others, and the methods that change them.
import { leaf, make, type Node } from "../tree.ts";
import { KINDS } from "../values.ts";
import type { Production } from "./gen.ts";
import { arrayLeaf, declare, victim } from "./pieces.ts";

export const ARRAYS: readonly Production[] = [
  {
    tag: "new-array",
    weight: 2,
    make: (g, d) => {
      if (g.trips > 100 || g.parallel?.lanes) return undefined;
      const kind = g.r.pick(KINDS);
      const mutable = g.r.chance(0.3) && !g.parallel;
      const count = g.r.chance(0.6)
        ? leaf("constant", "num", String(g.r.below(12)))
        : make("integer", "limit")`(${g.num(d - 1)} & 15)`;
      return make(
        "new-array",
        "stmt",
      )`${mutable ? leaf("op", "op", "let") : leaf("op", "op", "const")} ${declare(g, `arr:${kind}`, "w", mutable)} = new ${leaf("op", "op", kind)}(${count});`;
    },
  },
  {
    tag: "alias",
    weight: 1,
    make: (g) => {
      const name = victim(g);
      const v = g.vars.find((x) => x.name === name);
      return v && make("alias", "stmt")`let ${declare(g, v.ty, "w", true)} = ${arrayLeaf(v.name)};`;
    },
  },
  {
    tag: "subarray",
    weight: 1,
    make: (g, d) => {
      const name = victim(g);
      const v = g.vars.find((x) => x.name === name);
      if (!v) return undefined;
      const [from, to] = [g.num(d - 1), g.num(d - 1)];
      return make(
        "subarray",
        "stmt",
      )`const ${declare(g, v.ty, "w", false)} = ${arrayLeaf(v.name)}.subarray(${from}, ${to});`;
    },
  },
  {
    tag: "slice",
    weight: 1,
    make: (g, d) => {
      const name = victim(g);
      const v = g.vars.find((x) => x.name === name);
      if (!v || g.trips > 100) return undefined;
      const [from, to] = [g.num(d - 1), g.num(d - 1)];
      return make(
        "slice",
        "stmt",
      )`const ${declare(g, v.ty, "w", false)} = ${arrayLeaf(v.name)}.slice(${from}, ${to});`;
    },
  },
  {
    tag: "fill",
    weight: 2,
    make: (g, d) => {
      const name = victim(g);
      if (!name) return undefined;
      return g.r.weighted<() => Node>([
        [2, () => make("fill", "stmt")`${arrayLeaf(name)}.fill(${g.num(d - 1)});`],
        [1, () => make("fill", "stmt")`${arrayLeaf(name)}.fill(${g.num(d - 1)}, ${g.num(d - 1)});`],
        [
          1,
          () =>
            make("fill", "stmt")`${arrayLeaf(name)}.fill(${g.num(d - 1)}, ${g.num(d - 1)}, ${g.num(d - 1)});`,
        ],
      ])();
    },
  },
  {
    tag: "set",
    weight: 1,
    make: (g) => {
      const [a, b] = [victim(g), victim(g)];
      return a && b
        ? make(
            "set",
            "stmt",
          )`if (${arrayLeaf(b)}.length <= ${arrayLeaf(a)}.length) { ${arrayLeaf(a)}.set(${arrayLeaf(b)}); }`
        : undefined;
    },
  },
  {
    tag: "copyWithin",
    weight: 1,
    make: (g, d) => {
      const name = victim(g);
      return name
        ? make(
            "copyWithin",
            "stmt",
          )`${arrayLeaf(name)}.copyWithin(${g.num(d - 1)}, ${g.num(d - 1)}, ${g.num(d - 1)});`
        : undefined;
    },
  },
  {
    tag: "reverse",
    weight: 1,
    make: (g) => {
      const name = victim(g);
      return name ? make("reverse", "stmt")`${arrayLeaf(name)}.reverse();` : undefined;
    },
  },
  {
    tag: "sort",
    weight: 1,
    make: (g) => {
      const name = victim(g);
      return name && g.trips < 10 ? make("sort", "stmt")`${arrayLeaf(name)}.sort();` : undefined;
    },
  },
];
