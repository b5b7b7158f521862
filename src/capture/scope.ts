// Which variables of a script are assigned after their declaration. The engine says what a variable holds,
// not whether it will change; the syntax of the scopes says that.
import * as acorn from "acorn";
import { type AnyNode, children } from "./tree.ts";

/** Where an imported name comes from: the specifier, and the exported name there ("*" for the namespace). */
export interface Import {
  readonly from: string;
  readonly name: string;
}

export interface Binding {
  /** Offset of the first assignment other than the declaration. */
  assigned: number | undefined;
  imported: Import | undefined;
}

class Scope {
  readonly bindings = new Map<string, Binding>();
  readonly parent: Scope | undefined;
  /** The scope that `var` belongs to. */
  readonly home: Scope;
  /** Whether a `var` here may be run more than once per binding. */
  readonly repeats: boolean;
  constructor(parent: Scope | undefined, isFunction: boolean, repeats: boolean) {
    this.parent = parent;
    this.home = isFunction || !parent ? this : parent.home;
    this.repeats = !isFunction && (repeats || (parent?.repeats ?? false));
  }
  declare(name: string, imported?: Import): Binding {
    let binding = this.bindings.get(name);
    if (!binding) this.bindings.set(name, (binding = { assigned: undefined, imported }));
    return binding;
  }
  resolve(name: string): Binding | undefined {
    for (let at: Scope | undefined = this; at; at = at.parent) {
      const binding = at.bindings.get(name);
      if (binding) return binding;
    }
    return undefined;
  }
}

/** The scopes of one script. */
export class Scopes {
  readonly #functions = new Map<number, Scope>();
  readonly #declarations = new Set<number>();
  readonly #assignments: { name: string; scope: Scope; at: number }[] = [];
  readonly #top = new Scope(undefined, true, false);
  readonly #exports = new Map<string, Import | string>();
  readonly #stars: string[] = [];

  /** Parses a script as a module, or else as a sloppy script. Throws acorn's SyntaxError. */
  constructor(text: string) {
    this.#visit(parse(text), this.#top);
    for (const { name, scope, at } of this.#assignments) {
      const binding = scope.resolve(name);
      if (binding && (binding.assigned === undefined || at < binding.assigned)) binding.assigned = at;
    }
    this.#assignments.length = 0;
  }

  /** The binding that `name` means just outside the function that starts at `offset`. */
  outside(offset: number, name: string): Binding | undefined {
    return this.#functions.get(offset)?.resolve(name);
  }

  /** Whether the function that starts at `offset` is a declaration, whose name the scope around it holds. */
  isDeclaration(offset: number): boolean {
    return this.#declarations.has(offset);
  }

  /** What another module gets for an exported name: a binding of this script, or where to look next. */
  exported(name: string): Binding | Import | undefined {
    const found = this.#exports.get(name);
    return typeof found === "string" ? this.#top.bindings.get(found) : found;
  }

  /** The specifiers of `export * from`. */
  get stars(): readonly string[] {
    return this.#stars;
  }

  #assign(name: string, scope: Scope, at: number): void {
    this.#assignments.push({ name, scope, at });
  }

  /** Every name in a pattern; default values and computed keys in it are visited as expressions. */
  #pattern(node: AnyNode, scope: Scope, each: (name: string, at: number) => void): void {
    switch (node.type) {
      case "Identifier":
        return each(node.name as string, node.start);
      case "ObjectPattern":
        for (const property of node.properties as AnyNode[]) {
          if (property.type === "RestElement") this.#pattern(property, scope, each);
          else {
            if (property.computed) this.#visit(property.key as AnyNode, scope);
            this.#pattern(property.value as AnyNode, scope, each);
          }
        }
        return;
      case "ArrayPattern":
        for (const element of node.elements as (AnyNode | null)[])
          if (element) this.#pattern(element, scope, each);
        return;
      case "RestElement":
        return this.#pattern(node.argument as AnyNode, scope, each);
      case "AssignmentPattern":
        this.#pattern(node.left as AnyNode, scope, each);
        return this.#visit(node.right as AnyNode, scope);
      default: // a member expression: `[a.x] = …` assigns to no variable
        return this.#visit(node, scope);
    }
  }

  #function(node: AnyNode, scope: Scope): void {
    this.#functions.set(node.start, scope);
    let outer = scope;
    if (node.type === "FunctionExpression" && node.id) {
      outer = new Scope(scope, false, false);
      outer.declare((node.id as AnyNode).name as string);
    }
    const inner = new Scope(outer, true, false);
    for (const param of node.params as AnyNode[]) this.#pattern(param, inner, (name) => inner.declare(name));
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") for (const child of body.body as AnyNode[]) this.#visit(child, inner);
    else this.#visit(body, inner);
  }

  #declaration(node: AnyNode, scope: Scope, inHead: boolean): void {
    const isVar = node.kind === "var";
    const home = isVar ? scope.home : scope;
    for (const declarator of node.declarations as AnyNode[]) {
      const init = declarator.init as AnyNode | null;
      this.#pattern(declarator.id as AnyNode, scope, (name, at) => {
        const known = isVar && home.bindings.has(name);
        home.declare(name);
        // A `var` is one variable however often its declaration runs; a `let` in a loop is a new one each time.
        if (isVar && (init || inHead) && (known || inHead || scope.repeats)) this.#assign(name, home, at);
      });
      if (init) this.#visit(init, scope);
    }
  }

  #visit(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "FunctionDeclaration":
        if (node.id) scope.declare((node.id as AnyNode).name as string);
        this.#declarations.add(node.start);
        return this.#function(node, scope);
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#function(node, scope);
      case "ClassDeclaration":
        if (node.id) scope.declare((node.id as AnyNode).name as string);
        break;
      case "MethodDefinition":
      case "Property": {
        // A method's text starts at its key; its node's value starts at the parenthesis. Both name the function.
        const value = node.value as AnyNode;
        if (node.computed) this.#visit(node.key as AnyNode, scope);
        this.#visit(value, scope);
        if (value.type === "FunctionExpression") this.#functions.set(node.start, scope);
        return;
      }
      case "VariableDeclaration":
        return this.#declaration(node, scope, false);
      case "ImportDeclaration":
        for (const specifier of node.specifiers as AnyNode[])
          scope.declare((specifier.local as AnyNode).name as string, importOf(node, specifier));
        return;
      case "ExportAllDeclaration":
        if (node.exported) this.#exports.set(nameOf(node.exported), { from: sourceOf(node), name: "*" });
        else this.#stars.push(sourceOf(node));
        return;
      case "ExportDefaultDeclaration": {
        const id = (node.declaration as AnyNode).id as AnyNode | undefined;
        if (id) this.#exports.set("default", id.name as string);
        break;
      }
      case "ExportNamedDeclaration":
        return this.#exportNamed(node, scope);
      case "AssignmentExpression":
        this.#pattern(node.left as AnyNode, scope, (name, at) => this.#assign(name, scope, at));
        return this.#visit(node.right as AnyNode, scope);
      case "UpdateExpression":
        return this.#pattern(node.argument as AnyNode, scope, (name, at) => this.#assign(name, scope, at));
      case "LogicalExpression":
        if (isNamespaceStart(node)) return;
        break;
      case "ForInStatement":
      case "ForOfStatement": {
        const inner = new Scope(scope, false, true);
        const left = node.left as AnyNode;
        if (left.type === "VariableDeclaration") this.#declaration(left, inner, true);
        else this.#pattern(left, inner, (name, at) => this.#assign(name, inner, at));
        this.#visit(node.right as AnyNode, inner);
        return this.#visit(node.body as AnyNode, inner);
      }
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement": {
        const head = new Scope(scope, false, false);
        const body = new Scope(head, false, true);
        for (const key of ["init", "test", "update"]) if (node[key]) this.#visit(node[key] as AnyNode, head);
        return this.#visit(node.body as AnyNode, body);
      }
      case "CatchClause": {
        const inner = new Scope(scope, false, false);
        if (node.param) this.#pattern(node.param as AnyNode, inner, (name) => inner.declare(name));
        return this.#visit(node.body as AnyNode, inner);
      }
      case "BlockStatement":
      case "StaticBlock":
      case "SwitchStatement":
        return this.#visitChildren(node, new Scope(scope, node.type === "StaticBlock", false));
    }
    this.#visitChildren(node, scope);
  }

  #visitChildren(node: AnyNode, scope: Scope): void {
    for (const child of children(node)) this.#visit(child, scope);
  }

  #exportNamed(node: AnyNode, scope: Scope): void {
    for (const specifier of node.specifiers as AnyNode[]) {
      const local = nameOf(specifier.local);
      const exported = nameOf(specifier.exported);
      this.#exports.set(exported, node.source ? { from: sourceOf(node), name: local } : local);
    }
    const declaration = node.declaration as AnyNode | null;
    if (!declaration) return;
    this.#visit(declaration, scope);
    if (declaration.id) this.#exports.set(nameOf(declaration.id), nameOf(declaration.id));
    for (const { id } of (declaration.declarations ?? []) as AnyNode[])
      this.#pattern(id as AnyNode, scope, (name) => this.#exports.set(name, name));
  }
}

function parse(text: string): AnyNode {
  const options: acorn.Options = { ecmaVersion: "latest", allowHashBang: true };
  try {
    return acorn.parse(text, { ...options, sourceType: "module" }) as unknown as AnyNode;
  } catch (error) {
    try {
      // CommonJS text stands in a function: it may return, and use `await` and `with` as sloppy code does.
      const sloppy: acorn.Options = { ...options, sourceType: "script", allowReturnOutsideFunction: true };
      return acorn.parse(text, sloppy) as unknown as AnyNode;
    } catch {
      throw error;
    }
  }
}

/** `X || (X = {})`, with which compiled enums and namespaces begin, gives X its first value. */
function isNamespaceStart(node: AnyNode): boolean {
  const left = node.left as AnyNode;
  const right = node.right as AnyNode;
  return (
    node.operator === "||" &&
    left.type === "Identifier" &&
    right.type === "AssignmentExpression" &&
    (right.left as AnyNode).name === left.name &&
    (right.right as AnyNode).type === "ObjectExpression"
  );
}

const nameOf = (node: unknown): string => {
  const { name, value } = node as { name?: string; value?: string };
  return name ?? String(value);
};

const sourceOf = (node: AnyNode): string => String((node.source as AnyNode).value);

function importOf(declaration: AnyNode, specifier: AnyNode): Import {
  const from = sourceOf(declaration);
  if (specifier.type === "ImportNamespaceSpecifier") return { from, name: "*" };
  if (specifier.type === "ImportDefaultSpecifier") return { from, name: "default" };
  return { from, name: nameOf(specifier.imported) };
}
