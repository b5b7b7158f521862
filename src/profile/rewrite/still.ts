// What of a program makes no memory: sums of numbers, comparisons, reading. A line of nothing else needs no reading before
// the next; and what a line of a loop does most often is that. It must be certain, since a sum of strings is written as
// one of numbers is.
import type { AnyNode } from "../../capture/index.ts";
import type { Binding, BindingOf } from "./bindings.ts";
import type { Found } from "./functions.ts";
import { isLoop, isMath } from "./syntax.ts";
import { children } from "./tree.ts";

/** Whether something makes no memory. */
export type IsStill = (node: AnyNode) => boolean;

/** Whether an identifier stands for numbers only. */
type IsNumeric = (identifier: AnyNode) => boolean;

const ARITHMETIC = /^(?:-|\*|\/|%|\*\*|\||&|\^|<<|>>|>>>)=?$/;
const COMPARISON = /^(?:[=!]==?|[<>]=?)$/;

/**
 * @param quiet functions that are counted by what calls them, which throw nothing and are called by a name that is theirs alone
 */
export function stillness(program: AnyNode, of: BindingOf, quiet: Iterable<Found>): IsStill {
  const bindings = numericBindings(program, of);
  const numbers: IsNumeric = (identifier) => {
    const binding = of(identifier);
    return binding !== undefined && bindings.has(binding);
  };
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

/** The places in a program where something begins that is not still. */
export function busyPlaces(program: AnyNode, isStill: IsStill): readonly AnyNode[] {
  const found: AnyNode[] = [];
  const look = (node: unknown) => {
    if (node && !isStill(node as AnyNode)) found.push(node as AnyNode);
  };
  const visit = (node: AnyNode): void => {
    switch (node.type) {
      case "ExpressionStatement":
      case "VariableDeclaration":
        look(node);
        break;
      case "ReturnStatement":
      case "ThrowStatement":
        look(node.argument);
        break;
      case "SwitchStatement":
        look(node.discriminant);
        break;
      case "ForInStatement":
      case "ForOfStatement":
      case "ClassDeclaration":
        found.push(node);
        break;
      default:
        if (/^(?:If|For|While|DoWhile)Statement$/.test(node.type))
          for (const part of [node.test, node.update]) look(part);
        else if (node.type === "ArrowFunctionExpression" && (node.body as AnyNode).type !== "BlockStatement")
          look(node.body);
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return found;
}

/** Whether there is no loop in something, so that it does little. */
export const isStraight = (node: AnyNode): boolean => !isLoop(node) && children(node).every(isStraight);

/** Whether all statements of a function are of still expressions. */
function isStillBody(body: AnyNode, isStill: IsStill): boolean {
  if (!/Statement$|^VariableDeclaration$/.test(body.type)) return isStill(body);
  return children(body).every((child) =>
    /^VariableDeclarator$/.test(child.type) ? isStill(child) : isStillBody(child, isStill),
  );
}

function isStillWith(node: AnyNode, numbers: IsNumeric, functions: ReadonlyMap<string, unknown>): boolean {
  const all = (nodes: readonly unknown[]) =>
    nodes.every((one) => !one || isStillWith(one as AnyNode, numbers, functions));
  switch (node.type) {
    case "Literal":
      return !node.regex;
    case "Identifier":
    case "ThisExpression":
      return true;
    case "BreakStatement":
    case "ContinueStatement":
    case "EmptyStatement":
      return true;
    case "ExpressionStatement":
      return all([node.expression]);
    case "ReturnStatement":
      return all([node.argument]);
    case "BlockStatement":
      return all(node.body as AnyNode[]);
    case "IfStatement":
      return all([node.test, node.consequent, node.alternate]);
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
      // What a variable held before may be what goes: only of numbers nothing does.
      return isNumber(node, numbers) && isNumber(left, numbers);
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
function isNumber(node: AnyNode, numbers: IsNumeric): boolean {
  const is = (one: unknown) => isNumber(one as AnyNode, numbers);
  switch (node.type) {
    case "Literal":
      return typeof node.value === "number";
    case "Identifier":
      return numbers(node);
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

/** Bindings that hold numbers and nothing else; none where there are numbers without an end, whose sums are objects. */
function numericBindings(program: AnyNode, of: BindingOf): ReadonlySet<Binding> {
  const all = new Set<Binding>();
  let hasBigInt = false;
  const visit = (node: AnyNode): void => {
    const binding = node.type === "Identifier" ? of(node) : undefined;
    if (binding && !binding.isOpen) all.add(binding);
    hasBigInt ||= node.type === "Literal" && typeof node.value === "bigint";
    for (const child of children(node)) visit(child);
  };
  visit(program);
  if (hasBigInt) return new Set();
  const isIn = (node: AnyNode) => {
    const binding = of(node);
    return binding !== undefined && all.has(binding);
  };
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const one of all) if (!one.values.every((value) => isNumber(value, isIn))) all.delete(one);
  }
  return all;
}
