// The front end's tables and its entry: a captured function and argument types in, a program of IR out.
import type { Captured } from "../../capture/index.ts";
import { type Func, type Local, type Program, visitStmts } from "../ir/index.ts";
import { member } from "./access.ts";
import { construct } from "./arrays.ts";
import { assignment, update } from "./assignments.ts";
import { identifier } from "./bindings.ts";
import { block } from "./blocks.ts";
import { callExpression } from "./calls.ts";
import { leafStorage } from "./captures.ts";
import {
  type Assumption,
  type CaptureLeaf,
  type Instance,
  type Library,
  type Tables,
  Unit,
} from "./context.ts";
import { call } from "./functions.ts";
import { instanceKey, instantiate, lowerFunction, wantedOf } from "./instances.ts";
import { closure, literal, record, template, tuple } from "./literals.ts";
import { doWhileStatement, forOfStatement, forStatement, whileStatement } from "./loops.ts";
import { binary, conditional, logical, unary } from "./operators.ts";
import { throwStatement } from "./raise.ts";
import { returnStatement } from "./returns.ts";
import {
  expressionStatement,
  ifStatement,
  jump,
  labeled,
  sequence,
  switchStatement,
  variableDeclaration,
} from "./statements.ts";
import { type Value, VOID, type VType } from "./types.ts";
import { locals, numberingArrays } from "./values.ts";

const TABLES: Tables = {
  expr: {
    Literal: literal,
    TemplateLiteral: template,
    Identifier: identifier,
    UnaryExpression: unary,
    BinaryExpression: binary,
    LogicalExpression: logical,
    ConditionalExpression: conditional,
    AssignmentExpression: assignment,
    UpdateExpression: update,
    MemberExpression: member,
    CallExpression: callExpression,
    NewExpression: construct,
    ArrayExpression: tuple,
    ObjectExpression: record,
    ArrowFunctionExpression: closure,
    FunctionExpression: closure,
    SequenceExpression: sequence,
    ParenthesizedExpression: (cx, n) => cx.expr(n.expression),
  },
  stmt: {
    ExpressionStatement: expressionStatement,
    VariableDeclaration: variableDeclaration,
    FunctionDeclaration: () => {}, // hoisted by its block
    EmptyStatement: () => {},
    DebuggerStatement: () => {}, // a debugger sees the function only when it is not compiled
    BlockStatement: block,
    IfStatement: ifStatement,
    SwitchStatement: switchStatement,
    LabeledStatement: labeled,
    BreakStatement: jump,
    ContinueStatement: jump,
    ReturnStatement: returnStatement,
    ThrowStatement: throwStatement,
    ForStatement: forStatement,
    ForOfStatement: forOfStatement,
    WhileStatement: whileStatement,
    DoWhileStatement: doWhileStatement,
  },
  call,
  instantiate,
};

/** A program, and how its caller passes values in and takes results out. */
export interface Lowered {
  readonly program: Program<Captured>;
  /** Types of the arguments, in order; the entry's parameters are their leaves, then those of `captures`. */
  readonly params: readonly VType[];
  readonly captures: readonly CaptureLeaf[];
  /** Fields of captured objects that were folded: the caller checks that they are unchanged. */
  readonly assumed: readonly Assumption[];
  readonly result: VType;
}

/**
 * Lowers `captured` for arguments of the given types; `loose`: its arithmetic is marked as what may be rounded otherwise;
 * `placed`: statements say where they are written. Throws CompileError.
 */
export function lower(
  captured: Captured,
  params: readonly VType[],
  library: Library,
  capture: (fn: (...args: never[]) => unknown) => Captured,
  { loose = false, placed = false }: { readonly loose?: boolean; readonly placed?: boolean } = {},
): Lowered {
  const unit = new Unit(library, TABLES, capture, { loose, placed });
  unit.captured.set(captured.fn, captured);
  const { instance, captures } = numberingArrays(() => {
    const key = instanceKey(unit, captured, params);
    const instance = lowerFunction(unit, key, wantedOf(captured, params), [], []);
    return { instance, captures: threadCaptures(unit, instance) };
  });
  // A kernel that always throws gives its caller as little as one without a result.
  const result = instance.result?.t === "never" ? VOID : (instance.result as VType);
  const program: Program<Captured> = {
    funcs: unit.funcs,
    entry: instance.func,
    sites: unit.sites,
    places: unit.places,
    sources: unit.sources,
    runtime: unit.runtime,
  };
  return { program, params, captures, assumed: unit.assumed, result };
}

/**
 * Gives every function that reads a captured object, or calls one that does, hidden parameters for it, and every call
 * the arguments. Recursion is why this waits until all functions are known.
 */
function threadCaptures(unit: Unit, entry: Instance): CaptureLeaf[] {
  const instances = [...unit.instances.values()];
  const byFunc = new Map(instances.map((i) => [i.func, i]));
  const callees = new Map(
    instances.map((i) => [i, [...calledBy(i.func)].map((f) => byFunc.get(f) as Instance)]),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of instances) {
      for (const callee of callees.get(i) ?? []) {
        for (const [key, { leaf }] of callee.captures) {
          if (i.captures.has(key)) continue;
          i.captures.set(key, { leaf, value: hiddenParameter(i.func, leaf) });
          changed = true;
        }
      }
    }
  }
  for (const i of instances) {
    for (const { value } of i.captures.values()) i.func.params.push(...locals(value));
    visitStmts(i.func.body, (s) => {
      if (s.k !== "call") return;
      const callee = byFunc.get(s.fn) as Instance;
      const extra = [...callee.captures.keys()].flatMap((key) => {
        const own = i.captures.get(key);
        return own ? locals(own.value).map((local) => ({ k: "get" as const, type: local.type, local })) : [];
      });
      s.args.push(...extra);
    });
  }
  return [...entry.captures.values()].map((c) => c.leaf);
}

function hiddenParameter(f: Func, leaf: CaptureLeaf): Value {
  return leafStorage(leaf, (name, type) => {
    const l: Local = { id: f.locals.length, name, type };
    f.locals.push(l);
    return l;
  });
}

function calledBy(f: Func): Set<Func> {
  const found = new Set<Func>();
  visitStmts(f.body, (s) => {
    if (s.k === "call") found.add(s.fn);
  });
  return found;
}
