// What names of a program stand for, function by function: which are constants, and which values they are given. Blocks are
// not looked at: names that are one in a function are taken for one, and everything is said of them that holds of any.
import type { AnyNode } from "../../capture/index.ts";
import { isFunction } from "./functions.ts";
import { boundNames } from "./names.ts";
import { children } from "./tree.ts";

/** A name in a function, or in the program outside of all. */
export interface Binding {
  /** What is assigned to it by itself: expressions, and assignments that compute with what it was. */
  readonly values: AnyNode[];
  /** Whether it is given what nobody sees here: a parameter, a part of something that is taken apart. */
  isOpen: boolean;
  /** Whether it is a constant somewhere, and a variable. */
  isConstant: boolean;
  isVariable: boolean;
}

interface Scope {
  readonly names: Map<string, Binding>;
  readonly around: Scope | undefined;
}

/** Gives the binding of an identifier in an expression; undefined for a name that the program does not declare. */
export type BindingOf = (identifier: AnyNode) => Binding | undefined;

export function bindingsIn(program: AnyNode): {
  readonly of: BindingOf;
  readonly assignments: readonly AnyNode[];
} {
  const scopes = new Map<AnyNode, Scope>();
  const top: Scope = { names: new Map(), around: undefined };
  declare(program, top, scopes);
  const found = new Map<AnyNode, Binding>();
  const assignments: AnyNode[] = [];
  const look = (name: string, scope: Scope): Binding | undefined => {
    for (let at: Scope | undefined = scope; at; at = at.around) {
      const binding = at.names.get(name);
      if (binding) return binding;
    }
    return undefined;
  };
  const visit = (node: AnyNode, scope: Scope): void => {
    const inner = scopes.get(node) ?? scope;
    const nameOf = (target: unknown): Binding | undefined =>
      (target as AnyNode).type === "Identifier" ? look((target as AnyNode).name as string, inner) : undefined;
    const open = (target: unknown) => {
      for (const name of boundNames(target as AnyNode | null)) {
        const binding = look(name, inner);
        if (binding) binding.isOpen = true;
      }
    };
    switch (node.type) {
      case "Identifier": {
        const binding = look(node.name as string, inner);
        if (binding) found.set(node, binding);
        break;
      }
      case "VariableDeclarator": {
        const { id, init } = node as unknown as { id: AnyNode; init: AnyNode | null };
        if (id.type !== "Identifier") open(id);
        else if (init) nameOf(id)?.values.push(init);
        break;
      }
      case "AssignmentExpression":
        assignments.push(node);
        if ((node.left as AnyNode).type === "Identifier") nameOf(node.left)?.values.push(node);
        else open(node.left);
        break;
      case "UpdateExpression":
        assignments.push(node);
        break;
      case "ForInStatement":
      case "ForOfStatement": {
        const left = node.left as AnyNode;
        for (const one of left.type === "VariableDeclaration" ? (left.declarations as AnyNode[]) : [left])
          open(one.type === "VariableDeclarator" ? one.id : one);
        break;
      }
    }
    for (const child of children(node)) visit(child, inner);
  };
  visit(program, top);
  return { of: (identifier) => found.get(identifier), assignments };
}

/** Notes what is declared in a function's own text, and in those within it. */
function declare(node: AnyNode, scope: Scope, scopes: Map<AnyNode, Scope>): void {
  const add = (target: unknown, into: Scope, as: "constant" | "variable", isOpen: boolean) => {
    for (const name of boundNames(target as AnyNode | null)) {
      const binding = into.names.get(name) ?? {
        values: [],
        isOpen: false,
        isConstant: false,
        isVariable: false,
      };
      binding.isOpen ||= isOpen;
      if (as === "constant") binding.isConstant = true;
      else binding.isVariable = true;
      into.names.set(name, binding);
    }
  };
  let inner = scope;
  if (isFunction(node)) {
    if (node.type === "FunctionDeclaration") add(node.id, scope, "variable", true);
    inner = { names: new Map(), around: scope };
    scopes.set(node, inner);
    if (node.type === "FunctionExpression") add(node.id, inner, "constant", true);
    for (const parameter of node.params as AnyNode[]) add(parameter, inner, "variable", true);
  } else if (node.type === "VariableDeclaration")
    for (const { id } of node.declarations as AnyNode[])
      add(id, scope, node.kind === "const" ? "constant" : "variable", false);
  else if (node.type === "ClassDeclaration") add(node.id, scope, "variable", true);
  else if (node.type === "ClassExpression") add(node.id, scope, "constant", true);
  else if (node.type === "CatchClause") add(node.param, scope, "variable", true);
  else if (node.type.startsWith("Import") && node.local) add(node.local, scope, "constant", true);
  for (const child of children(node)) declare(child, inner, scopes);
}
