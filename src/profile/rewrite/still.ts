// What of a program makes no memory: sums of numbers, comparisons, reading. A line of nothing else needs no reading before
// the next; and what a line of a loop does most often is that. It must be certain, since a sum of strings is written as
// one of numbers is.
import type { AnyNode } from "../../capture/index.ts";
import { type Found, isFunction } from "./functions.ts";
import { boundNames } from "./names.ts";
import { isMath } from "./syntax.ts";
import { children } from "./tree.ts";

/** Whether something makes no memory. */
export type IsStill = (node: AnyNode) => boolean;

const ARITHMETIC = /^(?:-|\*|\/|%|\*\*|\||&|\^|<<|>>|>>>)=?$/;
const COMPARISON = /^(?:[=!]==?|[<>]=?)$/;

/**
 * @param quiet functions that are counted by what calls them, which throw nothing and are called by a name that is theirs alone
 */
export function stillness(program: AnyNode, quiet: Iterable<Found>): IsStill {
  const numbers = numericNames(program);
  const functions = new Map<string, Found>();
  for (const fn of quiet) if (fn.called !== undefined) functions.set(fn.called, fn);
  const isStill = (node: AnyNode): boolean => isStillWith(node, numbers, functions);
  // A function that makes memory makes those that call it do so.
  for (let before = -1; before !== functions.size; ) {
    before = functions.size;
    for (const [name, { node }] of functions)
      if (!isStillBody(node.body as AnyNode, isStill)) functions.delete(name);
  }
  return isStill;
}

/** Whether there is no loop in something, so that it does little. */
export const isStraight = (node: AnyNode): boolean =>
  !/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type) && children(node).every(isStraight);

/** Whether all statements of a function are of still expressions. */
function isStillBody(body: AnyNode, isStill: IsStill): boolean {
  if (!/Statement$|^VariableDeclaration$/.test(body.type)) return isStill(body);
  return children(body).every((child) =>
    /^VariableDeclarator$/.test(child.type) ? isStill(child) : isStillBody(child, isStill),
  );
}

function isStillWith(
  node: AnyNode,
  numbers: ReadonlySet<string>,
  functions: ReadonlyMap<string, unknown>,
): boolean {
  const all = (nodes: readonly unknown[]) =>
    nodes.every((one) => !one || isStillWith(one as AnyNode, numbers, functions));
  switch (node.type) {
    case "Literal":
      return !node.regex;
    case "Identifier":
    case "ThisExpression":
      return true;
    case "VariableDeclaration":
      return all(node.declarations as AnyNode[]);
    case "VariableDeclarator":
      return (node.id as AnyNode).type === "Identifier" && all([node.init]);
    case "MemberExpression":
      return all([node.object, ...(node.computed ? [node.property] : [])]);
    case "UnaryExpression":
      return node.operator !== "delete" && all([node.argument]);
    case "UpdateExpression":
      return (node.argument as AnyNode).type === "Identifier";
    case "BinaryExpression":
      if (node.operator === "+") return isNumber(node, numbers) && all([node.left, node.right]);
      return (
        (ARITHMETIC.test(node.operator as string) || COMPARISON.test(node.operator as string)) &&
        all([node.left, node.right])
      );
    case "LogicalExpression":
      return all([node.left, node.right]);
    case "ConditionalExpression":
      return all([node.test, node.consequent, node.alternate]);
    case "SequenceExpression":
      return all(node.expressions as AnyNode[]);
    case "ParenthesizedExpression":
      return all([node.expression]);
    case "AssignmentExpression": {
      const left = node.left as AnyNode;
      if (left.type !== "Identifier" || !all([node.right])) return false;
      return node.operator !== "+=" || (isNumber(left, numbers) && isNumber(node.right as AnyNode, numbers));
    }
    case "CallExpression": {
      const callee = node.callee as AnyNode;
      const isKnown = callee.type === "Identifier" && functions.has(callee.name as string);
      return (isKnown || isMath(callee)) && !node.optional && all(node.arguments as AnyNode[]);
    }
    default:
      return false;
  }
}

/** Whether an expression can be nothing but a number, or undefined as a sum takes it. */
function isNumber(node: AnyNode, numbers: ReadonlySet<string>): boolean {
  const is = (one: unknown) => isNumber(one as AnyNode, numbers);
  switch (node.type) {
    case "Literal":
      return typeof node.value === "number";
    case "Identifier":
      return numbers.has(node.name as string);
    case "UnaryExpression":
      return /^[-+~]$/.test(node.operator as string);
    case "UpdateExpression":
      return true;
    case "BinaryExpression":
      return node.operator === "+"
        ? is(node.left) && is(node.right)
        : ARITHMETIC.test(node.operator as string);
    case "LogicalExpression":
      return is(node.left) && is(node.right);
    case "ConditionalExpression":
      return is(node.consequent) && is(node.alternate);
    case "SequenceExpression":
      return is((node.expressions as AnyNode[]).at(-1));
    case "ParenthesizedExpression":
      return is(node.expression);
    case "AssignmentExpression":
      if (node.operator === "=") return is(node.right);
      return node.operator === "+="
        ? is(node.left) && is(node.right)
        : ARITHMETIC.test(node.operator as string);
    case "CallExpression":
      return isMath(node.callee as AnyNode);
    case "MemberExpression":
      return !node.computed && (node.property as AnyNode).name === "length";
    default:
      return false;
  }
}

/** Names that hold numbers wherever they are bound, whatever their scopes; none where there are numbers without an end. */
function numericNames(program: AnyNode): ReadonlySet<string> {
  const given = new Map<string, AnyNode[]>();
  const other = new Set<string>();
  const give = (name: string, value: AnyNode) => {
    const known = given.get(name);
    if (known) known.push(value);
    else given.set(name, [value]);
  };
  const visit = (node: AnyNode): void => {
    const bind = (target: unknown) => {
      for (const name of boundNames(target as AnyNode | null)) other.add(name);
    };
    if (node.type === "VariableDeclarator") {
      const { id, init } = node as unknown as { id: AnyNode; init: AnyNode | null };
      if (id.type !== "Identifier") bind(id);
      else if (init) give(id.name as string, init);
    } else if (node.type === "AssignmentExpression") {
      const left = node.left as AnyNode;
      if (left.type === "Identifier") give(left.name as string, node);
      else bind(left);
    } else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      const left = node.left as AnyNode;
      if (left.type === "VariableDeclaration") for (const { id } of left.declarations as AnyNode[]) bind(id);
      else bind(left);
    } else if (node.type === "CatchClause") bind(node.param);
    else if (node.type.startsWith("Import") && node.local) bind(node.local);
    else if (isFunction(node) || node.type.startsWith("Class")) {
      bind(node.id);
      for (const parameter of (node.params as AnyNode[] | undefined) ?? []) bind(parameter);
    } else if (node.type === "Literal" && typeof node.value === "bigint") other.add("");
    for (const child of children(node)) visit(child);
  };
  visit(program);
  // Their sums and products are objects.
  if (other.has("")) return new Set();
  const numbers = new Set([...given.keys()].filter((name) => !other.has(name)));
  for (let before = -1; before !== numbers.size; ) {
    before = numbers.size;
    for (const name of numbers)
      if (!(given.get(name) as AnyNode[]).every((value) => isNumber(value, numbers))) numbers.delete(name);
  }
  return numbers;
}
