// The arithmetic of vector types: what a lane holds, how many there are, and back.
import type { Lane, Scalar, Type, Vector } from "./types.ts";

/** Letters of `addr` and `bool`; the name of a vector has its lanes' type, an x, and their number. */
const LONGEST_SCALAR = 4;

interface Shape {
  readonly lane: Lane;
  readonly lanes: number;
  readonly bytes: 4 | 8;
  readonly mask: Vector;
}

const known = new Map<Vector, Shape>();

function shapeOf(type: Type): Shape | undefined {
  if (type.length <= LONGEST_SCALAR) return undefined;
  let shape = known.get(type as Vector);
  if (!shape) {
    const [lane, lanes] = type.split("x") as [Lane, string];
    const bytes = isWide(lane) ? 8 : 4;
    shape = { lane, lanes: Number(lanes), bytes, mask: `b${bytes === 8 ? 64 : 32}x${Number(lanes)}` };
    known.set(type as Vector, shape);
  }
  return shape;
}

/** True of the types of gangs' values. */
export const isVector = (type: Type): type is Vector => type.length > LONGEST_SCALAR;

/** The vector of so many lanes; of truth values the narrow one, unless `wide`. */
export function vectorOf(lane: Lane | Scalar, lanes: number, wide = false): Vector {
  if (lane === "addr") throw new Error("addresses have no vectors");
  return `${lane === "bool" ? (wide ? "b64" : "b32") : lane}x${lanes}`;
}

/** How many values a type holds: 1 of a scalar. */
export const lanesOf = (type: Type): number => shapeOf(type)?.lanes ?? 1;

/** The scalar type of what a lane holds; of a scalar, itself. */
export function scalarOf(type: Type): Scalar {
  const shape = shapeOf(type);
  if (!shape) return type as Scalar;
  return shape.lane === "b64" || shape.lane === "b32" ? "bool" : shape.lane;
}

const isWide = (type: Lane | Scalar): boolean => type === "f64" || type === "i64" || type === "b64";

/** Bytes of a lane. */
export const laneBytes = (type: Type): 4 | 8 => shapeOf(type)?.bytes ?? (isWide(type as Scalar) ? 8 : 4);

/** The mask that chooses between values of a vector type. */
export const maskOf = (type: Type): Vector => shapeOf(type)?.mask ?? `b${isWide(type as Scalar) ? 64 : 32}x1`;
