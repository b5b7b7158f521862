// Statements of the IR as wasm instructions. Jumps out of a scope release what it allocated on their way.
import {
  assignedIn,
  ELEM_SHIFT,
  type Expr,
  type For,
  gets,
  isVector,
  type Loop,
  type Stmt,
} from "../../ir/index.ts";
import type { ImportName } from "./abi.ts";
import { place } from "./address.ts";
import { convert, fromF64, stored, toF64 } from "./convert.ts";
import { effect, expr, pointed } from "./expr.ts";
import {
  access,
  apply,
  block,
  branch,
  call,
  constant,
  getSlot,
  type Instr,
  ins,
  label,
  loop,
  setSlot,
  teeSlot,
  when,
} from "./instr.ts";
import { OPS } from "./opcodes.ts";
import { operator } from "./operators.ts";
import { isMovable, scheduled } from "./schedule.ts";
import type { Frame } from "./unit.ts";
import { scatter } from "./vector-memory.ts";
import { assign } from "./vector-set.ts";

/** The schedule of a fork whose units may not run at once. */
const ALONE = 2;

/** Statements in order. What follows a jump cannot be reached and is left out. */
export function body(frame: Frame, list: readonly Stmt[]): Instr[] {
  const out: Instr[] = [];
  for (let i = 0; i < list.length; i++) {
    const s = list[i] as Stmt;
    const run = vectorsFrom(list, i);
    if (run > 1) {
      together(frame, list.slice(i, i + run), out);
      i += run - 1;
      continue;
    }
    stmt(frame, s, out);
    frame.settle();
    if (s.k === "break" || s.k === "continue" || s.k === "return" || s.k === "throw") break;
  }
  return out;
}

/** How many statements from there on set locals, some of them vectors. */
function vectorsFrom(list: readonly Stmt[], from: number): number {
  let end = from;
  let vectors = 0;
  for (; end < list.length; end++) {
    const s = list[end] as Stmt;
    if (s.k !== "set") break;
    if (isVector(s.local.type)) vectors++;
  }
  return vectors > 1 ? end - from : 0;
}

/** Settings of locals in the order that needs the fewest registers. */
function together(frame: Frame, list: readonly Stmt[], out: Instr[]): void {
  const made: Instr[] = [];
  // No temporary is used twice: that would be an order of its own.
  for (const s of list) stmt(frame, s, made);
  frame.settle();
  for (let i = 0; i < made.length; ) {
    let end = i;
    while (end < made.length && isMovable(made[end] as Instr)) end++;
    if (end === i) out.push(made[i++] as Instr);
    else {
      out.push(...scheduled(made.slice(i, end)));
      i = end;
    }
  }
}

/** Appends a statement's instructions to `out`. */
function stmt(frame: Frame, s: Stmt, out: Instr[]): void {
  const { unit } = frame;
  switch (s.k) {
    case "set":
      assign(frame, s.local, s.value, out);
      break;
    case "store": {
      if (isVector(s.value.type)) {
        scatter(frame, s, out);
        break;
      }
      const { address, offset } = place(
        frame,
        s.array.base,
        s.index,
        ELEM_SHIFT[s.array.elem],
        s.array.strided,
      );
      const { op, value } = stored(frame, s.array.elem, expr(frame, s.value), s.value.type);
      out.push(access(OPS[op], offset, address, value));
      break;
    }
    case "poke": {
      const { address, offset } = pointed(frame, s.base, s.offset);
      const elem = s.value.type === "addr" ? "f64" : s.elem;
      const { op, value } = stored(frame, elem, expr(frame, s.value), s.value.type);
      out.push(access(OPS[op], offset, address, value));
      break;
    }
    case "mark":
      unit.marks = true;
      out.push(access(OPS["i32.store"], 0, ins("global.get"), constant("i32", s.line)));
      break;
    case "do":
      out.push(effect(frame, s.value));
      break;
    case "if": {
      const test = expr(frame, s.test);
      frame.settle();
      out.push(when(test, body(frame, s.then), body(frame, s.else)));
      break;
    }
    case "for":
      counted(frame, s, out);
      break;
    case "loop":
      endless(frame, s, out);
      break;
    case "block": {
      const end = label(s.label);
      frame.enclosing.push({ name: s.label, end, next: undefined });
      const inner = body(frame, s.body);
      frame.enclosing.pop();
      out.push(...block(end, inner));
      break;
    }
    case "scope": {
      const mark = frame.own("mark", "f64");
      out.push(setSlot(mark, call(unit.import("mark"))));
      frame.enclosing.push({ mark });
      out.push(...body(frame, s.body));
      frame.enclosing.pop();
      const last = s.body.at(-1)?.k;
      if (last !== "break" && last !== "continue" && last !== "return" && last !== "throw") {
        out.push(call(unit.import("release"), getSlot(mark)));
      }
      break;
    }
    case "break":
    case "continue":
      jump(frame, s.k, s.label, out);
      break;
    case "return":
      leave(frame, s.values, out);
      break;
    case "throw":
    case "print":
      quote(frame, s.k, s.site, s.args, out);
      break;
    case "call": {
      const values = s.args.flatMap((a, i) => passed(frame, a, s.fn.params[i]?.even));
      const called = call(unit.fun(s.fn), ...values);
      // The results lie on the stack, the last one on top: the first `set` runs the call and takes the last.
      const [last, ...others] = s.results.flatMap((r) => frame.slots(r)).toReversed();
      out.push(last ? setSlot(last, called) : called);
      for (const r of others) out.push(setSlot(r));
      break;
    }
    case "alloc": {
      const { base, length } = s.array;
      const count = teeSlot(
        frame.slot(length),
        convert(unit, expr(frame, s.count), s.count.type, length.type),
      );
      const size = 2 ** ELEM_SHIFT[s.array.elem];
      const elements = toF64(unit, count, length.type);
      const bytes = size === 1 ? elements : ins("f64.mul", elements, constant("f64", size));
      const made = call(unit.import("alloc"), bytes, constant("i32", s.escapes ? 1 : 0));
      out.push(setSlot(frame.slot(base), fromF64(unit, made, "addr")));
      break;
    }
    case "row": {
      // An entry is the row's address and its length, each an f64. Both are read before either is set: the table's
      // own base may be what is set.
      const { address, offset } = place(frame, s.table.base, s.index, 4);
      const entry = frame.temp(unit.address);
      const field = (at: number, from: Instr): Instr => access(OPS["f64.load"], offset + at, from);
      const { base, length } = s.array;
      const row = fromF64(unit, field(0, teeSlot(entry, address)), "addr");
      out.push(
        setSlot(frame.slot(base), row),
        setSlot(frame.slot(length), fromF64(unit, field(8, getSlot(entry)), length.type)),
      );
      break;
    }
    case "fork": {
      const schedule = constant("i32", s.schedule === "dynamic" ? 1 : 0);
      const partials = call(
        unit.import("fork"),
        constant("i32", unit.fork(s.fn)),
        convert(unit, expr(frame, s.units), s.units.type, "f64"),
        toF64(unit, expr(frame, s.frame), "addr"),
        constant("i32", s.stride),
        s.serial ? ins("select", constant("i32", ALONE), schedule, expr(frame, s.serial)) : schedule,
        constant("i32", s.loop),
      );
      out.push(setSlot(frame.slot(s.partials), fromF64(unit, partials, "addr")));
      break;
    }
  }
}

/** An argument's parts. */
function passed(frame: Frame, e: Expr, even = false): readonly Instr[] {
  if (!isVector(e.type)) return [expr(frame, e)];
  return even ? frame.vector(e).slice(0, 1) : frame.vector(e);
}

/** `for`: the test at the bottom, and once above for the loop that does not run at all. */
function counted(frame: Frame, s: For, out: Instr[]): void {
  const { unit } = frame;
  // One after the other would be right for independent iterations, but a reduction has an order of its own.
  if (s.par && s.par.reductions.length + s.par.arrayReductions.length > 0) {
    throw new Error(`wasm back end: the reduction of loop ${s.label} was not outlined`);
  }
  const v = frame.slot(s.v);
  const from = expr(frame, s.from);
  let to = expr(frame, s.to);
  const steady =
    s.to.k === "const" || (s.to.k === "get" && s.to.local !== s.v && !assignedIn(s.body).has(s.to.local));
  if (steady) {
    out.push(setSlot(v, from));
  } else {
    const bound = frame.own(`${s.v.name}.end`, v.type);
    const value = to;
    to = getSlot(bound);
    if (gets(s.to, s.v)) {
      // The bound is evaluated second but needs the counter as it was before the loop.
      const start = frame.temp(v.type);
      out.push(setSlot(start, from), setSlot(bound, value), setSlot(v, getSlot(start)));
    } else {
      out.push(setSlot(v, from), setSlot(bound, value));
    }
  }
  frame.settle();

  const compare = operator(unit, s.cmp, s.v.type);
  if (!compare) throw new Error(`wasm back end: no loop over ${s.v.type}`);
  const test = apply(compare, [getSlot(v), to]);
  const end = label(s.label);
  const next = label(`${s.label}.next`);
  const again = label(`${s.label}.again`);
  frame.enclosing.push({ name: s.label, end, next });
  const inner = body(frame, s.body);
  frame.enclosing.pop();
  const type = unit.valtype(s.v.type);
  const step = setSlot(v, ins(`${type}.add`, getSlot(v), constant(type, s.step)));
  const round = loop(again, [...block(next, inner), step, branch(again, test)]);
  out.push(when(test, [round], undefined, undefined, end));
}

function endless(frame: Frame, s: Loop, out: Instr[]): void {
  const end = label(s.label);
  const again = label(`${s.label}.again`);
  frame.enclosing.push({ name: s.label, end, next: again });
  const inner = body(frame, s.body);
  frame.enclosing.pop();
  out.push(...block(end, [loop(again, [...inner, branch(again)])]));
}

/** A jump to a label, out of the scopes in between. */
function jump(frame: Frame, kind: "break" | "continue", name: string, out: Instr[]): void {
  for (const e of frame.enclosing.toReversed()) {
    if ("mark" in e) {
      out.push(call(frame.unit.import("release"), getSlot(e.mark)));
    } else if (e.name === name) {
      const target = kind === "break" ? e.end : e.next;
      if (target) out.push(branch(target));
      return;
    }
  }
}

/** A return: the values first, then the scopes' releases, then the jump. */
function leave(frame: Frame, values: readonly Expr[], out: Instr[]): void {
  const { unit } = frame;
  const marks = frame.enclosing.toReversed().flatMap((e) => ("mark" in e ? [e.mark] : []));
  const results = values.flatMap((v) => passed(frame, v));
  if (marks.length === 0) {
    out.push(ins("return", ...results));
    return;
  }
  const kept = values.flatMap((v) => unit.valtypes(v.type).map((type) => frame.temp(type)));
  for (const [i, slot] of kept.entries()) out.push(setSlot(slot, results[i]));
  for (const mark of marks) out.push(call(unit.import("release"), getSlot(mark)));
  out.push(ins("return", ...kept.map(getSlot)));
}

/** Throw or print: each argument to the list, then the message's site. */
function quote(frame: Frame, name: ImportName, site: number, args: readonly Expr[], out: Instr[]): void {
  const { unit } = frame;
  for (const a of args) {
    const value = expr(frame, a);
    out.push(
      a.type === "bool"
        ? call(unit.import("flag"), value)
        : call(unit.import("arg"), toF64(unit, value, a.type)),
    );
  }
  out.push(call(unit.import(name), constant("i32", site)));
  if (name === "throw") out.push(ins("unreachable"));
}
