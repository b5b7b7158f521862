// Which functions may be on the stack twice: only those need to tell primitive calls from recursive ones, which costs
// more than counting. A graph of functions and of names that they may be called by holds the circles within a file;
// circles through other files show in the samples.
import type { AnyNode } from "../../capture/index.ts";
import { components } from "./components.ts";
import { type Found, isFunction } from "./functions.ts";
import { bindingsOf, boundNames, carried, nameIn } from "./names.ts";
import { children } from "./tree.ts";

/** How a function's primitive calls are counted. */
export type Recursion =
  /** It cannot be on the stack twice by names in this file, or what is on the stack cannot be followed. */
  | { readonly kind: "none" }
  /** It is called again by these calls alone: all others are primitive. */
  | { readonly kind: "sites"; readonly calls: readonly AnyNode[] }
  /** Its depth must be followed. */
  | { readonly kind: "depth" };

const NONE: Recursion = { kind: "none" };
const DEPTH: Recursion = { kind: "depth" };

/** For each function, how its recursion is to be counted. */
export function recursionOf(
  program: AnyNode,
  functions: readonly Found[],
  bindings: ReadonlyMap<string, number>,
): Map<Found, Recursion> {
  const graph = new Graph(functions);
  graph.flow(program);
  const component = components<Node>(functions, graph);
  const all = new Map<number, number>();
  const ofFunctions = new Map<number, number>();
  for (const [node, number] of component) {
    all.set(number, (all.get(number) ?? 0) + 1);
    if (!("isCalled" in node)) ofFunctions.set(number, (ofFunctions.get(number) ?? 0) + 1);
  }
  return new Map(
    functions.map((fn) => {
      const number = component.get(fn) as number;
      if (all.get(number) === 1) return [fn, NONE];
      const isPlain =
        ofFunctions.get(number) === 1 && bindings.get(fn.called ?? "") === 1 && graph.isVariable(fn);
      const calls = isPlain ? callsOfItself(fn) : undefined;
      // Its name leads back to it, and it never calls itself by it.
      if (calls?.length === 0) return [fn, NONE];
      // A call that cannot fail before it is made is counted where it stands, which takes half the time (fib: 118 % of
      // what it takes without, and 180 %). What it misses is the one call at which the stack is full.
      if (fn.kind === "function" && calls?.every(cannotFail)) return [fn, { kind: "sites", calls }];
      if (fn.kind === "function") return [fn, mayEnclose(fn) ? DEPTH : NONE];
      // A generator's body rests while others run, and so does an async function's: what is on the stack is not what
      // has begun. Where its calls of itself can be counted, all others are primitive; else nothing is known.
      return [fn, calls ? { kind: "sites", calls } : NONE];
    }),
  );
}

/** A name as it is mentioned leads to the functions called so; as it is called, also to what may have come under it. */
interface Name {
  readonly name: string;
  readonly isCalled: boolean;
}
type Node = Found | Name;

class Graph {
  readonly #edges = new Map<Node, Set<Node>>();
  readonly #mentioned = new Map<string, Name>();
  readonly #called = new Map<string, Name>();
  readonly #names = new Set<string>();
  readonly #byNode = new Map<AnyNode, Found>();
  /** Functions with functions in them, which they may return. */
  readonly #makers = new Set<string>();
  /** Functions and classes that are variables' first values. */
  readonly #variables = new Map<AnyNode, AnyNode>();

  constructor(functions: readonly Found[]) {
    for (const fn of functions) {
      if (!fn.fieldsOf) this.#byNode.set(fn.node, fn);
      for (const name of namesOf(fn)) {
        this.#names.add(name);
        this.#add(this.#mention(name), fn);
        this.#parameters(fn, name);
      }
      if (fn.parent) {
        this.#add(fn.parent, fn);
        for (const name of namesOf(fn.parent)) this.#makers.add(name);
      }
    }
    for (const fn of functions) this.#uses(fn);
  }

  get(node: Node): Iterable<Node> | undefined {
    return this.#edges.get(node);
  }

  #add(from: Node, to: Node): void {
    const known = this.#edges.get(from);
    if (known) known.add(to);
    else this.#edges.set(from, new Set([to]));
  }

  #mention(name: string): Name {
    const known = this.#mentioned.get(name);
    if (known) return known;
    const made = { name, isCalled: false };
    this.#mentioned.set(name, made);
    return made;
  }

  #call(name: string): Name {
    const known = this.#called.get(name);
    if (known) return known;
    const made = { name, isCalled: true };
    this.#called.set(name, made);
    this.#add(made, this.#mention(name));
    return made;
  }

  /** What a function's own text mentions and calls; nested functions are edges of their own. */
  #uses(fn: Found): void {
    const visit = (node: AnyNode) => {
      if (isFunction(node)) return;
      if (node.type === "Identifier" || node.type === "PrivateIdentifier")
        this.#add(fn, this.#mention(nameIn(node) as string));
      for (const part of calledIn(node)) {
        const name = nameIn(part);
        if (name !== undefined) this.#add(fn, this.#call(name));
      }
      for (const child of children(node)) if (!isKey(child, node)) visit(child);
    };
    for (const part of partsOf(fn)) visit(part);
  }

  /** What comes under which name: by binding, by assignment, as an argument. */
  flow(program: AnyNode): void {
    const makes = (name: string) => this.#makers.has(name);
    const bind = (names: readonly string[], value: AnyNode | null | undefined) => {
      if (names.length === 0) return;
      for (const one of carried(value, makes)) {
        const to = typeof one === "string" ? this.#call(one) : this.#byNode.get(one);
        if (to) for (const name of names) this.#add(this.#call(name), to);
      }
    };
    const visit = (node: AnyNode) => {
      switch (node.type) {
        case "VariableDeclarator":
          bind(boundNames(node.id as AnyNode), node.init as AnyNode | null);
          if (node.init) this.#variables.set(node.init as AnyNode, node.id as AnyNode);
          break;
        case "AssignmentExpression":
        case "AssignmentPattern": {
          const left = node.left as AnyNode;
          const property = nameIn(left);
          // `table[name] = f` comes under `table`, and is called as `table[other]()`.
          bind(property === undefined ? boundNames(left) : [property], node.right as AnyNode);
          break;
        }
        case "ForOfStatement": {
          const left = node.left as AnyNode;
          const target =
            left.type === "VariableDeclaration" ? ((left.declarations as AnyNode[])[0].id as AnyNode) : left;
          bind(boundNames(target), node.right as AnyNode);
          break;
        }
        case "Property":
          if (!node.computed) bind([nameIn(node.key as AnyNode) ?? ""], node.value as AnyNode);
          break;
        case "ClassDeclaration":
        case "ClassExpression":
          // A class is called by its own name, and calls what it extends.
          bind(boundNames(node.id as AnyNode | null), node.superClass as AnyNode | null);
          break;
        case "CallExpression":
        case "NewExpression":
          this.#passed(node, bind);
          break;
      }
      for (const child of children(node)) visit(child);
    };
    visit(program);
  }

  /** Whether a function is what the variable of its name is, rather than a method of that name. */
  isVariable({ node, called }: Found): boolean {
    return (node.id as AnyNode | null)?.name === called || this.#variables.get(node)?.name === called;
  }

  #passed(call: AnyNode, bind: (names: readonly string[], value: AnyNode) => void): void {
    const given = call.arguments as AnyNode[];
    const callee = call.callee as AnyNode;
    const name = nameIn(callee);
    if (name === undefined || given.length === 0) return;
    if (this.#names.has(name)) {
      for (const [i, value] of given.entries()) bind([argument(name, i), argument(name, "all")], value);
      return;
    }
    // A function elsewhere keeps what it is given, it may be, in the object that it is of: `emitter.on("end", f)`.
    const holder = callee.type === "MemberExpression" ? nameIn(callee.object as AnyNode) : undefined;
    if (holder !== undefined) for (const value of given) bind([holder], value);
  }

  /** What is passed to any function of a name comes under its parameters' names. */
  #parameters(fn: Found, name: string): void {
    if (fn.fieldsOf) return;
    for (const [i, parameter] of (fn.node.params as AnyNode[]).entries()) {
      const from = this.#call(argument(name, parameter.type === "RestElement" ? "all" : i));
      for (const bound of boundNames(parameter)) this.#add(this.#call(bound), from);
    }
  }
}

/** The arguments of a function, as a name that no program has. */
const argument = (name: string, index: number | "all"): string => `${name}(${index})`;

/** The names that a function is called by: a constructor, and what makes the fields, by that of the class. */
function namesOf(fn: Found): string[] {
  const ofClass = /^(.*)\.(?:constructor|<fields>)$/.exec(fn.name)?.[1];
  return [fn.called, ofClass].filter((name) => name !== undefined);
}

/** What runs when a function does; its own `function name` is no use of the name. */
function partsOf({ node, fieldsOf }: Found): AnyNode[] {
  if (!fieldsOf) return [...(node.params as AnyNode[]), node.body as AnyNode];
  return ((fieldsOf.body as AnyNode).body as AnyNode[])
    .filter(({ type, static: isStatic, value }) => type === "PropertyDefinition" && !isStatic && value)
    .map(({ value }) => value as AnyNode);
}

/** The name of a property where it is made, which uses nothing. */
function isKey(node: AnyNode, { type, key, computed }: AnyNode): boolean {
  return node === key && !computed && /^(?:Property|MethodDefinition|PropertyDefinition)$/.test(type);
}

/** What a node calls, or hands to somebody who may. */
function calledIn(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression": {
      const callee = node.callee as AnyNode;
      const holder = callee.type === "MemberExpression" ? [callee.object as AnyNode] : [];
      return [callee, ...holder, ...(node.arguments as AnyNode[])];
    }
    case "TaggedTemplateExpression":
      return [node.tag as AnyNode];
    default:
      return [];
  }
}

/** What an argument may be made of that is there without a call. */
const PLAIN =
  /^(?:Identifier|Literal|(?:Binary|Unary|Logical|Conditional|This)Expression|TemplateLiteral|TemplateElement)$/;

/** Whether a call's arguments are plain values: nothing of the program's runs while they are found. */
function cannotFail(call: AnyNode): boolean {
  const isPlain = (node: AnyNode): boolean => PLAIN.test(node.type) && [...children(node)].every(isPlain);
  return (call.arguments as AnyNode[]).every(isPlain);
}

/** Whether what a call gives is called, read from or taken apart: a comma before the call would show in errors' messages. */
function isTakenApart(call: AnyNode, parent: AnyNode): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === call;
    case "CallExpression":
    case "NewExpression":
      return parent.callee === call;
    case "VariableDeclarator":
      return (parent.id as AnyNode).type !== "Identifier";
    case "AssignmentExpression":
      return (parent.left as AnyNode).type.endsWith("Pattern");
    default:
      return /^(?:TaggedTemplateExpression|SpreadElement|ForOfStatement|ForInStatement|ChainExpression|Class\w+)$/.test(
        parent.type,
      );
  }
}

/** A function's calls of itself, if its name stands in it for nothing else. */
function callsOfItself(fn: Found): AnyNode[] | undefined {
  const { called, node } = fn;
  const calls: AnyNode[] = [];
  let others = 0;
  const visit = (one: AnyNode, parent: AnyNode) => {
    if (one.type === "Identifier" && (one.name === called || SEES_ALL.has(one.name as string))) others++;
    if (one.type === "CallExpression" && (one.callee as AnyNode).name === called) {
      others--;
      if (one.optional || !begins(one, parent, fn)) others += 2;
      else calls.push(one);
    }
    for (const child of children(one)) visit(child, one);
  };
  const parameters = node.params as AnyNode[];
  for (const part of [...parameters, node.body as AnyNode]) visit(part, node);
  const takesAll = parameters.some(({ type }) => type === "RestElement");
  return others === 0 && !takesAll ? calls : undefined;
}

/** Names that see a function's arguments, or make names of text. */
const SEES_ALL = new Set(["arguments", "eval"]);

/** Whether a call begins the function's body: a generator's rests until somebody asks it for something. */
function begins(call: AnyNode, parent: AnyNode, { kind }: Found): boolean {
  if ((call.arguments as AnyNode[]).some(({ type }) => type === "SpreadElement")) return false;
  if (kind === "function") return !isTakenApart(call, parent);
  if (kind === "async") return true;
  if (parent.type === "YieldExpression") return parent.delegate === true;
  return parent.type === "ForOfStatement" && parent.right === call;
}

/**
 * Whether a function's statements mean the same within a block of their own. Functions declared among them become the
 * block's: that shows where their names are bound a second time, or by text.
 */
function mayEnclose({ node }: Found): boolean {
  const body = node.body as AnyNode;
  if (body.type !== "BlockStatement") return true;
  const declared = (body.body as AnyNode[])
    .map(declarationIn)
    .filter(({ type }) => type === "FunctionDeclaration");
  if (declared.length === 0) return true;
  const bindings = bindingsOf(node);
  const isOnce = declared.every(({ id }) => bindings.get((id as AnyNode).name as string) === 1);
  return isOnce && !mentions(body, SEES_ALL);
}

function declarationIn(statement: AnyNode): AnyNode {
  return statement.type === "LabeledStatement" ? declarationIn(statement.body as AnyNode) : statement;
}

function mentions(node: AnyNode, names: ReadonlySet<string>): boolean {
  if (node.type === "Identifier" && names.has(node.name as string)) return true;
  for (const child of children(node)) if (mentions(child, names)) return true;
  return false;
}
