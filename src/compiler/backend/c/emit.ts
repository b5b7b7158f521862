// A program of the IR as one file of C: every function that the entry reaches, and the exports in the shapes of the ABI.

import { EXPORTS, SLOTS, STATUS } from "../../../ffi/index.ts";
import { type Func, type Local, type Program, visitStmts } from "../../ir/index.ts";
import { expr } from "./expr.ts";
import type { Machine } from "./machine.ts";
import { fromNumber, HEAP, numberOf, PROLOGUE, runtime, WATCH } from "./runtime.ts";
import { body, resultType } from "./stmt.ts";
import { Frame, Unit } from "./unit.ts";
import { vector } from "./vector.ts";

/** C, and what whoever loads it must know. */
export interface Emitted {
  readonly text: string;
  /** Doubles of a context. */
  readonly slots: number;
  /** Where what a text quotes begins. */
  readonly quotes: number;
  /** Functions that forks name. */
  readonly forks: number;
  /** It asks now and then whether it is to end. */
  readonly polls: boolean;
}

/**
 * The program as C for a machine. The same program gives the same text.
 *
 * @param program IR whose rules hold (`verify`)
 * @param machine the processor's vector registers and instructions
 * @param contract products and sums that are marked as loose may be rounded as one
 * @throws Error if the IR asks for what a pass should have removed
 * @example
 * emit(program, { isa: "avx2", bytes: 32 }).text
 */
export function emit(program: Program, machine: Machine, contract = false): Emitted {
  const unit = new Unit(program, machine, contract);
  const { entry } = program;
  const recursive = recursiveIn(program);
  const printed: string[] = [];
  const names = (): ReadonlyMap<Func, string> => new Map(unit.funs);
  unit.fun(entry);
  for (let func = unit.pending.pop(); func; func = unit.pending.pop())
    printed.push(definition(unit, func, unit.fun(func), recursive.has(func)));
  const exported = [exportedEntry(unit, entry)];
  unit.forks.forEach((fn, i) => {
    exported.push(exportedFork(unit, fn, i));
  });
  // Beside setjmp, which may return twice, a loop would be compiled with copies of its registers in every iteration: the
  // area under a cubic takes 6 % longer.
  const called = new Set(unit.has("way_out") ? [entry, ...unit.forks] : []);
  const declared = [...names()].map(([f, name]) => {
    // A copy of a rare one in every caller would cost the C compiler more than the calls cost.
    const apart = f.rare || called.has(f) ? "__attribute__((noinline)) " : "";
    return `${apart}${head(unit, f, name)};`;
  });
  const values = Math.max(entry.params.length, entry.results.length);
  const quotes = SLOTS.values + values;
  const text = [
    PROLOGUE,
    ...(unit.has("quote") ? [`#define QUOTES ${quotes}`] : []),
    ...(unit.has("arena") ? [`#define ARENA ${quotes + 2 * unit.quotes}`] : []),
    ...unit.helpers,
    "",
    ...declared,
    "",
    ...printed,
    ...exported,
    // Nobody interrupts what never asks.
    ...(unit.has("poll") ? [WATCH] : []),
  ].join("\n");
  return {
    text: `${text}\n`,
    slots: quotes + 2 * unit.quotes + (unit.has("arena") ? ARENA_SLOTS : 0),
    quotes,
    forks: unit.forks.length,
    polls: unit.has("poll"),
  };
}

/** What `arena_state` takes in a context. */
const ARENA_SLOTS = 100;

/** Functions that may call themselves. */
function recursiveIn(p: Program): ReadonlySet<Func> {
  const calls = new Map<Func, Set<Func>>();
  for (const f of p.funcs) {
    const found = new Set<Func>();
    visitStmts(f.body, (s) => {
      if (s.k === "call") found.add(s.fn);
    });
    calls.set(f, found);
  }
  const recursive = new Set<Func>();
  for (const f of p.funcs) {
    const reached = new Set(calls.get(f));
    for (const g of reached) for (const h of calls.get(g) ?? []) reached.add(h);
    if (reached.has(f)) recursive.add(f);
  }
  return recursive;
}

function head(unit: Unit, f: Func, name: string, params?: readonly string[]): string {
  const list = params ?? f.params.flatMap((p) => unit.types(p.type, p.even));
  return `static ${resultType({ unit }, f.results)} ${name}(${["double *self", ...list].join(", ")})`;
}

function definition(unit: Unit, f: Func, name: string, recursive: boolean): string {
  const counters = new Set<Local>();
  visitStmts(f.body, (s) => {
    if (s.k === "for") counters.add(s.v);
  });
  for (const p of f.params) counters.delete(p);
  const frame = new Frame(unit, f, counters, { scalar: expr, vector });
  if (recursive) {
    runtime(unit, "stack");
    frame.line("stack_check(self);");
    runtime(unit, "poll");
    frame.line("poll(self);");
  }
  body(frame, f.body);
  const params = f.params.flatMap((p) => {
    const types = frame.types(p);
    return frame.names(p).map((n, i) => `${types[i]} ${n}`);
  });
  const last = f.body.at(-1)?.k;
  const open = f.results.length > 0 && last !== "return" && last !== "throw";
  return [
    `${head(unit, f, name, params)} {`,
    ...(frame.lines.some((l) => /\bheap\b/.test(l)) ? [`  ${HEAP}`] : []),
    ...frame.declarations(),
    ...frame.lines,
    ...(open ? ["  __builtin_unreachable();"] : []),
    "}\n",
  ].join("\n");
}

const VISIBLE = '__attribute__((visibility("default")))';

/** The entry: parameters from the context, results into it. */
function exportedEntry(unit: Unit, entry: Func): string {
  const given = entry.params.map((p, i) => fromNumber(p.type, `values[${i}]`));
  const called = `${unit.fun(entry)}(${["self", ...given].join(", ")})`;
  const lines = [`double *const values = self + ${SLOTS.values};`];
  if (entry.results.length === 0) lines.push("(void)values;", `${called};`);
  else {
    const type = resultType({ unit }, entry.results);
    lines.push(`const ${type} got = ${called};`);
    entry.results.forEach((r, i) => {
      lines.push(`values[${i}] = ${numberOf(r, entry.results.length === 1 ? "got" : `got.r${i}`)};`);
    });
  }
  return `${VISIBLE} int ${EXPORTS.entry}(double context) {\n${guarded(unit, lines)}}\n`;
}

function exportedFork(unit: Unit, fn: Func, nth: number): string {
  const given = ["first", "last", "frame", "partials"].map((n, i) =>
    fromNumber((fn.params[i] as Local).type, n),
  );
  const lines = [`${unit.fun(fn)}(${["self", ...given].join(", ")});`];
  return `${VISIBLE} int ${EXPORTS.fork(nth)}(double context, double first, double last, double frame, double partials) {\n${guarded(unit, lines)}}\n`;
}

/** Statements in a context, which the thread's outer one is put back after; they may be left early. */
function guarded(unit: Unit, lines: readonly string[]): string {
  const enter = ["double *const self = (double *)(uint64_t)context;"];
  if (lines.some((l) => /\bheap\b/.test(l))) enter.push(HEAP);
  const text = (list: readonly string[]): string => list.map((l) => `  ${l}\n`).join("");
  if (!unit.has("way_out")) return text([...enter, ...lines, `return ${STATUS.done};`]);
  const arena = unit.has("arena");
  return text([
    ...enter,
    "jmp_buf here;",
    "jmp_buf *const outer = *way_out(self);",
    ...(arena ? ["const uint64_t mark = arena_mark(self);"] : []),
    ...(unit.has("stack") ? ["stack_entered(self);"] : []),
    "const int status = _setjmp(here);",
    "if (status == 0) {",
    "  *way_out(self) = &here;",
    ...lines.map((l) => `  ${l}`),
    "}",
    ...(arena ? ["else arena_release(self, mark);"] : []),
    "*way_out(self) = outer;",
    "return status;",
  ]);
}
