// Statements without loops: declarations, assignments, branches, arrays' methods, errors, results.
import { leaf, make, type Node, plainly } from "../tree.ts";
import { KINDS } from "../values.ts";
import { callOf, lambda } from "./calls.ts";
import { index, place, stridedCall } from "./elements.ts";
import type { Gen, Production, Var } from "./gen.ts";
import { assignable, COMPOUND, field } from "./numbers.ts";

/** Declares a variable: its text, and its place in the scope. */
function declare(g: Gen, ty: string, stem: string, assignable: boolean, extra: Partial<Var> = {}): Node {
  const name = g.name(stem);
  g.vars.push({ name, ty, assignable, ...extra });
  return leaf("name", "name", name);
}

const arrayLeaf = (name: string): Node => leaf("variable", "arr", name);

/** An array that may be changed as a whole here. */
function victim(g: Gen): string | undefined {
  if (g.parallel) return undefined;
  const arrays = g.of("arr");
  g.impure = true;
  return arrays.length > 0 ? g.r.pick(arrays).name : undefined;
}

/** Numbers, one for each of `n`. */
const some = (g: Gen, n: number, depth: number): Node[] => Array.from({ length: n }, () => g.num(depth));

/** A list of expressions between two brackets. */
function enclosed(
  tag: string,
  ty: string,
  open: string,
  close: string,
  kids: readonly Node[],
  names?: readonly string[],
): Node {
  const text: (string | number)[] = [open];
  kids.forEach((_, i) => {
    text.push(`${i > 0 ? ", " : ""}${names ? `${names[i]}: ` : ""}`, i);
  });
  text.push(close);
  return { tag, ty, kids, text };
}

/** What `return` gives back, for the function's result type. */
export function resultOf(g: Gen): Node | undefined {
  const ty = g.result;
  if (ty === undefined) return undefined;
  if (ty === "num") return g.num(3);
  if (ty === "bool") return g.bool(2);
  if (ty.startsWith("tup:"))
    return enclosed("tuple-result", "tuple", "[", "]", some(g, ty.split(",").length, 2));
  if (ty.startsWith("rec:")) {
    const names = ty.slice(4).split(",");
    return enclosed("record-result", "record", "{ ", " }", some(g, names.length, 2), names);
  }
  return leaf("variable", "arr", ty.slice(ty.indexOf("=") + 1));
}

const DECLARATIONS: Production[] = [
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

const ASSIGNMENTS: Production[] = [
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

const ARRAYS: Production[] = [
  {
    tag: "new-array",
    weight: 2,
    make: (g, d) => {
      if (g.trips > 100) return undefined;
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

const ENDS: Production[] = [
  {
    tag: "if",
    weight: 6,
    make: (g, d) => {
      const test = g.bool(d);
      return g.r.chance(0.5)
        ? make("if", "stmt")`if (${test}) {${g.block(3)}}`
        : make("if", "stmt")`if (${test}) {${g.block(3)}} else {${g.block(3)}}`;
    },
  },
  {
    tag: "switch",
    weight: 2,
    make: (g, d) => {
      const value = make("integer", "num")`(${g.num(d - 1)} & 3)`;
      g.loops.push({ label: undefined, breaks: true, continues: false });
      const ends = (): string => (g.r.chance(0.7) ? "break;" : "");
      const made = make("switch", "stmt")`switch (${value}) {
  case 0: {${g.block(2)}} ${leaf("op", "op", ends())}
  case 1:
  case 2: {${g.block(2)}} ${leaf("op", "op", ends())}
  default: {${g.block(2)}}
}`;
      g.loops.pop();
      return made;
    },
  },
  {
    tag: "block",
    weight: 1,
    make: (g) => make("block", "stmt")`{${g.block(3)}}`,
  },
  {
    tag: "call-statement",
    weight: 2,
    make: (g, d) => {
      const call = callOf(g, undefined, d) ?? callOf(g, "num", d);
      return call && make("call-statement", "stmt")`${call};`;
    },
  },
  {
    tag: "break",
    weight: 2,
    make: (g) => {
      if (!g.loops.at(-1)?.breaks) return undefined;
      return make("break", "stmt")`if (${g.bool(2)}) break;`;
    },
  },
  {
    tag: "continue",
    weight: 2,
    make: (g) => {
      if (!g.loops.some((l) => l.continues)) return undefined;
      return make("continue", "stmt")`if (${g.bool(2)}) continue;`;
    },
  },
  {
    tag: "labelled-jump",
    weight: 2,
    make: (g) => {
      const labelled = g.loops.filter((l) => l.label);
      if (labelled.length === 0) return undefined;
      const to = g.r.pick(labelled);
      const word = to.continues && g.r.chance(0.5) ? "continue" : "break";
      return make(
        "labelled-jump",
        "stmt",
      )`if (${g.bool(2)}) ${leaf("op", "op", word)} ${leaf("name", "label", to.label ?? "")};`;
    },
  },
  {
    tag: "return-early",
    weight: 1,
    make: (g) => {
      if (g.parallel || g.inClosure) return undefined;
      const test = g.bool(2);
      const value = resultOf(g);
      return value
        ? make("return-early", "stmt")`if (${test}) return ${value};`
        : make("return-early", "stmt")`if (${test}) return;`;
    },
  },
  {
    tag: "throw",
    weight: 1,
    make: (g) => {
      if (!g.temper.throws) return undefined;
      g.impure ||= !g.parallel;
      const error = leaf("op", "op", g.r.pick(["RangeError", "TypeError", "Error"]));
      return g.r.chance(0.5)
        ? make("throw", "stmt")`if (${g.bool(2)}) throw new ${error}("bad");`
        : make(
            "throw",
            "stmt",
          )`if (${g.bool(2)}) throw new ${error}(\`bad \${${g.num(1)}} of \${${g.num(0)}}\`);`;
    },
  },
  {
    tag: "print",
    weight: 1,
    make: (g) => {
      if (!g.temper.prints || g.parallel || g.trips > 20) return undefined;
      g.impure = true;
      return g.r.chance(0.5)
        ? make("print", "stmt")`console.log("at", ${g.num(1)}, ${g.bool(1)});`
        : make("print", "stmt")`console.log(\`x = \${${g.num(1)}}\`);`;
    },
  },
];

export const STATEMENTS: readonly Production[] = [...DECLARATIONS, ...ASSIGNMENTS, ...ARRAYS, ...ENDS];
