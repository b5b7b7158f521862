// Puts a counter on the lines of a function: before each statement, into each turn of a loop, and into the branches of
// expressions that begin on a line of their own. Lines that run whenever the one before them does share its counter.
import type { AnyNode } from "../../capture/index.ts";
import { isNamedByPlace, type Slots, wrap } from "./counts.ts";
import { type Edits, lineAt } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import {
  continuesOf,
  isArgument,
  isConditionalAssignment,
  isExpression,
  isQuietStatement,
  isSilent,
  isSimple,
  shownIn,
} from "./syntax.ts";
import { children } from "./tree.ts";

/** Where a piece of the program is counted. */
export interface LineCounter {
  /** 0-based. */
  readonly line: number;
  readonly slot: number;
}

/** What counts a line, when it is not just a counter that goes up by one: a clock, or a reading of memory. */
export type Probe = (slot: number, line: number) => string;

/** A counter that is made when the first line needs it. */
interface Shared {
  slot: number | undefined;
}

/**
 * Counts the lines of what stands within one function; `probe` says what is put in for each. A line that several
 * statements begin on is counted by the first. An expression over several lines counts them when it begins: what throws
 * or waits for ever in the middle of it was counted to its end.
 */
export class LineCounts {
  readonly counters: LineCounter[] = [];
  readonly #lines = new Set<number>();
  readonly #starts: readonly number[];
  readonly #slots: Slots;
  readonly #edits: Edits;
  readonly #probe: Probe;
  readonly #shares: boolean;
  /** Functions whose lines are still to be counted: each when its text is come to, so that a line's first part counts it. */
  readonly #left: Map<AnyNode, Found>;

  constructor(
    functions: Iterable<Found>,
    starts: readonly number[],
    slots: Slots,
    edits: Edits,
    probe?: Probe,
  ) {
    this.#left = new Map([...functions].map((fn) => [fn.node, fn]));
    this.#starts = starts;
    this.#slots = slots;
    this.#edits = edits;
    this.#probe = probe ?? ((slot) => slots.count(slot));
    // A clock and a reading of memory are put in at every line.
    this.#shares = probe === undefined;
  }

  /** What stands in no other function that is counted. */
  functions(): void {
    for (const fn of this.#left.values()) {
      if (fn.fieldsOf) this.#class(fn.node, undefined);
      else this.#function(fn.node);
    }
  }

  /** All lines of a function: its parameters' defaults, and its statements or the expression that is its body. */
  #function(node: AnyNode): void {
    if (!this.#left.delete(node)) return;
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") this.#list(body.body as AnyNode[]);
    else this.#branch(body);
    // After the body, which runs at every call, where both stand on one line.
    for (const parameter of node.params as AnyNode[]) this.#expression(parameter, undefined);
  }

  /** What counts the line that a function begins on, for its start; undefined if that line is counted already. */
  header({ start }: Found): string | undefined {
    const line = lineAt(this.#starts, start);
    if (this.#lines.has(line)) return undefined;
    const slot = this.#slots.take();
    this.#own(line, slot);
    return this.#probe(slot, line);
  }

  /** The statements of a module that stand in no function. */
  program(statements: readonly AnyNode[]): void {
    this.#list(statements);
  }

  #lineOf(node: AnyNode): number {
    return lineAt(this.#starts, node.start);
  }

  #count(slot: number | undefined, at: AnyNode): string {
    return slot === undefined ? "" : this.#probe(slot, this.#lineOf(at));
  }

  /** What counts as a statement: nothing if there is no counter. */
  #counting(slot: number | undefined, at: AnyNode): string {
    return slot === undefined ? "" : `${this.#count(slot, at)};`;
  }

  /** A new counter for the line that a node begins on; undefined if the line has one, which counted it already. */
  #first(node: AnyNode): number | undefined {
    const line = this.#lineOf(node);
    if (this.#lines.has(line)) return undefined;
    const slot = this.#slots.take();
    this.#own(line, slot);
    return slot;
  }

  #own(line: number, slot: number): void {
    this.#lines.add(line);
    this.counters.push({ line, slot });
  }

  #list(statements: readonly AnyNode[]): void {
    // What counts the statement before, if the next one runs whenever that does.
    let run: Shared | undefined;
    for (const statement of statements) {
      if (run?.slot !== undefined && isSimple(statement)) {
        if (!this.#lines.has(this.#lineOf(statement))) this.#own(this.#lineOf(statement), run.slot);
        for (const part of children(statement)) this.#expression(part, run);
        if (!isQuietStatement(statement)) run = undefined;
        continue;
      }
      const used = this.#slots.used;
      const before = this.#statement(statement);
      if (before !== "") this.#edits.insert(statement.start, before);
      // Its own counter is the first that it took.
      const counts = this.#shares && before !== "" && isSimple(statement) && isQuietStatement(statement);
      run = counts ? { slot: used } : undefined;
    }
  }

  /** A statement that stands where only one may: a branch, or the body of a loop. `after` ends each turn. */
  #single(statement: AnyNode, before = "", after = ""): void {
    if (statement.type === "BlockStatement") {
      if (before !== "") this.#edits.insert(statement.start + 1, before);
      this.#list(statement.body as AnyNode[]);
      if (after !== "") this.#edits.insert(statement.end - 1, after);
      return;
    }
    // In sloppy code a function may stand there, and a block would be another scope for it.
    if (statement.type === "FunctionDeclaration") {
      this.#function(statement);
      return;
    }
    const all = before + this.#statement(statement);
    if (all + after !== "") this.#edits.block(statement, all, after);
  }

  /** Counts what is in a statement, and gives what must stand before it. */
  #statement(node: AnyNode, labels: readonly string[] = []): string {
    if (isSilent(node)) {
      for (const part of [node, node.declaration as AnyNode | null]) if (part) this.#function(part);
      return "";
    }
    switch (node.type) {
      case "BlockStatement":
        this.#list(node.body as AnyNode[]);
        return "";
      case "IfStatement": {
        const before = this.#simple(node, [node.test as AnyNode]);
        this.#branches(node);
        return before;
      }
      case "ForStatement":
        return this.#for(node);
      case "WhileStatement":
        return this.#while(node);
      case "DoWhileStatement":
        return this.#do(node);
      case "ForInStatement":
      case "ForOfStatement":
        return this.#forEach(node, labels);
      case "LabeledStatement":
        return this.#labeled(node, labels);
      case "SwitchStatement": {
        const before = this.#simple(node, [node.discriminant as AnyNode]);
        for (const one of node.cases as AnyNode[]) this.#case(one);
        return before;
      }
      case "TryStatement": {
        const before = this.#simple(node, []);
        this.#list((node.block as AnyNode).body as AnyNode[]);
        if (node.handler) this.#handler(node.handler as AnyNode);
        if (node.finalizer) this.#list((node.finalizer as AnyNode).body as AnyNode[]);
        return before;
      }
      case "ClassDeclaration":
        return this.#simple(node, [node]);
      default:
        return this.#simple(node, children(node));
    }
  }

  /** A chain of `else if` is counted in its conditions: blocks would nest, and the engine's parser has a depth. */
  #branches({ consequent, alternate }: AnyNode): void {
    this.#single(consequent as AnyNode);
    const next = alternate as AnyNode | null;
    if (next?.type !== "IfStatement") {
      if (next) this.#single(next);
      return;
    }
    this.#test(next.test as AnyNode, this.#first(next), next);
    this.#branches(next);
  }

  /** A statement that begins once for each time that the program comes to it, and the expressions that begin with it. */
  #simple(node: AnyNode, parts: Iterable<AnyNode>): string {
    const shared = { slot: this.#first(node) };
    for (const part of parts) this.#expression(part, shared);
    return this.#counting(shared.slot, node);
  }

  #for(node: AnyNode): string {
    const { init, test, update, body } = node as unknown as Record<string, AnyNode | null>;
    const slot = this.#first(node);
    if (init?.type === "VariableDeclaration") {
      for (const { id, init: value } of init.declarations as AnyNode[]) {
        this.#expression(id as AnyNode, undefined);
        if (value) this.#branch(value as AnyNode);
      }
    } else if (init) this.#branch(init);
    if (test) this.#test(test, slot, node);
    if (update) this.#branch(update);
    this.#single(body as AnyNode, test ? "" : this.#counting(slot, node));
    return "";
  }

  #while(node: AnyNode): string {
    this.#test(node.test as AnyNode, this.#first(node), node);
    this.#single(node.body as AnyNode);
    return "";
  }

  #do(node: AnyNode): string {
    const slot = this.#first(node);
    this.#single(node.body as AnyNode, this.#counting(slot, node));
    this.#branch(node.test as AnyNode);
    return "";
  }

  /** A line that is passed whenever a condition on it is asked: a loop's, whether there is another turn. */
  #test(test: AnyNode, slot: number | undefined, node: AnyNode): void {
    if (slot === undefined) {
      this.#branch(test);
      return;
    }
    wrap(test, this.#count(slot, node), this.#edits);
    this.#expression(test, { slot });
  }

  /** `for` over what is in something: the line is passed before the first turn, and at the end of each. */
  #forEach(node: AnyNode, labels: readonly string[]): string {
    const slot = this.#first(node);
    // Defaults in what each turn binds.
    this.#expression(node.left as AnyNode, undefined);
    this.#expression(node.right as AnyNode, undefined, true);
    const body = node.body as AnyNode;
    const look = this.#counting(slot, node);
    if (slot !== undefined) for (const jump of continuesOf(body, labels)) this.#edits.block(jump, look);
    // The last statement may have no semicolon.
    this.#single(body, "", look && `;${look}`);
    return look;
  }

  #labeled(node: AnyNode, labels: readonly string[]): string {
    const body = node.body as AnyNode;
    const all = [...labels, (node.label as AnyNode).name as string];
    const isOwnLine = this.#lineOf(body) !== this.#lineOf(node);
    // Nothing may come between a loop and its label, and whoever comes to the label comes to what it is on.
    const before =
      isOwnLine && body.type !== "BlockStatement" && !isSilent(body)
        ? this.#counting(this.#first(node), node)
        : "";
    return before + this.#statement(body, all);
  }

  #case(one: AnyNode): void {
    const first = (one.consequent as AnyNode[])[0];
    if (first) {
      const before = this.#counting(this.#first(one), one);
      if (before !== "") this.#edits.insert(first.start, before);
    }
    this.#list(one.consequent as AnyNode[]);
  }

  #handler(node: AnyNode): void {
    const body = node.body as AnyNode;
    const before = this.#counting(this.#first(node), node);
    if (before !== "") this.#edits.insert(body.start + 1, before);
    if (node.param) this.#expression(node.param as AnyNode, undefined);
    this.#list(body.body as AnyNode[]);
  }

  /**
   * The parts of an expression that begin a line: a branch has a counter of its own, all else runs whenever the
   * expression does and shares its counter. Without one to share, branches only are counted; and not even they where the
   * engine's messages show the text, `(a || b) is not a function`.
   */
  #expression(node: AnyNode, shared: Shared | undefined, isShown = false): void {
    if (isFunction(node)) {
      this.#function(node);
      return;
    }
    if (node.type === "ConditionalExpression") {
      this.#expression(node.test as AnyNode, shared, isShown);
      this.#branch(node.consequent as AnyNode, isShown);
      this.#branch(node.alternate as AnyNode, isShown);
      return;
    }
    if (node.type === "LogicalExpression" || isConditionalAssignment(node)) {
      const left = node.left as AnyNode;
      this.#expression(left, shared, isShown);
      this.#branch(node.right as AnyNode, isShown || left.type.endsWith("Pattern"));
      return;
    }
    if (node.type === "ClassExpression" || node.type === "ClassDeclaration") {
      this.#class(node, shared);
      return;
    }
    if (shared && isExpression(node)) {
      const line = this.#lineOf(node);
      if (!this.#lines.has(line)) {
        shared.slot ??= this.#slots.take();
        this.#own(line, shared.slot);
      }
    }
    const shown = shownIn(node);
    // Whether the rest of a chain runs is known where it breaks off only.
    const rest = node.type === "ChainExpression" ? undefined : shared;
    for (const child of children(node))
      this.#expression(child, rest, child === shown || (isShown && !isArgument(child, node)));
  }

  /** What of a class runs where it is declared, and its fields and methods, which run later. */
  #class(node: AnyNode, shared: Shared | undefined): void {
    const hasFields = this.#left.delete(node);
    if (node.superClass) this.#expression(node.superClass as AnyNode, shared);
    for (const member of (node.body as AnyNode).body as AnyNode[]) {
      if (member.computed) this.#expression(member.key as AnyNode, shared);
      if (member.type === "StaticBlock") this.#list(member.body as AnyNode[]);
      else if (member.type === "MethodDefinition") this.#function(member.value as AnyNode);
      else if (member.value && (member.static || hasFields)) this.#branch(member.value as AnyNode);
    }
  }

  /** An expression that runs more or less often than what stands around it. */
  #branch(node: AnyNode, isShown = false): void {
    if (isShown || isNamedByPlace(node)) {
      // Nothing else that begins on its line may be taken for it.
      if (isShown) this.#lines.add(this.#lineOf(node));
      this.#expression(node, undefined, isShown);
      return;
    }
    const shared = { slot: this.#first(node) };
    this.#expression(node, shared);
    // Into its condition, if it has one: long chains of `?:` would nest deeper than the engine's parser goes.
    const into = node.type === "ConditionalExpression" ? (node.test as AnyNode) : node;
    if (shared.slot !== undefined) wrap(into, this.#count(shared.slot, node), this.#edits);
  }
}
