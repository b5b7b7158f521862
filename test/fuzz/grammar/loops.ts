// Loops. Counted ones are bounded by how they are written; the others burn `fuel`, a counter that every function and
// every parallel iteration starts afresh, so that each program ends whatever its numbers are.
import { leaf, make, type Node, plainly } from "../tree.ts";
import { spell } from "../values.ts";
import type { Gen, Production } from "./gen.ts";

/** Iterations that a loop here may make. */
const room = (g: Gen): number => Math.min(40, Math.floor(600 / g.trips));

/** Some loops carry a label. */
function labelled(g: Gen): { label: string | undefined; prefix: Node } {
  const label = g.on("labelled-jump") && g.r.chance(0.25) ? g.name("loop") : undefined;
  return { label, prefix: leaf("label", "label", label ? `${label}: ` : "") };
}

const EDGES = [2 ** 31 - 3, 2 ** 32 - 3, -(2 ** 31) - 2, 2 ** 53 - 8, -3, 0.5, -0.25, 1e15];

export const LOOPS: readonly Production[] = [
  {
    tag: "for-array",
    weight: 8,
    make: (g) => {
      const arrays = g.of("arr", (v) => !g.parallel?.written.has(v.name));
      if (arrays.length === 0 || room(g) < 12) return undefined;
      const a = g.r.pick(arrays);
      const b = g.r.pick(arrays);
      const i = g.name("i");
      const { label, prefix } = labelled(g);
      return g.scoped(() => {
        const two = g.r.chance(0.3);
        const within = two ? [a.name, b.name] : [a.name];
        const limit = two ? `Math.min(${a.name}.length, ${b.name}.length)` : `${a.name}.length`;
        g.vars.push({ name: i, ty: "num", assignable: false, within, counter: true });
        const down = g.r.chance(0.15);
        const head = down
          ? `let ${i} = ${limit} - 1; ${i} >= 0; ${i}--`
          : `let ${i} = 0; ${i} < ${limit}; ${i}++`;
        return make(
          "for-array",
          "stmt",
        )`${prefix}for (${leaf("head", "head", head)}) {${g.loopBody(12, 4, label)}}`;
      });
    },
  },
  {
    tag: "stencil",
    weight: 3,
    make: (g, d) => {
      const arrays = g.of("arr");
      if (arrays.length === 0 || room(g) < 12 || g.parallel) return undefined;
      g.impure = true;
      const a = g.r.pick(arrays).name;
      const b = g.r.pick(arrays).name;
      const i = g.name("i");
      const off = (array: string, k: string): Node =>
        plainly(leaf("load", "num", `${array}[${i}${k}]`), `${array}[$ix(${array}, ${i}${k})]`);
      const to = plainly(leaf("store", "lval", `${b}[${i}]`), `${b}[$ix(${b}, ${i})]`);
      const limit = g.r.chance(0.5) ? `${a}.length - 1` : `Math.min(${a}.length, ${b}.length) - 1`;
      return make(
        "stencil",
        "stmt",
      )`for (let ${leaf("name", "name", i)} = 1; ${leaf("name", "name", i)} < ${leaf("head", "head", limit)}; ${leaf("name", "name", i)}++) {
  ${to} = ${off(a, " - 1")} * ${g.num(d - 2)} + ${off(a, "")} - ${off(a, " + 1")};
}`;
    },
  },
  {
    tag: "for-count",
    weight: 5,
    make: (g, d) => {
      const most = room(g);
      if (most < 2) return undefined;
      const n = g.r.between(0, Math.min(most, 12));
      const limit = g.r.chance(0.4)
        ? make("integer", "limit")`Math.min(${g.num(d - 1)}, ${leaf("constant", "num", String(n))})`
        : leaf("constant", "num", String(n));
      const i = g.name("i");
      const name = leaf("name", "name", i);
      const { label, prefix } = labelled(g);
      return g.scoped(() => {
        g.vars.push({ name: i, ty: "num", assignable: false, counter: true });
        const step = g.r.pick(["++", "++", "++", " += 2", " += 3"]);
        const cmp = g.r.pick(["<", "<", "<="]);
        return make(
          "for-count",
          "stmt",
        )`${prefix}for (let ${name} = ${leaf("constant", "num", g.r.pick(["0", "0", "1"]))}; ${name} ${leaf("op", "op", cmp)} ${limit}; ${name}${leaf("op", "op", step)}) {${g.loopBody(n + 1, 4, label)}}`;
      });
    },
  },
  {
    tag: "for-ugly",
    weight: 3,
    make: (g) => {
      const most = Math.min(room(g), 6);
      if (most < 2) return undefined;
      const from = g.r.pick(EDGES);
      // At a large start a fraction would be lost in rounding, and the loop never end.
      const step = g.r.pick(Math.abs(from) > 1e6 ? [1, 1, 2, 3] : [1, 1, 2, 3, 0.5, 0.1]);
      const down = g.r.chance(0.3);
      const span = step * g.r.between(0, most - 1) + g.r.pick([0, 0, step / 2]);
      const i = g.name("i");
      const [start, end] = down ? [from + span, from] : [from, from + span];
      const cmp = g.r.pick(down ? [">", ">="] : ["<", "<="]);
      const { label, prefix } = labelled(g);
      return g.scoped(() => {
        g.vars.push({ name: i, ty: "num", assignable: false });
        const head = `let ${i} = ${spell(start)}; ${i} ${cmp} ${spell(end)}; ${i} ${down ? "-=" : "+="} ${step}`;
        return make(
          "for-ugly",
          "stmt",
        )`${prefix}for (${leaf("head", "head", head)}) {${g.loopBody(most, 3, label)}}`;
      });
    },
  },
  {
    tag: "for-fuel",
    weight: 2,
    make: (g, d) => {
      if (room(g) < 8) return undefined;
      const i = g.name("i");
      const name = leaf("name", "name", i);
      const { label, prefix } = labelled(g);
      const start = g.num(d - 1);
      return g.scoped(() => {
        g.vars.push({ name: i, ty: "num", assignable: true });
        return make(
          "for-fuel",
          "stmt",
        )`${prefix}for (let ${name} = ${start}; fuel-- > 0 && ${g.bool(d)}; ${name}++) {${g.loopBody(12, 3, label)}}`;
      });
    },
  },
  {
    tag: "while",
    weight: 2,
    make: (g, d) => {
      if (room(g) < 8) return undefined;
      const { label, prefix } = labelled(g);
      return make("while", "stmt")`${prefix}while (fuel-- > 0 && ${g.bool(d)}) {${g.loopBody(12, 4, label)}}`;
    },
  },
  {
    tag: "do",
    weight: 2,
    make: (g, d) => {
      if (room(g) < 8) return undefined;
      const { label, prefix } = labelled(g);
      return make(
        "do",
        "stmt",
      )`${prefix}do {${g.loopBody(12, 4, label)}} while (fuel-- > 0 && ${g.bool(d)});`;
    },
  },
  {
    tag: "for-of",
    weight: 3,
    make: (g) => {
      const arrays = g.of("arr", (v) => !g.parallel?.written.has(v.name));
      if (arrays.length === 0 || room(g) < 12) return undefined;
      const x = g.name("x");
      const { label, prefix } = labelled(g);
      return g.scoped(() => {
        const a = g.r.pick(arrays).name;
        g.vars.push({ name: x, ty: "num", assignable: false });
        return make(
          "for-of",
          "stmt",
        )`${prefix}for (const ${leaf("name", "name", x)} of ${leaf("variable", "arr", a)}) {${g.loopBody(12, 4, label)}}`;
      });
    },
  },
  {
    tag: "for-rows",
    weight: 2,
    make: (g) => {
      const tables = g.of("rows");
      if (tables.length === 0 || room(g) < 8) return undefined;
      const t = g.r.pick(tables);
      const kind = t.ty.slice(5);
      if (g.r.chance(0.5)) {
        const i = g.name("i");
        return g.scoped(() => {
          g.vars.push({ name: i, ty: "num", assignable: false, within: [t.name], counter: true });
          return make(
            "for-rows",
            "stmt",
          )`for (let ${leaf("name", "name", i)} = 0; ${leaf("name", "name", i)} < ${leaf("name", "name", t.name)}.length; ${leaf("name", "name", i)}++) {${g.loopBody(4, 3, undefined)}}`;
        });
      }
      const row = g.name("w");
      if (g.parallel) return undefined;
      return g.scoped(() => {
        g.vars.push({ name: row, ty: `arr:${kind}`, assignable: false });
        return make(
          "for-rows",
          "stmt",
        )`for (const ${leaf("name", "name", row)} of ${leaf("name", "name", t.name)}) {${g.loopBody(4, 3, undefined)}}`;
      });
    },
  },
  {
    tag: "for-strided",
    weight: 4,
    make: (g) => {
      const arrays = g.of("nd");
      if (arrays.length === 0 || room(g) < 6 || g.parallel) return undefined;
      const a = g.r.pick(arrays);
      const axis = g.r.below(Number(a.ty[3]));
      const i = g.name("i");
      const { label, prefix } = labelled(g);
      return g.scoped(() => {
        g.vars.push({
          name: i,
          ty: "num",
          assignable: false,
          within: [`${a.name}.shape[${axis}]`],
          counter: true,
        });
        const head = `let ${i} = 0; ${i} < ${a.name}.shape[${axis}]; ${i}++`;
        return make(
          "for-strided",
          "stmt",
        )`${prefix}for (${leaf("head", "head", head)}) {${g.loopBody(4, 3, label)}}`;
      });
    },
  },
  {
    tag: "labelled-block",
    weight: 1,
    make: (g) => {
      if (!g.on("labelled-jump")) return undefined;
      const label = g.name("block");
      g.loops.push({ label, breaks: g.loops.at(-1)?.breaks ?? false, continues: false });
      const made = make("labelled-block", "stmt")`${leaf("label", "label", `${label}: `)}{${g.block(4)}}`;
      g.loops.pop();
      return made;
    },
  },
];
