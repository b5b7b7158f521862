// Results on their way out: the numbers that the entry returns become the value that the function would have returned.
// An array that was an argument comes back as that very object; one made inside the kernel belongs to the caller.
import type { Kind, VType } from "../compiler/index.ts";
import { adopt, array, buffer, type HeapConstructor } from "../heap/index.ts";
import { constructorOf } from "./kinds.ts";

/** Finds what was passed in by its type and its numbers. */
export interface Origins {
  /** The argument (or its field, or its row) itself. */
  same(type: VType, numbers: readonly number[]): unknown;
  /** A view of the outside buffer that was copied to this address. */
  original(kind: Kind, address: number, length: number): unknown;
}

/** True if a result holds arrays, which may be those of the arguments. */
export function holdsArrays(type: VType): boolean {
  if (type.t === "record") return type.fields.some(([, t]) => holdsArrays(t));
  return type.t === "array" || type.t === "nd" || type.t === "table";
}

/** The value behind the numbers that an entry returned. */
export function unflatten(type: VType, numbers: readonly number[], origins: Origins): unknown {
  let next = 0;
  const take = (count: number): readonly number[] => {
    next += count;
    return numbers.slice(next - count, next);
  };
  const build = (t: VType): unknown => {
    switch (t.t) {
      case "num":
        return numbers[next++];
      case "bool":
        return numbers[next++] !== 0;
      case "array": {
        const [address, length] = take(2);
        return origins.same(t, [address, length]) ?? arrayAt(t.kind, address, length, origins);
      }
      case "nd":
        return origins.same(t, take(2 + 2 * t.ndim));
      case "table":
        return origins.same(t, take(2));
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

function arrayAt(kind: Kind, address: number, length: number, origins: Origins): unknown {
  const make = constructorOf(kind);
  if (length === 0) return array(make as HeapConstructor, 0);
  return (
    origins.original(kind, address, length) ??
    adopt(new make(buffer() as unknown as ArrayBuffer, address, length))
  );
}
