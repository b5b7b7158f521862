// A seed becomes a program and its arguments: a few helper functions, a kernel that may use everything, and values that
// are as unpleasant as the types allow.
import { type Callable, FEATURES, Gen, resultOf, TABLES, type Temper } from "./grammar/index.ts";
import { Random } from "./random.ts";
import { leaf, type Node, nodes, print } from "./tree.ts";
import {
  type Arg,
  type Args,
  KINDS,
  type Kind,
  smallCount,
  someBytes,
  uglyNumber,
  type View,
} from "./values.ts";

/** A generated program: a tree of functions, the last of which is `kernel`, and what to call it with. */
export interface Generated {
  readonly seed: number;
  /** Features that show in no production of the tree. */
  readonly shape: readonly string[];
  readonly tree: Node;
  readonly args: Args;
}

/** A program as text: all that is needed to run it, however it came about. */
export interface Case {
  readonly seed: number;
  /** JavaScript: function declarations, one of them `kernel`. */
  readonly source: string;
  /** The same in the checked form. */
  readonly checked: string;
  readonly features: readonly string[];
  readonly args: Args;
}

export interface Settings {
  /** Features that are switched off, by production tag. */
  readonly off?: Iterable<string>;
  /** How long programs are, relative to the usual. */
  readonly size?: number;
}

/** The features that a program's tree uses. */
function featuresOf(tree: Node): Set<string> {
  const tags = new Set<string>();
  for (const node of nodes(tree)) if (FEATURES.includes(node.tag)) tags.add(node.tag);
  return tags;
}

/** The text of a generated program. */
export function caseOf({ seed, shape, tree, args }: Generated): Case {
  const features = [...new Set([...featuresOf(tree), ...shape])].sort();
  return { seed, args, features, source: print(tree), checked: print(tree, true) };
}

/** The program of a seed. */
export function generate(seed: number, settings: Settings = {}): Generated {
  const r = new Random(seed);
  const off = new Set(settings.off);
  // Some features silence comparisons or end programs early, so most programs do without them.
  if (r.chance(0.85)) off.add("transcendental");
  if (r.chance(0.6)) off.add("prange");
  if (r.chance(0.5)) for (const tag of ["sort", "reverse", "copyWithin"]) off.add(tag);
  const reduces = !off.has("array-reduction") && r.chance(0.3);
  if (reduces) for (const tag of ["alias", "subarray", "swap-arrays", "overlap"]) off.add(tag);
  else off.add("array-reduction");
  const temper: Temper = { wild: r.chance(0.15), throws: r.chance(0.3), prints: r.chance(0.2) };
  const g = new Gen(r, TABLES, off, temper);
  const functions: Node[] = [];
  if (g.on("helper")) {
    const n = r.weighted([
      [3, 0],
      [3, 1],
      [2, 2],
    ] as const);
    for (let i = 0; i < n; i++) {
      const { node, callable } = helper(g, i);
      functions.push(node);
      g.callables.push(callable);
    }
  }
  if (temper.throws && g.on("always-throws") && r.chance(0.5)) functions.push(failing(g, "fail"));
  const { node, args } = kernel(g, settings.size ?? 1);
  functions.push(node);
  return {
    seed,
    args,
    shape: [...g.shape],
    tree: {
      tag: "program",
      ty: "program",
      kids: functions,
      text: functions.flatMap((_, i) => (i > 0 ? ["\n\n", i] : [i])),
    },
  };
}

function declaration(
  name: string,
  params: readonly string[],
  fuel: number,
  body: readonly Node[],
  result: Node | undefined,
): Node {
  const head = `function ${name}(${params.join(", ")}) {\n  let fuel = ${fuel};`;
  return result
    ? { tag: "function", ty: "function", kids: [body, result], text: [head, 0, "  return ", 1, ";\n}"] }
    : { tag: "function", ty: "function", kids: [body], text: [head, 0, "}"] };
}

function helper(outer: Gen, number: number): { node: Node; callable: Callable } {
  const { r } = outer;
  const name = `helper${number}`;
  const g = outer.fresh();
  g.shape.add("helper");
  if (g.on("recursion") && r.chance(0.25)) return recursive(g, name);
  g.budget = r.between(2, 8);
  g.trips = 4;
  g.result = r.weighted([
    [6, "num"],
    [2, "bool"],
    [1, undefined],
    [g.on("return-tuple") ? 2 : 0, "tup:n,n"],
  ] as const);
  const params: string[] = [];
  const types: string[] = [];
  let optional = 0;
  const n = r.between(1, 3);
  for (let i = 0; i < n; i++) {
    const ty = r.weighted([
      [6, "num"],
      [1, "bool"],
      [3, `arr:${r.pick(KINDS)}`],
      [g.on("function-argument") ? 1 : 0, "fn"],
    ] as const);
    const param = `${ty.startsWith("arr") ? "a" : "p"}${i}_${number}`;
    types.push(ty);
    if (ty === "num" && i === n - 1 && g.on("default") && r.chance(0.4)) {
      optional = 1;
      g.shape.add("default");
      params.push(`${param} = ${r.between(-2, 9)}`);
    } else params.push(param);
    if (ty === "fn")
      g.callables.push({ name: param, params: ["num"], optional: 0, result: "num", cost: 20, pure: true });
    else g.vars.push({ name: param, ty, assignable: ty === "num" || ty === "bool" });
  }
  const body = g.statements(4);
  const node = declaration(name, params, 40, body, resultOf(g));
  return { node, callable: { name, params: types, optional, result: g.result, cost: 60, pure: !g.impure } };
}

/** A function that always throws: a call of it stands for any value. */
function failing(g: Gen, name: string): Node {
  g.always = name;
  g.impure = true;
  const kids = [leaf("always-throws", "op", g.r.pick(["RangeError", "TypeError"]))];
  return {
    tag: "function",
    ty: "function",
    kids,
    text: [`function ${name}(x) {\n  throw new `, 0, '("bad");\n}'],
  };
}

/** Two shapes of recursion, both a few levels deep whatever they are called with. */
function recursive(g: Gen, name: string): { node: Node; callable: Callable } {
  const { r } = g;
  g.vars.push({ name: "n", ty: "num", assignable: false }, { name: "x", ty: "num", assignable: true });
  const handed = g.on("function-argument") && r.chance(0.3);
  if (handed) {
    g.shape.add("function-argument");
    g.callables.push({ name: "f", params: ["num"], optional: 0, result: "num", cost: 20, pure: true });
  }
  g.budget = 2;
  g.trips = 8;
  g.result = "num";
  const body = [leaf("recursion", "fixed", "n = Math.min(n, 5);"), ...g.statements(2), stop(g)];
  const twice = r.chance(0.4);
  const again = (): Node => {
    const kids = [g.num(2)];
    return { tag: "recursion", ty: "num", kids, text: [`${name}(n - 1, `, 0, handed ? ", f)" : ")"] };
  };
  const kids = twice ? [again(), again()] : [again(), g.num(2)];
  const result: Node = {
    tag: "recursion",
    ty: "num",
    kids,
    text: ["(", 0, ` ${r.pick(["+", "-", "*"])} `, 1, ")"],
  };
  return {
    node: declaration(name, handed ? ["n", "x", "f"] : ["n", "x"], 10, body, result),
    callable: {
      name,
      params: handed ? ["num", "num", "fn"] : ["num", "num"],
      optional: 0,
      result: "num",
      cost: twice ? 500 : 100,
      pure: !g.impure,
    },
  };
}

function stop(g: Gen): Node {
  return { tag: "recursion", ty: "fixed", kids: [g.num(1)], text: ["if (!(n > 0)) return ", 0, ";"] };
}

/** A strided array: a permutation, a step, a reversal or a repetition of a fresh buffer. */
function strided(r: Random, kind: Kind, buffers: Uint8Array[]): { arg: Arg; axes: number } {
  const axes = r.between(1, 3);
  const shape = Array.from({ length: axes }, () => r.between(r.chance(0.1) ? 0 : 1, 4));
  const order = shape.map((_, i) => i).sort(() => r.below(3) - 1);
  const strides = shape.map(() => 0);
  let [size, start] = [r.between(1, 2), r.between(0, 2)];
  for (const axis of order) {
    strides[axis] = size;
    size *= Math.max(1, shape[axis]) + r.below(2);
  }
  const room = size + start;
  for (let axis = 0; axis < axes; axis++) {
    if (r.chance(0.2) && shape[axis] > 0) {
      start += strides[axis] * (shape[axis] - 1);
      strides[axis] = -strides[axis];
    } else if (r.chance(0.1)) strides[axis] = 0;
  }
  buffers.push(someBytes(r, kind, room));
  return {
    axes,
    arg: { k: "strided", kind, buffer: buffers.length - 1, offset: 0, length: room, shape, strides, start },
  };
}

/** Rows cut from one buffer at one distance, some tables with a flaw: a row that is shorter, longer or elsewhere. */
function evenRows(r: Random, kind: Kind, buffers: Uint8Array[], overlap: boolean): View[] {
  const unit = globalThis[kind].BYTES_PER_ELEMENT;
  const [count, length] = [r.between(1, 7), r.pick([0, 1, 2, 3, 4, 5, 5, 6, 7, 9])];
  const distance = overlap && r.chance(0.15) ? r.between(0, length) : length + r.pick([0, 0, 0, 1, 3]);
  const room = (count - 1) * distance + length + 2;
  buffers.push(someBytes(r, kind, room));
  const rows = Array.from({ length: count }, (_, i): View => {
    return { k: "view", kind, buffer: buffers.length - 1, offset: i * distance * unit, length };
  });
  if (r.chance(0.1)) rows.reverse();
  const [flawed, row] = [r.below(count), rows[r.below(count)]];
  if (r.chance(0.1)) rows[flawed] = { ...rows[flawed], length: r.between(0, length) };
  if (overlap && r.chance(0.06)) rows[flawed] = { ...row, offset: row.offset + unit };
  if (overlap && r.chance(0.06)) rows[flawed] = row;
  return rows;
}

function kernel(outer: Gen, size: number): { node: Node; args: Args } {
  const { r } = outer;
  const g = outer.fresh();
  const params: string[] = [];
  const buffers: Uint8Array[] = [];
  const values: Arg[] = [];
  /** The kind that each buffer was made for. */
  const owners: Kind[] = [];
  const view = (kind: Kind): View => {
    const length = smallCount(r);
    const bytes = someBytes(r, kind, length);
    const unit = globalThis[kind].BYTES_PER_ELEMENT;
    // The bits of a NaN are nobody's business, so floats share their bytes with their own kind only.
    const float = kind.startsWith("Float");
    const shared = owners.flatMap((owner, at) =>
      owner === kind || !(float || owner.startsWith("Float")) ? [at] : [],
    );
    if (shared.length > 0 && g.on("overlap") && r.chance(0.2)) {
      g.shape.add("overlap");
      const buffer = r.pick(shared);
      const room = Math.floor(buffers[buffer].length / unit);
      const start = r.below(room + 1);
      return { k: "view", kind, buffer, offset: start * unit, length: r.between(0, room - start) };
    }
    owners.push(kind);
    const before = r.chance(0.2) ? unit * r.between(1, 3) : 0;
    const whole = new Uint8Array(before + bytes.length);
    whole.set(bytes, before);
    buffers.push(whole);
    return { k: "view", kind, buffer: buffers.length - 1, offset: before, length };
  };
  const add = (stem: string, ty: string, value: Arg, assignable = false): void => {
    const name = g.name(stem);
    if (stem === "o") g.shape.add("record-argument");
    if (stem === "t") g.shape.add("tuple-argument");
    params.push(name);
    values.push(value);
    g.vars.push({ name, ty, assignable });
  };
  const n = r.between(1, 5);
  for (let i = 0; i < n; i++) {
    const arrays = values.flatMap((v, at) => (v.k === "view" ? [at] : []));
    r.weighted<() => void>([
      [
        6,
        () => {
          if (arrays.length > 0 && g.on("overlap") && r.chance(0.08)) {
            const as = r.pick(arrays);
            add("a", g.vars[as].ty, { k: "same", as }, r.chance(0.3));
            return;
          }
          const known = arrays.map((at) => (values[at] as View).kind);
          const kind = known.length > 0 && r.chance(0.4) ? r.pick(known) : r.pick(KINDS);
          add("a", `arr:${kind}`, view(kind), r.chance(0.3));
        },
      ],
      [3, () => add("p", "num", { k: "num", value: uglyNumber(r) }, true)],
      [1, () => add("q", "bool", { k: "bool", value: r.chance(0.5) }, true)],
      [
        g.on("rows") ? 2 : 0,
        () => {
          const tables = values.flatMap((v, at) => (v.k === "rows" ? [at] : []));
          if (tables.length > 0 && g.on("overlap") && r.chance(0.1)) {
            const as = r.pick(tables);
            add("u", g.vars[as].ty, { k: "same", as });
            return;
          }
          const kind = r.chance(0.5) ? "Float64Array" : r.pick(KINDS);
          const rows = r.chance(0.6)
            ? evenRows(r, kind, buffers, g.on("overlap"))
            : Array.from({ length: r.between(1, 4) }, () => view(kind));
          while (owners.length < buffers.length) owners.push(kind);
          add("u", `rows:${kind}`, { k: "rows", rows });
        },
      ],
      [
        g.on("strided") ? 1.5 : 0,
        () => {
          const kind = r.pick(KINDS);
          owners.push(kind);
          const { arg, axes } = strided(r, kind, buffers);
          add("s", `nd:${axes}`, arg);
        },
      ],
      [
        g.on("record-argument") ? 1 : 0,
        () =>
          add("o", "rec:x,y", {
            k: "record",
            fields: ["x", "y"].map((f) => [f, { k: "num", value: uglyNumber(r) }]),
          }),
      ],
      [
        g.on("tuple-argument") ? 1 : 0,
        () =>
          add(
            "t",
            "tup:n,n",
            { k: "list", items: [0, 1].map(() => ({ k: "num", value: uglyNumber(r) })) },
            true,
          ),
      ],
    ])();
  }
  const arrays = g.of("arr", (v) => !v.assignable);
  const start: Node[] = [];
  g.result = r.weighted([
    [5, "num"],
    [1, "bool"],
    [1, undefined],
    [g.on("return-tuple") ? 2 : 0, "tup:n,n,n"],
    [g.on("return-record") ? 1 : 0, "rec:x,y"],
    [g.on("return-array") && arrays.length > 0 ? 1 : 0, "arr="],
    [g.on("return-new-array") ? 1 : 0, "new="],
  ] as const);
  const shapes = { tup: "return-tuple", rec: "return-record", arr: "return-array", new: "return-new-array" };
  const shape = shapes[g.result?.slice(0, 3) as keyof typeof shapes];
  if (shape) g.shape.add(shape);
  if (g.result === "arr=") g.result = `arr=${r.pick(arrays).name}`;
  if (g.result === "new=") {
    const kind = r.pick(KINDS);
    start.push(leaf("return-new-array", "fixed", `const out = new ${kind}(${r.below(9)});`));
    g.vars.push({ name: "out", ty: `arr:${kind}`, assignable: false });
    g.result = "arr=out";
  }
  // A few variables to begin with make everything after them richer.
  g.budget = Math.ceil(size * r.between(4, 25));
  const body = [...start, ...g.statements(Math.ceil(size * r.between(3, 10)))];
  return { node: declaration("kernel", params, 60, body, resultOf(g)), args: { buffers, values } };
}
