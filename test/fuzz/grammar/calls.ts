// Calls of the program's own functions, with numbers, booleans, arrays and functions as arguments.
import { leaf, make, type Node } from "../tree.ts";
import type { Callable, Gen } from "./gen.ts";

/** A call whose result has type `ty` (undefined: a function called for what it does). */
export function callOf(g: Gen, ty: string | undefined, depth: number): Node | undefined {
  const fits = (f: Callable): boolean =>
    f.result === ty &&
    (!g.parallel || f.pure) &&
    g.trips * f.cost < 3000 &&
    f.params.every((p) => !p.startsWith("arr:") || arraysFor(g, p).length > 0) &&
    f.params.every((p) => p !== "fn" || g.on("closure") || functionsFor(g).length > 0);
  const list = g.callables.filter(fits);
  if (list.length === 0) return undefined;
  const f = g.r.pick(list);
  if (!f.pure) g.impure = true;
  const given =
    f.optional > 0 && g.r.chance(0.5) ? f.params.length - g.r.between(1, f.optional) : f.params.length;
  return invoke(
    f.name,
    ty ?? "stmt",
    f.params.slice(0, given).map((p) => argument(g, p, depth - 1)),
  );
}

/** `name(a, b, …)`. */
export function invoke(name: string, ty: string, args: readonly Node[]): Node {
  const text: (string | number)[] = [`${name}(`];
  args.forEach((_, i) => {
    text.push(i > 0 ? ", " : "", i);
  });
  text.push(")");
  return { tag: "call", ty, kids: args, text };
}

function arraysFor(g: Gen, param: string): string[] {
  return g
    .of(param)
    .filter((v) => !g.parallel?.written.has(v.name))
    .map((v) => v.name);
}

function functionsFor(g: Gen): Callable[] {
  return g.callables.filter(
    (f) => f.pure && f.cost < 20 && f.result === "num" && f.params.length === 1 && f.params[0] === "num",
  );
}

function argument(g: Gen, param: string, depth: number): Node {
  if (param === "num") return g.num(depth);
  if (param === "bool") return g.bool(depth);
  if (param === "fn") {
    const known = functionsFor(g);
    g.shape.add("function-argument");
    if (known.length === 0 || (g.r.chance(0.5) && g.on("closure"))) return lambda(g, depth);
    return leaf("function-argument", "fn", g.r.pick(known).name);
  }
  return leaf("variable", "arr", g.r.pick(arraysFor(g, param)));
}

/** An arrow function of one number. It assigns to nothing outside. */
export function lambda(g: Gen, depth: number): Node {
  const x = g.name("x");
  return g.scoped(() => {
    g.vars = g.vars.map((v) => ({ ...v, assignable: false }));
    // A function that calls what it is passed to is a recursion: a few levels of that are enough.
    if (g.inClosure) g.callables = g.callables.filter((f) => !f.params.includes("fn"));
    g.vars.push({ name: x, ty: "num", assignable: true });
    const around = g.inClosure;
    g.inClosure = true;
    const made = make("closure", "fn")`(${leaf("name", "name", x)}) => ${g.num(Math.max(1, depth))}`;
    g.inClosure = around;
    return made;
  });
}
