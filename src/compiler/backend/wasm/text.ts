// A module as text: folded expressions, a line where they fit, indented where they do not, names instead of numbers.
import { LINE, MODULE } from "./abi.ts";
import type { Fun, Instr, Label, Lanes, Slot } from "./instr.ts";
import type { Unit } from "./unit.ts";

const WIDTH = 100;

/** The module's text. */
export function text(unit: Unit): string {
  const lines: string[] = [];
  const imports = [...unit.imports.values()];
  const names = new Names([...imports, ...unit.funs]);
  const memory = `(memory${unit.address === "i64" ? " i64" : ""} 1 ${unit.maximumPages} shared)`;
  lines.push(`  (import "${MODULE}" "memory" ${memory})`);
  if (unit.marks) lines.push(`  (import "${MODULE}" "${LINE}" (global $${LINE} ${unit.address}))`);
  for (const fun of imports) {
    lines.push(`  (import "${MODULE}" "${fun.name}" (func ${signature(fun, names, new Names(fun.params))}))`);
  }
  for (const fun of unit.funs) {
    const locals = new Names([...fun.params, ...fun.locals]);
    lines.push(`  (func ${signature(fun, names, locals)}`);
    for (const slot of fun.locals) lines.push(`    (local ${locals.of(slot)} ${slot.type})`);
    const printer = new Printer(names, locals);
    for (const i of fun.body) printer.instr(i, "    ", lines);
    close(lines);
  }
  for (const { name, fun } of unit.exports) lines.push(`  (export "${name}" (func ${names.of(fun)}))`);
  return `(module\n${lines.join("\n")})\n`;
}

const close = (lines: string[]): void => {
  lines[lines.length - 1] += ")";
};

function signature(fun: Fun, names: Names<Fun>, locals: Names<Slot>): string {
  const params = fun.params.map((p) => ` (param ${locals.of(p)} ${p.type})`).join("");
  return `${names.of(fun)}${params}${fun.results.length > 0 ? ` (result ${fun.results.join(" ")})` : ""}`;
}

/** Identifiers of the text format: the names of things, with a number where two share one. */
class Names<T extends { readonly name: string }> {
  readonly #ids = new Map<T, string>();

  constructor(things: readonly T[]) {
    const taken = new Set<string>();
    for (const thing of things) {
      // What else an identifier may hold, quotes and brackets, would not read well.
      const plain = thing.name.replace(/[^\w.$]/gu, "_");
      let id = plain;
      for (let n = 1; taken.has(id); n++) id = `${plain}.${n}`;
      taken.add(id);
      this.#ids.set(thing, `$${id}`);
    }
  }

  of(thing: T): string {
    return this.#ids.get(thing) ?? "$?";
  }
}

class Printer {
  readonly #funs: Names<Fun>;
  readonly #locals: Names<Slot>;

  constructor(funs: Names<Fun>, locals: Names<Slot>) {
    this.#funs = funs;
    this.#locals = locals;
  }

  /** The instruction with its immediates, without its operands. */
  #head(i: Instr): string {
    const { name } = i.op;
    switch (i.op.immediate) {
      case "none":
        return name;
      case "local":
        return `${name} ${this.#locals.of(i.to as Slot)}`;
      case "global":
        return `${name} $${LINE}`;
      case "func":
        return `${name} ${this.#funs.of(i.to as Fun)}`;
      case "label":
        return `${name} $${(i.to as Label).name}`;
      case "mem":
        return i.value === 0 ? name : `${name} offset=${i.value}`;
      case "i32":
        return `${name} ${i.value | 0}`;
      case "i64":
        return `${name} ${BigInt.asIntN(64, BigInt(i.value))}`;
      case "f32":
        return `${name} ${float(Math.fround(i.value))}`;
      case "f64":
        return `${name} ${float(i.value)}`;
      case "lane":
        return `${name} ${(i.to as Lanes).lanes[0]}`;
      case "memlane":
        return `${name}${i.value === 0 ? "" : ` offset=${i.value}`} ${(i.to as Lanes).lanes[0]}`;
      case "bytes": {
        const { lanes } = i.to as Lanes;
        return `${name}${name === "v128.const" ? " i8x16" : ""} ${lanes.join(" ")}`;
      }
      case "block": {
        const to = i.to as Label | undefined;
        return `${name}${to?.used ? ` $${to.name}` : ""}${i.result ? ` (result ${i.result})` : ""}`;
      }
    }
  }

  #flat(i: Instr): string {
    if (i.body && i.op.name !== "if")
      return `(${[this.#head(i), ...i.body.map((b) => this.#flat(b))].join(" ")})`;
    const parts = [this.#head(i), ...i.args.map((a) => this.#flat(a))];
    if (i.body) parts.push(`(then ${i.body.map((b) => this.#flat(b)).join(" ")})`);
    if (i.orElse) parts.push(`(else ${i.orElse.map((b) => this.#flat(b)).join(" ")})`);
    return `(${parts.join(" ")})`;
  }

  instr(i: Instr, pad: string, lines: string[]): void {
    // Statements with a body stay open, so that loops look like loops.
    if (!i.body || i.result) {
      const flat = this.#flat(i);
      if (pad.length + flat.length <= WIDTH) {
        lines.push(pad + flat);
        return;
      }
    }
    const inner = `${pad}  `;
    lines.push(`${pad}(${this.#head(i)}`);
    if (i.args.length === 1 && i.body) {
      const flat = this.#flat(i.args[0]);
      if (lines[lines.length - 1].length + flat.length < WIDTH) lines[lines.length - 1] += ` ${flat}`;
      else this.instr(i.args[0], inner, lines);
    } else {
      for (const a of i.args) this.instr(a, inner, lines);
    }
    if (i.op.name === "if") {
      this.#arm("then", i.body ?? [], inner, lines);
      if (i.orElse) this.#arm("else", i.orElse, inner, lines);
    } else {
      for (const b of i.body ?? []) this.instr(b, inner, lines);
    }
    close(lines);
  }

  #arm(name: string, body: readonly Instr[], pad: string, lines: string[]): void {
    lines.push(`${pad}(${name}`);
    for (const b of body) this.instr(b, `${pad}  `, lines);
    close(lines);
  }
}

function float(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(value);
}
