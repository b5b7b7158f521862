// What the permission `contract` means: a product and a sum are rounded as one, where the processor has an instruction for
// that. Elsewhere they are rounded as they are written, since a fused one in software is fifty times as slow.
import { type Bin, type Expr, scalarOf, someExpr } from "../../ir/index.ts";
import { bitsOf, define, each, shapeOf } from "./simd.ts";
import type { Unit } from "./unit.ts";

/** x y + c, with a sign before the product or before c. */
export interface Fused {
  readonly x: Expr;
  readonly y: Expr;
  readonly c: Expr;
  readonly negative: "product" | "c" | undefined;
}

/** A sum or difference with a product in it, if it may be rounded once. */
export function fused(unit: Unit, e: Bin): Fused | undefined {
  if (!unit.contract || !e.loose || (e.op !== "add" && e.op !== "sub") || scalarOf(e.type) !== "f64")
    return undefined;
  // What may end the call is evaluated in its order.
  if (someExpr(e, (x) => x.k === "index")) return undefined;
  const minus = e.op === "sub";
  if (isProduct(e.a)) return { x: e.a.a, y: e.a.b, c: e.b, negative: minus ? "c" : undefined };
  if (isProduct(e.b)) return { x: e.b.a, y: e.b.b, c: e.a, negative: minus ? "product" : undefined };
  return undefined;
}

const isProduct = (e: Expr): e is Bin => e.k === "bin" && e.op === "mul" && e.loose === true;

/** The function of C that fuses registers, or doubles (`f64`). */
export function fusion(unit: Unit, part: string): string {
  const name = `fused_${part}`;
  return unit.helper(name, () => {
    const [type, one] = part === "f64" ? ["double", true] : [unit.vector(part), false];
    const params = `${type} a, ${type} b, ${type} c`;
    const lanes = one ? 1 : shapeOf(part).lanes;
    const bits = one ? 64 : bitsOf(shapeOf(part));
    const builtin =
      unit.machine.isa === "generic" || bits < 128
        ? one
          ? "__builtin_fma(a, b, c)"
          : `(${type}){${each(lanes, (l) => `__builtin_fma(a[${l}], b[${l}], c[${l}])`)}}`
        : bits === 512
          ? "__builtin_ia32_vfmaddpd512_mask(a, b, c, -1, 4)"
          : `__builtin_ia32_vfmaddpd${bits === 256 ? "256" : ""}(a, b, c)`;
    return [
      "#if defined __FMA__ || defined __ARM_FEATURE_FMA",
      define(type, name, params, `return ${builtin};`),
      "#else",
      define(type, name, params, "return a * b + c;"),
      "#endif",
    ].join("\n");
  });
}
