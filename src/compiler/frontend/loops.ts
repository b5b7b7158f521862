// Loops. A `for` that counts becomes a counted loop, which is what every later pass can reason about; everything else
// becomes a plain loop that means exactly what was written.
import {
  assignedIn,
  type Expr,
  type For,
  get,
  type Local,
  num,
  type Parallel,
  type Stmt,
  un,
  visitExpr,
} from "../ir/index.ts";
import { element, row } from "./access.ts";
import { bindPattern } from "./bindings.ts";
import { block, statements } from "./blocks.ts";
import type { Context, Target } from "./context.ts";
import { type Counted, countedShape } from "./counted.ts";
import type { Node } from "./nodes.ts";
import { hasEffects, inOrder } from "./operands.ts";
import { parallel, type RangeCall, rangeCall, wholeNumber } from "./ranges.ts";
import { isNever } from "./reach.ts";
import { aType, staticName, typeOf, type Value } from "./types.ts";
import { reads, settle, toBool, toNum } from "./values.ts";

const NOTHING: Value = { t: "static", value: undefined };

/** Runs `f` with a further jump target. */
function within<T>(cx: Context, target: Target, f: () => T): T {
  const saved = cx.targets;
  cx.targets = [...saved, target];
  try {
    return f();
  } finally {
    cx.targets = saved;
  }
}

/** A loop's head, for messages and diagnostics. */
function head(cx: Context, n: Node): number {
  const text = cx.captured.source.slice(n.start, n.body.start).trimEnd();
  return cx.place({ type: n.type, start: n.start, end: n.start + text.length });
}

export function whileStatement(cx: Context, n: Node, names: readonly string[] = []): void {
  const label = cx.unit.label("while");
  const facts = cx.unit.loopFacts(head(cx, n));
  const { list } = cx.sub(() => {
    leaveUnless(cx, n.test, label);
    within(cx, { names, breakTo: label, continueTo: { k: "continue", label }, plain: true }, () =>
      block(cx, n.body),
    );
  });
  cx.emit({ k: "loop", label, body: list, facts });
}

export function doWhileStatement(cx: Context, n: Node, names: readonly string[] = []): void {
  const label = cx.unit.label("do");
  const next = cx.unit.label("next");
  const facts = cx.unit.loopFacts(cx.place({ type: n.type, start: n.start, end: n.start + 2 }));
  const { list } = cx.sub(() => {
    const { list: body } = cx.sub(() =>
      within(cx, { names, breakTo: label, continueTo: { k: "break", label: next }, plain: true }, () =>
        block(cx, n.body),
      ),
    );
    cx.emit({ k: "block", label: next, body });
    leaveUnless(cx, n.test, label);
  });
  cx.emit({ k: "loop", label, body: list, facts });
}

function leaveUnless(cx: Context, test: Node | null, label: string): void {
  if (!test) return;
  const e = toBool(cx, cx.expr(test), test);
  if (e.k === "const" && e.value === 1) return;
  cx.emit({
    k: "if",
    test: un("not", e, "bool"),
    then: [{ k: "break", label }],
    else: [],
    ...cx.placed(test),
  });
}

export function forStatement(cx: Context, n: Node, names: readonly string[] = []): void {
  cx.scoped(() => {
    const counted = countedShape(n, cx.root);
    if (!counted || !countedFor(cx, n, counted, names)) generalFor(cx, n, names);
  });
}

/** Lowers a counted loop; false, with nothing emitted, if its bound turns out to move. */
function countedFor(cx: Context, n: Node, c: Counted, names: readonly string[]): boolean {
  const { list, value: fits } = cx.sub(() =>
    cx.scoped(() => {
      for (const d of c.others) bindPattern(cx, d.id, d.init ? cx.expr(d.init) : NOTHING, "let");
      const start = settle(cx, cx.expr(c.start), c.variable);
      if (start.t !== "num") return false;
      const before = cx.out.length;
      const known = cx.instance.func.locals.length;
      const limit = cx.expr(c.bound);
      const boundStatements = cx.out.slice(before);
      const to = toNum(cx, limit, c.bound);
      const v = cx.local(c.variable, "f64");
      const loop = countedLoop(
        cx,
        n,
        { v, from: start.e, to, cmp: c.cmp, step: c.step, names, par: undefined },
        () => {
          cx.scope.declare({
            name: c.variable,
            kind: "let",
            node: n,
            mutable: false,
            value: { t: "num", e: get(v) },
          });
          block(cx, n.body);
        },
      );
      // A bound that changes a variable of the program's own is not the same the second time.
      const changes = [...assignedIn(boundStatements)].some((l) => l.id < known);
      return !changes && staysTheSame(cx, to, boundStatements, loop.body);
    }),
  );
  if (fits) cx.out.push(...list);
  return fits;
}

/** True if evaluating a bound once is the same as evaluating it before every iteration. */
function staysTheSame(cx: Context, to: Expr, before: readonly Stmt[], body: readonly Stmt[]): boolean {
  if (hasEffects(cx, before)) return false;
  const written = assignedIn(body);
  const inputs = new Set<Local>();
  let memory = false;
  const look = (e: Expr): void => {
    visitExpr(e, (x) => {
      if (x.k === "get") inputs.add(x.local);
      if (x.k === "load") memory = true;
    });
  };
  look(to);
  for (const s of before) {
    if (s.k === "set") look(s.value);
    else if (s.k === "call") s.args.forEach(look);
    // A table's rows never change inside a kernel.
    else if (s.k === "row") look(s.index);
    else return false;
  }
  if (reads(to, written) || [...inputs].some((l) => written.has(l))) return false;
  return !memory || !hasEffectsOnMemory(cx, body);
}

const hasEffectsOnMemory = (cx: Context, body: readonly Stmt[]): boolean =>
  hasEffects(
    cx,
    body.filter((s) => s.k !== "break" && s.k !== "continue"),
  );

interface Head {
  readonly v: Local;
  readonly from: Expr;
  readonly to: Expr;
  readonly cmp: For["cmp"];
  readonly step: number;
  readonly names: readonly string[];
  readonly par: Parallel | undefined;
}

/** Emits a counted loop around whatever `body` lowers. */
function countedLoop(cx: Context, n: Node, h: Head, body: () => void): For {
  const label = cx.unit.label("for");
  cx.stable.add(h.v);
  const facts = cx.unit.loopFacts(head(cx, n));
  const { list } = cx.sub(() =>
    within(cx, { names: h.names, breakTo: label, continueTo: { k: "continue", label }, plain: true }, () =>
      cx.scoped(body),
    ),
  );
  const loop: For = {
    k: "for",
    label,
    v: h.v,
    from: h.from,
    to: h.to,
    cmp: h.cmp,
    step: h.step,
    body: list,
    facts,
    ...(h.par && { par: h.par }),
  };
  cx.emit(loop);
  return loop;
}

/** An expression, or the declaration that may stand in its place, as a statement. */
const asStatement = (n: Node): Node =>
  n.type === "VariableDeclaration"
    ? n
    : { type: "ExpressionStatement", start: n.start, end: n.end, expression: n };

function generalFor(cx: Context, n: Node, names: readonly string[]): void {
  // What begins with a call that always throws is not looked at any further.
  if (n.init && !statements(cx, [asStatement(n.init)])) return;
  const label = cx.unit.label("loop");
  const next = cx.unit.label("next");
  const facts = cx.unit.loopFacts(head(cx, n));
  const { list } = cx.sub(() => {
    leaveUnless(cx, n.test, label);
    const { list: body } = cx.sub(() =>
      within(cx, { names, breakTo: label, continueTo: { k: "break", label: next }, plain: true }, () =>
        block(cx, n.body),
      ),
    );
    cx.emit({ k: "block", label: next, body });
    if (n.update) cx.stmt(asStatement(n.update));
  });
  cx.emit({ k: "loop", label, body: list, facts });
}

export function forOfStatement(cx: Context, n: Node, names: readonly string[] = []): void {
  if (n.await) cx.fail(n, "for await does not compile", "await outside the kernel");
  const declared: Node = n.left.type === "VariableDeclaration" ? n.left.declarations[0].id : n.left;
  if (n.left.type !== "VariableDeclaration")
    cx.fail(n.left, "the loop needs a variable of its own", `for (const x of …)`);
  const bind = (v: Value): void => bindPattern(cx, declared, v, n.left.kind);
  const counting = rangeCall(cx, n.right);
  if (counting) {
    overRange(cx, n, counting, bind, names);
    return;
  }
  const v = settle(cx, cx.expr(n.right));
  if (isNever(v)) return;
  if (v.t === "array" || v.t === "table") {
    const i = cx.local("i", "f64");
    const shape: Head = {
      v: i,
      from: num(0),
      to: get(v.ref.length),
      cmp: "lt",
      step: 1,
      names,
      par: undefined,
    };
    countedLoop(cx, n, shape, () => {
      bind(v.t === "array" ? element(cx, v, get(i), n.right) : row(cx, v, get(i), n.right));
      block(cx, n.body);
    });
    return;
  }
  if (v.t === "record" && v.tuple) {
    overTuple(cx, n, [...v.fields.values()], bind, names);
    return;
  }
  cx.fail(
    n.right,
    `${v.t === "static" ? staticName(v.value) : aType(typeOf(v))} cannot be looped over`,
    "an array, a tuple, range(n) or prange(n)",
  );
}

function overTuple(
  cx: Context,
  n: Node,
  values: readonly Value[],
  bind: (v: Value) => void,
  names: readonly string[],
): void {
  const end = cx.unit.label("of");
  const { list } = cx.sub(() => {
    for (const v of values) {
      const next = cx.unit.label("next");
      const { list: body } = cx.sub(() =>
        within(cx, { names, breakTo: end, continueTo: { k: "break", label: next }, plain: true }, () =>
          cx.scoped(() => {
            bind(v);
            block(cx, n.body);
          }),
        ),
      );
      cx.emit({ k: "block", label: next, body });
    }
  });
  cx.emit({ k: "block", label: end, body: list });
}

function overRange(
  cx: Context,
  n: Node,
  r: RangeCall,
  bind: (v: Value) => void,
  names: readonly string[],
): void {
  const par = r.which === "prange" ? parallel(cx, r.options) : undefined;
  const given = inOrder(
    cx,
    r.args.map((a) => () => cx.expr(a)),
  ).map((v, i) => toNum(cx, v, r.args[i] as Node));
  const whole = given.map((e, i) => wholeNumber(cx, r.which, e, r.args[i] as Node));
  const step = whole[2] ?? num(1);
  if (step.k !== "const" || step.value === 0) {
    cx.fail(
      r.args[2] as Node,
      `the step of ${r.which} must be a constant other than 0`,
      `${r.which}(from, to, 2), or a multiplication inside the loop`,
    );
  }
  const by = (step as { value: number }).value;
  const [from, to] = whole.length === 1 ? [num(0), whole[0] as Expr] : [whole[0] as Expr, whole[1] as Expr];
  const i = cx.local("i", "f64");
  if (par && by < 0)
    cx.fail(
      r.args[2] as Node,
      "a parallel loop counts upwards",
      "prange over the count, and the index computed from it",
    );
  countedLoop(cx, n, { v: i, from, to, cmp: by > 0 ? "lt" : "gt", step: by, names, par }, () => {
    bind({ t: "num", e: get(i) });
    block(cx, n.body);
  });
}
