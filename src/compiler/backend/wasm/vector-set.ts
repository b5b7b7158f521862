// Setting a local. Of a vector every part is set, and what another part still needs of the old value is computed before.
import { type Expr, gets, isVector, type Local, laneBytes, visitExpr } from "../../ir/index.ts";
import { getSlot, type Instr, type Slot, setSlot } from "./instr.ts";
import type { Frame } from "./unit.ts";

/** Sets a local; of a vector every part, all of them computed before the first changes. */
export function assign(frame: Frame, local: Local, value: Expr, out: Instr[]): void {
  if (!isVector(local.type)) {
    out.push(setSlot(frame.slot(local), frame.scalar(value)));
    return;
  }
  const slots = frame.slots(local);
  const parts = frame.vector(value).slice(0, slots.length);
  if (!gets(value, local) || partwise(value)) {
    for (let i = 0; i < slots.length; i++) out.push(setSlot(slots[i] as Slot, parts[i] as Instr));
    return;
  }
  const kept = parts.map((p) => {
    const slot = frame.temp("v128");
    out.push(setSlot(slot, p));
    return slot;
  });
  for (let i = 0; i < slots.length; i++) out.push(setSlot(slots[i] as Slot, getSlot(kept[i] as Slot)));
}

/** True if every part of the result is computed from the same part of each operand. */
function partwise(e: Expr): boolean {
  let across = false;
  visitExpr(e, (x) => {
    if (isVector(x.type) && x.k === "un" && laneBytes(x.a.type) !== laneBytes(x.type) && isVector(x.a.type))
      across = true;
    if (x.k === "bin" && x.op === "words") across = true;
    if (x.k === "load" && isVector(x.index.type)) across = true;
  });
  return !across;
}
