// Puts a counter on the lines of a function: before each statement, into each turn of a loop, and into the branches of
// expressions that begin on a line of their own. Lines that run whenever the one before them does share its counter.
import { type AnyNode, children } from "../../capture/index.ts";
import { isNamedByPlace, type Slots, wrap } from "./counts.ts";
import { type Edits, lineAt } from "./edits.ts";
import { type Found, isFunction } from "./functions.ts";

/** Where a piece of the program is counted. */
export interface LineCounter {
  /** 0-based. */
  readonly line: number;
  readonly slot: number;
}

/** What counts a line, when it is not just a counter that goes up by one: a clock, or a reading of memory. */
export type Probe = (slot: number, line: number) => string;

/** Counts the lines of what stands within one function; `probe` says what is put in for each. */
export class LineCounts {
  readonly counters: LineCounter[] = [];
  readonly #byLine = new Map<number, number>();
  readonly #starts: readonly number[];
  readonly #slots: Slots;
  readonly #edits: Edits;
  readonly #probe: Probe;

  constructor(starts: readonly number[], slots: Slots, edits: Edits, probe?: Probe) {
    this.#starts = starts;
    this.#slots = slots;
    this.#edits = edits;
    this.#probe = probe ?? ((slot) => slots.count(slot));
  }

  /** All lines of a function: its parameters' defaults, and its statements or the expression that is its body. */
  function({ node, fieldsOf }: Found): void {
    if (fieldsOf) {
      this.#fields(fieldsOf);
      return;
    }
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") this.#list(body.body as AnyNode[]);
    else this.#branch(body, undefined);
    // After the body, which runs at every call, where both stand on one line.
    for (const parameter of node.params as AnyNode[]) this.#expression(parameter, undefined);
  }

  /** What counts the line that a function begins on, for its start; undefined if that line is counted already. */
  header({ start }: Found): string | undefined {
    const line = this.#lineOf(start);
    if (this.#byLine.has(line)) return undefined;
    const slot = this.#slots.take();
    this.#own(line, slot);
    return this.#probe(slot, line);
  }

  /** The statements of a module that stand in no function. */
  program(statements: readonly AnyNode[]): void {
    this.#list(statements);
  }

  #fields(owner: AnyNode): void {
    for (const { type, static: s, value } of (owner.body as AnyNode).body as AnyNode[])
      if (type === "PropertyDefinition" && !s && value) this.#branch(value as AnyNode, undefined);
  }

  #lineOf(offset: number): number {
    return lineAt(this.#starts, offset);
  }

  #count(slot: number, at: AnyNode): string {
    return this.#probe(slot, this.#lineOf(at.start));
  }

  /** A new counter for the line that a node begins on; undefined if the line has one, which counted it already. */
  #first(node: AnyNode): number | undefined {
    const line = this.#lineOf(node.start);
    if (this.#byLine.has(line)) return undefined;
    const slot = this.#slots.take();
    this.#own(line, slot);
    return slot;
  }

  #own(line: number, slot: number): void {
    this.#byLine.set(line, slot);
    this.counters.push({ line, slot });
  }

  #list(statements: readonly AnyNode[]): void {
    for (const statement of statements) this.#inList(statement);
  }

  #inList(statement: AnyNode): void {
    if (isSilent(statement)) return;
    // A directive is one only as long as nothing stands before it; and a loop counts its turns by itself.
    const slot = statement.directive === undefined ? this.#first(statement) : undefined;
    if (slot !== undefined && !this.#countsItself(statement))
      this.#edits.insert(statement.start, `${this.#count(slot, statement)};`);
    this.#statement(statement, slot);
  }

  /** A statement that stands where only one may: a branch, or the body of a loop. */
  #single(statement: AnyNode, before = ""): void {
    if (statement.type === "BlockStatement") {
      if (before !== "") this.#edits.insert(statement.start + 1, before);
      this.#list(statement.body as AnyNode[]);
      return;
    }
    // In sloppy code a function may stand there, and a block would be another scope for it.
    if (statement.type === "FunctionDeclaration") return;
    const silent = isSilent(statement);
    const slot = silent ? undefined : this.#first(statement);
    const own =
      slot !== undefined && !this.#countsItself(statement) ? `${this.#count(slot, statement)};` : "";
    if (before + own !== "") this.#edits.around(statement.start, statement.end, `{${before}${own}`, "}");
    if (!silent) this.#statement(statement, slot);
  }

  /** What stands in a statement; `slot` is its line's counter if that is new. */
  #statement(node: AnyNode, slot: number | undefined): void {
    switch (node.type) {
      case "BlockStatement":
        this.#list(node.body as AnyNode[]);
        return;
      case "IfStatement":
        this.#expression(node.test as AnyNode, slot);
        this.#single(node.consequent as AnyNode);
        if (node.alternate) this.#single(node.alternate as AnyNode);
        return;
      case "ForStatement":
        this.#for(node, slot);
        return;
      case "WhileStatement":
      case "DoWhileStatement":
        this.#while(node, slot);
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#expression(node.right as AnyNode, slot);
        // What stands before it counts the look that finds nothing left, as a line profiler of Python counts it.
        this.#single(node.body as AnyNode, slot === undefined ? "" : `${this.#count(slot, node)};`);
        return;
      case "LabeledStatement":
        this.#labeled(node, slot);
        return;
      case "SwitchStatement":
        this.#expression(node.discriminant as AnyNode, slot);
        for (const one of node.cases as AnyNode[]) this.#case(one);
        return;
      case "TryStatement":
        this.#list((node.block as AnyNode).body as AnyNode[]);
        if (node.handler) this.#opening(node.handler as AnyNode, (node.handler as AnyNode).body as AnyNode);
        if (node.finalizer) this.#list((node.finalizer as AnyNode).body as AnyNode[]);
        return;
      case "ClassDeclaration":
        this.#class(node, slot);
        return;
      default:
        for (const child of children(node)) this.#expression(child, slot);
    }
  }

  #for(node: AnyNode, slot: number | undefined): void {
    const { init, test, update, body } = node as unknown as Record<string, AnyNode | null>;
    if (slot !== undefined && test) wrap(test, this.#count(slot, node), this.#edits);
    if (init) this.#expression(init, slot);
    if (test) this.#expression(test, slot);
    if (update) this.#expression(update, slot);
    this.#single(body as AnyNode, slot !== undefined && !test ? `${this.#count(slot, node)};` : "");
  }

  #while(node: AnyNode, slot: number | undefined): void {
    const test = node.test as AnyNode;
    // The line with `do` runs as often as its body's first; what is counted is the line with the condition.
    const counted = node.type === "WhileStatement" ? slot : this.#first(test);
    if (counted !== undefined) wrap(test, this.#count(counted, test), this.#edits);
    if (node.type === "DoWhileStatement" && slot !== undefined)
      this.#single(node.body as AnyNode, `${this.#count(slot, node)};`);
    else this.#single(node.body as AnyNode);
    this.#expression(test, counted);
  }

  #labeled(node: AnyNode, slot: number | undefined): void {
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") {
      this.#list(body.body as AnyNode[]);
      return;
    }
    if (this.#lineOf(body.start) === this.#lineOf(node.start)) {
      this.#statement(body, slot);
      return;
    }
    // Nothing may come between a loop and its label: such a loop counts on its own line what it counts by itself.
    const own = this.#countsItself(body) ? this.#first(body) : undefined;
    this.#statement(body, own);
  }

  #case(one: AnyNode): void {
    const line = this.#lineOf(one.start);
    const first = (one.consequent as AnyNode[])[0];
    if (first && !this.#byLine.has(line)) {
      const slot = this.#slots.take();
      this.#own(line, slot);
      this.#edits.insert(first.start, `${this.#count(slot, one)};`);
    }
    this.#list(one.consequent as AnyNode[]);
  }

  /** A block whose opening line is counted inside it, as `catch (error) {` is. */
  #opening(node: AnyNode, block: AnyNode): void {
    const slot = this.#first(node);
    if (slot !== undefined) this.#edits.insert(block.start + 1, `${this.#count(slot, node)};`);
    this.#list(block.body as AnyNode[]);
  }

  /**
   * The parts of an expression that begin a line: a branch has a counter of its own, all else runs whenever the
   * expression does and shares `slot`.
   */
  #expression(node: AnyNode, slot: number | undefined): void {
    // They have lines of their own, and are counted as the functions that they are.
    if (isFunction(node)) return;
    if (node.type === "ConditionalExpression") {
      this.#expression(node.test as AnyNode, slot);
      this.#branch(node.consequent as AnyNode, slot);
      this.#branch(node.alternate as AnyNode, slot);
      return;
    }
    if (node.type === "LogicalExpression" || isConditionalAssignment(node)) {
      this.#expression(node.left as AnyNode, slot);
      this.#branch(node.right as AnyNode, slot);
      return;
    }
    if (node.type === "ClassExpression" || node.type === "ClassDeclaration") {
      this.#class(node, slot);
      return;
    }
    // Whether the rest of a chain runs is known where it breaks off only.
    if (node.type === "ChainExpression") {
      this.#expression(node.expression as AnyNode, undefined);
      return;
    }
    if (slot !== undefined && isExpression(node)) {
      const line = this.#lineOf(node.start);
      if (!this.#byLine.has(line)) this.#own(line, slot);
    }
    for (const child of children(node)) this.#expression(child, slot);
  }

  /** What of a class runs where it is declared; its fields and methods are functions. */
  #class(node: AnyNode, slot: number | undefined): void {
    if (node.superClass) this.#expression(node.superClass as AnyNode, slot);
    for (const member of (node.body as AnyNode).body as AnyNode[]) {
      if (member.computed) this.#expression(member.key as AnyNode, slot);
      if (member.type === "StaticBlock") this.#list(member.body as AnyNode[]);
      else if (member.type === "PropertyDefinition" && member.static && member.value)
        this.#branch(member.value as AnyNode, slot);
    }
  }

  #branch(node: AnyNode, around: number | undefined): void {
    const slot = isNamedByPlace(node) ? undefined : this.#first(node);
    if (slot !== undefined) wrap(node, this.#count(slot, node), this.#edits);
    this.#expression(node, slot ?? around);
  }

  /** Loops are counted where they turn, and blocks by what is in them. */
  #countsItself(statement: AnyNode): boolean {
    const { type } = statement;
    if (type === "LabeledStatement") {
      const body = statement.body as AnyNode;
      return this.#lineOf(body.start) === this.#lineOf(statement.start) && this.#countsItself(body);
    }
    return /^(?:For|While|DoWhile|Block)Statement$/.test(type);
  }
}

/** Its right side runs only sometimes: a default, or the right of `??=`, `||=` and `&&=`. */
function isConditionalAssignment({ type, operator }: AnyNode): boolean {
  if (type === "AssignmentPattern") return true;
  return type === "AssignmentExpression" && /^(?:\?\?|\|\||&&)=$/.test(operator as string);
}

/** What does nothing when the program comes there. */
function isSilent({ type }: AnyNode): boolean {
  return (
    type === "FunctionDeclaration" ||
    type === "EmptyStatement" ||
    type === "ImportDeclaration" ||
    type === "ExportAllDeclaration"
  );
}

function isExpression({ type }: AnyNode): boolean {
  return type !== "TemplateElement" && !type.endsWith("Pattern") && type !== "SpreadElement";
}
