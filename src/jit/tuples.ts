// Lists of numbers that a parameter's pattern takes apart, `([rows, columns], a) => …`: nobody else can see such a list, so
// its numbers are passed one by one, and are promised to be whole numbers where they are sizes, as any parameters are.
import type { FunctionNode } from "../capture/index.ts";
import type { VType } from "../compiler/index.ts";

/** Numbers that are passed one by one at most. */
const MOST = 16;

/** The type of a value as the parameter takes it apart; undefined of a value that is passed as it is. */
export function takenApart(
  param: FunctionNode["params"][number] | undefined,
  value: unknown,
): VType | undefined {
  if (param?.type !== "ArrayPattern" || !Array.isArray(value)) return undefined;
  const { elements } = param;
  if (value.length < elements.length || value.length > MOST) return undefined;
  for (const e of elements) if (e?.type !== "Identifier") return undefined;
  const fields: [string, VType][] = [];
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== "number") return undefined;
    fields.push([String(i), { t: "num" }]);
  }
  return { t: "record", tuple: true, fields };
}
