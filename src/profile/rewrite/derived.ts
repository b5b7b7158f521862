// Small functions that are called for every element of an array, as the one that makes an index of i and j: a counter in
// each took as long as the function itself, many times over. How often such a function is called follows from how often the
// expressions run that call it, so that one counter an expression does, and often one that is there already.
//
// That holds where the name stands for nothing but calls, and where nothing in the expression or the function can throw but
// by reading from what is no object: then a call is counted that the error has kept from being made.
import type { AnyNode } from "../../capture/index.ts";
import { type Slots, wrap } from "./counts.ts";
import type { Edits } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import { isQuietNode } from "./syntax.ts";
import { children } from "./tree.ts";

/** So many times a counter's value. */
export type Term = readonly [slot: number, times: number];

/** An expression that runs as a whole or not at all. */
interface Root {
  readonly node: AnyNode;
  /** The function that it begins, if it runs exactly as often as that is called. */
  readonly opens: Found | undefined;
  readonly calls: Map<string, number>;
  isQuiet: boolean;
}

/** What a quiet function's statements are. */
const STATEMENTS =
  /^(?:Block|Return|Expression|If|For|While|DoWhile|Empty)Statement$|^VariableDeclarat(?:ion|or)$/;

/**
 * Puts counters into the expressions that call functions whose calls can be counted so, and gives what each function's calls
 * are the sum of. Such a function needs no counter of its own.
 *
 * @param isFree whether a function may do without one: it is on the stack once, and nothing is left as it is written
 * @returns those sums, and the counters by the expressions that have one
 */
export function derivedCounts(
  program: AnyNode,
  functions: readonly Found[],
  bindings: ReadonlyMap<string, number>,
  isFree: (fn: Found) => boolean,
  slots: Slots,
  edits: Edits,
): { readonly sums: ReadonlyMap<Found, readonly Term[]>; readonly counters: ReadonlyMap<AnyNode, number> } {
  const byName = new Map<string, Found>();
  for (const fn of functions)
    if (fn.called !== undefined && bindings.get(fn.called) === 1 && isFree(fn) && isSimple(fn))
      byName.set(fn.called, fn);
  const looked = new Look(program, byName);
  // A function that is none of these makes expressions loud that call it, and those make others none.
  for (let before = -1; before !== byName.size; ) {
    before = byName.size;
    for (const name of [...byName.keys()]) if (!looked.isDerived(name, byName)) byName.delete(name);
  }
  return looked.count(byName, slots, edits);
}

/** Whether a call always begins the body: parameters are names. */
function isSimple({ node, kind, fieldsOf }: Found): boolean {
  if (kind !== "function" || fieldsOf) return false;
  return (node.params as AnyNode[]).every(({ type }) => type === "Identifier");
}

/** What stands where in a program, as far as it concerns such functions. */
class Look {
  readonly #roots: Root[] = [];
  /** Names that stand for something else than a call somewhere, or are no variable's. */
  readonly #loose = new Set<string>();
  readonly #declared = new Set<string>();
  /** The functions whose statements are quiet but for the roots in them. */
  readonly #quiet = new Map<AnyNode, Root[] | undefined>();
  readonly #byName: ReadonlyMap<string, Found>;
  readonly #byNode = new Map<AnyNode, Found>();
  /** The expressions that call each. */
  readonly #calling = new Map<string, Root[]>();

  constructor(program: AnyNode, byName: ReadonlyMap<string, Found>) {
    this.#byName = new Map(byName);
    for (const fn of byName.values()) this.#byNode.set(fn.node, fn);
    this.#visit(program, undefined, undefined);
    for (const root of this.#roots)
      for (const name of root.calls.keys()) {
        const known = this.#calling.get(name);
        if (known) known.push(root);
        else this.#calling.set(name, [root]);
      }
  }

  /** Whether a name's function is counted by the expressions that call it, if those in `names` are. */
  isDerived(name: string, names: ReadonlyMap<string, Found>): boolean {
    if (this.#loose.has(name) || !this.#declared.has(name)) return false;
    const body = this.#quiet.get((names.get(name) as Found).node);
    if (body === undefined || !body.every((root) => this.#isQuiet(root, names))) return false;
    return (this.#calling.get(name) ?? []).every((root) => this.#isQuiet(root, names));
  }

  #isQuiet({ isQuiet, calls }: Root, names: ReadonlyMap<string, Found>): boolean {
    return isQuiet && [...calls.keys()].every((name) => names.has(name));
  }

  /** Counts the expressions, and sums up. */
  count(names: ReadonlyMap<string, Found>, slots: Slots, edits: Edits): ReturnType<typeof derivedCounts> {
    const counters = new Map<AnyNode, number>();
    const parts = new Map<Found, (Term | { readonly of: Found; readonly times: number })[]>();
    for (const { node, opens, calls } of this.#roots) {
      const called = [...calls].flatMap(([name, times]) =>
        names.has(name) ? [[names.get(name) as Found, times] as const] : [],
      );
      if (called.length === 0) continue;
      const within = opens && names.get(opens.called ?? "") === opens ? opens : undefined;
      const slot = within ? -1 : slots.take();
      if (!within) {
        wrap(node, slots.count(slot), edits);
        counters.set(node, slot);
      }
      for (const [fn, times] of called) {
        const list = parts.get(fn) ?? [];
        list.push(within ? { of: within, times } : [slot, times]);
        parts.set(fn, list);
      }
    }
    const done = new Map<Found, readonly Term[]>();
    const terms = (fn: Found): readonly Term[] => {
      const known = done.get(fn);
      if (known) return known;
      // They do not call themselves, by whatever way: this comes to an end.
      const sum = (parts.get(fn) ?? []).flatMap((part) =>
        "of" in part ? terms(part.of).map(([slot, times]): Term => [slot, times * part.times]) : [part],
      );
      done.set(fn, sum);
      return sum;
    };
    for (const fn of names.values()) terms(fn);
    return { sums: done, counters };
  }

  /**
   * @param root the expression that the node is part of
   * @param within the function whose statements are being gone through, with the roots found in it
   */
  #visit(node: AnyNode, root: Root | undefined, within: Root[] | undefined): void {
    if (isFunction(node)) {
      this.#function(node);
      return;
    }
    switch (node.type) {
      case "VariableDeclarator":
        this.#declarator(node, within);
        return;
      case "ExpressionStatement":
        this.#root(node.expression as AnyNode, within);
        return;
      case "ReturnStatement":
      case "ThrowStatement":
        if (node.argument) this.#root(node.argument as AnyNode, within);
        return;
      case "IfStatement":
        this.#root(node.test as AnyNode, within);
        this.#visit(node.consequent as AnyNode, undefined, within);
        if (node.alternate) this.#visit(node.alternate as AnyNode, undefined, within);
        return;
      case "WhileStatement":
      case "DoWhileStatement":
        this.#root(node.test as AnyNode, within);
        this.#visit(node.body as AnyNode, undefined, within);
        return;
      case "ForStatement":
        this.#for(node, within);
        return;
      case "ConditionalExpression":
        this.#visit(node.test as AnyNode, root, within);
        this.#root(node.consequent as AnyNode, within, root);
        this.#root(node.alternate as AnyNode, within, root);
        return;
      case "LogicalExpression":
        this.#visit(node.left as AnyNode, root, within);
        this.#root(node.right as AnyNode, within, root);
        return;
      case "CallExpression":
        if (this.#call(node, root, within)) return;
        break;
      case "AssignmentExpression":
        if (!/^(?:\?\?|\|\||&&)=$/.test(node.operator as string)) break;
        this.#visit(node.left as AnyNode, root, within);
        this.#root(node.right as AnyNode, within, root);
        return;
      case "Identifier":
        // Text that is run sees all names.
        if (node.name === "eval") for (const name of this.#byName.keys()) this.#loose.add(name);
        if (this.#byName.has(node.name as string)) this.#loose.add(node.name as string);
        return;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        this.#export(node);
        return;
    }
    if (root && !isQuietNode(node)) root.isQuiet = false;
    for (const child of named(node)) this.#visit(child, root, within);
  }

  /** A new expression. What is loud in it makes the one around it loud. */
  #root(node: AnyNode, within: Root[] | undefined, around?: Root, opens?: Found): void {
    const root: Root = { node, opens, calls: new Map(), isQuiet: true };
    this.#roots.push(root);
    within?.push(root);
    this.#visit(node, root, within);
    if (around) {
      around.isQuiet &&= root.isQuiet;
      // They are counted apart, and what they call must be quiet for the rest to be sure.
      for (const name of root.calls.keys()) if (!around.calls.has(name)) around.calls.set(name, 0);
    }
  }

  #call(node: AnyNode, root: Root | undefined, within: Root[] | undefined): boolean {
    const callee = node.callee as AnyNode;
    const given = node.arguments as AnyNode[];
    const name = callee.type === "Identifier" ? (callee.name as string) : undefined;
    if (name === undefined || !this.#byName.has(name)) return false;
    if (root === undefined || node.optional || given.some(({ type }) => type === "SpreadElement")) {
      this.#loose.add(name);
      return false;
    }
    root.calls.set(name, (root.calls.get(name) ?? 0) + 1);
    for (const argument of given) this.#visit(argument, root, within);
    return true;
  }

  #declarator({ id, init }: AnyNode, within: Root[] | undefined): void {
    const target = id as AnyNode;
    if (target.type !== "Identifier") {
      this.#visit(target, undefined, within);
      if (init) this.#loud(init as AnyNode, within);
      return;
    }
    const name = target.name as string;
    if (!init) return;
    if (this.#byName.get(name)?.node === init) this.#declared.add(name);
    if (isFunction(init as AnyNode)) this.#function(init as AnyNode);
    else if ((init as AnyNode).type === "ClassExpression") this.#visit(init as AnyNode, undefined, within);
    else this.#root(init as AnyNode, within);
  }

  /** Something that may throw by itself: what is called in it is counted where it is called. */
  #loud(node: AnyNode, within: Root[] | undefined): void {
    const root: Root = { node, opens: undefined, calls: new Map(), isQuiet: false };
    this.#roots.push(root);
    within?.push(root);
    this.#visit(node, root, within);
  }

  #for({ init, test, update, body }: AnyNode, within: Root[] | undefined): void {
    const first = init as AnyNode | null;
    if (first?.type === "VariableDeclaration") this.#visit(first, undefined, within);
    else if (first) this.#root(first, within);
    if (test) this.#root(test as AnyNode, within);
    if (update) this.#root(update as AnyNode, within);
    this.#visit(body as AnyNode, undefined, within);
  }

  #export(node: AnyNode): void {
    const declaration = node.declaration as AnyNode | null;
    if (!declaration) {
      // `export { at }` is for anybody to call.
      for (const child of children(node)) this.#visit(child, undefined, undefined);
      return;
    }
    const names =
      declaration.type === "VariableDeclaration"
        ? (declaration.declarations as AnyNode[]).map(({ id }) => (id as AnyNode).name as string)
        : [(declaration.id as AnyNode | null)?.name as string];
    for (const name of names) this.#loose.add(name);
    if (/Declaration$/.test(declaration.type) || isFunction(declaration))
      this.#visit(declaration, undefined, undefined);
    else this.#root(declaration, undefined);
  }

  #function(node: AnyNode): void {
    const id = node.id as AnyNode | null;
    const name = id?.name as string | undefined;
    const own = name !== undefined ? this.#byName.get(name) : undefined;
    if (own?.node === node && node.type === "FunctionDeclaration") this.#declared.add(name as string);
    const fn = this.#byNode.get(node);
    for (const parameter of node.params as AnyNode[])
      if (parameter.type !== "Identifier") this.#loud(parameter, undefined);
    const body = node.body as AnyNode;
    const roots: Root[] = [];
    if (body.type !== "BlockStatement") this.#root(body, roots, undefined, fn);
    else {
      let isOpen = fn !== undefined;
      for (const statement of body.body as AnyNode[]) {
        const opening = isOpen && openingOf(statement);
        if (opening) this.#root(opening, roots, undefined, fn);
        else this.#visit(statement, undefined, roots);
        // Behind anything that may return, nothing runs as often as the function is called.
        if (!/^(?:Expression|Empty)Statement$|Declaration$/.test(statement.type)) isOpen = false;
      }
    }
    if (fn) this.#quiet.set(node, isQuietBody(body) ? roots : undefined);
  }
}

/** The expression of a statement that is one: it runs whenever the statement does. */
function openingOf(statement: AnyNode): AnyNode | undefined {
  if (statement.type === "ExpressionStatement") return statement.expression as AnyNode;
  if (statement.type === "ReturnStatement") return (statement.argument as AnyNode | null) ?? undefined;
  return undefined;
}

/** Whether a function's statements are of the quiet kinds; its expressions are looked at as roots. */
function isQuietBody(body: AnyNode): boolean {
  if (!/Statement$/.test(body.type)) return true;
  const isQuiet = (node: AnyNode): boolean =>
    STATEMENTS.test(node.type)
      ? children(node).every((child) => !/Statement$|Declarat/.test(child.type) || isQuiet(child))
      : false;
  return isQuiet(body);
}

/** The children of a node that are names in their own right: properties and labels are none. */
function named(node: AnyNode): AnyNode[] {
  if (node.type === "MemberExpression" && !node.computed) return [node.object as AnyNode];
  if (node.type === "Property" && !node.computed && !node.shorthand) return [node.value as AnyNode];
  if (/^(?:MethodDefinition|PropertyDefinition)$/.test(node.type) && !node.computed)
    return node.value ? [node.value as AnyNode] : [];
  if (/^(?:Labeled|Break|Continue)Statement$/.test(node.type)) return node.body ? [node.body as AnyNode] : [];
  if (node.type.startsWith("Class")) return children(node).filter((child) => child !== node.id);
  return children(node);
}
