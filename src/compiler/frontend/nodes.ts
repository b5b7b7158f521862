// acorn's tree as the front end reads it: one loosely typed node, since each lowering function checks the kind it
// was registered for and reads the fields that ESTree gives that kind. What is asked of whole trees is read off once.
import { nodesOf } from "../../capture/index.ts";

/** An ESTree node. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: ESTree's fields differ by kind; `type` says which are there.
  readonly [field: string]: any;
}

/** The names that a pattern binds or assigns. */
export function patternNames(p: Node | null): string[] {
  if (p === null) return [];
  switch (p.type) {
    case "Identifier":
      return [p.name];
    case "ArrayPattern":
      return p.elements.flatMap(patternNames);
    case "ObjectPattern":
      return p.properties.flatMap((q: Node) => patternNames(q.type === "RestElement" ? q.argument : q.value));
    case "AssignmentPattern":
      return patternNames(p.left);
    case "RestElement":
      return patternNames(p.argument);
    default:
      return [];
  }
}

/** What the front end asks of a function's tree, in the order of the text. */
interface Outline {
  /** The number of nodes. */
  readonly size: number;
  readonly identifiers: Node[];
  /** What is assigned, not declared: by `=`, `+=`, `++`, `--` or the head of a loop. */
  readonly assigned: { readonly name: string; readonly at: number }[];
  /** Loops and functions, the outermost function too. */
  readonly inner: Node[];
  readonly returns: Node[];
}

const outlines = new WeakMap<Node, Outline>();

function outlineOf(fn: Node): Outline {
  let outline = outlines.get(fn);
  if (!outline) {
    const nodes = nodesOf(fn);
    outline = { size: nodes.length, identifiers: [], assigned: [], inner: [], returns: [] };
    for (let i = 0; i < nodes.length; i++) enter(outline, nodes[i] as Node);
    outlines.set(fn, outline);
  }
  return outline;
}

function assigns(to: Outline, target: Node): void {
  for (const name of patternNames(target)) to.assigned.push({ name, at: target.start });
}

function enter(to: Outline, n: Node): void {
  switch (n.type) {
    case "Identifier":
      to.identifiers.push(n);
      break;
    case "AssignmentExpression":
      assigns(to, n.left);
      break;
    case "UpdateExpression":
      assigns(to, n.argument);
      break;
    case "ReturnStatement":
      to.returns.push(n);
      break;
    case "ForOfStatement":
    case "ForInStatement":
      if (n.left.type !== "VariableDeclaration") assigns(to, n.left);
      to.inner.push(n);
      break;
    case "ForStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "FunctionExpression":
    case "FunctionDeclaration":
    case "ArrowFunctionExpression":
      to.inner.push(n);
      break;
  }
}

const holds = (n: Node, at: number): boolean => n.start <= at && at < n.end;

/** True if a name is assigned (not declared) in a function, or in a part of it. */
export const isAssigned = (fn: Node, name: string, part = fn): boolean =>
  outlineOf(fn).assigned.some((a) => a.name === name && holds(part, a.at));

/** True of a name that is assigned in a loop or in a function inside: the text's order does not say when. */
export function isAssignedLater(fn: Node, name: string): boolean {
  const { assigned, inner } = outlineOf(fn);
  const repeated = inner.filter((n) => n !== fn && n.start >= fn.body.start);
  return assigned.some((a) => a.name === name && repeated.some((n) => holds(n, a.at)));
}

/** The return statements of a function, those of functions inside it left out. */
export function returnsOf(fn: Node): Node[] {
  const { inner, returns } = outlineOf(fn);
  const functions = inner.filter((n) => n !== fn && n.type.includes("Function"));
  return returns.filter((r) => !functions.some((n) => holds(n, r.start)));
}

/** True if a name stands anywhere in a function's body. */
export const isNamed = (fn: Node, name: string): boolean =>
  outlineOf(fn).identifiers.some((n) => n.name === name && n.start >= fn.body.start);

/** The number of nodes of a function: how big it is. */
export const treeSize = (fn: Node): number => outlineOf(fn).size;
