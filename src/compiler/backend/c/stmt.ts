// Statements of the IR as C. Loops are loops, jumps are gotos, and jumps out of a scope release what it allocated.

import { ALONE, SLOTS } from "../../../ffi/index.ts";
import {
  assignedIn,
  ELEM_SHIFT,
  type Expr,
  type For,
  gets,
  isVector,
  type Local,
  type Loop,
  type Stmt,
  someExpr,
  someOf,
  visitStmts,
} from "../../ir/index.ts";
import { expr, hangsOn, pointed, traps } from "./expr.ts";
import { literal } from "./literal.ts";
import { scatter } from "./memory.ts";
import { fromNumber, numberOf, runtime } from "./runtime.ts";
import { element } from "./subscript.ts";
import { ELEMENTS, scalarType } from "./types.ts";
import type { Frame } from "./unit.ts";
import { vector } from "./vector.ts";

/** Prints statements in order. What follows a jump cannot be reached and is left out. */
export function body(frame: Frame, list: readonly Stmt[]): void {
  for (const s of list) {
    stmt(frame, s);
    if (s.k === "break" || s.k === "continue" || s.k === "return" || s.k === "throw") break;
  }
}

function stmt(frame: Frame, s: Stmt): void {
  const { unit } = frame;
  switch (s.k) {
    case "set":
      assign(frame, s.local, s.value);
      break;
    case "store":
      if (isVector(s.value.type)) scatter(frame, s);
      else
        store(frame, s.index, s.value, s.array.elem, (index) =>
          element(frame, s.array.base, index, s.array.elem),
        );
      break;
    case "poke": {
      const at = pointed(frame, s.base, s.offset);
      if (s.value.type === "addr")
        frame.line(`*(double *)${at} = ${numberOf("addr", expr(frame, s.value))};`);
      else frame.line(`*(${ELEMENTS[s.elem]} *)${at} = ${stored(frame, s.value, s.elem)};`);
      break;
    }
    case "mark":
      // Volatile: somebody else reads it, at any moment.
      frame.line(`*(volatile int32_t *)&self[${SLOTS.line}] = ${s.line};`);
      break;
    case "do":
      frame.line(`(void)${expr(frame, s.value)};`);
      break;
    case "if":
      frame.block(`if (${expr(frame, s.test)})`, () => body(frame, s.then));
      if (s.else.length > 0) frame.block("else", () => body(frame, s.else));
      break;
    case "for":
      counted(frame, s);
      break;
    case "loop":
      endless(frame, s);
      break;
    case "block": {
      const end = frame.newLabel(s.label);
      frame.enclosing.push({ name: s.label, end, next: end, loops: false });
      frame.block("", () => body(frame, s.body));
      frame.enclosing.pop();
      frame.label(end);
      break;
    }
    case "scope": {
      runtime(unit, "arena");
      const mark = frame.own("mark", "uint64_t");
      frame.line(`${mark} = arena_mark(self);`);
      frame.enclosing.push({ mark });
      body(frame, s.body);
      frame.enclosing.pop();
      const last = s.body.at(-1)?.k;
      if (last !== "break" && last !== "continue" && last !== "return" && last !== "throw")
        frame.line(`arena_release(self, ${mark});`);
      break;
    }
    case "break":
    case "continue":
      jump(frame, s.k, s.label);
      break;
    case "return":
      leave(frame, s.values);
      break;
    case "throw":
    case "print":
      quote(frame, s.args);
      frame.line(`${runtime(unit, s.k === "throw" ? "thrown_at" : "print_at")}(self, ${s.site});`);
      break;
    case "call":
      call(frame, s);
      break;
    case "alloc": {
      const { base, length, elem } = s.array;
      const name = frame.name(length);
      // A length is a valid one, checked by the front end.
      frame.line(`${name} = (${frame.types(length)[0]})${expr(frame, s.count)};`);
      runtime(unit, s.escapes ? "escaping" : "arena");
      const make = s.escapes ? "escaping_array" : "arena_zeroed";
      frame.line(`${frame.name(base)} = ${make}(self, (double)${name} * ${2 ** ELEM_SHIFT[elem]});`);
      break;
    }
    case "row": {
      // Both are read before either is set: the table's own base may be what is set.
      const entry = frame.own("entry", "const double *");
      const { base, length } = s.array;
      frame.line(
        `${entry} = (const double *)${frame.name(s.table.base)} + 2 * (int64_t)${expr(frame, s.index)};`,
      );
      frame.line(`${frame.name(length)} = (${frame.types(length)[0]})${entry}[1];`);
      frame.line(`${frame.name(base)} = ${fromNumber("addr", `${entry}[0]`)};`);
      break;
    }
    case "fork": {
      runtime(unit, "fork_units");
      const schedule = s.schedule === "dynamic" ? 1 : 0;
      const how = s.serial ? `(${expr(frame, s.serial)} ? ${ALONE} : ${schedule})` : String(schedule);
      const args = [unit.fork(s.fn), expr(frame, s.units), expr(frame, s.frame), s.stride, how, s.loop];
      unit.fun(s.fn);
      frame.line(`${frame.name(s.partials)} = fork_units(self, ${args.join(", ")});`);
      break;
    }
  }
}

/** Sets a local; of a vector every part. */
function assign(frame: Frame, local: Local, value: Expr): void {
  const names = frame.names(local);
  if (!isVector(local.type)) {
    frame.line(`${names[0]} = ${expr(frame, value)};`);
    return;
  }
  const parts = vector(frame, value).slice(0, names.length);
  // A part may need a lane of another one, as it was.
  const across =
    names.length > 1 && gets(value, local) && someExpr(value, (x) => x.k === "bin" && x.op === "lane");
  if (!across) {
    names.forEach((n, i) => {
      frame.line(`${n} = ${parts[i]};`);
    });
    return;
  }
  const kept = parts.map((p, i) => {
    const name = frame.own("kept", frame.types(local)[i] as string);
    frame.line(`${name} = ${p};`);
    return name;
  });
  names.forEach((n, i) => {
    frame.line(`${n} = ${kept[i]};`);
  });
}

/** A store: the index first, then the value. */
function store(
  frame: Frame,
  index: Expr,
  value: Expr,
  elem: keyof typeof ELEMENTS,
  place: (index: Expr) => string,
): void {
  if (!hangsOn(value, index)) {
    frame.line(`${place(index)} = ${stored(frame, value, elem)};`);
    return;
  }
  const at = frame.own("at", `${ELEMENTS[elem]} *`);
  frame.line(`${at} = &${place(index)};`);
  frame.line(`*${at} = ${stored(frame, value, elem)};`);
}

/** A value as an element holds it. */
function stored(frame: Frame, value: Expr, elem: keyof typeof ELEMENTS): string {
  const text = expr(frame, value);
  const { type } = value;
  if (elem === "f64") return type === "f64" ? text : `(double)${text}`;
  if (elem === "f32") return type === "f32" ? text : `(float)${type === "f64" ? text : `(double)${text}`}`;
  if (type === "f64" || type === "f32")
    return `(${ELEMENTS[elem]})${runtime(frame.unit, "to_int32")}(${text})`;
  return `(${ELEMENTS[elem]})${text}`;
}

/** `for`: the bound is evaluated once. */
function counted(frame: Frame, s: For): void {
  if (s.par && s.par.reductions.length + s.par.arrayReductions.length > 0)
    throw new Error(`c back end: the reduction of loop ${s.label} was not outlined`);
  const v = frame.name(s.v);
  const steady =
    s.to.k === "const" || (s.to.k === "get" && s.to.local !== s.v && !assignedIn(s.body).has(s.to.local));
  let to = expr(frame, s.to);
  let from = expr(frame, s.from);
  if (!steady) {
    // The bound is evaluated second but needs the counter as it was before the loop.
    const start = frame.own("start", scalarType(s.v.type));
    const bound = frame.own(`${s.v.name}.end`, scalarType(s.v.type));
    frame.line(`${start} = ${from};`);
    frame.line(`${bound} = ${to};`);
    [from, to] = [start, bound];
  }
  if (mayCountForEver(s)) {
    const hidden = frame.own("hidden", "volatile double");
    const bound = frame.own(`${s.v.name}.end`, "double");
    frame.line(`${hidden} = ${to}; ${bound} = ${hidden};`);
    to = bound;
  }
  const sign = { lt: "<", le: "<=", gt: ">", ge: ">=" }[s.cmp];
  const step = s.step < 0 ? `-= ${literal(s.v.type, -s.step)}` : `+= ${literal(s.v.type, s.step)}`;
  const outermost = !frame.enclosing.some((e) => "loops" in e && e.loops);
  if (goesOn(s.body) || !outermost) {
    hint(frame, s);
    round(frame, s, `for (${v} = ${from}; ${v} ${sign} ${to}; ${v} ${step})`, goesOn(s.body));
    return;
  }
  // An innermost loop that stands in no other is gone through in parts, between which somebody may end it. Of doubles so
  // large that a step is lost there are no parts, since the loop has no end.
  const whole = s.v.type === "i32" || s.v.type === "i64";
  const limit = frame.own(`${s.v.name}.part`, whole ? "int64_t" : scalarType(s.v.type));
  const far = literal(whole ? "i64" : s.v.type, PART * s.step);
  const lost = whole ? "" : ` || ${limit} == ${v}`;
  const part = `${limit} = ${v} + ${far}; if (!(${limit} ${sign} ${to})${lost}) ${limit} = ${to};`;
  frame.line(`${v} = ${from};`);
  const end = frame.newLabel(`${s.label} parts`);
  frame.block(`while (${v} ${sign} ${to})`, () => {
    frame.line(part);
    hint(frame, s);
    round(frame, s, `for (; ${v} ${sign} ${limit}; ${v} ${step})`, false, end);
    frame.line(`${runtime(frame.unit, "poll")}(self);`);
  });
  frame.label(end);
}

/**
 * True of a loop over doubles up to the last number of 32 bits. Where clang (14, at least) knows both ends it
 * counts in integers, none of which is greater, and the loop has no end; so it must not know.
 */
const mayCountForEver = ({ v, cmp, to }: For): boolean =>
  v.type === "f64" &&
  ((cmp === "le" && (to.k !== "const" || to.value === 2 ** 31 - 1)) ||
    (cmp === "ge" && (to.k !== "const" || to.value === -(2 ** 31))));

/** What a C compiler need not try with a loop: what is left of another, or is in lanes already. */
function hint(frame: Frame, s: For): void {
  if (isFew(frame, s)) frame.line(runtime(frame.unit, "FEW"));
  else if (someOf(s.body, (e) => isVector(e.type))) frame.line(runtime(frame.unit, "LANES"));
}

/** True of what is left of another loop, and of loops inside that. */
const isFew = (frame: Frame, s: For | Loop): boolean =>
  (s.k === "for" && s.few === true) || frame.enclosing.some((e) => "few" in e && e.few);

/** Iterations between two looks at whether a loop is to end: a tenth of a millisecond or so. */
const PART = 2 ** 16;

/** True of iterations that may be long: there are others inside, or calls. */
function goesOn(body: readonly Stmt[]): boolean {
  let found = false;
  visitStmts(body, (s) => {
    if (s.k === "for" || s.k === "loop" || s.k === "call" || s.k === "fork") found = true;
  });
  return found;
}

/** A loop's head and body. `out`: where its break goes, if not to its end. */
function round(frame: Frame, s: For | Loop, head: string, polls: boolean, out?: string): void {
  const end = out ?? frame.newLabel(s.label);
  const next = frame.newLabel(`${s.label} next`);
  const few = isFew(frame, s);
  frame.enclosing.push({ name: s.label, end, next, loops: true, ...(few && { few }) });
  frame.block(head, () => {
    if (polls) frame.line(`${runtime(frame.unit, "poll")}(self);`);
    body(frame, s.body);
    frame.label(next);
  });
  frame.enclosing.pop();
  if (out === undefined) frame.label(end);
}

/** `while (true)`: it may have no end, so that every round asks whether it is to end. */
function endless(frame: Frame, s: Loop): void {
  round(frame, s, "for (;;)", true);
}

/** A jump to a label, out of the scopes in between. */
function jump(frame: Frame, kind: "break" | "continue", name: string): void {
  for (const e of frame.enclosing.toReversed()) {
    if ("mark" in e) frame.line(`arena_release(self, ${e.mark});`);
    else if (e.name === name) {
      const target = kind === "break" ? e.end : e.next;
      frame.used.add(target);
      frame.line(`goto ${target};`);
      return;
    }
  }
}

/** A return: the values first, then the scopes' releases, then the jump. */
function leave(frame: Frame, values: readonly Expr[]): void {
  const { unit, func } = frame;
  const marks = frame.enclosing.toReversed().flatMap((e) => ("mark" in e ? [e.mark] : []));
  const kept = values.flatMap((v) => {
    const types = unit.types(v.type);
    const parts = isVector(v.type) ? vector(frame, v) : [expr(frame, v)];
    if (values.length === 1 && parts.length === 1 && marks.length === 0) return parts;
    return parts.map((p, i) => {
      const name = frame.own("result", types[i] as string);
      frame.line(`${name} = ${p};`);
      return name;
    });
  });
  for (const mark of marks) frame.line(`arena_release(self, ${mark});`);
  if (kept.length === 0) frame.line("return;");
  else if (kept.length === 1) frame.line(`return ${kept[0]};`);
  else frame.line(`return (${resultType(frame, func.results)}){${kept.join(", ")}};`);
}

/** The C type of several results: a structure of their parts. */
export function resultType(
  frame: { readonly unit: Frame["unit"] },
  results: readonly Expr["type"][],
): string {
  const parts = results.flatMap((r) => frame.unit.types(r));
  if (parts.length === 0) return "void";
  if (parts.length === 1) return parts[0] as string;
  const name = `results_${parts.map((p) => p.replace(/\W+/g, "")).join("_")}`;
  return frame.unit.helper(name, () => {
    const fields = parts.map((p, i) => `${p} r${i};`).join(" ");
    return `typedef struct { ${fields} } ${name};`;
  });
}

function call(frame: Frame, s: Stmt & { k: "call" }): void {
  const { unit } = frame;
  // C does not say in which order arguments are evaluated.
  const ordered = s.args.length > 1 && s.args.some(traps);
  const args = s.args.flatMap((a, i) => {
    const even = s.fn.params[i]?.even;
    if (isVector(a.type)) return vector(frame, a).slice(0, even ? 1 : undefined);
    const text = expr(frame, a);
    if (!ordered || a.k === "get" || a.k === "const") return [text];
    const name = frame.own("argument", scalarType(a.type));
    frame.line(`${name} = ${text};`);
    return [name];
  });
  const called = `${unit.fun(s.fn)}(${["self", ...args].join(", ")})`;
  const parts = s.results.flatMap((r) => frame.names(r));
  if (s.fn.results.length === 0) frame.line(`${called};`);
  else if (s.fn.results.flatMap((r) => unit.types(r)).length === 1) frame.line(`${parts[0]} = ${called};`);
  else {
    const type = resultType(frame, s.fn.results);
    const got = frame.own("got", type);
    frame.line(`${got} = ${called};`);
    parts.forEach((p, i) => {
      frame.line(`${p} = ${got}.r${i};`);
    });
  }
}

/** What the next text quotes. */
function quote(frame: Frame, args: readonly Expr[]): void {
  const { unit } = frame;
  unit.quotes = Math.max(unit.quotes, args.length);
  runtime(unit, "quote");
  args.forEach((a, i) => {
    frame.line(
      `quote_number(self, ${i}, ${numberOf(a.type, expr(frame, a))}, ${a.type === "bool" ? 1 : 0});`,
    );
  });
}
