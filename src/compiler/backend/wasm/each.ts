// Operators that WebAssembly has no vector instruction for, one lane at a time: out of the register, computed, and back.
// What is around them keeps its lanes.
import { type Bin, laneBytes, lanesOf, scalarOf, type Un } from "../../ir/index.ts";
import { atLane, call, type Instr, ins } from "./instr.ts";
import type { OpName } from "./opcodes.ts";
import { shapeOf } from "./parts.ts";
import type { Frame } from "./unit.ts";

/** `e` computed lane by lane; undefined if it is no such operator. */
export function eachLane(frame: Frame, e: Un | Bin): Instr[] | undefined {
  const scalar = operation(frame, e);
  if (!scalar) return undefined;
  const operands = e.k === "un" ? [e.a] : [e.a, e.b];
  const parts = operands.map((o) => frame.vector(o));
  const shapes = operands.map((o) => shapeOf(o.type));
  // Two lanes of four bytes have a register to themselves, the upper half unused.
  const each = Math.min(lanesOf(e.type), 16 / laneBytes(e.type));
  const shape = shapeOf(e.type);
  return (parts[0] as Instr[]).map((_, at) => {
    // A part is computed where its first lane is asked for, and parts go in their order.
    const kept = parts.map((p) => frame.twice(p[at] as Instr, "v128"));
    const lane = (l: number): Instr =>
      scalar(
        kept.map((k, i) => atLane(`${shapes[i]}.extract_lane` as OpName, l, l === 0 ? k.first : k.again)),
      );
    let made = ins(`${shape}.splat` as OpName, lane(0));
    for (let l = 1; l < each; l++) made = atLane(`${shape}.replace_lane` as OpName, l, made, lane(l));
    return made;
  });
}

/** How a lane's result comes of its operands. Nothing here traps, whatever a lane holds that is off. */
function operation(frame: Frame, e: Un | Bin): ((operands: Instr[]) => Instr) | undefined {
  const plain = (name: OpName) => (operands: Instr[]) => ins(name, ...operands);
  const from = scalarOf(e.a.type);
  switch (e.op) {
    case "clz":
      return plain("i32.clz");
    case "tof64":
      return from === "i64" ? plain("f64.convert_i64_s") : undefined;
    case "exact":
      return scalarOf(e.type) === "i64" ? plain("i64.trunc_sat_f64_s") : undefined;
    case "shl":
      return plain("i32.shl");
    case "shr":
      return plain("i32.shr_s");
    case "shru":
      return plain("i32.shr_u");
    case "rem": {
      const { fmod } = frame.unit;
      return from === "f64" && fmod ? (operands) => call(frame.unit.fun(fmod), ...operands) : undefined;
    }
    default:
      return undefined;
  }
}
