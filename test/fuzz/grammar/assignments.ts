// Assignments to variables, fields and elements, and swaps of each.
import { leaf, make, plainly } from "../tree.ts";
import { index, place, stridedCall } from "./elements.ts";
import type { Production } from "./gen.ts";
import { assignable, COMPOUND, field } from "./numbers.ts";
import { arrayLeaf, victim } from "./pieces.ts";

export const ASSIGNMENTS: readonly Production[] = [
  {
    tag: "assign",
    weight: 6,
    make: (g, d) => {
      const to = assignable(g, "num");
      const op = leaf("op", "op", g.r.pick(["=", "=", ...COMPOUND]));
      return to && make("assign", "stmt")`${to} ${op} ${g.num(d)};`;
    },
  },
  {
    tag: "assign-bool",
    weight: 2,
    make: (g, d) => {
      const to = assignable(g, "bool");
      return to && make("assign-bool", "stmt")`${to} = ${g.bool(d)};`;
    },
  },
  {
    tag: "assign-field",
    weight: 2,
    make: (g, d) => {
      const text = g.parallel ? undefined : field(g, true);
      const op = leaf("op", "op", g.r.pick(["=", ...COMPOUND]));
      return text
        ? make("assign-field", "stmt")`${leaf("field", "lval", text)} ${op} ${g.num(d)};`
        : undefined;
    },
  },
  {
    tag: "increment",
    weight: 2,
    make: (g, d) => {
      const to = g.r.chance(0.4) ? place(g, d) : assignable(g, "num");
      return to && make("increment", "stmt")`${to}${leaf("op", "op", g.r.pick(["++", "--"]))};`;
    },
  },
  {
    tag: "store",
    weight: 10,
    make: (g, d) => {
      const to = place(g, d - 1);
      const op = leaf("op", "op", g.r.pick(["=", "=", "=", "=", ...COMPOUND]));
      return to && make("store", "stmt")`${to} ${op} ${g.num(d)};`;
    },
  },
  { tag: "strided", weight: 4, make: (g, d) => stridedCall(g, d - 1, () => g.num(d)) },
  {
    tag: "swap",
    weight: 2,
    make: (g) => {
      const vars = g.of("num", (v) => v.assignable);
      if (vars.length < 2) return undefined;
      const [x, y] = [g.r.pick(vars).name, g.r.pick(vars).name];
      return leaf("swap", "stmt", `[${x}, ${y}] = [${y}, ${x}];`);
    },
  },
  {
    tag: "swap-elements",
    weight: 2,
    make: (g) => {
      const name = victim(g);
      if (!name) return undefined;
      const [a, i, j] = [arrayLeaf(name), index(g, name, 1), index(g, name, 1)];
      const made = make("swap-elements", "stmt")`[${a}[${i}], ${a}[${j}]] = [${a}[${j}], ${a}[${i}]];`;
      // Children: a i a j a j a i. The checked form checks each index where JavaScript evaluates it.
      return plainly(made, "[$0[$ix($0, $1)], $0[$ix($0, $3)]] = [$0[$ix($0, $3)], $0[$ix($0, $1)]];");
    },
  },
  {
    tag: "swap-arrays",
    weight: 1,
    make: (g) => {
      if (g.parallel || g.inClosure) return undefined;
      const arrays = g.of("arr", (v) => v.assignable);
      const a = arrays.length > 0 ? g.r.pick(arrays) : undefined;
      const b = a && g.r.pick(arrays.filter((v) => v.ty === a.ty));
      return a && b && leaf("swap-arrays", "stmt", `[${a.name}, ${b.name}] = [${b.name}, ${a.name}];`);
    },
  },
];
