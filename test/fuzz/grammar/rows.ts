// Nests over arrays of rows that are read by columns, as products and factorisations do: some stay within the rows, some
// leave them in the middle, and rows may be ragged, overlap, or belong to two tables.
import { leaf, make, type Node, plainly } from "../tree.ts";
import type { Gen, Production } from "./gen.ts";

const named = (name: string): Node => leaf("variable", "num", name);

/** `rows[i][j]`, checked where the compiled program checks. */
function at(table: string, i: string, j: string, ty = "num"): Node {
  const row = plainly(make("row", "arr")`${leaf("variable", "rows", table)}[${named(i)}]`, "$0[$ix($0, $1)]");
  return plainly(make("rows", ty)`${row}[${named(j)}]`, "$0[$ix($0, $1)]");
}

/** `array[i]`, checked. */
const element = (array: string, i: string, ty = "num"): Node =>
  plainly(make("load", ty)`${leaf("variable", "arr", array)}[${named(i)}]`, "$0[$ix($0, $1)]");

/** The head of a counted loop, which mostly keeps to the rows. */
function head(g: Gen, i: string, limits: readonly string[], from = "0"): Node {
  const limit = g.r.weighted<string>([
    [8, limits.length === 1 ? limits[0] : `Math.min(${limits.join(", ")})`],
    [1, g.r.pick(limits)],
    [1, String(g.r.between(0, 7))],
  ]);
  const step = g.r.chance(0.15) ? `${i} += 2` : `${i}++`;
  return leaf("head", "head", `let ${i} = ${from}; ${i} < ${limit}; ${step}`);
}

const op = (g: Gen): Node => leaf("op", "op", g.r.pick(["+=", "+=", "-=", "*="]));

export const ROWS: readonly Production[] = [
  {
    tag: "columns",
    weight: 6,
    make: (g) => {
      const tables = g.of("rows");
      if (tables.length === 0 || g.parallel || !g.on("rows") || g.trips > 2) return undefined;
      const pick = (): string => g.r.pick(tables).name;
      const u = pick();
      const [v, w] = [0, 1].map(() => (g.r.chance(0.4) ? u : pick()));
      const [i, j, k, s] = [g.name("i"), g.name("j"), g.name("k"), g.name("s")];
      g.impure = true;
      return g.scoped(() => {
        g.vars = g.vars.map((x) => ({ ...x, assignable: false }));
        const factor = g.r.chance(0.5) ? g.num(1) : leaf("constant", "num", "0.5");
        const rows = `Math.min(${u}.length, ${v}.length, ${w}.length)`;
        const first = (t: string): string => `${t}.length > 0 ? ${t}[0].length : 0`;
        const width = leaf("name", "name", `n${i}`);
        const outer = head(g, i, [rows]);
        const lists = g.of("arr");
        const product = make("arithmetic", "num")`${at(v, i, k)} * ${at(w, k, j)}`;
        const forms: (() => Node)[] = [
          // A product into elements, and into a sum.
          () =>
            make("columns", "stmt")`for (${outer}) {
  for (${head(g, j, [`n${i}`, rows])}) {
    for (${head(g, k, [rows, `n${i}`])}) ${at(u, i, j, "lval")} ${op(g)} ${factor} * ${product};
  }
}`,
          () =>
            make("columns", "stmt")`for (${outer}) {
  for (${head(g, k, [rows, `n${i}`])}) {
    for (${head(g, j, [`n${i}`, rows])}) ${at(u, i, j, "lval")} ${op(g)} ${product} + ${at(v, j, k)};
  }
}`,
          () =>
            make("columns", "stmt")`for (${outer}) {
  for (${head(g, j, [`n${i}`, i], g.r.pick(["0", i]))}) {
    let ${leaf("name", "name", s)} = ${factor};
    for (${head(g, k, [rows])}) ${named(s)} += ${at(v, k, i)} * ${at(w, k, j)};
    ${at(u, i, j, "lval")} = ${named(s)};
    ${at(u, j, i, "lval")} = ${at(u, i, j)};
  }
}`,
          // A triangle of one matrix, in place.
          () =>
            make("columns", "stmt")`for (${outer}) {
  for (${head(g, j, [i, i, rows])}) {
    for (${head(g, k, [j, i])}) ${at(u, i, j, "lval")} -= ${at(u, i, k)} * ${at(u, k, j)};
    ${at(u, i, j, "lval")} /= ${at(u, j, j)};
  }
}`,
          // What the element before has become.
          () =>
            make("columns", "stmt")`for (${head(g, j, [rows], "1")}) {
  for (${head(g, i, [rows], "1")}) ${at(u, i, j, "lval")} = ${at(u, i, j)} - ${at(u, j, i)} * ${factor};
}`,
        ];
        if (lists.length > 0) {
          const [out, x] = [g.r.pick(lists).name, g.r.pick(lists).name];
          forms.push(
            () =>
              make("columns", "stmt")`for (${head(g, i, [`n${i}`, `${out}.length`])}) {
  for (${head(g, j, [rows, `${x}.length`])}) ${element(out, i, "lval")} ${op(g)} ${at(u, j, i)} * ${element(x, j)};
}`,
            () =>
              make("columns", "stmt")`for (${outer}) {
  for (${head(g, j, [`n${i}`, `${x}.length`])}) {
    ${element(out, i, "lval")} ${op(g)} ${at(u, i, j)} * ${element(x, j)};
    ${element(x, j, "lval")} ${op(g)} ${at(u, i, j)};
  }
}`,
          );
        }
        const body = g.r.pick(forms)();
        return make("columns", "stmt")`{
  const ${width} = ${leaf("length", "num", `Math.min(${[u, v, w].map(first).join(", ")})`)};
  ${body}
}`;
      });
    },
  },
  {
    tag: "sum-into-element",
    weight: 4,
    make: (g) => {
      const arrays = g.of("arr");
      if (arrays.length === 0 || g.parallel || g.trips > 3) return undefined;
      const pick = (): string => g.r.pick(arrays).name;
      const [out, x, y] = [pick(), pick(), pick()];
      const [i, j] = [g.name("i"), g.name("j")];
      g.impure = true;
      const limits = [`${x}.length`, `Math.min(${x}.length, ${y}.length)`];
      const other = g.r.chance(0.5);
      const value = make("arithmetic", "num")`${element(x, j)} * ${element(y, other ? i : j)}`;
      const also = g.r.pick([0, 0, 1, 2]);
      const more =
        also === 1
          ? make("assign", "stmt")`${element(y, j, "lval")} ${op(g)} ${element(x, j)};`
          : also === 2
            ? make("assign", "stmt")`${element(y, j, "lval")} = ${element(out, i)} + 1;`
            : leaf("empty", "stmt", "");
      return make("sum-into-element", "stmt")`for (${head(g, i, [`${out}.length`])}) {
  ${g.r.chance(0.5) ? make("assign", "stmt")`${element(out, i, "lval")} = 0;` : leaf("empty", "stmt", "")}
  for (${head(g, j, limits)}) {
    ${element(out, i, "lval")} ${op(g)} ${value};
    ${more}
  }
}`;
    },
  },
];
