// From a function's text to its tree. Function.prototype.toString gives methods a text that is
// no expression, and coverage tools put counters into every statement; both are dealt with here.
import type * as acorn from "acorn";
import { Parser } from "./parser.ts";
import { type AnyNode, children } from "./tree.ts";
import type { FunctionNode } from "./types.ts";

// A method's private names are declared by its class, which is not part of its text.
const OPTIONS: acorn.Options = {
  ecmaVersion: "latest",
  sourceType: "module",
  checkPrivateFields: false,
};
const SLOPPY: acorn.Options = { ...OPTIONS, sourceType: "script" };

// A method's text is only grammatical inside a class. The wrapper is one line, so that removing its
// length from the offsets restores positions in the text.
const WRAP = "(class extends null{";

export interface Parsed {
  readonly node: FunctionNode | acorn.Class;
  /** Counters of this identifier were removed from the tree. */
  readonly counters: string | undefined;
}

/** Parses the text of one function or class. Throws acorn's SyntaxError, with positions in `text`. */
export function parseFunction(text: string): Parsed {
  const node = parseText(text);
  return { node, counters: text.includes("cov_") ? removeCounters(node as unknown as AnyNode) : undefined };
}

function parseText(text: string): FunctionNode | acorn.Class {
  let first: unknown;
  for (const options of [OPTIONS, SLOPPY]) {
    try {
      const node = Parser.parseExpressionAt(text, 0, options) as acorn.AnyNode;
      if (node.end === text.length && isFunctionOrClass(node)) return node;
    } catch (error) {
      first ??= error;
    }
  }
  try {
    const tree = Parser.parseExpressionAt(`${WRAP}${text}\n})`, 0, OPTIONS) as acorn.ClassExpression;
    const member = tree.body.body[0];
    if (tree.body.body.length === 1 && member?.type === "MethodDefinition") {
      shift(member as unknown as AnyNode, WRAP.length);
      return member.value;
    }
  } catch (error) {
    first ??= error;
  }
  throw first ?? new SyntaxError("not a function");
}

function isFunctionOrClass(node: acorn.AnyNode): node is acorn.AnyNode & Parsed["node"] {
  return (
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "ClassExpression"
  );
}

function shift(node: AnyNode, by: number): void {
  node.start -= by;
  node.end -= by;
  for (const child of children(node)) shift(child, by);
}

/** `cov_1abc().s[0]++`, as istanbul writes it: the callee's name, or undefined for any other expression. */
function counter(node: AnyNode): string | undefined {
  if (node.type !== "UpdateExpression" || node.operator !== "++") return undefined;
  let at = node.argument as AnyNode;
  let depth = 0;
  for (; at.type === "MemberExpression"; depth++) at = at.object as AnyNode;
  if (depth < 2 || at.type !== "CallExpression") return undefined;
  const callee = at.callee as AnyNode;
  return callee.type === "Identifier" && /^cov_\w+$/.test(callee.name as string)
    ? (callee.name as string)
    : undefined;
}

function removeCounters(node: AnyNode): string | undefined {
  let name: string | undefined;
  const isCounter = (expression: AnyNode) => {
    const found = counter(expression);
    name ??= found;
    return found !== undefined;
  };
  const visit = (at: AnyNode) => {
    for (const key of Object.keys(at)) {
      const value = at[key];
      if (Array.isArray(value)) {
        at[key] = value
          .filter((item) => !(item?.type === "ExpressionStatement" && isCounter(item.expression as AnyNode)))
          .map((item) => (item ? unwrap(item) : item));
      } else if (isNode(value)) at[key] = unwrap(value);
    }
    for (const child of children(at)) visit(child);
  };
  const unwrap = (at: AnyNode): AnyNode => {
    if (at.type !== "SequenceExpression") return at;
    const rest = (at.expressions as AnyNode[]).filter((item) => !isCounter(item));
    at.expressions = rest;
    return rest.length === 1 ? (rest[0] as AnyNode) : at;
  };
  visit(node);
  return name;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && typeof (value as AnyNode).type === "string";

/**
 * The offset in `text` that V8 calls a function's position: the `(` of its parameters, or the start of an arrow.
 */
export function positionOf(node: FunctionNode, text: string): number {
  if (node.type === "ArrowFunctionExpression") return node.start;
  // Between `function name` and `(` only white space and comments can stand; a method's node starts at its `(`.
  const from = node.id ? node.id.end : node.start;
  const gap = /(?:\/\*[\s\S]*?\*\/|\/\/.*|[^(/])*/y;
  gap.lastIndex = from;
  return from + (gap.exec(text)?.[0].length ?? 0);
}
