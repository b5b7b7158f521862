// Which functions may be on the stack twice: only those need to tell primitive calls from recursive ones, which costs
// more than counting. A function reaches another by its name at most, so the graph of names holds every such cycle
// within a file; cycles through other files show in the samples.
import { type AnyNode, children } from "../../capture/index.ts";
import { type Found, isFunction } from "./functions.ts";

/** How a function's primitive calls are counted. */
export type Recursion =
  /** It cannot be on the stack twice by names in this file: every call is primitive. */
  | { readonly kind: "none" }
  /** It is called again by these calls alone: all others are primitive. */
  | { readonly kind: "sites"; readonly calls: readonly AnyNode[] }
  /** Its depth must be followed. */
  | { readonly kind: "depth" };

const NONE: Recursion = { kind: "none" };
const DEPTH: Recursion = { kind: "depth" };

/** For each function, how its recursion is to be counted. */
export function recursionOf(
  functions: readonly Found[],
  bindings: ReadonlyMap<string, number>,
): Map<Found, Recursion> {
  const byName = new Map<string, Found[]>();
  for (const fn of functions)
    if (fn.called !== undefined) byName.set(fn.called, [...(byName.get(fn.called) ?? []), fn]);
  const uses = new Map(functions.map((fn) => [fn, usesOf(fn)]));
  const inside = new Map<Found, Found[]>();
  for (const fn of functions) if (fn.parent) inside.set(fn.parent, [...(inside.get(fn.parent) ?? []), fn]);
  const edges = new Map(
    functions.map((fn) => {
      const named = [...(uses.get(fn) as Uses).names].flatMap((name) => byName.get(name) ?? []);
      return [fn, [...named, ...(inside.get(fn) ?? [])]];
    }),
  );
  const component = components(functions, edges);
  const sizes = new Map<number, number>();
  for (const number of component.values()) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  return new Map(
    functions.map((fn) => {
      const own = uses.get(fn) as Uses;
      const alone = sizes.get(component.get(fn) as number) === 1;
      if (alone && !(fn.called !== undefined && own.names.has(fn.called))) return [fn, NONE];
      const name = fn.called as string;
      const plain = alone && own.calls.length === own.mentions && bindings.get(name) === 1;
      if (plain) return [fn, { kind: "sites", calls: own.calls }];
      // A generator's body rests while others run, and so does an async function's: what is on the stack is not what
      // has begun. Their recursion shows in the samples only, as that through other files does.
      return [fn, fn.kind === "function" ? DEPTH : NONE];
    }),
  );
}

interface Uses {
  /** Names and properties in the function's own text, nested functions left out: those are edges of their own. */
  readonly names: ReadonlySet<string>;
  /** How often its own name stands there, and the calls of it. */
  readonly mentions: number;
  readonly calls: readonly AnyNode[];
}

function usesOf(fn: Found): Uses {
  const names = new Set<string>();
  const calls: AnyNode[] = [];
  let mentions = 0;
  const visit = (node: AnyNode) => {
    if (node !== fn.node && (isFunction(node) || node === fn.fieldsOf)) return;
    if (node.type === "Identifier" || node.type === "PrivateIdentifier") {
      const name = `${node.type === "PrivateIdentifier" ? "#" : ""}${node.name as string}`;
      names.add(name);
      if (name === fn.called) mentions++;
    } else if (node.type === "CallExpression") {
      const callee = node.callee as AnyNode;
      if (callee.type === "Identifier" && callee.name === fn.called && !node.optional) calls.push(node);
    }
    for (const child of children(node)) visit(child);
  };
  const { node } = fn;
  // Its own `function name` is no use of the name.
  const parts = fn.fieldsOf ? [node.body as AnyNode] : [...(node.params as AnyNode[]), node.body as AnyNode];
  for (const part of parts) visit(part);
  return { names, mentions, calls };
}

/** How often each name is bound or assigned to in a program: a name that is bound once always means the same. */
export function bindingsOf(program: AnyNode): Map<string, number> {
  const count = new Map<string, number>();
  const bind = (target: AnyNode | null | undefined): void => {
    if (!target) return;
    if (target.type === "Identifier")
      count.set(target.name as string, (count.get(target.name as string) ?? 0) + 1);
    else if (target.type === "MemberExpression") return;
    else if (target.type === "AssignmentPattern") bind(target.left as AnyNode);
    else if (target.type === "Property") bind(target.value as AnyNode);
    else for (const child of children(target)) bind(child);
  };
  const visit = (node: AnyNode) => {
    if (node.type === "VariableDeclarator") bind(node.id as AnyNode);
    else if (node.type === "AssignmentExpression") bind(node.left as AnyNode);
    else if (node.type === "UpdateExpression") bind(node.argument as AnyNode);
    else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      const left = node.left as AnyNode;
      if (left.type !== "VariableDeclaration") bind(left);
    } else if (node.type === "CatchClause") bind(node.param as AnyNode);
    else if (node.type.startsWith("Import") && node.local) bind(node.local as AnyNode);
    else if (isFunction(node) || node.type.startsWith("Class")) {
      bind(node.id as AnyNode);
      for (const parameter of (node.params as AnyNode[] | undefined) ?? []) bind(parameter);
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return count;
}

/** Strongly connected components (R. Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972), by number. */
function components<T>(nodes: readonly T[], edges: ReadonlyMap<T, readonly T[]>): Map<T, number> {
  const index = new Map<T, number>();
  const low = new Map<T, number>();
  const done = new Map<T, number>();
  const stack: T[] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    // With a list of its own in place of calls: a program may nest deeper than the stack is.
    const work: { node: T; next: number }[] = [{ node: root, next: 0 }];
    while (work.length > 0) {
      const at = work[work.length - 1];
      const { node } = at;
      if (at.next === 0) {
        index.set(node, index.size);
        low.set(node, index.get(node) as number);
        stack.push(node);
      }
      const to = (edges.get(node) ?? [])[at.next++];
      if (to !== undefined) {
        if (!index.has(to)) work.push({ node: to, next: 0 });
        else if (!done.has(to)) low.set(node, Math.min(low.get(node) as number, index.get(to) as number));
        continue;
      }
      work.pop();
      const under = work[work.length - 1];
      if (under) low.set(under.node, Math.min(low.get(under.node) as number, low.get(node) as number));
      if (low.get(node) !== index.get(node)) continue;
      const number = done.size;
      for (let member: T | undefined; member !== node; ) {
        member = stack.pop() as T;
        done.set(member, number);
      }
    }
  }
  return done;
}
