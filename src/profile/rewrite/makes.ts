// Statements that make objects say so in a word while they are at work. The engine does the slow parts of making an object
// aside from the code of any line, so that its samples charge them to whatever line comes last there, and it collects
// garbage on no line at all: a thread that looks at the word sees whose all that is (measured: 40 points nearer the truth).
import type { AnyNode } from "../../capture/index.ts";
import type { BindingOf } from "./bindings.ts";
import type { Edits } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import { isStraight } from "./still.ts";
import { isLoop, isMath } from "./syntax.ts";
import { children } from "./tree.ts";

/** What is known of a program's functions. */
interface Makers {
  readonly of: BindingOf;
  /** What the file's functions are called by. */
  readonly names: ReadonlySet<string>;
  /** Of those, and of its classes, what does little and says nothing itself: that is its callers' doing. */
  readonly small: ReadonlySet<string>;
}

/** What is known of the functions of a program whose names `of` tells apart. */
export function makersOf(functions: readonly Found[], of: BindingOf): Makers {
  const names = new Set<string>();
  const small = new Set<string>();
  const others = new Set<string>();
  for (const fn of functions) {
    if (fn.called !== undefined) names.add(fn.called);
    const name = fn.called === "constructor" ? fn.name.replace(/\.constructor$/, "") : fn.called;
    if (name !== undefined) (isSmall(fn) ? small : others).add(name);
  }
  for (const name of others) small.delete(name);
  return { of, names, small };
}

function isSmall({ node, kind, fieldsOf }: Found): boolean {
  const callsNone = (at: AnyNode): boolean =>
    isFunction(at) ||
    (!/^(?:New|Await|Yield|Import|TaggedTemplate)Expression$/.test(at.type) &&
      (at.type !== "CallExpression" || isMath(at.callee as AnyNode)) &&
      children(at).every(callsNone));
  const body = node.body as AnyNode;
  return kind === "function" && !fieldsOf && isStraight(body) && !hasMaker(body) && callsNone(body);
}

/** A line of a function that makes objects, and says so by the number of its place in a list of them, from 1. */
export interface Make {
  /** 0-based. */
  readonly line: number;
  /** The function's node, or the program. */
  readonly root: AnyNode;
}

/**
 * Has statements store their number in the first element of `word`, and 0 when they are done. A loop that ends its turns with
 * such a statement has its head do so, too: where functions are made, it makes what they see of the turn.
 *
 * @param roots functions, and a program: what is gone through, without the functions in it
 */
export function markMakes(
  roots: readonly AnyNode[],
  word: string,
  makers: Makers,
  edits: Edits,
  lineOf: (node: AnyNode) => number,
): readonly Make[] {
  const found: Make[] = [];
  const handlers: AnyNode[] = [];
  for (const root of roots) new Marking(root, found, { word, makers, edits, lineOf, handlers }).go();
  // An error may have come out of a statement that said so.
  if (found.length > 0)
    for (const { body } of handlers) edits.insert((body as AnyNode).start + 1, store(word, NONE));
  return found;
}

interface About {
  readonly word: string;
  readonly makers: Makers;
  readonly edits: Edits;
  readonly lineOf: (node: AnyNode) => number;
  /** Takes down the `catch` clauses. */
  readonly handlers: AnyNode[];
}

/** Of what is at work: nothing that says so. */
const NONE = 0;

const store = (word: string, number: number): string => `${word}[0]=${number};`;

class Marking {
  readonly #root: AnyNode;
  readonly #found: Make[];
  readonly #about: About;
  readonly #numbers = new Map<number, number>();

  constructor(root: AnyNode, found: Make[], about: About) {
    this.#root = root;
    this.#found = found;
    this.#about = about;
  }

  go(): void {
    // What a module does once takes no time that is worth it.
    this.#below(this.#root, this.#root.type === "Program", NONE);
  }

  /** @param next what is at work behind the last statement of a list */
  #below(node: AnyNode, isOnce: boolean, next: number): void {
    if (node.type === "CatchClause") this.#about.handlers.push(node);
    const isAmong = isList(node);
    const parts = children(node);
    for (const [i, part] of parts.entries()) {
      const then = i < parts.length - 1 ? parts[i + 1] : undefined;
      if (isOnce || !this.#isMarked(part, isAmong)) this.#within(part, isOnce, node);
      // What comes right behind says itself when it begins.
      else if (isAmong && then && this.#isMarked(then, true)) this.#mark(part, undefined);
      else this.#mark(part, isAmong && !then ? next : NONE);
    }
  }

  /** What does not say itself what it makes. */
  #within(node: AnyNode, isOnce: boolean, around: AnyNode): void {
    if (isLoop(node)) this.#loop(node, around.type === "LabeledStatement");
    else if (!isFunction(node)) this.#below(node, isOnce, NONE);
  }

  #loop(node: AnyNode, isLabeled: boolean): void {
    const body = node.body as AnyNode;
    const isBlock = body.type === "BlockStatement";
    const turn = isBlock ? (body.body as AnyNode[]) : [body];
    const last = turn.at(-1);
    const head = [node.test, node.update].filter((part) => part) as AnyNode[];
    const says =
      // Nothing may come between a loop and its label.
      !isLabeled &&
      !node.await &&
      last !== undefined &&
      this.#isMarked(last, isBlock) &&
      head.every((part) => isWhole(part, this.#about.makers));
    const next = says ? this.#numberOf(node) : NONE;
    if (says) {
      const { edits } = this.#about;
      edits.block(node, "", `;${this.#store(NONE)}`);
      // The head is at work until the turn begins: from what follows one may leave the loop.
      if (!this.#isMarked(turn[0], isBlock)) edits.insert(turn[0].start, this.#store(NONE));
    }
    for (const part of children(node)) if (part !== body) this.#within(part, false, node);
    if (isBlock) this.#below(body, false, next);
    else if (this.#isMarked(body, false)) this.#mark(body, next);
    else this.#within(body, false, node);
  }

  #isMarked(node: AnyNode, isAmong: boolean): boolean {
    return (
      (node.type === "ExpressionStatement" || (isAmong && node.type === "VariableDeclaration")) &&
      hasMaker(node) &&
      isWhole(node, this.#about.makers)
    );
  }

  #mark(node: AnyNode, next: number | undefined): void {
    const { edits } = this.#about;
    const number = this.#numberOf(node);
    const before = this.#store(number);
    const end = edits.written[node.end - 1] === ";" ? "" : ";";
    const after = next === undefined || next === number ? end : end + this.#store(next);
    // Braces stand around all that is put around an expression; around what declares names there may be none.
    if (node.type === "ExpressionStatement") edits.block(node, before, after);
    else edits.around(node.start, node.end, before, after);
  }

  #store(number: number): string {
    return store(this.#about.word, number);
  }

  #numberOf(node: AnyNode): number {
    const line = this.#about.lineOf(node);
    const number = this.#numbers.get(line) ?? this.#found.push({ line, root: this.#root });
    this.#numbers.set(line, number);
    return number;
  }
}

const isList = ({ type }: AnyNode): boolean =>
  /^(?:BlockStatement|StaticBlock|SwitchCase|Program)$/.test(type);

/** Whether something makes an object, not counting what functions in it do. */
function hasMaker(node: AnyNode): boolean {
  switch (node.type) {
    case "ObjectExpression":
    case "ArrayExpression":
    case "NewExpression":
      return true;
    case "TemplateLiteral":
      return (node.expressions as AnyNode[]).length > 0;
    case "Literal":
      return node.regex !== undefined;
    case "BinaryExpression":
      return (node.operator === "+" && [node.left, node.right].some(isText)) || children(node).some(hasMaker);
    case "AssignmentExpression":
      return (node.operator === "+=" && isText(node.right)) || children(node).some(hasMaker);
    default:
      return isFunction(node) || children(node).some(hasMaker);
  }
}

const isText = (node: unknown): boolean => {
  const { type, value } = node as AnyNode;
  return type === "TemplateLiteral" || (type === "Literal" && typeof value === "string");
};

/** Whether nothing in it runs others that say what they make, or leaves it in the middle. */
function isWhole(node: AnyNode, makers: Makers): boolean {
  if (isFunction(node)) return true;
  switch (node.type) {
    case "AwaitExpression":
    case "YieldExpression":
    case "TaggedTemplateExpression":
    case "ImportExpression":
    case "ClassExpression":
      return false;
    case "CallExpression":
    case "NewExpression":
      if (!isKnown(node.callee as AnyNode, makers)) return false;
      if ((node.arguments as AnyNode[]).some((one) => runs(one, makers))) return false;
  }
  return children(node).every((child) => isWhole(child, makers));
}

/** Whether what is called is the language's, or small, as far as the file shows. */
function isKnown(callee: AnyNode, { of, names, small }: Makers): boolean {
  if (callee.type === "Identifier") {
    const name = callee.name as string;
    return small.has(name) || (of(callee) === undefined && !/^(?:eval|require)$/.test(name));
  }
  if (callee.type !== "MemberExpression" || callee.computed) return false;
  const { type, name } = callee.property as AnyNode;
  return type === "Identifier" && (!names.has(name as string) || small.has(name as string));
}

/** Whether what is called may call this. */
const runs = (argument: AnyNode, { names }: Makers): boolean =>
  isFunction(argument) || (argument.type === "Identifier" && names.has(argument.name as string));
