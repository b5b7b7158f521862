// A program of the IR as a module: every function that the entry reaches, and the exports in the shapes of the ABI.
import type { Func, Program, Type } from "../../ir/index.ts";
import type { Options } from "./abi.ts";
import { convert } from "./convert.ts";
import { expr } from "./expr.ts";
import { call, type Fun, getSlot, type Instr, ins, type Slot, setSlot } from "./instr.ts";
import type { ValType } from "./opcodes.ts";
import { body } from "./stmt.ts";
import { Frame, Unit } from "./unit.ts";
import { vector } from "./vector.ts";

// The types that may cross to JavaScript, and as what.
const CROSSING: Record<Type, Type> = {
  f64: "f64",
  f32: "f32",
  i32: "i32",
  bool: "bool",
  i64: "f64",
  addr: "f64",
};
const FORK: readonly Type[] = ["i32", "i32", "f64", "f64"];

/** The module of a program. */
export function lower(program: Program, options: Options): Unit {
  const unit = new Unit(options, program.runtime.fmod);
  const { entry } = program;
  const crossing = entry.params.map((p) => CROSSING[p.type]);
  unit.exports.push({ name: "entry", fun: exported(unit, "entry", entry, crossing) });
  let forks = 0;
  for (;;) {
    const func = unit.pending.pop();
    if (func) {
      lowerFunc(unit, func);
    } else if (forks < unit.forks.length) {
      const name = `fork${forks}`;
      unit.exports.push({ name, fun: exported(unit, name, unit.forks[forks], FORK) });
      forks++;
    } else {
      break;
    }
  }
  let index = 0;
  for (const fun of unit.imports.values()) fun.index = index++;
  for (const fun of unit.funs) fun.index = index++;
  return unit;
}

function lowerFunc(unit: Unit, func: Func): void {
  const fun = unit.fun(func);
  const frame = new Frame(unit, func, fun, { scalar: expr, vector });
  fun.body = body(frame, func.body);
  finish(fun);
  fun.locals = frame.locals();
}

/** Makes the end of a function right for the validator: a final return is the end, and results do not go missing. */
function finish(fun: Fun): void {
  const last = fun.body.at(-1);
  if (last?.op.name === "return") fun.body.splice(-1, 1, ...last.args);
  else if (fun.results.length > 0 && last?.op.name !== "unreachable") fun.body.push(ins("unreachable"));
}

/** `func` as a function that takes parameters of the types `given`: itself, or a wrapper that converts. */
function exported(unit: Unit, name: string, func: Func, given: readonly Type[]): Fun {
  const inner = unit.fun(func);
  const results = func.results.map((r) => CROSSING[r]);
  const same = (a: readonly Type[], b: readonly Type[]): boolean => a.every((t, i) => t === b[i]);
  const params = func.params.map((p) => p.type);
  if (same(params, given) && same(func.results, results)) return inner;

  const slots = func.params.map(
    (p, index): Slot => ({ name: p.name, type: unit.valtype(given[index]), rank: 0, index }),
  );
  const types: ValType[] = results.map((r) => unit.valtype(r));
  const fun = unit.add(name, slots, types);
  const called = call(inner, ...slots.map((s, i) => convert(unit, getSlot(s), given[i], params[i])));
  if (same(func.results, results)) {
    fun.body = [called];
    return fun;
  }
  // The results lie on the stack: into locals from the last to the first, then back, converted.
  const kept = func.results.map(
    (r, i): Slot => ({ name: `r${i}`, type: unit.valtype(r), rank: 0, index: slots.length + i }),
  );
  fun.locals = kept;
  const out: Instr[] = kept.map((_, i) => {
    const slot = kept[kept.length - 1 - i];
    return i === 0 ? setSlot(slot, called) : setSlot(slot);
  });
  for (const [i, slot] of kept.entries()) out.push(convert(unit, getSlot(slot), func.results[i], results[i]));
  fun.body = out;
  return fun;
}
