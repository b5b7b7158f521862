// Signatures: the types to compile for ahead of the first call, written as TypeScript function types in text.
// A small recursive-descent parser; what it refuses, it points at.
import { KINDS, type Kind, type VType } from "../compiler/index.ts";

/** A signature as parsed. */
export interface Signature {
  readonly text: string;
  readonly params: readonly VType[];
  /** The parameters as they are written. */
  readonly written: readonly WrittenParameter[];
  /** The type of the result; undefined for `unknown` or `any`. */
  readonly result: VType | undefined;
  /** Where in `text` the result's type stands. */
  readonly resultAt: number;
}

/** A parameter's name and type as text. */
export interface WrittenParameter {
  readonly name: string;
  readonly type: string;
}

/** What is wrong with a type that cannot be read: where in its text, why, and what to write instead. */
export interface TypeProblem {
  readonly at: number;
  readonly reason: string;
  readonly fix: string;
}

/**
 * A signature that cannot be read, or names another result than the function has; the message has a caret under the
 * place. Thrown by `jit` itself.
 *
 * @example
 * try {
 *   jit((x: number) => x, { signatures: ["(x: strnig) => number"] });
 * } catch (error) {
 *   error instanceof SignatureError; // true
 * }
 */
export class SignatureError extends TypeError {
  override readonly name = "SignatureError";
  /** What is wrong, apart from the text that it is wrong with. */
  declare readonly problem: TypeProblem;

  constructor(text: string, at: number, reason: string, fix: string) {
    super(`${reason}\n  ${text}\n  ${" ".repeat(at)}^\nWrite instead: ${fix}`);
    Object.defineProperty(this, "problem", { value: { at, reason, fix }, enumerable: false });
  }
}

const EXAMPLE = '"(n: number, a: Float64Array) => number"';
const TYPES =
  "number, boolean, void, a typed array, T[], NDArray<float64, 2>, a tuple [number, number] or a record { dt: number }";

/** Parses a signature. Throws SignatureError, which is a TypeError, with a caret where it stopped. */
export function parseSignature(text: string): Signature {
  return new Parser(text).signature();
}

/**
 * Parses one type. `named` gives what a type that the program has declared stands for. Throws SignatureError, with a caret
 * where it stopped.
 */
export function parseType(text: string, named?: Named): VType {
  return new Parser(text, named).alone();
}

/** What a name of a program's own stands for, and what the names in that mean. */
export interface NamedType {
  readonly text: string;
  readonly named: Named;
}

type Named = (name: string) => NamedType | undefined;

/** Types that name others are followed this far; deeper ones are taken for such as name themselves. */
const MOST_NAMES = 16;

class Parser {
  readonly #text: string;
  readonly #named: Named | undefined;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, named?: Named, depth = 0) {
    this.#text = text;
    this.#named = named;
    this.#depth = depth;
  }

  alone(): VType {
    const type = this.#type();
    this.#space();
    if (this.#at < this.#text.length)
      this.#fail("The type does not end here, and what follows does not compile", TYPES);
    return type;
  }

  signature(): Signature {
    const params: VType[] = [];
    const written: WrittenParameter[] = [];
    this.#expect("(", "A signature begins with its parameters in parentheses");
    while (!this.#take(")")) {
      if (params.length > 0) {
        if (!this.#take(",")) this.#fail("Here the next parameter is expected, after a comma, or )", EXAMPLE);
        if (this.#take(")")) break;
      }
      if (this.#take("..."))
        this.#fail("Rest parameters do not compile", "each argument by name, or an array");
      const name = this.#word("A parameter is a name, a colon and a type");
      if (this.#take("?"))
        this.#fail("Optional parameters are not known here", "two signatures, one with and one without it");
      this.#expect(":", "A parameter's name is followed by a colon and its type");
      const from = this.#at;
      params.push(this.#type());
      written.push({ name, type: this.#text.slice(from, this.#at).trim() });
    }
    this.#expect("=>", "The parameters are followed by => and the type of the result");
    this.#space();
    const resultAt = this.#at;
    const any = this.#takeWord("unknown") || this.#takeWord("any");
    const result = any ? undefined : this.#type();
    this.#space();
    if (this.#at < this.#text.length) this.#fail("A signature ends with the type of the result", EXAMPLE);
    return { text: this.#text, params, written, result, resultAt };
  }

  #type(): VType {
    this.#takeWord("readonly");
    this.#space();
    const at = this.#at;
    let type = this.#primary();
    while (this.#take("[")) {
      this.#expect("]", "[ after a type is followed by ]");
      type = this.#arrayOf(type, at);
    }
    return type;
  }

  #primary(): VType {
    this.#space();
    const at = this.#at;
    if (this.#take("{")) return this.#record();
    if (this.#take("[")) return this.#tuple();
    if (this.#take("(")) {
      const type = this.#type();
      this.#expect(")", "A parenthesis is closed");
      return type;
    }
    const name = this.#word(`Here a type is needed: ${TYPES}`);
    switch (name) {
      case "number":
        return { t: "num" };
      case "boolean":
        return { t: "bool" };
      case "void":
      case "undefined":
        return { t: "static", value: undefined };
      case "null":
        return { t: "static", value: null };
      case "Array":
      case "ReadonlyArray": {
        this.#expect("<", `${name} has its elements' type in angle brackets`);
        const element = this.#type();
        this.#expect(">", "An angle bracket is closed");
        return this.#arrayOf(element, at);
      }
      case "NDArray":
        return this.#strided();
    }
    if (Object.hasOwn(KINDS, name)) {
      // TypeScript's own spelling says what buffer is beneath; compiled code does not mind.
      if (this.#take("<")) {
        this.#word("Float64Array<…> names a kind of buffer");
        this.#expect(">", "An angle bracket is closed");
      }
      return { t: "array", kind: name as Kind };
    }
    this.#at = at;
    const declared = this.#named?.(name);
    if (declared !== undefined && this.#depth < MOST_NAMES) {
      this.#at += name.length;
      return this.#declared(declared, at);
    }
    const big = /^Big(?:Int|Uint)64Array$|^bigint$/.test(name);
    return this.#fail(
      big ? `${name} does not compile: its elements are BigInts` : `${name} is no type that compiles`,
      big ? "Float64Array (exact up to 2 ** 53) or Int32Array" : TYPES,
    );
  }

  /** The type that a name stands for; what is wrong with it is said where it is named. */
  #declared({ text, named }: NamedType, at: number): VType {
    try {
      return new Parser(text, named, this.#depth + 1).alone();
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error;
      this.#at = at;
      return this.#fail(`${error.problem.reason}, in ${text.replace(/\s+/g, " ").trim()}`, error.problem.fix);
    }
  }

  #arrayOf(element: VType, at: number): VType {
    if (element.t === "num") return { t: "array", kind: "Float64Array" };
    if (element.t === "array") return { t: "table", kind: element.kind };
    this.#at = at;
    return this.#fail(
      "Arrays are of numbers, and arrays of arrays of typed arrays or of arrays of numbers",
      "number[], Float64Array[] or number[][]",
    );
  }

  #strided(): VType {
    const form = "NDArray<float64, 2>: a dtype and the number of axes";
    this.#expect("<", form);
    this.#space();
    const at = this.#at;
    const quoted = this.#take('"') || this.#take("'");
    const dtype = this.#word(form);
    if (quoted && !this.#take('"') && !this.#take("'")) this.#fail("The quote is not closed", form);
    const name = dtype === "uint8clamped" ? "uint8c" : dtype;
    const kind = (Object.keys(KINDS) as Kind[]).find((k) => KINDS[k].dtype === name);
    if (kind === undefined) {
      this.#at = at;
      return this.#fail(
        `${dtype} is no dtype`,
        `one of ${Object.values(KINDS)
          .map((k) => (k.dtype === "uint8c" ? "uint8clamped" : k.dtype))
          .join(", ")}`,
      );
    }
    this.#expect(",", form);
    const axes = Number(this.#match(/\d+/y, form));
    this.#expect(">", form);
    return { t: "nd", kind, ndim: axes };
  }

  #record(): VType {
    const fields: [string, VType][] = [];
    while (!this.#take("}")) {
      this.#takeWord("readonly");
      const name = this.#word("A field is a name, a colon and a type");
      if (this.#take("?"))
        this.#fail("Optional fields are not known here", "two signatures, one with and one without it");
      this.#expect(":", "A field's name is followed by a colon and its type");
      fields.push([name, this.#type()]);
      if (!this.#take(";") && !this.#take(",")) {
        this.#expect("}", "Fields are separated by semicolons or commas");
        break;
      }
    }
    return { t: "record", tuple: false, fields };
  }

  #tuple(): VType {
    const fields: [string, VType][] = [];
    while (!this.#take("]")) {
      fields.push([String(fields.length), this.#type()]);
      if (!this.#take(",")) {
        this.#expect("]", "A tuple's types are separated by commas");
        break;
      }
    }
    return { t: "record", tuple: true, fields };
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #take(token: string): boolean {
    this.#space();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #takeWord(word: string): boolean {
    this.#space();
    const rest = this.#text.slice(this.#at);
    if (
      !rest.startsWith(word) ||
      /^[\w$]/.test(rest.slice(word.length)) ||
      /^\s*\??:/.test(rest.slice(word.length))
    )
      return false;
    this.#at += word.length;
    return true;
  }

  #expect(token: string, otherwise: string): void {
    if (!this.#take(token)) this.#fail(`${otherwise}: ${token} is missing here`, EXAMPLE);
  }

  #word(otherwise: string): string {
    return this.#match(/[A-Za-z_$][\w$]*/y, otherwise);
  }

  #match(pattern: RegExp, otherwise: string): string {
    this.#space();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return this.#fail(otherwise, EXAMPLE);
    this.#at += found.length;
    return found;
  }

  #fail(reason: string, fix: string): never {
    throw new SignatureError(this.#text, this.#at, reason, fix);
  }
}
