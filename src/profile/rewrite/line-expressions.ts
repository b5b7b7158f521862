// The expressions of a program, as far as lines begin in them: what always runs shares what counts the expression, and
// what runs only sometimes has a counter of its own.
import type { AnyNode } from "../../capture/index.ts";
import { isNamedByPlace, wrap } from "./counts.ts";
import type { Edits } from "./edits.ts";
import { isFunction } from "./functions.ts";
import type { LineLedger, Shared, Sum } from "./line-ledger.ts";
import { isArgument, isConditionalAssignment, isExpression, shownIn } from "./syntax.ts";
import { children } from "./tree.ts";

/** What is done with parts that are no expressions. */
interface Others {
  function(node: AnyNode): void;
  statements(list: readonly AnyNode[]): void;
  /** Whether a class's fields are to be counted: once. */
  takesFields(node: AnyNode): boolean;
}

/** Counts the lines that begin in expressions. */
export class LineExpressions {
  readonly #ledger: LineLedger;
  readonly #edits: Edits;
  readonly #others: Others;

  constructor(ledger: LineLedger, edits: Edits, others: Others) {
    this.#ledger = ledger;
    this.#edits = edits;
    this.#others = others;
  }

  /** An expression that is counted already. */
  shared(node: AnyNode, sum: Sum): void {
    this.#ledger.give(this.#ledger.lineOf(node), sum);
    this.expression(node, { sum });
  }

  /**
   * The parts of an expression that begin a line: a branch has a counter of its own, all else runs whenever the
   * expression does and shares its counter. Without one to share, branches only are counted; and not even they where the
   * engine's messages show the text, `(a || b) is not a function`.
   */
  expression(node: AnyNode, shared: Shared | undefined, isShown = false): void {
    if (isFunction(node)) {
      this.#others.function(node);
      return;
    }
    if (node.type === "ConditionalExpression") {
      this.expression(node.test as AnyNode, shared, isShown);
      this.branch(node.consequent as AnyNode, isShown);
      this.branch(node.alternate as AnyNode, isShown);
      return;
    }
    if (node.type === "LogicalExpression" || isConditionalAssignment(node)) {
      const left = node.left as AnyNode;
      this.expression(left, shared, isShown);
      this.branch(node.right as AnyNode, isShown || left.type.endsWith("Pattern"));
      return;
    }
    if (node.type === "ClassExpression" || node.type === "ClassDeclaration") {
      this.classBody(node, shared);
      return;
    }
    if (shared && isExpression(node)) {
      const line = this.#ledger.lineOf(node);
      if (!this.#ledger.has(line)) {
        shared.sum ??= [[this.#ledger.take(), 1]];
        this.#ledger.give(line, shared.sum);
      }
    }
    const shown = shownIn(node);
    // Whether the rest of a chain runs is known where it breaks off only.
    const rest = node.type === "ChainExpression" ? undefined : shared;
    for (const child of children(node))
      this.expression(child, rest, child === shown || (isShown && !isArgument(child, node)));
  }

  /** What of a class runs where it is declared, and its fields and methods, which run later. */
  classBody(node: AnyNode, shared: Shared | undefined): void {
    const hasFields = this.#others.takesFields(node);
    if (node.superClass) this.expression(node.superClass as AnyNode, shared);
    for (const member of (node.body as AnyNode).body as AnyNode[]) {
      if (member.computed) this.expression(member.key as AnyNode, shared);
      if (member.type === "MethodDefinition") this.#others.function(member.value as AnyNode);
      else
        this.#ledger.within(false, () => {
          if (member.type === "StaticBlock") this.#others.statements(member.body as AnyNode[]);
          else if (member.value && (member.static || hasFields)) this.branch(member.value as AnyNode);
        });
    }
  }

  /** An expression that runs more or less often than what stands around it. */
  branch(node: AnyNode, isShown = false): void {
    if (isShown || isNamedByPlace(node)) {
      // Nothing else that begins on its line may be taken for it.
      if (isShown) this.#ledger.claim(this.#ledger.lineOf(node));
      this.expression(node, undefined, isShown);
      return;
    }
    const known = this.#ledger.counted(node);
    if (known && !this.#ledger.reads([node], node)) {
      this.shared(node, known);
      return;
    }
    const slot = this.#ledger.first(node);
    const shared: Shared = { sum: slot === undefined ? undefined : [[slot, 1]] };
    this.expression(node, shared);
    // Into its condition, if it has one: long chains of `?:` would nest deeper than the engine's parser goes.
    const into = node.type === "ConditionalExpression" ? (node.test as AnyNode) : node;
    if (shared.sum) wrap(into, this.#ledger.count(shared.sum[0][0], node, [node]), this.#edits);
  }
}
