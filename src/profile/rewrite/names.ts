// What the names in a program may stand for: which are bound how often, to which functions, and which values may come to
// be called by which name. Nothing is run and no scope is looked at, so the answers hold more than can happen.
import type { AnyNode } from "../../capture/index.ts";
import { isFunction } from "./functions.ts";
import { children } from "./tree.ts";

/** How often each name is bound or assigned to in a program: a name that is bound once always means the same. */
export function bindingsOf(program: AnyNode): Map<string, number> {
  const count = new Map<string, number>();
  const bind = (target: AnyNode | null | undefined) => {
    for (const name of boundNames(target)) count.set(name, (count.get(name) ?? 0) + 1);
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

/** The names that a pattern binds or assigns to. */
export function boundNames(target: AnyNode | null | undefined): string[] {
  if (!target) return [];
  switch (target.type) {
    case "Identifier":
      return [target.name as string];
    case "MemberExpression":
      return [];
    case "AssignmentPattern":
      return boundNames(target.left as AnyNode);
    case "Property":
      return boundNames(target.value as AnyNode);
    default:
      return [...children(target)].flatMap(boundNames);
  }
}

/** The name by which something is called or read: a variable's, or a property's. */
export function nameIn(node: AnyNode): string | undefined {
  if (node.type === "Identifier") return node.name as string;
  if (node.type === "PrivateIdentifier") return `#${node.name as string}`;
  if (node.type === "MemberExpression")
    return node.computed ? nameIn(node.object as AnyNode) : nameIn(node.property as AnyNode);
  return undefined;
}

/**
 * What functions an expression's value may be or hold: functions in it, and names.
 *
 * @param makes whether a function of this name may return functions
 */
export function carried(
  value: AnyNode | null | undefined,
  makes: (name: string) => boolean,
): (AnyNode | string)[] {
  if (!value) return [];
  const all = (nodes: unknown) => (nodes as (AnyNode | null)[]).flatMap((node) => carried(node, makes));
  switch (value.type) {
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [value];
    case "Identifier":
    case "MemberExpression": {
      const name = nameIn(value);
      return name === undefined ? [] : [name];
    }
    case "ClassExpression":
      return all((value.body as AnyNode).body);
    case "MethodDefinition":
    case "PropertyDefinition":
    case "Property":
      return carried(value.value as AnyNode | null, makes);
    case "ConditionalExpression":
      return all([value.consequent, value.alternate]);
    case "LogicalExpression":
      return all([value.left, value.right]);
    case "AssignmentExpression":
    case "AssignmentPattern":
      return carried(value.right as AnyNode, makes);
    case "SequenceExpression":
      return carried((value.expressions as AnyNode[]).at(-1), makes);
    case "ArrayExpression":
      return all(value.elements);
    case "ObjectExpression":
      return all(value.properties);
    case "SpreadElement":
    case "AwaitExpression":
      return carried(value.argument as AnyNode, makes);
    case "ChainExpression":
      return carried(value.expression as AnyNode, makes);
    case "CallExpression":
    case "NewExpression": {
      // What is made of functions holds them: `memo(f)`, `new Map([["add", f]])`, `f.bind(null)`.
      const callee = value.callee as AnyNode;
      const name = nameIn(callee);
      const own = callee.type === "MemberExpression" ? carried(callee.object as AnyNode, makes) : [];
      const given = all(value.arguments);
      const isMade = name !== undefined && makes(name);
      return [...(name !== undefined && (isMade || given.length > 0) ? [name] : []), ...own, ...given];
    }
    default:
      return [];
  }
}
