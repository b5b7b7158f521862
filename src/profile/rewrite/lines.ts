// Puts a counter on the lines of a function: before each statement, into each turn of a loop, and into the branches of
// expressions that begin on a line of their own. Lines that run whenever the one before them does share its counter.
import type { AnyNode } from "../../capture/index.ts";
import { wrap } from "./counts.ts";
import { type Edits, lineAt } from "./edits.ts";
import type { Found } from "./functions.ts";
import { LineExpressions } from "./line-expressions.ts";
import { beginningOf, difference, type LineLedger, type Shared, type Sum } from "./line-ledger.ts";
import { continuesOf, hasBreak, isBegunOnce, isQuiet, isQuietStatement, isSilent, jumps } from "./syntax.ts";
import { children } from "./tree.ts";

/**
 * Counts the lines of what stands within one function; `probe` says what is put in for each. A line that several
 * statements begin on is counted by the first. An expression over several lines counts them when it begins: what throws
 * or waits for ever in the middle of it was counted to its end.
 */
export class LineCounts {
  readonly #ledger: LineLedger;
  readonly #edits: Edits;
  readonly #expressions: LineExpressions;
  /** Functions whose lines are still to be counted: each when its text is come to, so that a line's first part counts it. */
  readonly #left: Map<AnyNode, Found>;

  constructor(functions: Iterable<Found>, ledger: LineLedger, edits: Edits) {
    this.#left = new Map([...functions].map((fn) => [fn.node, fn]));
    this.#ledger = ledger;
    this.#edits = edits;
    this.#expressions = new LineExpressions(ledger, edits, {
      function: (node) => this.#function(node),
      statements: (list) => this.#list(list),
      takesFields: (node) => this.#left.delete(node),
    });
  }

  /** What stands in no other function that is counted. */
  functions(): void {
    for (const fn of this.#left.values()) {
      if (fn.fieldsOf) this.#expressions.classBody(fn.node, undefined);
      else this.#function(fn.node);
    }
  }

  /** All lines of a function: its parameters' defaults, and its statements or the expression that is its body. */
  #function(node: AnyNode): void {
    if (!this.#left.delete(node)) return;
    const body = node.body as AnyNode;
    // What it begins with runs as often as it is called.
    const sum = this.#ledger.calls(node);
    const isBlock = body.type === "BlockStatement";
    this.#ledger.in(node, () => {
      this.#ledger.within(isBlock, () => {
        if (isBlock) this.#list(body.body as AnyNode[], sum);
        else if (sum && !this.#ledger.reads([body], body)) this.#expressions.shared(body, sum);
        else this.#expressions.branch(body);
      });
      // After the body, which runs at every call, where both stand on one line.
      this.#ledger.within(false, () => {
        for (const parameter of node.params as AnyNode[]) this.#expressions.expression(parameter, undefined);
      });
    });
  }

  /**
   * What counts the line that a function begins on, for its start, which is read too; undefined if that line is counted
   * already, or nothing in the function is read.
   */
  header({ node, start }: Found): string | undefined {
    const line = lineAt(this.#ledger.starts, start);
    if (this.#ledger.has(line)) return undefined;
    if (!this.#ledger.probed.has(node)) {
      const sum = this.#ledger.calls(node);
      if (sum) this.#ledger.give(line, sum);
      return undefined;
    }
    const slot = this.#ledger.take();
    this.#ledger.own(line, slot);
    return this.#ledger.probe(slot, line);
  }

  /** The statements of a module that stand in no function. */
  program(statements: readonly AnyNode[]): void {
    this.#list(statements);
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
    let isFirst = true;
    for (const statement of statements) {
      if (isSilent(statement)) {
        this.#statement(statement, [], { sum: undefined });
        continue;
      }
      const shared: Shared = { sum: run };
      const before = this.#statement(statement, [], shared);
      if (before !== "") this.#edits.insert(statement.start, before);
      if (isFirst) first = shared.sum;
      isFirst = false;
      run = shared.behind ?? (this.#ledger.shares && isQuietStatement(statement) ? shared.sum : undefined);
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
    const taken = this.#ledger.shares ? all : undefined;
    const next = alternate as AnyNode | null;
    if (!next) return taken;
    // Whatever is asked and does not take the one way takes the other.
    const other = asked && taken && isQuiet(test as AnyNode) ? difference(asked, taken) : undefined;
    if (next.type !== "IfStatement") {
      this.#single(next, "", "", other);
      return taken;
    }
    const condition = next.test as AnyNode;
    const known = other ?? this.#ledger.counted(condition);
    if (known && !this.#ledger.reads([condition], next)) {
      this.#ledger.give(this.#ledger.lineOf(next), known);
      this.#expressions.expression(condition, { sum: known });
      this.#branches(next, known);
      return taken;
    }
    const slot = this.#ledger.first(next);
    this.#test(condition, slot, next);
    this.#branches(next, slot === undefined ? undefined : [[slot, 1]]);
    return taken;
  }

  /** A statement that begins once for each time that the program comes to it, and the expressions that begin with it. */
  #simple(node: AnyNode, parts: readonly AnyNode[], shared: Shared): string {
    if (this.#ledger.reads(parts, node)) {
      const slot = this.#ledger.first(node);
      const own: Shared = { sum: slot === undefined ? undefined : [[slot, 1]] };
      for (const part of parts) this.#expressions.expression(part, own);
      shared.sum ??= own.sum;
      return this.#ledger.counting(own.sum?.[0][0], node, parts);
    }
    shared.sum ??= this.#ledger.counted(beginningOf(node));
    const isKnown = shared.sum !== undefined;
    if (shared.sum) this.#ledger.give(this.#ledger.lineOf(node), shared.sum);
    else {
      const slot = this.#ledger.first(node);
      if (slot !== undefined) shared.sum = [[slot, 1]];
    }
    for (const part of parts) this.#expressions.expression(part, shared);
    return isKnown || !shared.sum ? "" : this.#ledger.counting(shared.sum[0][0], node, parts);
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
    const line = this.#ledger.lineOf(node);
    const head = [init, test, update].filter((part) => part !== null && part !== undefined);
    const isAlone =
      !this.#ledger.has(line) && head.every(({ end }) => lineAt(this.#ledger.starts, end) === line);
    if (!this.#ledger.shares || !isAlone || !this.#opens(body as AnyNode, line)) return false;
    if (this.#ledger.reads(head as AnyNode[], node)) return false;
    if (test && (!isQuiet(test) || this.#ledger.counted(test) || hasBreak(body as AnyNode, labels)))
      return false;
    this.#ledger.claim(line);
    for (const part of head) this.#expressions.expression(part, undefined);
    const turns = this.#single(body as AnyNode) ?? [];
    for (const [slot, times] of turns) this.#ledger.counters.push({ line, slot, times });
    if (!test) return true;
    const slot = this.#ledger.take();
    this.#ledger.counters.push({ line, slot });
    this.#edits.around(node.start, node.end, "", `;${this.#ledger.increment(slot)};`);
    shared.behind = [[slot, 1]];
    shared.isFollowed = true;
    return true;
  }

  /** Whether a loop's body begins with a statement that will have a counter. */
  #opens(body: AnyNode, line: number): boolean {
    const list = body.type === "BlockStatement" ? (body.body as AnyNode[]) : [body];
    const first = list.find((one) => !isSilent(one));
    if (first === undefined || !isBegunOnce(first)) return false;
    const on = this.#ledger.lineOf(first);
    return on !== line && !this.#ledger.has(on);
  }

  #for(node: AnyNode, labels: readonly string[], shared: Shared): string {
    const { init, test, update, body } = node as unknown as Record<string, AnyNode | null>;
    if (this.#counts(node, labels, shared)) return "";
    const counted = test ? this.#ledger.counted(test) : undefined;
    if (counted) this.#ledger.give(this.#ledger.lineOf(node), counted);
    const slot = counted ? undefined : this.#ledger.first(node);
    if (init?.type === "VariableDeclaration") {
      for (const { id, init: value } of init.declarations as AnyNode[]) {
        this.#expressions.expression(id as AnyNode, undefined);
        if (value) this.#expressions.branch(value as AnyNode);
      }
    } else if (init) this.#expressions.branch(init);
    if (test) this.#test(test, slot, node);
    if (update) this.#expressions.branch(update);
    this.#single(body as AnyNode, test ? "" : this.#ledger.counting(slot, node, []));
    return "";
  }

  #while(node: AnyNode, labels: readonly string[], shared: Shared): string {
    if (this.#counts(node, labels, shared)) return "";
    this.#test(node.test as AnyNode, this.#ledger.first(node), node);
    this.#single(node.body as AnyNode);
    return "";
  }

  #do(node: AnyNode): string {
    const slot = this.#ledger.first(node);
    this.#single(node.body as AnyNode, this.#ledger.counting(slot, node, []));
    this.#expressions.branch(node.test as AnyNode);
    return "";
  }

  /** A line that is passed whenever a condition on it is asked: a loop's, whether there is another turn. */
  #test(test: AnyNode, slot: number | undefined, node: AnyNode): void {
    if (slot === undefined) {
      this.#expressions.branch(test);
      return;
    }
    wrap(test, this.#ledger.count(slot, node, [test]), this.#edits);
    this.#expressions.expression(test, { sum: [[slot, 1]] });
  }

  /** `for` over what is in something: the line is passed before the first turn, and at the end of each. */
  #forEach(node: AnyNode, labels: readonly string[]): string {
    const slot = this.#ledger.first(node);
    // Defaults in what each turn binds.
    this.#expressions.expression(node.left as AnyNode, undefined);
    this.#expressions.expression(node.right as AnyNode, undefined, true);
    const body = node.body as AnyNode;
    const look = this.#ledger.counting(slot, node, [node]);
    if (slot !== undefined) for (const jump of continuesOf(body, labels)) this.#edits.block(jump, look);
    // The last statement may have no semicolon.
    this.#single(body, "", look && `;${look}`);
    return look;
  }

  #labeled(node: AnyNode, labels: readonly string[], shared: Shared): string {
    const body = node.body as AnyNode;
    const all = [...labels, (node.label as AnyNode).name as string];
    const isOwnLine = this.#ledger.lineOf(body) !== this.#ledger.lineOf(node);
    // Nothing may come between a loop and its label, and whoever comes to the label comes to what it is on.
    const before =
      isOwnLine && body.type !== "BlockStatement" && !isSilent(body)
        ? this.#ledger.counting(this.#ledger.first(node), node, [])
        : "";
    const inner: Shared = { sum: undefined };
    const own = this.#statement(body, all, inner);
    // Behind anything but such a loop one may come by `break`, too.
    shared.behind = inner.isFollowed ? inner.behind : undefined;
    shared.isFollowed = inner.isFollowed;
    return before + own;
  }

  #case(one: AnyNode): void {
    const first = (one.consequent as AnyNode[])[0];
    if (first) {
      const before = this.#ledger.counting(this.#ledger.first(one), one, []);
      if (before !== "") this.#edits.insert(first.start, before);
    }
    this.#list(one.consequent as AnyNode[]);
  }

  #handler(node: AnyNode): void {
    const body = node.body as AnyNode;
    const before = this.#ledger.counting(this.#ledger.first(node), node, [node]);
    if (before !== "") this.#edits.insert(body.start + 1, before);
    if (node.param) this.#expressions.expression(node.param as AnyNode, undefined);
    this.#list(body.body as AnyNode[]);
  }
}
