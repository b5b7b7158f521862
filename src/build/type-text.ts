// Types of the compiler's as TypeScript writes them: for declarations, and for what is shown of a signature.
import type { VType } from "../compiler/index.ts";

/** A type of the compiler's in TypeScript. */
export function typeText(type: VType): string {
  switch (type.t) {
    case "num":
      return "number";
    case "bool":
      return "boolean";
    case "never":
      return "never";
    case "array":
      return type.kind;
    case "table":
      return `${type.kind}[]`;
    case "nd":
      return "NDArray";
    case "record": {
      const fields = type.fields.map(([name, f]) =>
        type.tuple ? typeText(f) : `${fieldName(name)}: ${typeText(f)}`,
      );
      return type.tuple ? `[${fields.join(", ")}]` : `{ ${fields.join("; ")} }`;
    }
    case "static":
      if (type.value === undefined) return "void";
      return type.value === null || typeof type.value === "string" ? JSON.stringify(type.value) : "unknown";
  }
}

const fieldName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
