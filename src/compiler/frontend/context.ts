// The state of lowering: one Unit for a program, one Context for the function being filled.
// Lowering functions are registered in tables (lower.ts), so that the files that hold them need not import each other.
import { type Captured, CaptureError } from "../../capture/index.ts";
import {
  type Expr,
  type Func,
  func,
  type Local,
  type LoopFacts,
  local,
  type Program,
  type Site,
  type Stmt,
  type Type,
} from "../ir/index.ts";
import { CompileError, type Mark } from "./errors.ts";
import type { Node } from "./nodes.ts";
import { Scope } from "./scope.ts";
import type { ClosureValue, Value, VType } from "./types.ts";

/** What the language's built-in names mean; given by jit, which owns the sources. */
export interface Library {
  /** Kernel-language functions by name: every Math function that is not one instruction, fmod, random, f16 conversions. */
  readonly math: (name: string) => Captured | undefined;
  /** Kernel-language bodies of the typed arrays' methods by name; the array is the first parameter. */
  readonly methods: (name: string) => Captured | undefined;
  /** True of a function that is called for few values only, where another way would be taken for all others. */
  readonly rare: (captured: Captured) => boolean;
  /** True of the library's own functions: no person's permission is about how they compute. */
  readonly own: (captured: Captured) => boolean;
  /** Functions known by identity. */
  readonly intrinsics: Pick<ReadonlyMap<unknown, Intrinsic>, "get">;
}
export type Intrinsic =
  | "prange"
  | "range"
  | "random"
  | "hi"
  | "lo"
  | "words"
  | "f16ToNumber"
  | "numberToF16"
  | "allocate"
  | "view";

/** A captured object (or a field of one) that the caller reads at every call and passes as hidden parameters. */
export interface CaptureLeaf {
  readonly object: object;
  readonly key: string | undefined; // undefined: the object itself
  readonly type: VType;
  readonly name: string;
}

/** A field of a captured object that was folded: code holds only while it is still this value. */
export interface Assumption {
  readonly object: object;
  readonly key: string;
  readonly value: unknown;
}

/** A function of the program under construction. */
export interface Instance {
  readonly func: Func;
  /** What it returns; undefined until its first return has been lowered. */
  result: VType | undefined;
  done: boolean;
  /** Neither stores, calls with effects, prints nor throws by the user's hand. */
  pure: boolean;
  readonly captures: Map<string, { leaf: CaptureLeaf; value: Value }>;
  /** Variables that were declared without a value: where, as a statement that does nothing, and how to say so. */
  readonly unset: Map<Stmt, Unset>;
}

/** A variable that has no value yet. */
export interface Unset {
  readonly reason: string;
  readonly fix: string;
  locals: readonly Local[];
  readonly at: Mark;
  readonly calls: readonly Mark[];
}

/** Where `break` and `continue` go. */
export interface Target {
  readonly names: readonly string[]; // the labels as written
  readonly breakTo: string;
  readonly continueTo: { readonly k: "break" | "continue"; readonly label: string } | undefined;
  readonly plain: boolean; // an unlabelled break stops here
}

/** Where `return` goes: out of the IR function, or to the end of an inlined body. */
export interface ReturnTarget {
  readonly inline: { readonly label: string; used: boolean } | undefined;
  result: Value | undefined; // storage
  readonly instance: Instance | undefined;
}

export type LowerExpr = (cx: Context, n: Node) => Value;
export type LowerStmt = (cx: Context, n: Node, labels?: readonly string[]) => void;

/** The tables that lower.ts fills. */
export interface Tables {
  readonly expr: Readonly<Record<string, LowerExpr>>;
  readonly stmt: Readonly<Record<string, LowerStmt>>;
  /** Lowers a call of a function written in the language. */
  readonly call: (cx: Context, callee: ClosureValue | Captured, args: readonly Value[], at: Node) => Value;
  /** The IR function for a captured function and argument types. */
  readonly instantiate: (cx: Context, captured: Captured, args: readonly VType[]) => Instance;
}

/** One program: what all its functions share. */
export class Unit {
  readonly library: Library;
  readonly tables: Tables;
  readonly funcs: Func[] = [];
  readonly sites: Site[] = [];
  readonly places: Program["places"] = [];
  readonly sources: Captured[] = [];
  readonly instances = new Map<string, Instance>();
  readonly leaves = new Map<string, CaptureLeaf>();
  readonly assumed: Assumption[] = [];
  readonly runtime: { fmod?: Func } = {};
  /** Functions that are being captured once per program. */
  readonly captured = new Map<unknown, Captured>();
  readonly capture: (fn: (...args: never[]) => unknown) => Captured;
  /** Arithmetic of the program's own may be rounded otherwise. */
  readonly loose: boolean;
  /** Statements say where they are written. */
  readonly placed: boolean;
  #labels = 0;
  #loops = 0;

  constructor(
    library: Library,
    tables: Tables,
    capture: (fn: (...args: never[]) => unknown) => Captured,
    { loose, placed }: { readonly loose: boolean; readonly placed: boolean },
  ) {
    this.loose = loose;
    this.placed = placed;
    this.library = library;
    this.tables = tables;
    this.capture = capture;
  }

  label(stem: string): string {
    return `${stem}${++this.#labels}`;
  }

  source(captured: Captured): number {
    const at = this.sources.indexOf(captured);
    return at >= 0 ? at : this.sources.push(captured) - 1;
  }

  capturedOf(fn: (...args: never[]) => unknown): Captured {
    const known = this.captured.get(fn);
    if (known) return known;
    const made = this.capture(fn);
    this.captured.set(fn, made);
    return made;
  }

  loopFacts(place: number): LoopFacts {
    return { id: this.#loops++, place, notes: [] };
  }

  /** Notes that a field of a captured object was folded. */
  assume(object: object, key: string, value: unknown): void {
    if (!this.assumed.some((a) => a.object === object && a.key === key))
      this.assumed.push({ object, key, value });
  }

  isPure(fn: Func): boolean {
    for (const i of this.instances.values()) if (i.func === fn) return i.done && i.pure;
    return false;
  }

  instance(captured: Captured, name: string): Instance {
    const made: Instance = {
      func: func(name || "anonymous", this.source(captured), [], this.library.rare(captured)),
      result: undefined,
      done: false,
      pure: true,
      captures: new Map(),
      unset: new Map(),
    };
    this.funcs.push(made.func);
    return made;
  }
}

/** The function being lowered, and the place in it. Inlining a call swaps the lexical half and keeps the output half. */
export class Context {
  readonly unit: Unit;
  readonly instance: Instance;
  out: Stmt[];
  scope: Scope<Value>;
  captured: Captured;
  root: Node;
  source: number;
  calls: readonly Mark[];
  targets: readonly Target[] = [];
  returns: ReturnTarget;
  /** Closures and functions being inlined, innermost last: what a recursive call is found by. */
  inlining: readonly Node[] = [];
  /** What was lowered last: where messages point that have nothing nearer. */
  here: Node;
  /** The source of that. */
  #source: number;
  /** Locals of variables that were declared without a value. */
  readonly doubtful = new Set<Local>();
  /** Locals that are set exactly once per execution of their scope: values read from them need no copy. */
  readonly stable = new Set<Local>();

  constructor(unit: Unit, instance: Instance, captured: Captured, calls: readonly Mark[]) {
    this.unit = unit;
    this.instance = instance;
    this.captured = captured;
    this.root = captured.node as unknown as Node;
    this.source = unit.source(captured);
    this.calls = calls;
    this.here = this.root;
    this.#source = this.source;
    this.out = instance.func.body;
    this.scope = new Scope<Value>(undefined);
    this.returns = { inline: undefined, result: undefined, instance };
  }

  /** Lowers an expression. */
  expr(n: Node): Value {
    this.here = n;
    this.#source = this.source;
    const lower = this.unit.tables.expr[n.type];
    if (!lower) return this.fail(n, `${describe(n)} does not compile`, UNSUPPORTED[n.type]);
    return lower(this, n);
  }

  /** Lowers a statement. */
  stmt(n: Node, labels?: readonly string[]): void {
    const lower = this.unit.tables.stmt[n.type];
    if (!lower) this.fail(n, `${describe(n)} does not compile`, UNSUPPORTED[n.type]);
    else lower(this, n, labels);
  }

  emit(s: Stmt): void {
    this.out.push(this.unit.placed ? this.#placed(s) : s);
  }

  /** What holds others is emitted behind them, and says itself where it is written: see {@link placed}. */
  #placed(s: Stmt): Stmt {
    if (s.place !== undefined || s.k === "if" || "body" in s || s.k === "break" || s.k === "continue")
      return s;
    return { ...s, ...this.#placeIn(this.#source, this.here) };
  }

  /** Where a statement is written, if that is wanted. */
  placed(n: Node): { readonly place?: number } {
    return this.unit.placed ? this.#placeIn(this.source, n) : {};
  }

  /** What the library does is done where it is called, if it is done for one caller only. */
  #placeIn(source: number, { start, end }: Pick<Node, "start" | "end">): { readonly place?: number } {
    const { library, sources, places } = this.unit;
    const isOwn = (captured: Captured | undefined): boolean =>
      captured !== undefined && library.own(captured);
    if (!isOwn(sources[source])) return { place: places.push({ source, start, end }) - 1 };
    const caller = isOwn(sources[this.instance.func.source])
      ? undefined
      : this.calls.findLast((mark) => !isOwn(mark.captured));
    return caller ? { place: places.push({ ...caller, source: this.unit.source(caller.captured) }) - 1 } : {};
  }

  /** Runs `f` with its statements going to a list of their own. */
  sub<T>(f: () => T): { list: Stmt[]; value: T } {
    const [saved, list] = [this.out, [] as Stmt[]];
    this.out = list;
    try {
      return { list, value: f() };
    } finally {
      this.out = saved;
    }
  }

  /** Runs `f` in a scope of its own. */
  scoped<T>(f: () => T): T {
    const saved = this.scope;
    this.scope = new Scope(saved);
    try {
      return f();
    } finally {
      this.scope = saved;
    }
  }

  local(name: string, type: Type): Local {
    return local(this.instance.func, name, type);
  }

  /** A local that is set here and nowhere else. */
  once(name: string, value: Expr): Local {
    const made = this.local(name, value.type);
    this.stable.add(made);
    this.emit({ k: "set", local: made, value });
    return made;
  }

  place(n: Node): number {
    return this.unit.places.push({ source: this.source, start: n.start, end: n.end }) - 1;
  }

  site(site: Site): number {
    return this.unit.sites.push(site) - 1;
  }

  /** Captures a function that is called here; what cannot be captured is an error at the call. */
  capture(fn: (...args: never[]) => unknown, n: Node): Captured {
    try {
      return this.unit.capturedOf(fn);
    } catch (e) {
      if (!(e instanceof CaptureError)) throw e;
      return this.fail(n, e.message);
    }
  }

  mark(n: Node): Mark {
    return { captured: this.captured, start: n.start, end: n.end };
  }

  text(n: Node): string {
    return this.captured.source.slice(n.start, n.end);
  }

  fail(n: Node, reason: string, fix?: string): never {
    throw new CompileError(reason, fix, this.mark(n), this.calls);
  }
}

const UNSUPPORTED: Record<string, string> = {
  AwaitExpression: "compile the synchronous part, and await outside",
  YieldExpression: "a loop that stores its values in a typed array",
  TryStatement: "check before you compute, or catch around the compiled call",
  ClassDeclaration: "plain functions and records",
  ClassExpression: "plain functions and records",
  ThisExpression: "pass the object's numbers and arrays as arguments",
  Super: "plain functions",
  RegExpLiteral: "numbers: compile the numerical part only",
  ForInStatement: "for (let i = 0; i < a.length; i++)",
  WithStatement: "the record's name before each field",
  TaggedTemplateExpression: "numbers: compile the numerical part only",
  ImportExpression: "a static import at the top of the module",
  MetaProperty: "pass the value as an argument",
  SpreadElement: "each element by name, or a loop",
  ChainExpression: "a plain . or call: inside a kernel every value is there",
};

const NAMES: Record<string, string> = {
  AwaitExpression: "await",
  YieldExpression: "yield",
  TryStatement: "try/catch",
  ClassDeclaration: "a class",
  ClassExpression: "a class",
  ThisExpression: "this",
  ForInStatement: "for-in",
  WithStatement: "with",
  TaggedTemplateExpression: "a tagged template",
  ImportExpression: "import()",
  MetaProperty: "import.meta or new.target",
  SpreadElement: "spread (...)",
  ChainExpression: "?.",
};

/** What a node is called, for messages. */
export const describe = (n: Node): string => NAMES[n.type] ?? n.type;
