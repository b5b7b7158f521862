// Statements that are not loops: declarations, if, switch, labels, jumps.
import type { Expr } from "../ir/index.ts";
import { assignmentStatement, updateStatement } from "./assignments.ts";
import { bindPattern } from "./bindings.ts";
import { block, hoist, statements } from "./blocks.ts";
import type { Context } from "./context.ts";
import { type Node, patternNames } from "./nodes.ts";
import { discard } from "./operands.ts";
import { binary } from "./operators.ts";
import type { Value } from "./types.ts";
import { settle, toBool } from "./values.ts";

export function variableDeclaration(cx: Context, n: Node): void {
  if (n.kind === "var") cx.fail(n, "var belongs to the whole function and does not compile", "let or const");
  if (n.kind === "using" || n.kind === "await using")
    cx.fail(n, `${n.kind} does not compile`, "const; arrays made inside a kernel are freed by themselves");
  for (const d of n.declarations as Node[]) {
    if (!d.init) bindPattern(cx, d.id, { t: "static", value: undefined }, n.kind);
    else bindPattern(cx, d.id, cx.expr(d.init), n.kind);
  }
}

export function expressionStatement(cx: Context, n: Node): void {
  effect(cx, n.expression);
}

/** Lowers an expression for what it does. */
function effect(cx: Context, e: Node): void {
  switch (e.type) {
    case "ParenthesizedExpression":
      effect(cx, e.expression);
      return;
    case "UpdateExpression":
      updateStatement(cx, e);
      return;
    case "AssignmentExpression":
      assignmentStatement(cx, e);
      return;
    case "SequenceExpression":
      for (const x of e.expressions) effect(cx, x);
      return;
    case "ConditionalExpression":
      eitherEffect(cx, e.test, toBool(cx, cx.expr(e.test), e.test), e.consequent, e.alternate);
      return;
    case "LogicalExpression":
      if (e.operator !== "??") {
        const test = toBool(cx, cx.expr(e.left), e.left);
        if (e.operator === "&&") eitherEffect(cx, e.left, test, e.right, undefined);
        else eitherEffect(cx, e.left, test, undefined, e.right);
        return;
      }
  }
  discard(cx, cx.expr(e));
}

function eitherEffect(
  cx: Context,
  asked: Node,
  test: Expr,
  then: Node | undefined,
  otherwise: Node | undefined,
): void {
  const arm = (e: Node | undefined): void => {
    if (e) effect(cx, e);
  };
  if (test.k === "const") arm(test.value ? then : otherwise);
  else
    cx.emit({
      k: "if",
      test,
      then: cx.sub(() => arm(then)).list,
      else: cx.sub(() => arm(otherwise)).list,
      ...cx.placed(asked),
    });
}

/** `(a, b)`: what comes before the last is there for what it does. Also how tools write a call of an import. */
export function sequence(cx: Context, n: Node): Value {
  for (const e of n.expressions.slice(0, -1)) effect(cx, e);
  return cx.expr(n.expressions.at(-1));
}

export function ifStatement(cx: Context, n: Node): void {
  const test = toBool(cx, cx.expr(n.test), n.test);
  if (test.k === "const") {
    // Decided when compiling, as `x === undefined` is: the other arm may not even make sense for these types.
    if (test.value) block(cx, n.consequent);
    else if (n.alternate) block(cx, n.alternate);
    return;
  }
  const { list: then } = cx.sub(() => block(cx, n.consequent));
  const { list: otherwise } = cx.sub(() => {
    if (n.alternate) block(cx, n.alternate);
  });
  cx.emit({ k: "if", test, then, else: otherwise, ...cx.placed(n.test) });
}

/** A chain of blocks, one a case, entered by comparing in order; falling through is leaving one block for the next. */
export function switchStatement(cx: Context, n: Node, names: readonly string[] = []): void {
  const value = settle(cx, cx.expr(n.discriminant), "switch");
  const end = cx.unit.label("switch");
  const cases: Node[] = n.cases;
  const labels = cases.map(() => cx.unit.label("case"));
  const saved = cx.targets;
  const { list } = cx.sub(() =>
    cx.scoped(() => {
      const all = cases.flatMap((c) => c.consequent as Node[]);
      hoist(cx, all);
      let { list: inner } = cx.sub(() => dispatch(cx, cases, labels, value, end));
      cx.targets = [...saved, { names, breakTo: end, continueTo: undefined, plain: true }];
      cases.forEach((c, i) => {
        cx.emit({ k: "block", label: labels[i] as string, body: inner });
        statements(cx, c.consequent);
        inner = cx.out.splice(0);
        leaveCase(cx, c);
      });
      cx.out.push(...inner);
    }),
  );
  cx.targets = saved;
  cx.emit({ k: "block", label: end, body: list });
}

/** A case may be entered past the declarations of the one before it: their names mean nothing there. */
function leaveCase(cx: Context, c: Node): void {
  for (const d of c.consequent as Node[]) {
    if (d.type !== "VariableDeclaration") continue;
    for (const name of d.declarations.flatMap((x: Node) => patternNames(x.id)) as string[]) {
      cx.scope.declare({ name, kind: "case", node: d, mutable: false, value: undefined });
    }
  }
}

function dispatch(
  cx: Context,
  cases: readonly Node[],
  labels: readonly string[],
  value: Value,
  end: string,
): void {
  let fallback = end;
  cases.forEach((c, i) => {
    const to = labels[i] as string;
    if (!c.test) {
      fallback = to;
      return;
    }
    const test = toBool(cx, binary(cx, comparisonWith(cx, c.test, value)), c.test);
    cx.emit({ k: "if", test, then: [{ k: "break", label: to }], else: [], ...cx.placed(c.test) });
  });
  cx.emit({ k: "break", label: fallback });
}

/** `value === test` as a tree, so that it means what the operator means. */
function comparisonWith(cx: Context, test: Node, value: Value): Node {
  const name = cx.unit.label("%switch");
  cx.scope.declare({ name, kind: "const", node: test, mutable: false, value });
  const left: Node = { type: "Identifier", start: test.start, end: test.end, name };
  return { type: "BinaryExpression", start: test.start, end: test.end, operator: "===", left, right: test };
}

export function labeled(cx: Context, n: Node, outer: readonly string[] = []): void {
  const body: Node = n.body;
  const names = [...outer, n.label.name as string];
  if (/^(For|ForOf|While|DoWhile|Switch|Labeled)Statement$/.test(body.type)) {
    cx.stmt(body, names);
    return;
  }
  const label = cx.unit.label("block");
  const saved = cx.targets;
  cx.targets = [...saved, { names, breakTo: label, continueTo: undefined, plain: false }];
  const { list } = cx.sub(() => cx.stmt(body));
  cx.targets = saved;
  cx.emit({ k: "block", label, body: list });
}

export function jump(cx: Context, n: Node): void {
  const wants = n.type === "BreakStatement" ? "break" : "continue";
  const name: string | undefined = n.label?.name;
  for (const t of [...cx.targets].reverse()) {
    if (name !== undefined ? !t.names.includes(name) : wants === "break" ? !t.plain : !t.continueTo) continue;
    if (wants === "break") cx.emit({ k: "break", label: t.breakTo });
    else if (t.continueTo) cx.emit({ k: t.continueTo.k, label: t.continueTo.label });
    return;
  }
  cx.fail(n, `${wants} has nowhere to go`, "a loop around it");
}
