// Loops over steps that make a field from the one before, row by row, and hand the two or three of them on: some so that
// several steps may be done at a time, some so that they just may not.
import { leaf, make, type Node, plainly } from "../tree.ts";
import type { Gen, Production } from "./gen.ts";

const text = (tag: string, t: string): Node => leaf(tag, "text", t);

/** An element of the field that was made last: rows and columns away. */
function neighbour(g: Gen, field: string, row: string, column: string, width: number, most: number): Node {
  const [down, right] = [g.r.between(-most, most), g.r.between(-1, 1)];
  const forms = [
    `(${row} + ${down}) * ${width} + ${column} + ${right}`,
    `${row} * ${width} + ${column} + ${down * width + right}`,
  ];
  return text("neighbour", `${field}[${g.r.pick(forms)}]`);
}

export const FIELDS: readonly Production[] = [
  {
    tag: "fields",
    weight: 3,
    make: (g) => {
      if (g.parallel || g.trips > 1 || g.inClosure || g.loops.length > 0) return undefined;
      const sums = g.of("num", (v) => v.assignable);
      if (sums.length === 0) return undefined;
      const { r } = g;
      const rows = r.pick([3, 9, 16, 31, 32, 47, 64, 95, 121]);
      const width = r.between(3, rows > 60 ? 4 : 7);
      const steps = r.between(0, rows > 60 ? 9 : 20);
      const [s, i, c, k, heat] = ["s", "i", "c", "k", "h"].map((stem) => g.name(stem)) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const names = Array.from({ length: r.pick([2, 2, 2, 3]) }, () => g.name("f"));
      const [u, next] = names as [string, string];
      const most = r.pick([1, 1, 1, 2, 5]);
      const edge = Math.min(most, (rows - 1) >> 1);
      g.impure = true;
      // Most steps hand all fields on; some keep one, and some forget to.
      const turned = r.pick([[...names.slice(1), u], [...names.slice(1), u], [...names].reverse(), names]);
      const start = g.num(1);
      const column = `${i} * ${width} + ${c}`;
      const terms = Array.from({ length: r.between(1, 5) }, (): Node => {
        const factor = r.pick(["0.25", "-0.5", "2", heat, s]);
        const from = r.chance(0.85) ? u : r.pick(names);
        return make("term", "num")`${text("factor", factor)} * ${neighbour(g, from, i, c, width, edge)}`;
      });
      const value = terms.reduce(
        (a, b) => make("arithmetic", "num")`${a} ${text("op", r.pick(["+", "-"]))} ${b}`,
      );
      const chosen = r.chance(0.2)
        ? make(
            "cond",
            "num",
          )`${text("test", `${u}[${column}] > 0`)} ? ${value} : ${text("else", `${u}[${column}]`)}`
        : value;
      // Rows that read each other's are no parallel loop.
      const reads = [...new Set([chosen])].some((n) => JSON.stringify(n).includes(`${next}[`));
      const parallel = g.on("prange") && !reads && r.chance(0.7);
      const last = rows - edge;
      const plain = `for (let ${i} = ${edge}; ${i} < ${last}; ${i}++)`;
      const head = text("head", parallel ? `for (const ${i} of prange(${edge}, ${last}))` : plain);
      const list = (of: readonly string[]): string => `[${of.join(", ")}]`;
      const [sum] = sums as [(typeof sums)[number]];
      return make("fields", "stmt")`{
  ${text("make", names.map((name) => `let ${name} = new Float64Array(${rows * width});`).join(" "))}
  for (let ${text("name", k)} = 0; ${text("name", k)} < ${text("size", String(rows * width))}; ${text("name", k)}++) {
    ${text("set", names.map((name, n) => `${name}[${k}] = ${k} * ${n + 0.5};`).join(" "))}
    if (${text("name", k)} % 7 === 3) ${text("place", `${u}[${k}]`)} = ${start};
  }
  for (let ${text("head", `${s} = 0; ${s} < ${steps}; ${s}++`)}) {
    const ${text("name", heat)} = 1 / (${text("name", s)} + 3);
    ${plainly(head, plain)} {
      for (let ${text("head", `${c} = 1; ${c} < ${width - 1}; ${c}++`)}) ${text("place", `${next}[${column}]`)} = ${chosen};
    }
    ${text("turn", `${list(names)} = ${list(turned)};`)}
  }
  for (let ${text("head", `${k} = 0; ${k} < ${rows * width}; ${k}++`)}) ${text("place", sum.name)} = ${text("old", sum.name)} * 0.5 + ${text("element", `${u}[${k}]`)};
}`;
    },
  },
];
