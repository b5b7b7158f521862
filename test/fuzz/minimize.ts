// Makes a failing program smaller while it fails in the same way: removes statements, lifts the insides of blocks out,
// puts parts or constants in the place of expressions, and simplifies arguments.
import type { Generated } from "./generate.ts";
import { isList, type Kid, leaf, type Node, nodes, size } from "./tree.ts";
import type { Arg, Args } from "./values.ts";

const CONSTANTS: Readonly<Record<string, readonly string[]>> = { num: ["0", "1"], bool: ["false", "true"] };

/** Trees that are `node` with one thing made smaller, the largest steps first. */
function* smaller(node: Node): Generator<Node> {
  for (const [k, kid] of node.kids.entries()) {
    if (isList(kid)) for (const list of shorter(kid)) yield withKid(node, k, list);
    else for (const e of simpler(kid)) yield withKid(node, k, e);
  }
  for (const [k, kid] of node.kids.entries()) {
    if (!isList(kid)) {
      for (const e of smaller(kid)) yield withKid(node, k, e);
      continue;
    }
    for (const [i, s] of kid.entries()) {
      for (const t of smaller(s)) yield withKid(node, k, kid.with(i, t));
    }
  }
}

const withKid = (node: Node, k: number, kid: Kid): Node => ({ ...node, kids: node.kids.with(k, kid) });

/** Lists without a stretch of statements, or with one statement replaced by what is inside it. */
function* shorter(list: readonly Node[]): Generator<readonly Node[]> {
  for (let n = list.length; n >= 1; n = Math.floor(n / 2)) {
    for (let i = 0; i + n <= list.length; i += n) {
      if (list.slice(i, i + n).every((s) => s.ty !== "fixed")) yield list.toSpliced(i, n);
    }
  }
  for (const [i, s] of list.entries()) {
    for (const kid of s.kids) if (isList(kid)) yield list.toSpliced(i, 1, ...kid);
  }
}

/** Expressions in place of one: constants, then its parts of the same type. */
function* simpler(e: Node): Generator<Node> {
  const constants = CONSTANTS[e.ty];
  if (!constants) return;
  const known = e.kids.length === 0 && constants.includes(String(e.text[0]));
  if (!known) for (const text of constants) yield leaf("constant", e.ty, text);
  for (const part of nodes(e)) if (part !== e && part.ty === e.ty && size(part) < size(e)) yield part;
}

function* simplerArgs(args: Args): Generator<Args> {
  for (const [i, a] of args.values.entries()) {
    for (const b of simplerArg(a)) yield { ...args, values: args.values.with(i, b) };
  }
  for (const [i, bytes] of args.buffers.entries()) {
    if (bytes.some((b) => b !== 0))
      yield { ...args, buffers: args.buffers.with(i, new Uint8Array(bytes.length)) };
  }
}

function* simplerArg(a: Arg): Generator<Arg> {
  if (a.k === "num") {
    for (const value of [0, 1]) if (!Object.is(a.value, value) && a.value !== 1) yield { k: "num", value };
  } else if (a.k === "bool" && a.value) yield { k: "bool", value: false };
  else if (a.k === "view" && a.length > 0) {
    for (const length of [0, 1, 2, a.length >> 1, a.length - 1])
      if (length < a.length) yield { ...a, length };
  } else if (a.k === "rows") {
    for (const [i, row] of a.rows.entries()) {
      for (const b of simplerArg(row)) if (b.k === "view") yield { ...a, rows: a.rows.with(i, b) };
    }
    if (a.rows.length > 1) yield { ...a, rows: a.rows.slice(0, -1) };
  } else if (a.k === "record") {
    for (const [i, [name, x]] of a.fields.entries()) {
      for (const y of simplerArg(x)) yield { ...a, fields: a.fields.with(i, [name, y]) };
    }
  }
}

function* candidates({ seed, shape, tree, args }: Generated): Generator<Generated> {
  // Helper functions nobody calls, first of all.
  for (let i = 0; i + 1 < tree.kids.length; i++) {
    const kids = tree.kids.toSpliced(i, 1);
    yield {
      seed,
      shape,
      args,
      tree: { ...tree, kids, text: kids.flatMap((_, k) => (k > 0 ? ["\n\n", k] : [k])) },
    };
  }
  for (const t of smaller(tree)) yield { seed, shape, args, tree: t };
  for (const a of simplerArgs(args)) yield { seed, shape, args: a, tree };
}

function nth<T>(items: Iterable<T>, n: number): T | undefined {
  let i = 0;
  for (const item of items) if (i++ === n) return item;
  return undefined;
}

/** The smallest program found in `seconds` for which `fails` still holds. */
export function minimize(start: Generated, fails: (g: Generated) => boolean, seconds = 20): Generated {
  const end = performance.now() + 1000 * seconds;
  let best = start;
  for (let progress = true; progress; ) {
    progress = false;
    // After a success the same position is tried again in the smaller program: what came before has failed already.
    for (let at = 0; ; ) {
      const next = nth(candidates(best), at);
      if (!next || performance.now() > end) break;
      if (fails(next)) {
        best = next;
        progress = true;
      } else at++;
    }
    if (performance.now() > end) break;
  }
  return best;
}
