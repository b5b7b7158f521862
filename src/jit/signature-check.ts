// Signatures against what is: the result that was found for one, and a call that fits none.
import { typeKey, typeName, type VType } from "../compiler/index.ts";
import { ArgumentError } from "./argument-error.ts";
import { type Signature, SignatureError } from "./signature.ts";

/** Throws SignatureError unless the function's result has the type that the signature gives it. */
export function checkResult(signature: Signature, result: VType): void {
  const { text, resultAt } = signature;
  if (signature.result === undefined || typeKey(sorted(signature.result)) === typeKey(sorted(result))) return;
  const found = resultName(result);
  throw new SignatureError(
    text,
    resultAt,
    `The function returns ${found}, not ${resultName(signature.result)}`,
    `=> ${found}, or => unknown`,
  );
}

/** The type with its records' fields in one order: their order is no part of a type in TypeScript. */
function sorted(type: VType): VType {
  if (type.t !== "record") return type;
  const fields = type.fields.map(([name, t]) => [name, sorted(t)] as const);
  return { ...type, fields: type.tuple ? fields : fields.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The error of a call that fits none of the signatures. */
export function noSignature(
  name: string,
  signatures: readonly Pick<Signature, "text">[],
  types: readonly VType[],
): ArgumentError {
  return new ArgumentError(
    `${name} was compiled for its signatures only, and none fits the arguments (${types.map(typeName).join(", ")}):\n` +
      `${signatures.map((s) => `  ${s.text}`).join("\n")}\n` +
      "Write instead: arguments of these types, or one more signature",
  );
}

const resultName = (type: VType): string =>
  type.t === "static" && type.value === undefined ? "void" : typeName(type);
