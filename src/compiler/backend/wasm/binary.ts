// A module as bytes: sections in the order the specification asks for (core specification 3.0, chapter 5.5), the
// hints for branches just before the code they speak of, and at the end the names that stack traces show.
import { LINE, MODULE } from "./abi.ts";
import { Bytes } from "./bytes.ts";
import type { Fun, Instr, Label, Lanes, Slot } from "./instr.ts";
import { VALTYPE, type ValType } from "./opcodes.ts";
import type { Unit } from "./unit.ts";

interface HintAt {
  readonly offset: number;
  readonly likely: boolean;
}

/** The module's bytes. */
export function binary(unit: Unit): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  for (const b of [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]) out.byte(b);
  const section = (id: number, fill: (to: Bytes) => void): void => {
    const content = new Bytes();
    fill(content);
    out.byte(id);
    out.sized(content);
  };

  const imports = [...unit.imports.values()];
  const types = new Types();
  for (const fun of imports) types.of(fun);
  for (const fun of unit.funs) types.of(fun);
  section(1, (to) => types.write(to));
  section(2, (to) => {
    to.unsigned(imports.length + (unit.marks ? 2 : 1));
    to.name(MODULE);
    to.name("memory");
    // Limits with a maximum (bit 0), shared (bit 1), indexed by i64 (bit 2).
    to.byte(0x02);
    to.byte(unit.address === "i64" ? 0x07 : 0x03);
    to.unsigned(1);
    to.unsigned(unit.maximumPages);
    if (unit.marks) {
      to.name(MODULE);
      to.name(LINE);
      to.byte(0x03);
      to.byte(VALTYPE[unit.address]);
      to.byte(0x00); // it never changes
    }
    for (const fun of imports) {
      to.name(MODULE);
      to.name(fun.name);
      to.byte(0x00);
      to.unsigned(types.of(fun));
    }
  });
  section(3, (to) => {
    to.unsigned(unit.funs.length);
    for (const fun of unit.funs) to.unsigned(types.of(fun));
  });
  section(7, (to) => {
    to.unsigned(unit.exports.length);
    for (const { name, fun } of unit.exports) {
      to.name(name);
      to.byte(0x00);
      to.unsigned(fun.index);
    }
  });

  const code = new Bytes();
  code.unsigned(unit.funs.length);
  const hints: { readonly fun: Fun; readonly at: HintAt[] }[] = [];
  for (const fun of unit.funs) {
    const writer = new Code(fun);
    code.sized(writer.out);
    if (writer.hints.length > 0) hints.push({ fun, at: writer.hints });
  }
  if (hints.length > 0) {
    section(0, (to) => {
      to.name("metadata.code.branch_hint");
      to.unsigned(hints.length);
      for (const { fun, at } of hints) {
        to.unsigned(fun.index);
        to.unsigned(at.length);
        for (const { offset, likely } of at) {
          to.unsigned(offset);
          to.byte(1);
          to.byte(likely ? 1 : 0);
        }
      }
    });
  }
  out.byte(10);
  out.sized(code);
  section(0, (to) => {
    to.name("name");
    const names = new Bytes();
    names.unsigned(imports.length + unit.funs.length);
    for (const fun of [...imports, ...unit.funs]) {
      names.unsigned(fun.index);
      names.name(fun.name);
    }
    to.byte(1);
    to.sized(names);
  });
  return out.finish();
}

/** The function types, each once. */
class Types {
  readonly #numbers = new Map<string, number>();
  readonly #of = new Map<Fun, number>();
  readonly #list: { readonly params: readonly ValType[]; readonly results: readonly ValType[] }[] = [];

  of(fun: Fun): number {
    let number = this.#of.get(fun);
    if (number === undefined) {
      number = this.#number(fun);
      this.#of.set(fun, number);
    }
    return number;
  }

  #number(fun: Fun): number {
    const params = fun.params.map((p) => p.type);
    const key = `${params}>${fun.results}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#list.push({ params, results: fun.results }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  write(to: Bytes): void {
    to.unsigned(this.#list.length);
    for (const { params, results } of this.#list) {
      to.byte(0x60);
      for (const types of [params, results]) {
        to.unsigned(types.length);
        for (const t of types) to.byte(VALTYPE[t]);
      }
    }
  }
}

/** No instruction is longer, what is inside it left out: a prefix, a number, and sixteen lanes or a 64-bit number. */
const LONGEST = 24;

/** One function's body. Offsets of hints count from its first byte, the number of its groups of locals. */
class Code {
  readonly out = new Bytes();
  readonly hints: HintAt[] = [];
  readonly #labels: (Label | undefined)[] = [];

  constructor(fun: Fun) {
    const groups: { type: ValType; count: number }[] = [];
    for (const { type } of fun.locals) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ type, count: 1 });
    }
    this.out.unsigned(groups.length);
    for (const { type, count } of groups) {
      this.out.unsigned(count);
      this.out.byte(VALTYPE[type]);
    }
    this.#list(fun.body);
    this.out.byte(0x0b);
  }

  /** Instructions in a row. Most are a byte, or two: those are written here, without a call for each. */
  #list(list: readonly Instr[]): void {
    const { out } = this;
    for (let n = 0; n < list.length; n++) {
      const i = list[n];
      if (i.args.length > 0) this.#list(i.args);
      const { code, immediate } = i.op;
      if (i.hint) this.hints.push({ offset: out.length, likely: i.hint === "likely" });
      if (out.length + LONGEST > out.data.length) out.room(LONGEST);
      if (code <= 0xff) {
        out.data[out.length++] = code;
      } else {
        out.data[out.length++] = code >>> 16;
        const low = code & 0xffff;
        if (low >= 0x80) out.data[out.length++] = (low & 0x7f) | 0x80;
        out.data[out.length++] = low < 0x80 ? low : low >>> 7;
      }
      if (immediate === "local") {
        const { index } = i.to as Slot;
        if (index < 0x80) out.data[out.length++] = index;
        else out.unsigned(index);
      } else if (immediate !== "none") this.#immediate(i);
    }
  }

  /** What follows an instruction's code. */
  #immediate(i: Instr): void {
    const { out } = this;
    const { immediate, align } = i.op;
    switch (immediate) {
      case "func":
        out.unsigned((i.to as Fun).index);
        break;
      case "mem":
        out.unsigned(align);
        out.unsigned(i.value);
        break;
      case "global":
        out.unsigned(0);
        break;
      case "i32":
        out.signed(i.value);
        break;
      case "i64":
        if (i.value === (i.value | 0)) out.signed(i.value);
        else out.signed64(BigInt(i.value));
        break;
      case "f32":
        out.float32(i.value);
        break;
      case "f64":
        out.float64(i.value);
        break;
      case "lane":
        out.byte((i.to as Lanes).lanes[0]);
        break;
      case "memlane":
        out.unsigned(align);
        out.unsigned(i.value);
        out.byte((i.to as Lanes).lanes[0]);
        break;
      case "bytes":
        out.raw((i.to as Lanes).lanes);
        break;
      case "label":
        out.unsigned(this.#labels.length - 1 - this.#labels.lastIndexOf(i.to as Label));
        break;
      case "block":
        out.byte(i.result ? VALTYPE[i.result] : 0x40);
        this.#labels.push(i.to as Label | undefined);
        if (i.body) this.#list(i.body);
        if (i.orElse) {
          out.byte(0x05);
          this.#list(i.orElse);
        }
        this.#labels.pop();
        out.byte(0x0b);
        break;
    }
  }
}
