// Which variables of a script are assigned after their declaration. The engine says what a variable holds,
// not whether it will change; the syntax of the scopes says that.
import type * as acorn from "acorn";
import { Parser } from "./parser.ts";
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
    const binding = this.bindings.get(name) ?? { assigned: undefined, imported };
    this.bindings.set(name, binding);
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

  /** The binding that `name` means just outside the function that starts at `offset` (a method: at its parenthesis). */
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
    if (node.type === "Identifier") each(node.name as string, node.start);
    else if (node.type === "ObjectPattern") {
      for (const property of node.properties as AnyNode[]) {
        if (property.computed) this.#visit(property.key as AnyNode, scope);
        this.#pattern((property.value ?? property) as AnyNode, scope, each);
      }
    } else if (node.type === "ArrayPattern") {
      for (const element of node.elements as (AnyNode | null)[])
        if (element) this.#pattern(element, scope, each);
    } else if (node.type === "RestElement") this.#pattern(node.argument as AnyNode, scope, each);
    else if (node.type === "AssignmentPattern") {
      this.#pattern(node.left as AnyNode, scope, each);
      this.#visit(node.right as AnyNode, scope);
    } else this.#visit(node, scope); // a member expression: `[a.x] = …` assigns to no variable
  }

  #function(node: AnyNode, scope: Scope): void {
    this.#functions.set(node.start, scope);
    let outer = scope;
    if (node.type === "FunctionExpression" && node.id) {
      outer = new Scope(scope, false, false);
      outer.declare(nameOf(node.id));
    }
    const inner = new Scope(outer, true, false);
    for (const param of node.params as AnyNode[]) this.#pattern(param, inner, (name) => inner.declare(name));
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") this.#visitChildren(body, inner);
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

  #assignTo(target: AnyNode, scope: Scope): void {
    this.#pattern(target, scope, (name, at) => this.#assign(name, scope, at));
  }

  #forIn(node: AnyNode, scope: Scope): void {
    const inner = new Scope(scope, false, true);
    const left = node.left as AnyNode;
    if (left.type === "VariableDeclaration") this.#declaration(left, inner, true);
    else this.#assignTo(left, inner);
    this.#visit(node.right as AnyNode, inner);
    this.#visit(node.body as AnyNode, inner);
  }

  #loop(node: AnyNode, scope: Scope): void {
    const head = new Scope(scope, false, false);
    for (const key of ["init", "test", "update"]) if (node[key]) this.#visit(node[key] as AnyNode, head);
    this.#visit(node.body as AnyNode, new Scope(head, false, true));
  }

  /** What a node means for scopes, by its type; any other node is only looked into. */
  readonly #meanings: Record<string, (node: AnyNode, scope: Scope) => void> = {
    FunctionDeclaration: (node, scope) => {
      if (node.id) scope.declare(nameOf(node.id));
      this.#declarations.add(node.start);
      this.#function(node, scope);
    },
    FunctionExpression: (node, scope) => this.#function(node, scope),
    ArrowFunctionExpression: (node, scope) => this.#function(node, scope),
    ClassDeclaration: (node, scope) => {
      if (node.id) scope.declare(nameOf(node.id));
      this.#visitChildren(node, scope);
    },
    VariableDeclaration: (node, scope) => this.#declaration(node, scope, false),
    ImportDeclaration: (node, scope) => {
      for (const specifier of node.specifiers as AnyNode[])
        scope.declare(nameOf(specifier.local), importOf(node, specifier));
    },
    ExportAllDeclaration: (node) => {
      if (node.exported) this.#exports.set(nameOf(node.exported), { from: sourceOf(node), name: "*" });
      else this.#stars.push(sourceOf(node));
    },
    ExportDefaultDeclaration: (node, scope) => {
      const { type, id } = node.declaration as AnyNode;
      if (id && type !== "FunctionExpression") this.#exports.set("default", nameOf(id));
      this.#visitChildren(node, scope);
    },
    ExportNamedDeclaration: (node, scope) => this.#exportNamed(node, scope),
    AssignmentExpression: (node, scope) => {
      this.#assignTo(node.left as AnyNode, scope);
      this.#visit(node.right as AnyNode, scope);
    },
    UpdateExpression: (node, scope) => this.#assignTo(node.argument as AnyNode, scope),
    LogicalExpression: (node, scope) => {
      if (!isNamespaceStart(node)) this.#visitChildren(node, scope);
    },
    ForInStatement: (node, scope) => this.#forIn(node, scope),
    ForOfStatement: (node, scope) => this.#forIn(node, scope),
    ForStatement: (node, scope) => this.#loop(node, scope),
    WhileStatement: (node, scope) => this.#loop(node, scope),
    DoWhileStatement: (node, scope) => this.#loop(node, scope),
    CatchClause: (node, scope) => {
      const inner = new Scope(scope, false, false);
      if (node.param) this.#pattern(node.param as AnyNode, inner, (name) => inner.declare(name));
      this.#visit(node.body as AnyNode, inner);
    },
    BlockStatement: (node, scope) => this.#visitChildren(node, new Scope(scope, false, false)),
    SwitchStatement: (node, scope) => this.#visitChildren(node, new Scope(scope, false, false)),
    StaticBlock: (node, scope) => this.#visitChildren(node, new Scope(scope, true, false)),
  };

  #visit(node: AnyNode, scope: Scope): void {
    const meaning = this.#meanings[node.type];
    if (meaning) meaning(node, scope);
    else this.#visitChildren(node, scope);
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

// acorn checks every declared name against a list of those before it, which takes minutes for a bundle of tens of
// thousands of names. The text already runs, so nothing in it is declared twice.
const Unchecked = Parser.extend(
  (Base) =>
    class extends (Base as unknown as new (...args: unknown[]) => object) {
      declareName(): void {}
      checkLocalExport(): void {}
    } as unknown as typeof acorn.Parser,
);

function parse(text: string): AnyNode {
  const options: acorn.Options = { ecmaVersion: "latest", allowHashBang: true };
  try {
    return Unchecked.parse(text, { ...options, sourceType: "module" }) as unknown as AnyNode;
  } catch (error) {
    try {
      // CommonJS text stands in a function: it may return, and use `await` and `with` as sloppy code does.
      const sloppy: acorn.Options = { ...options, sourceType: "script", allowReturnOutsideFunction: true };
      return Unchecked.parse(text, sloppy) as unknown as AnyNode;
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
