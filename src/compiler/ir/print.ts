// IR as text: what `f.inspect("ir")` shows and what a difference between two versions of a pass is read in.
// One statement a line; types follow a colon where they are not f64.
import type { ArrayRef, Expr, Func, Local, Program, Stmt } from "./ir.ts";

const INFIX: Record<string, string> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  rem: "%",
  and: "&",
  or: "|",
  xor: "^",
  shl: "<<",
  shr: ">>",
  shru: ">>>",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  eq: "==",
  ne: "!=",
};

const name = (l: Local): string => `${l.name}.${l.id}`;
const decl = (l: Local): string => `${name(l)}: ${l.type}${l.fact ? ` in ${printFact(l.fact)}` : ""}`;
const arr = (a: ArrayRef): string => `${a.name}[${name(a.base)}]`;

/** A fact as an interval, with `int` for integral values, `nan` and `-0` for what may occur. */
export function printFact(f: NonNullable<Local["fact"]>): string {
  return `[${f.lo}, ${f.hi}]${f.int ? " int" : ""}${f.nan ? " nan" : ""}${f.negz ? " -0" : ""}`;
}

/** An expression as text. */
export function printExpr(e: Expr): string {
  const suffix = e.type === "f64" || e.type === "bool" ? "" : `:${e.type}`;
  switch (e.k) {
    case "const":
      return e.type === "bool"
        ? String(e.value === 1)
        : (Object.is(e.value, -0) ? "-0" : String(e.value)) + suffix;
    case "get":
      return name(e.local);
    case "un":
      return `${e.op}${suffix}(${printExpr(e.a)})`;
    case "bin": {
      const op = INFIX[e.op];
      const a = printExpr(e.a);
      const b = printExpr(e.b);
      return op ? `(${a} ${op}${suffix} ${b})` : `${e.op}${suffix}(${a}, ${b})`;
    }
    case "cond":
      return `(${printExpr(e.test)} ? ${printExpr(e.a)} : ${printExpr(e.b)})`;
    case "load":
      return `${arr(e.array)}.${e.array.elem}[${printExpr(e.index)}${e.mask ? ` where ${printExpr(e.mask)}` : ""}]${suffix}`;
    case "index":
      return `index#${e.site}(${printExpr(e.value)} < ${printExpr(e.length)})`;
    case "peek":
      return `peek.${e.elem}${suffix}(${printExpr(e.base)} + ${e.offset})`;
  }
}

/** Statements as text, one a line. */
export function printStmts(list: readonly Stmt[], indent = "  "): string {
  return list.map((s) => printStmt(s, indent)).join("");
}

function printStmt(s: Stmt, pad: string): string {
  const inner = (b: readonly Stmt[]): string => printStmts(b, `${pad}  `);
  switch (s.k) {
    case "set":
      return `${pad}${name(s.local)} = ${printExpr(s.value)}\n`;
    case "store":
      return `${pad}${arr(s.array)}.${s.array.elem}[${printExpr(s.index)}] = ${printExpr(s.value)}${s.mask ? ` where ${printExpr(s.mask)}` : ""}${s.past ? ` past the caches if ${printExpr(s.past)}` : ""}\n`;
    case "do":
      return `${pad}do ${printExpr(s.value)}\n`;
    case "if": {
      const tail = s.else.length > 0 ? `${pad}else\n${inner(s.else)}` : "";
      return `${pad}if ${printExpr(s.test)}\n${inner(s.then)}${tail}`;
    }
    case "for": {
      const cmp = INFIX[s.cmp];
      const head = `for ${name(s.v)} = ${printExpr(s.from)}; ${cmp} ${printExpr(s.to)}; += ${s.step}`;
      const par = s.par
        ? ` parallel ${s.par.schedule}${s.par.assumeIndependent ? " assumeIndependent" : ""}${s.par.alone ? " alone" : ""}${s.par.reductions
            .map((r) => ` ${r.op}(${name(r.local)})`)
            .join(
              "",
            )}${s.par.arrayReductions.map((r) => ` ${r.op}(${arr(r.array)}[])`).join("")}${s.par.guard ? ` if ${printExpr(s.par.guard)}` : ""}`
        : "";
      const notes = s.facts.notes.map((n) => `${pad}  ; ${n.pass}: ${n.text}\n`).join("");
      return `${pad}${s.label}: ${head}${par}\n${notes}${inner(s.body)}`;
    }
    case "loop":
      return `${pad}${s.label}: loop\n${s.facts.notes.map((n) => `${pad}  ; ${n.pass}: ${n.text}\n`).join("")}${inner(s.body)}`;
    case "block":
      return `${pad}${s.label}: block\n${inner(s.body)}`;
    case "scope":
      return `${pad}scope\n${inner(s.body)}`;
    case "break":
    case "continue":
      return `${pad}${s.k} ${s.label}\n`;
    case "return":
      return `${pad}return ${s.values.map(printExpr).join(", ")}\n`;
    case "throw":
    case "print":
      return `${pad}${s.k}#${s.site} ${s.args.map(printExpr).join(", ")}\n`;
    case "call": {
      const results = s.results.length > 0 ? `${s.results.map(name).join(", ")} = ` : "";
      return `${pad}${results}${s.fn.name}(${s.args.map(printExpr).join(", ")})\n`;
    }
    case "alloc":
      return `${pad}${arr(s.array)} = alloc.${s.array.elem}(${printExpr(s.count)})${s.escapes ? " escapes" : ""}\n`;
    case "row":
      return `${pad}${arr(s.array)} = ${s.table.name}[${name(s.table.base)}].row[${printExpr(s.index)}]\n`;
    case "poke":
      return `${pad}poke.${s.elem}(${printExpr(s.base)} + ${s.offset}) = ${printExpr(s.value)}\n`;
    case "mark":
      return `${pad}line ${s.line}\n`;
    case "fork":
      return `${pad}${name(s.partials)} = fork.${s.schedule} ${s.fn.name}(${printExpr(s.units)} units, frame ${printExpr(s.frame)}, ${s.stride} bytes a unit)${s.serial ? ` alone if ${printExpr(s.serial)}` : ""}\n`;
  }
}

/** A function as text. */
export function printFunc(f: Func): string {
  const results = f.results.length > 0 ? `: ${f.results.join(", ")}` : "";
  return `function ${f.name}(${f.params.map(decl).join(", ")})${results}\n${printStmts(f.body)}`;
}

/** A program as text. */
export function printProgram(p: Program): string {
  return p.funcs.map(printFunc).join("\n");
}
