// Results on their way out: the numbers that the entry returns become the value that the function would have returned.
// An array that was an argument comes back as that very object; one made inside the kernel belongs to the caller.
import { stridedOf, type VType } from "../compiler/index.ts";
import { adopt, array, buffer, type HeapConstructor } from "../heap/index.ts";
import { constructorOf } from "./arguments.ts";

/** Arrays known by where they lie: `${kind} ${address} ${length}`. */
export type Known = ReadonlyMap<string, unknown>;

/** True if a result holds arrays, for which the caller must remember the arguments. */
export function holdsArrays(type: VType): boolean {
  return (
    type.t === "array" ||
    type.t === "nd" ||
    type.t === "table" ||
    (type.t === "record" && type.fields.some(([, t]) => holdsArrays(t)))
  );
}

/** The value behind the numbers that an entry returned. */
export function unflatten(type: VType, numbers: readonly number[], known: Known): unknown {
  let next = 0;
  const take = (): number => numbers[next++] as number;
  const build = (t: VType): unknown => {
    switch (t.t) {
      case "num":
        return take();
      case "bool":
        return take() !== 0;
      case "array": {
        const address = take();
        const length = take();
        const same = known.get(`${t.kind} ${address} ${length}`);
        if (same !== undefined) return same;
        if (length === 0) return array(constructorOf(t.kind) as HeapConstructor, 0);
        return adopt(new (constructorOf(t.kind))(buffer() as unknown as ArrayBuffer, address, length));
      }
      case "nd": {
        const address = take();
        const length = take();
        const rest = Array.from({ length: 2 * t.ndim }, take);
        return known.get(`${t.kind} ${address} ${length} ${rest.join(" ")}`);
      }
      case "table": {
        const address = take();
        return known.get(`table ${address} ${take()}`);
      }
      case "record": {
        const fields = t.fields.map(([name, f]) => [name, build(f)] as const);
        return t.tuple ? fields.map(([, v]) => v) : Object.fromEntries(fields);
      }
      case "static":
        return t.value;
    }
  };
  return build(type);
}

/** Remembers where an argument lies, so that it can be recognised in the result. */
export function remember(
  known: Map<string, unknown>,
  type: VType,
  value: unknown,
  numbers: readonly number[],
  at: number,
): number {
  const width = leafCount(type);
  const [address, length] = [numbers[at], numbers[at + 1]];
  if (type.t === "array") known.set(`${type.kind} ${address} ${length}`, value);
  else if (type.t === "table") known.set(`table ${address} ${length}`, value);
  else if (type.t === "nd" && stridedOf(value as object)) {
    known.set(`${type.kind} ${address} ${length} ${numbers.slice(at + 2, at + width).join(" ")}`, value);
  } else if (type.t === "record") {
    let next = at;
    for (const [name, t] of type.fields)
      next = remember(known, t, (value as Record<string, unknown>)[name], numbers, next);
  }
  return at + width;
}

/** How many numbers a value of a type is. */
export function leafCount(type: VType): number {
  switch (type.t) {
    case "num":
    case "bool":
      return 1;
    case "array":
    case "table":
      return 2;
    case "nd":
      return 2 + 2 * type.ndim;
    case "record":
      return type.fields.reduce((n, [, t]) => n + leafCount(t), 0);
    case "static":
      return 0;
  }
}
