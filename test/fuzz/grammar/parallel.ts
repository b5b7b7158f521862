// prange loops that can be proven: stores at [i] only, reductions of variables that nothing else touches. The checked
// form runs the reductions over the fixed tree through $par (plain.ts), which is told the loop's and the variables' names.
import { leaf, make, type Node } from "../tree.ts";
import { index } from "./elements.ts";
import type { Production } from "./gen.ts";

const OPS = ["+", "*", "min", "max", "&", "|", "^", "-"] as const;
type Op = (typeof OPS)[number];
const TREE: Record<Op, string> = {
  "+": "add",
  "-": "add",
  "*": "mul",
  min: "min",
  max: "max",
  "&": "and",
  "|": "or",
  "^": "xor",
};

function update(to: Node, op: Op, value: Node): Node {
  if (op === "min" || op === "max") {
    return make("reduction", "stmt")`${to} = Math.${leaf("op", "op", op)}(${to}, ${value});`;
  }
  return make("reduction", "stmt")`${to} ${leaf("op", "op", op)}= ${value};`;
}

export const PARALLEL: readonly Production[] = [
  {
    tag: "prange",
    weight: 12,
    make: (g) => {
      if (g.parallel || g.trips > 1 || g.inClosure || g.loops.length > 0) return undefined;
      const arrays = g.of("arr");
      const i = g.name("i");
      const written = new Set(arrays.filter(() => g.r.chance(0.4)).map((v) => v.name));
      const scalars = g.of("num", (v) => v.assignable && g.r.chance(0.4)).slice(0, 2);
      const reductions = scalars.map((v) => ({ name: v.name, op: g.r.pick(OPS) }));
      // Rounding and clamping make a reduction depend on its order, so it would not be one.
      const target = arrays.filter((v) => !written.has(v.name) && v.ty !== "arr:Uint8ClampedArray");
      const arrayReduction =
        g.on("array-reduction") && target.length > 0 && g.r.chance(0.6)
          ? { name: g.r.pick(target).name, op: g.r.pick(OPS) }
          : undefined;
      const within = [...arrays.map((v) => v.name)].filter((name) => written.has(name));
      const limit =
        within.length > 0
          ? within.length === 1
            ? `${within[0]}.length`
            : `Math.min(${within.map((a) => `${a}.length`).join(", ")})`
          : String(g.r.pick([0, 1, 5, 31, 33, 64, 65, 130, 300]));
      g.impure = true;
      return g.scoped(() => {
        const hidden = new Set([
          ...reductions.map((r) => r.name),
          ...(arrayReduction ? [arrayReduction.name] : []),
        ]);
        g.vars = g.vars.filter((v) => !hidden.has(v.name)).map((v) => ({ ...v, assignable: false }));
        g.vars.push({ name: i, ty: "num", assignable: false, within, counter: true });
        const callables = g.callables;
        g.callables = callables.filter((f) => f.pure && !f.closure);
        g.parallel = { index: i, written };
        const body = g.loopBody(within.length > 0 ? 12 : Math.max(1, Number(limit)), 4, undefined, false);
        const list = [...body];
        for (const r of reductions) list.push(update(leaf("variable", "lval", r.name), r.op, g.num(2)));
        if (arrayReduction) {
          const name = arrayReduction.name;
          const k = index(g, name, 1);
          const to: Node = {
            tag: "store",
            ty: "lval",
            kids: [leaf("variable", "arr", name), k],
            text: [0, "[", 1, "]"],
            plain: [0, "[$ix(", 0, ", ", 1, ")]"],
          };
          list.push(update(to, arrayReduction.op, g.num(2)));
        }
        g.parallel = undefined;
        g.callables = callables;
        const scalarSpec = reductions
          .map((r) => `["${TREE[r.op]}", "${r.name}", () => ${r.name}, (x) => { ${r.name} = x; }]`)
          .join(", ");
        const arraySpec = arrayReduction ? `["${TREE[arrayReduction.op]}", ${arrayReduction.name}]` : "";
        const text = (range: string): (string | number)[] => [
          `for (const ${i} of ${range}) {\n  let fuel = 30;`,
          0,
          "}",
        ];
        return {
          tag: arrayReduction ? "array-reduction" : reductions.length > 0 ? "prange-reduction" : "prange",
          ty: "stmt",
          kids: [list],
          text: text(`prange(${limit})`),
          plain: text(`$par("${i}", ${limit}, [${scalarSpec}], [${arraySpec}])`),
        };
      });
    },
  },
];
