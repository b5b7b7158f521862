// What the syntax of a program says about when its parts run, and what of it the engine shows.
import type { AnyNode } from "../../capture/index.ts";
import { isFunction } from "./functions.ts";
import { children } from "./tree.ts";

export const isLoop = ({ type }: AnyNode): boolean =>
  /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(type);

/** The statements that end a turn of the loop with this body and these labels, and begin its next. */
export function continuesOf(body: AnyNode, labels: readonly string[]): AnyNode[] {
  const found: AnyNode[] = [];
  const visit = (node: AnyNode, isNested: boolean) => {
    if (isFunction(node) || node.type === "ClassBody") return;
    if (node.type === "ContinueStatement") {
      const label = node.label as AnyNode | null;
      if (label ? labels.includes(label.name as string) : !isNested) found.push(node);
      return;
    }
    const inner = isNested || isLoop(node);
    for (const child of children(node)) visit(child, inner);
  };
  visit(body, false);
  return found;
}

/** Whether a loop with this body and these labels may be left by `break`. */
export function hasBreak(body: AnyNode, labels: readonly string[]): boolean {
  const has = (node: AnyNode, isNested: boolean): boolean => {
    if (isFunction(node) || node.type === "ClassBody") return false;
    if (node.type === "BreakStatement") {
      const label = node.label as AnyNode | null;
      return label ? labels.includes(label.name as string) : !isNested;
    }
    const inner = isNested || isLoop(node) || node.type === "SwitchStatement";
    return children(node).some((child) => has(child, inner));
  };
  return has(body, false);
}

/** Whether a statement, once it has begun, never comes to its end. */
export function jumps({ type, body }: AnyNode): boolean {
  if (type === "BlockStatement") return (body as AnyNode[]).some(jumps);
  return /^(?:Return|Throw|Break|Continue)Statement$/.test(type);
}

/** The part of a node whose text is in the message when it is not what it must be: called, taken apart, gone through. */
export function shownIn(node: AnyNode): unknown {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return node.callee;
    case "TaggedTemplateExpression":
      return node.tag;
    case "VariableDeclarator":
      return (node.id as AnyNode).type === "Identifier" ? undefined : node.init;
    case "AssignmentExpression":
      return (node.left as AnyNode).type.endsWith("Pattern") ? node.right : undefined;
    case "SpreadElement":
    case "YieldExpression":
      return node.argument;
    default:
      return undefined;
  }
}

/** A call is shown as `f(...)`. */
export function isArgument(node: AnyNode, { type, callee }: AnyNode): boolean {
  return (type === "CallExpression" || type === "NewExpression") && node !== callee;
}

/** Its right side runs only sometimes: a default, or the right of `??=`, `||=` and `&&=`. */
export function isConditionalAssignment({ type, operator }: AnyNode): boolean {
  if (type === "AssignmentPattern") return true;
  return type === "AssignmentExpression" && /^(?:\?\?|\|\||&&)=$/.test(operator as string);
}

/** What does nothing when the program comes there; a directive is one only as long as nothing stands before it. */
export function isSilent({ type, directive, declaration }: AnyNode): boolean {
  switch (type) {
    case "FunctionDeclaration":
    case "EmptyStatement":
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return true;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return !declaration || (declaration as AnyNode).type === "FunctionDeclaration";
    default:
      return directive !== undefined;
  }
}

export function isExpression({ type }: AnyNode): boolean {
  return type !== "TemplateElement" && !type.endsWith("Pattern") && type !== "SpreadElement";
}

/** What a quiet expression is made of, beside calls. */
const QUIET =
  /^(?:Identifier|Literal|(?:Binary|Unary|Logical|Conditional|Assignment|Update|Sequence|Parenthesized|Member)Expression)$/;

/** What assigns to a constant, and throws. */
const loud = new WeakSet<AnyNode>();

/** Notes what in a program assigns to a constant: {@link isQuietNode} is not true of it. */
export function noteLoud(node: AnyNode): void {
  loud.add(node);
}

/** Whether a node does nothing that can throw, if what it reads from is an object. */
export function isQuietNode(node: AnyNode): boolean {
  if (loud.has(node)) return false;
  if (node.type === "CallExpression") return isMath(node.callee as AnyNode);
  if (node.type === "UnaryExpression") return node.operator !== "delete";
  if (node.type === "BinaryExpression") return node.operator !== "in" && node.operator !== "instanceof";
  if (node.type === "MemberExpression")
    return (node.object as AnyNode).type === "Identifier" && !node.optional;
  if (node.type === "AssignmentExpression")
    return /^(?:Identifier|MemberExpression)$/.test((node.left as AnyNode).type);
  return QUIET.test(node.type);
}

/** Whether something is a function or a constant of `Math`. */
export const isMath = ({ type, object, computed }: AnyNode): boolean =>
  type === "MemberExpression" && !computed && (object as AnyNode).name === "Math";

/** A statement that is an expression, or declares variables. */
export function isSimple({ type, directive }: AnyNode): boolean {
  return (type === "ExpressionStatement" && directive === undefined) || type === "VariableDeclaration";
}

/** A statement that begins whenever the program comes to it, and what is within it behind that. */
export function isBegunOnce({ type, directive }: AnyNode): boolean {
  return (
    /^(?:If|Switch|Try|Return|Throw|Expression)Statement$|^VariableDeclaration$/.test(type) &&
    directive === undefined
  );
}

/** Whether the statement behind this one runs whenever it does, unless it reads from what is no object. */
export function isQuietStatement(statement: AnyNode): boolean {
  if (statement.type === "BlockStatement")
    return (statement.body as AnyNode[]).every((one) => isSilent(one) || isQuietStatement(one));
  if (statement.type === "IfStatement") {
    const { test, consequent, alternate } = statement as unknown as Record<string, AnyNode | null>;
    return [consequent, alternate].every((arm) => !arm || isQuietStatement(arm)) && isQuiet(test as AnyNode);
  }
  return isSimple(statement) && children(statement).every(isQuiet);
}

/** Whether an expression does nothing that can throw, if what it reads from is an object. */
export function isQuiet(node: AnyNode): boolean {
  if (/^(?:Function|ArrowFunction)Expression$/.test(node.type)) return true;
  if (node.type === "VariableDeclarator")
    return (node.id as AnyNode).type === "Identifier" && children(node).every(isQuiet);
  return isQuietNode(node) && children(node).every(isQuiet);
}
