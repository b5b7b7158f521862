// Elements of arrays: indices that mostly fit, loads, places to store to. In the checked form every index goes through
// $ix, which throws where the compiled program reports an index out of range.
import { leaf, make, type Node, plainly } from "../tree.ts";
import type { Gen, Var } from "./gen.ts";

/** An index into `array`, written so that it mostly fits unless the array is empty. */
export function index(g: Gen, array: string, depth: number): Node {
  const within = g.vars.filter((v) => v.within?.includes(array));
  if (within.length > 0 && g.r.chance(0.75)) return leaf("variable", "num", g.r.pick(within).name);
  if (g.temper.wild && g.r.chance(0.1)) return g.num(depth);
  const counters = g.vars.filter((v) => v.counter);
  const n = leaf("length", "num", `${array}.length`);
  return g.r.weighted<() => Node>([
    [4, () => make("index", "num")`(${g.num(depth)} >>> 0) % ${n}`],
    [2, () => make("index", "num")`${n} - 1`],
    [1, () => make("index", "num")`Math.min(${g.num(0)} & 7, ${n} - 1)`],
    [1, () => make("index", "num")`Math.abs(${g.num(depth)} | 0) % ${n}`],
    [1, () => leaf("constant", "num", String(g.r.below(2)))],
    [
      counters.length > 0 ? 4 : 0,
      () =>
        make(
          "index",
          "num",
        )`(${leaf("variable", "num", g.r.pick(counters).name)} + ${leaf("constant", "num", String(g.r.below(4)))}) % ${n}`,
    ],
  ])();
}

function at(tag: string, ty: string, array: string, i: Node): Node {
  return plainly(make(tag, ty)`${leaf("variable", "arr", array)}[${i}]`, "$0[$ix($0, $1)]");
}

/** A row of an array of arrays, as an array: `u[i]`. The index has no effects, since the checked form repeats it. */
function row(g: Gen, rows: Var): Node {
  const vars = g.vars.filter((v) => v.within?.includes(rows.name));
  const i =
    vars.length > 0
      ? leaf("variable", "num", g.r.pick(vars).name)
      : make(
          "index",
          "num",
        )`(${g.r.chance(0.5) ? leaf("constant", "num", String(g.r.below(6))) : readVariable(g)} >>> 0) % ${leaf("length", "num", `${rows.name}.length`)}`;
  return plainly(make("row", "arr")`${leaf("variable", "rows", rows.name)}[${i}]`, "$0[$ix($0, $1)]");
}

function readVariable(g: Gen): Node {
  const vars = g.of("num");
  return vars.length > 0 ? leaf("variable", "num", g.r.pick(vars).name) : leaf("constant", "num", "0");
}

function elementOfRow(g: Gen, ty: string, depth: number): Node | undefined {
  const tables = g.of("rows");
  if (tables.length === 0 || !g.on("rows") || g.parallel) return undefined;
  const r = row(g, g.r.pick(tables));
  return plainly(
    make("rows", ty)`${r}[(${g.num(depth)} >>> 0) % ${r}.length]`,
    "$0[$ix($0, ($1 >>> 0) % $2.length)]",
  );
}

/** A strided array's name and its subscripts. */
function subscripts(g: Gen, depth: number): { name: string; subs: Node[] } | undefined {
  const arrays = g.of("nd");
  if (arrays.length === 0 || g.parallel || !g.on("strided")) return undefined;
  const { name, ty } = g.r.pick(arrays);
  const subs = Array.from({ length: Number(ty[3]) }, (_, axis) => {
    const vars = g.vars.filter((v) => v.within?.includes(`${name}.shape[${axis}]`));
    const n = leaf("length", "num", `${name}.shape[${axis}]`);
    const sub =
      vars.length > 0 && g.r.chance(0.8)
        ? leaf("variable", "num", g.r.pick(vars).name)
        : make("index", "num")`(${g.num(depth)} >>> 0) % ${n}`;
    return make("strided", "sub")`${sub}`;
  });
  return { name, subs };
}

/** `name.get(i, j)` or, with a value, `name.set(i, j, value)`. */
export function stridedCall(g: Gen, depth: number, value?: () => Node): Node | undefined {
  const made = subscripts(g, depth);
  if (!made) return undefined;
  if (value) g.impure = true;
  const kids = value ? [...made.subs, value()] : made.subs;
  const text = kids.flatMap((_, i): (string | number)[] => (i > 0 ? [", ", i] : [i]));
  const method = value ? "set" : "get";
  const node: Node = {
    tag: "strided",
    ty: value ? "stmt" : "num",
    kids,
    text: [`${made.name}.${method}(`, ...text, value ? ");" : ")"],
  };
  // A method's arguments are all evaluated before it looks at the first.
  const all = kids.map((_, i) => `, $${i}`).join("");
  return plainly(node, `$strided(${made.name}, "${method}"${all})${value ? ";" : ""}`);
}

/** An element to read. */
export function element(g: Gen, depth: number): Node | undefined {
  if (g.r.chance(0.15)) return elementOfRow(g, "num", depth - 1);
  const own = g.parallel && g.r.chance(0.3) ? [...g.parallel.written] : [];
  if (g.parallel && own.length > 0)
    return at("load", "num", g.r.pick(own), leaf("variable", "num", g.parallel.index));
  const arrays = g.readable();
  if (arrays.length === 0) return undefined;
  const a = g.r.pick(arrays);
  return at("load", "num", a.name, index(g, a.name, depth - 1));
}

/** An element to assign to. */
export function place(g: Gen, depth: number): Node | undefined {
  if (g.parallel) {
    const local = g.of("arr", (v) => v.assignable);
    const own = [...g.parallel.written];
    if (own.length === 0 || (local.length > 0 && g.r.chance(0.3))) return undefined;
    return at("store", "lval", g.r.pick(own), leaf("variable", "num", g.parallel.index));
  }
  g.impure = true;
  if (g.r.chance(0.15)) {
    const made = elementOfRow(g, "lval", depth);
    if (made) return made;
  }
  const arrays = g.of("arr");
  if (arrays.length === 0) return undefined;
  const a = g.r.pick(arrays);
  return at("store", "lval", a.name, index(g, a.name, depth));
}
