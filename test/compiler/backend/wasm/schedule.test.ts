import assert from "node:assert/strict";
import { test } from "node:test";
import {
  call,
  constant,
  getSlot,
  type Instr,
  ins,
  type Slot,
  setSlot,
  teeSlot,
} from "../../../../src/compiler/backend/wasm/instr.ts";
import { isMovable, scheduled } from "../../../../src/compiler/backend/wasm/schedule.ts";

const slot = (name: string, rank: number): Slot => ({ name, type: "v128", rank, index: -1 });
const names = (list: readonly Instr[]): string => list.map((i) => (i.to as Slot).name).join(" ");

/** What the locals hold after the instructions, from their names' lengths on. */
function run(list: readonly Instr[], slots: readonly Slot[]): number[] {
  const values = new Map<Slot, number>(slots.map((s, i) => [s, i + 1]));
  const of = (i: Instr): number => {
    const args = i.args.map(of);
    switch (i.op.name) {
      case "i32.const":
        return i.value;
      case "local.get":
        return values.get(i.to as Slot) as number;
      case "i32.mul":
        return Math.imul(args[0] as number, args[1] as number);
      case "i32.add":
        return ((args[0] as number) + (args[1] as number)) | 0;
      default:
        values.set(i.to as Slot, args[0] as number);
        return args[0] as number;
    }
  };
  list.forEach(of);
  return slots.map((s) => values.get(s) as number);
}

test("registers of low rank are computed to their end before those of high rank begin", () => {
  const [a0, a1, b0, b1] = [slot("a0", 0.5), slot("a1", 1), slot("b0", 0.5), slot("b1", 1)];
  const list = [
    setSlot(a0, constant("i32", 1)),
    setSlot(a1, constant("i32", 2)),
    setSlot(b0, getSlot(a0)),
    setSlot(b1, getSlot(a1)),
  ];
  assert.equal(names(scheduled(list, 0)), "a0 b0 a1 b1");
});

test("a register that others are packed into waits for all of them", () => {
  const [a0, a1, narrow] = [slot("a0", 0.5), slot("a1", 1), slot("narrow", 0.5)];
  const list = [
    setSlot(a0, constant("i32", 1)),
    setSlot(a1, constant("i32", 2)),
    setSlot(narrow, ins("i32.add", getSlot(a0), getSlot(a1))),
  ];
  assert.equal(names(scheduled(list, 0)), "a0 a1 narrow");
});

test("what one register keeps in passing the next one finds", () => {
  const [a0, a1, t] = [slot("a0", 1), slot("a1", 0.5), slot("t", 0)];
  const list = [setSlot(a0, teeSlot(t, constant("i32", 7))), setSlot(a1, getSlot(t))];
  assert.equal(names(scheduled(list, 0)), "a0 a1");
});

test("instructions in another order leave the same in every local", () => {
  let seed = 1;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  let moved = 0;
  for (let round = 0; round < 500; round++) {
    const slots = Array.from({ length: 8 }, (_, i) => slot(`s${i}`, random(5) / 4));
    const any = (): Slot => slots[random(slots.length)] as Slot;
    const value = (depth: number): Instr => {
      const kind = depth === 0 ? random(2) : random(5);
      if (kind === 0) return constant("i32", random(100));
      if (kind === 1) return getSlot(any());
      if (kind === 2) return teeSlot(any(), value(depth - 1));
      return ins(kind === 3 ? "i32.add" : "i32.mul", value(depth - 1), value(depth - 1));
    };
    const list = Array.from({ length: 1 + random(20) }, () => setSlot(any(), value(2)));
    const other = scheduled(list, 0);
    assert.equal(other.length, list.length);
    if (other.some((x, i) => x !== list[i])) moved++;
    assert.deepEqual(run(other, slots), run(list, slots), `round ${round}`);
  }
  assert.ok(moved > 250, `${moved} of 500 lists were in another order`);
});

test("what fits in registers stays in the order of the program", () => {
  const slots = Array.from({ length: 16 }, (_, i) => slot(`s${i}`, 1 - i / 16));
  const list = slots.map((s) => setSlot(s, constant("i32", 1)));
  assert.notEqual(names(scheduled(list)), names(list));
  assert.equal(names(scheduled(list.slice(1))), names(list.slice(1)));
});

test("calls stay where they are", () => {
  const s = slot("s", 0);
  const fun = { name: "f", params: [], results: ["i32" as const], locals: [], body: [], index: 0 };
  assert.equal(isMovable(setSlot(s, ins("i32.add", constant("i32", 1), call(fun)))), false);
  assert.equal(isMovable(setSlot(s)), false);
  assert.equal(isMovable(setSlot(s, constant("i32", 1))), true);
});
