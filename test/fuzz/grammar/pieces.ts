// What several productions are made of: new variables, lists between brackets, arrays to be changed.
import { leaf, type Node } from "../tree.ts";
import type { Gen, Var } from "./gen.ts";

/** Declares a variable: its text, and its place in the scope. */
export function declare(
  g: Gen,
  ty: string,
  stem: string,
  assignable: boolean,
  extra: Partial<Var> = {},
): Node {
  const name = g.name(stem);
  g.vars.push({ name, ty, assignable, ...extra });
  return leaf("name", "name", name);
}

/** A mention of an array. */
export const arrayLeaf = (name: string): Node => leaf("variable", "arr", name);

/** An array that may be changed as a whole here. */
export function victim(g: Gen): string | undefined {
  if (g.parallel) return undefined;
  const arrays = g.of("arr");
  g.impure = true;
  return arrays.length > 0 ? g.r.pick(arrays).name : undefined;
}

/** Numbers, one for each of `n`. */
export const some = (g: Gen, n: number, depth: number): Node[] =>
  Array.from({ length: n }, () => g.num(depth));

/** A list of expressions between two brackets. */
export function enclosed(
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
