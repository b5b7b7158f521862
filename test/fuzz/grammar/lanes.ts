// Loops whose iterations keep to themselves, so that most of them get lanes: stores at [i] only, and inside whatever
// parts lanes (branches, breaks, loops of their own length). Starts, steps and ends are such that gangs begin anywhere,
// end early and leave any number of iterations over.
import { leaf, make, type Node } from "../tree.ts";
import type { Gen, Production, Var } from "./gen.ts";

/** A scalar computed from what it was in the iteration before. */
function linkOf(g: Gen, name: string): Node {
  const to = (): Node => leaf("variable", "lval", name);
  const old = (): Node => leaf("variable", "num", name);
  switch (g.r.between(0, 5)) {
    case 0:
      return make("chain", "stmt")`${to()} = ${old()} * ${g.num(2)} + ${g.num(2)};`;
    case 1:
      return make("chain", "stmt")`${to()} = Math.max(${old()}, ${g.num(3)});`;
    case 2:
      return make("chain", "stmt")`${to()} = ${g.bool(2)} ? ${old()} - ${g.num(2)} : ${g.num(2)};`;
    case 3:
      return make("chain", "stmt")`${to()} = (${old()} * 69069 + ${g.num(2)}) | 0;`;
    case 4:
      return make("chain", "stmt")`${to()} = ${g.num(2)} / (1 + Math.abs(${old()}));`;
    default:
      return make("chain", "stmt")`${to()} += ${g.num(3)};`;
  }
}

export const LANES: readonly Production[] = [
  {
    tag: "for-lanes",
    weight: 8,
    make: (g) => {
      const arrays = g.of("arr");
      if (arrays.length === 0 || g.parallel || g.trips > 15) return undefined;
      const written = new Set(arrays.filter(() => g.r.chance(0.4)).map((v) => v.name));
      written.add(g.r.pick(arrays).name);
      // Those that are read at [i], too.
      const within = arrays.filter((v) => written.has(v.name) || g.r.chance(0.6)).map((v) => v.name);
      const lengths = within.map((name) => `${name}.length`);
      const all = lengths.length === 1 ? lengths[0] : `Math.min(${lengths.join(", ")})`;
      const limit = g.r.chance(0.3) ? `Math.min(${all}, ${g.r.between(0, 40)})` : all;
      const i = g.name("i");
      const from = g.r.pick([0, 0, 0, 1, 2, 5]);
      const step = g.r.pick([1, 1, 1, 1, 2, 3]);
      const head = `let ${i} = ${from}; ${i} < ${limit}; ${i} += ${step}`;
      // What is handed on from iteration to iteration, which only its own link reads before that, and anybody after.
      const free = g.of("num").filter((v) => v.assignable);
      const chains = g.on("chain") && g.r.chance(0.4) ? free.filter(() => g.r.chance(0.5)).slice(0, 2) : [];
      g.impure = true;
      return g.scoped(() => {
        const outside = g.vars.map((v) => ({ ...v, assignable: false }));
        g.vars = outside.filter((v) => !chains.some((c) => c.name === v.name));
        const counter: Var = { name: i, ty: "num", assignable: false, within, counter: true };
        g.vars.push(counter);
        const { callables } = g;
        g.callables = callables.filter((f) => f.pure && !f.closure);
        g.parallel = { index: i, written, lanes: true };
        const body = g.loopBody(12, chains.length > 0 ? 3 : 5, undefined, g.r.chance(0.05));
        for (const { name } of chains) body.push(linkOf(g, name));
        g.vars = [...outside, counter];
        const stores = [...written].map((name): Node => {
          const to = make("store", "lval")`${leaf("variable", "arr", name)}[${leaf("variable", "num", i)}]`;
          return make("assign", "stmt")`${to} = ${g.num(3)};`;
        });
        g.parallel = undefined;
        g.callables = callables;
        // Fuel of its own, as in a parallel loop: what is burnt in one iteration is no matter of the next one.
        return make("for-lanes", "stmt")`for (${leaf("head", "head", head)}) {
  let fuel = 6;${[...body, ...stores]}}`;
      });
    },
  },
  {
    tag: "jam",
    weight: 4,
    make: (g) => {
      const arrays = g.of("arr");
      if (arrays.length === 0 || g.parallel || g.trips > 3) return undefined;
      const doubles = arrays.filter((v) => v.ty === "arr:Float64Array");
      const out = g.r.pick(doubles.length > 0 && g.r.chance(0.8) ? doubles : arrays).name;
      const from = g.r.pick(arrays).name;
      const [k, j, t] = [g.name("k"), g.name("j"), g.name("c")];
      const outer = `let ${k} = ${g.r.pick([0, 0, 1])}; ${k} < ${g.r.between(0, 13)}; ${k} += ${g.r.pick([1, 1, 2])}`;
      const inner = `let ${j} = 0; ${j} < Math.min(${out}.length, ${from}.length); ${j}++`;
      g.impure = true;
      return g.scoped(() => {
        g.vars = g.vars.map((v) => ({ ...v, assignable: false }));
        g.vars.push({ name: k, ty: "num", assignable: false, counter: true });
        const { callables } = g;
        g.callables = callables.filter((f) => f.pure && !f.closure);
        const written = new Set([out]);
        g.parallel = { index: k, written, lanes: true };
        const value = g.num(2);
        g.parallel = { index: j, written, lanes: true };
        g.vars.push({ name: t, ty: "num", assignable: false });
        g.vars.push({ name: j, ty: "num", assignable: false, within: [out, from], counter: true });
        const added = g.num(3);
        g.parallel = undefined;
        g.callables = callables;
        const to = make("store", "lval")`${leaf("variable", "arr", out)}[${leaf("variable", "num", j)}]`;
        const op = leaf("op", "op", g.r.pick(["+", "+", "-", "*"]));
        const factor = make("load", "num")`${leaf("variable", "arr", from)}[${leaf("variable", "num", j)}]`;
        return make("jam", "stmt")`for (${leaf("head", "head", outer)}) {
  const ${leaf("name", "name", t)} = ${value};
  for (${leaf("head", "head", inner)}) {
    ${to} ${op}= ${factor} * ${added};
  }
}`;
      });
    },
  },
  {
    tag: "product",
    weight: 4,
    make: (g) => {
      const arrays = g.of("arr");
      if (arrays.length === 0 || g.parallel || g.trips > 2) return undefined;
      const doubles = arrays.filter((v) => v.ty === "arr:Float64Array");
      const out = g.r.pick(doubles.length > 0 && g.r.chance(0.8) ? doubles : arrays).name;
      const [a, b] = [g.r.pick(arrays).name, g.r.pick(arrays).name];
      const [i, j, k, s] = [g.name("i"), g.name("j"), g.name("k"), g.name("s")];
      const [rows, width, depth] = [g.r.between(0, 9), g.r.between(1, 7), g.r.between(0, 5)];
      g.impure = true;
      return g.scoped(() => {
        g.vars = g.vars.map((v) => ({ ...v, assignable: false }));
        g.vars.push({ name: i, ty: "num", assignable: false, counter: true });
        const { callables } = g;
        g.callables = callables.filter((f) => f.pure && !f.closure);
        g.parallel = { index: i, written: new Set([out]), lanes: true };
        const start = g.num(2);
        g.parallel = undefined;
        g.callables = callables;
        // Its own element, the next one, or the next row's, before it is stored or after it should have been.
        const further = g.r.pick([0, 0, 1, width, width + 1]);
        const fits = `${out}.length >= ${rows * width + further} && ${a}.length >= ${rows * depth} && ${b}.length >= ${depth * width}`;
        const row = `let ${i} = 0; ${i} < ${rows}; ${i}++`;
        const column = `let ${j} = 0; ${j} < ${width}; ${j}++`;
        const sum = `let ${k} = 0; ${k} < ${depth}; ${k}++`;
        const at = (name: string, y: string, of: number, x: string): Node =>
          make(
            "load",
            "num",
          )`${leaf("variable", "arr", name)}[${leaf("index", "index", `${y} * ${of} + ${x}`)}]`;
        const product = make("arithmetic", "num")`${at(a, i, depth, k)} * ${at(b, k, width, j)}`;
        const to = at(out, i, width, j);
        const next = at(out, i, width, further === 0 ? j : `${j} + ${further}`);
        if (g.r.chance(0.5))
          return make(
            "product",
            "stmt",
          )`if (${leaf("test", "test", fits)}) for (${leaf("head", "head", row)}) {
  for (${leaf("head", "head", sum)}) {
    for (${leaf("head", "head", column)}) ${to} += ${product};
  }
}`;
        return make("product", "stmt")`if (${leaf("test", "test", fits)}) for (${leaf("head", "head", row)}) {
  for (${leaf("head", "head", column)}) {
    let ${leaf("name", "name", s)} = ${start};
    for (${leaf("head", "head", sum)}) ${leaf("name", "name", s)} += ${product};
    ${to} = ${leaf("name", "name", s)};
    ${to} += ${next};
  }
}`;
      });
    },
  },
];
