// Puts a counter on the lines of a function: before each statement, into each turn of a loop, and into the branches of
// expressions that begin on a line of their own. Lines that run whenever the one before them does share its counter.
import type { AnyNode } from "../../capture/index.ts";
import { isNamedByPlace, type Slots, wrap } from "./counts.ts";
import type { Term } from "./derived.ts";
import { type Edits, lineAt } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";
import {
  continuesOf,
  hasBreak,
  isArgument,
  isBegunOnce,
  isConditionalAssignment,
  isExpression,
  isQuiet,
  isQuietStatement,
  isSilent,
  jumps,
  shownIn,
} from "./syntax.ts";
import { children } from "./tree.ts";

/** Where a piece of the program is counted: a line's hits are the sum of all that it has. */
export interface LineCounter {
  /** 0-based. */
  readonly line: number;
  readonly slot: number;
  /** So many times the counter's value: 1 by default. */
  readonly times?: number;
}

/** How often something runs, by counters. */
type Sum = readonly Term[];

/** What is counted already, without regard to lines. */
export interface AlreadyCounted {
  /** What a function's calls are the sum of. */
  readonly calls: ReadonlyMap<AnyNode, Sum | undefined>;
  /** Counters of expressions. */
  readonly expressions: ReadonlyMap<AnyNode, number>;
}

/** What counts a line, when it is not just a counter that goes up by one: a clock, or a reading of memory. */
export type Probe = (slot: number, line: number) => string;

/** What counts an expression or a statement; made when the first line needs it. */
interface Shared {
  sum: Sum | undefined;
  /** Of a statement: what counts how often the next one is come to. */
  behind?: Sum;
  /** Of a statement: a counter stands behind it, so that it needs a block where only one may stand. */
  isFollowed?: boolean;
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
  readonly #already: AlreadyCounted;
  /** Functions whose lines are still to be counted: each when its text is come to, so that a line's first part counts it. */
  readonly #left: Map<AnyNode, Found>;

  constructor(
    functions: Iterable<Found>,
    starts: readonly number[],
    slots: Slots,
    edits: Edits,
    probe: Probe | undefined,
    already: AlreadyCounted,
  ) {
    this.#left = new Map([...functions].map((fn) => [fn.node, fn]));
    this.#starts = starts;
    this.#slots = slots;
    this.#edits = edits;
    this.#probe = probe ?? ((slot) => slots.count(slot));
    // A clock and a reading of memory are put in at every line.
    this.#shares = probe === undefined;
    this.#already = already;
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
    // What it begins with runs as often as it is called.
    const sum = this.#shares ? this.#already.calls.get(node) : undefined;
    if (body.type === "BlockStatement") this.#list(body.body as AnyNode[], sum);
    else if (sum) this.#shared(body, sum);
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

  /** Gives a line what counts it, if it has nothing yet. */
  #give(line: number, sum: Sum): void {
    if (this.#lines.has(line)) return;
    this.#lines.add(line);
    for (const [slot, times] of sum) this.counters.push(times === 1 ? { line, slot } : { line, slot, times });
  }

  /** An expression that is counted already. */
  #shared(node: AnyNode, sum: Sum): void {
    this.#give(this.#lineOf(node), sum);
    this.#expression(node, { sum });
  }

  /**
   * Statements in a row.
   *
   * @param known how often the first one is come to, if something counts that
   * @returns that, if it is counted now
   */
  #list(statements: readonly AnyNode[], known?: Sum): Sum | undefined {
    // What counts the statements up to here, if the next one runs whenever they do.
    let run = known;
    let first: Sum | undefined;
    for (const [i, statement] of statements.entries()) {
      if (isSilent(statement)) {
        this.#statement(statement, [], { sum: undefined });
        continue;
      }
      const shared: Shared = { sum: run };
      const before = this.#statement(statement, [], shared);
      if (before !== "") this.#edits.insert(statement.start, before);
      if (i === 0 || statements.slice(0, i).every(isSilent)) first = shared.sum;
      run = shared.behind ?? (this.#shares && isQuietStatement(statement) ? shared.sum : undefined);
    }
    return first;
  }

  /**
   * A statement that stands where only one may: a branch, or the body of a loop. `after` ends each turn.
   *
   * @param known how often it is come to, if something counts that
   * @returns that, if it is counted now
   */
  #single(statement: AnyNode, before = "", after = "", known?: Sum): Sum | undefined {
    if (statement.type === "BlockStatement") {
      if (before !== "") this.#edits.insert(statement.start + 1, before);
      const sum = this.#list(statement.body as AnyNode[], known);
      if (after !== "") this.#edits.insert(statement.end - 1, after);
      return sum;
    }
    // In sloppy code a function may stand there, and a block would be another scope for it.
    if (statement.type === "FunctionDeclaration") {
      this.#function(statement);
      return undefined;
    }
    const shared: Shared = { sum: known };
    const all = before + this.#statement(statement, [], shared);
    if (all + after !== "" || shared.isFollowed) this.#edits.block(statement, all, after);
    return shared.sum;
  }

  /**
   * Counts what is in a statement, and gives what must stand before it.
   *
   * @param shared how often it is come to, if something counts that; if nothing did, and something does now, it says so
   */
  #statement(node: AnyNode, labels: readonly string[], shared: Shared): string {
    if (isSilent(node)) {
      for (const part of [node, node.declaration as AnyNode | null]) if (part) this.#function(part);
      return "";
    }
    switch (node.type) {
      case "BlockStatement":
        shared.sum = this.#list(node.body as AnyNode[], shared.sum);
        return "";
      case "IfStatement": {
        const before = this.#simple(node, [node.test as AnyNode], shared);
        const taken = this.#branches(node, shared.sum);
        // Behind a branch that ends in a jump runs what does not take it.
        const { test, consequent, alternate } = node as unknown as Record<string, AnyNode | null>;
        if (shared.sum && taken && !alternate && isQuiet(test as AnyNode) && jumps(consequent as AnyNode))
          shared.behind = difference(shared.sum, taken);
        return before;
      }
      case "ForStatement":
        return this.#for(node, labels, shared);
      case "WhileStatement":
        return this.#while(node, labels, shared);
      case "DoWhileStatement":
        return this.#do(node);
      case "ForInStatement":
      case "ForOfStatement":
        return this.#forEach(node, labels);
      case "LabeledStatement":
        return this.#labeled(node, labels, shared);
      case "SwitchStatement": {
        const before = this.#simple(node, [node.discriminant as AnyNode], shared);
        for (const one of node.cases as AnyNode[]) this.#case(one);
        return before;
      }
      case "TryStatement": {
        const before = this.#simple(node, [], shared);
        this.#list((node.block as AnyNode).body as AnyNode[]);
        if (node.handler) this.#handler(node.handler as AnyNode);
        if (node.finalizer) this.#list((node.finalizer as AnyNode).body as AnyNode[]);
        return before;
      }
      case "ClassDeclaration":
        return this.#simple(node, [node], shared);
      default:
        return this.#simple(node, children(node), shared);
    }
  }

  /** A chain of `else if` is counted in its conditions: blocks would nest, and the engine's parser has a depth. */
  #branches({ test, consequent, alternate }: AnyNode, asked: Sum | undefined): Sum | undefined {
    const all = this.#single(consequent as AnyNode);
    // Where lines are not only counted, nothing is shared.
    const taken = this.#shares ? all : undefined;
    const next = alternate as AnyNode | null;
    if (!next) return taken;
    // Whatever is asked and does not take the one way takes the other.
    const other = asked && taken && isQuiet(test as AnyNode) ? difference(asked, taken) : undefined;
    if (next.type !== "IfStatement") {
      this.#single(next, "", "", other);
      return taken;
    }
    const condition = next.test as AnyNode;
    const known = other ?? this.#counted(condition);
    if (known) {
      this.#give(this.#lineOf(next), known);
      this.#expression(condition, { sum: known });
      this.#branches(next, known);
      return taken;
    }
    const slot = this.#first(next);
    this.#test(condition, slot, next);
    this.#branches(next, slot === undefined ? undefined : [[slot, 1]]);
    return taken;
  }

  /** A statement that begins once for each time that the program comes to it, and the expressions that begin with it. */
  #simple(node: AnyNode, parts: Iterable<AnyNode>, shared: Shared): string {
    shared.sum ??= this.#counted(beginningOf(node));
    const isKnown = shared.sum !== undefined;
    if (shared.sum) this.#give(this.#lineOf(node), shared.sum);
    else {
      const slot = this.#first(node);
      if (slot !== undefined) shared.sum = [[slot, 1]];
    }
    for (const part of parts) this.#expression(part, shared);
    return isKnown || !shared.sum ? "" : this.#counting(shared.sum[0][0], node);
  }

  /** What counts an expression already, without regard to lines. */
  #counted(node: AnyNode | undefined): Sum | undefined {
    const slot = node && this.#shares ? this.#already.expressions.get(node) : undefined;
    return slot === undefined ? undefined : [[slot, 1]];
  }

  /**
   * A loop on whose line is nothing but its head, which is passed once for each turn, and once at the end: where the turns are
   * counted anyhow, and the test can but be true or false, one counter behind the loop is enough. (One in the test would
   * keep the engine from seeing how far the loop's variable goes.)
   *
   * @returns whether it is of this kind, and counted
   */
  #counts(node: AnyNode, labels: readonly string[], shared: Shared): boolean {
    const { init, test, update, body } = node as unknown as Record<string, AnyNode | null>;
    const line = this.#lineOf(node);
    const head = [init, test, update].filter((part) => part !== null && part !== undefined);
    const isAlone = !this.#lines.has(line) && head.every(({ end }) => lineAt(this.#starts, end) === line);
    if (!this.#shares || !isAlone || !this.#opens(body as AnyNode, line)) return false;
    if (test && (!isQuiet(test) || this.#counted(test) || hasBreak(body as AnyNode, labels))) return false;
    this.#lines.add(line);
    for (const part of head) this.#expression(part, undefined);
    const turns = this.#single(body as AnyNode) ?? [];
    for (const [slot, times] of turns) this.counters.push({ line, slot, times });
    if (!test) return true;
    const slot = this.#slots.take();
    this.counters.push({ line, slot });
    this.#edits.around(node.start, node.end, "", `;${this.#slots.count(slot)};`);
    shared.behind = [[slot, 1]];
    shared.isFollowed = true;
    return true;
  }

  /** Whether a loop's body begins with a statement that will have a counter. */
  #opens(body: AnyNode, line: number): boolean {
    const list = body.type === "BlockStatement" ? (body.body as AnyNode[]) : [body];
    const first = list.find((one) => !isSilent(one));
    if (first === undefined || !isBegunOnce(first)) return false;
    const on = this.#lineOf(first);
    return on !== line && !this.#lines.has(on);
  }

  #for(node: AnyNode, labels: readonly string[], shared: Shared): string {
    const { init, test, update, body } = node as unknown as Record<string, AnyNode | null>;
    if (this.#counts(node, labels, shared)) return "";
    const counted = test ? this.#counted(test) : undefined;
    if (counted) this.#give(this.#lineOf(node), counted);
    const slot = counted ? undefined : this.#first(node);
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

  #while(node: AnyNode, labels: readonly string[], shared: Shared): string {
    if (this.#counts(node, labels, shared)) return "";
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
    this.#expression(test, { sum: [[slot, 1]] });
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

  #labeled(node: AnyNode, labels: readonly string[], shared: Shared): string {
    const body = node.body as AnyNode;
    const all = [...labels, (node.label as AnyNode).name as string];
    const isOwnLine = this.#lineOf(body) !== this.#lineOf(node);
    // Nothing may come between a loop and its label, and whoever comes to the label comes to what it is on.
    const before =
      isOwnLine && body.type !== "BlockStatement" && !isSilent(body)
        ? this.#counting(this.#first(node), node)
        : "";
    const inner: Shared = { sum: undefined };
    const own = this.#statement(body, all, inner);
    shared.behind = inner.behind;
    shared.isFollowed = inner.isFollowed;
    return before + own;
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
        shared.sum ??= [[this.#slots.take(), 1]];
        this.#give(line, shared.sum);
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
    const known = this.#counted(node);
    if (known) {
      this.#shared(node, known);
      return;
    }
    const slot = this.#first(node);
    const shared: Shared = { sum: slot === undefined ? undefined : [[slot, 1]] };
    this.#expression(node, shared);
    // Into its condition, if it has one: long chains of `?:` would nest deeper than the engine's parser goes.
    const into = node.type === "ConditionalExpression" ? (node.test as AnyNode) : node;
    if (shared.sum) wrap(into, this.#count(shared.sum[0][0], node), this.#edits);
  }
}

/** How often the one happens without the other. */
const difference = (all: Sum, some: Sum): Sum => [
  ...all,
  ...some.map(([slot, times]): Term => [slot, -times]),
];

/** The expression that a statement begins with. */
function beginningOf(node: AnyNode): AnyNode | undefined {
  if (node.type === "VariableDeclaration") {
    const [{ id, init }] = node.declarations as AnyNode[];
    return (id as AnyNode).type === "Identifier" ? ((init as AnyNode | null) ?? undefined) : undefined;
  }
  return (node.expression ?? node.argument ?? node.test ?? node.discriminant ?? undefined) as
    | AnyNode
    | undefined;
}
