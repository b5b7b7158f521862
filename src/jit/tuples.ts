// Lists of numbers that a parameter's pattern takes apart, `([rows, columns], a) => …`: nobody else can see such a list, so
// its numbers are passed one by one, and are promised to be whole numbers where they are sizes, as any parameters are.
import type { FunctionNode } from "../capture/index.ts";
import type { VType } from "../compiler/index.ts";

/** Numbers that are passed one by one at most. */
const MOST = 16;

/** The type of a value, which is of type `type` by itself, as the parameter takes it apart. */
export function takenApart(
  type: VType,
  value: unknown,
  param: FunctionNode["params"][number] | undefined,
): VType {
  // A list that is passed as an array has numbers in every place.
  if (param?.type !== "ArrayPattern" || type.t !== "array" || !Array.isArray(value)) return type;
  const { elements } = param;
  if (value.length < elements.length || value.length > MOST) return type;
  for (const e of elements) if (e?.type !== "Identifier") return type;
  return { t: "record", tuple: true, fields: value.map((_, i) => [String(i), { t: "num" }] as const) };
}
