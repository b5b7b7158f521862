// The arithmetic of vector types: what a lane holds, how many there are, and back.
import type { Lane, Scalar, Type, Vector } from "./types.ts";

/** Letters of `addr` and `bool`; the name of a vector has its lanes' type, an x, and their number. */
const LONGEST_SCALAR = 4;

interface Shape {
  readonly lane: Lane;
  readonly lanes: number;
}

const known = new Map<Vector, Shape>();

function shapeOf(type: Type): Shape | undefined {
  if (!isVector(type)) return undefined;
  let shape = known.get(type);
  if (!shape) {
    const [lane, lanes] = type.split("x") as [Lane, string];
    shape = { lane, lanes: Number(lanes) };
    known.set(type, shape);
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

/** Bytes of a lane. */
export const laneBytes = (type: Type): 4 | 8 => (/^(?:f64|i64|b64)/.test(type) ? 8 : 4);

/** The mask that chooses between values of a vector type. */
export const maskOf = (type: Type): Vector => `b${laneBytes(type) === 8 ? 64 : 32}x${lanesOf(type)}`;
