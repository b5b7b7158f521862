// Lexical scopes during lowering: names to values, as in the source.
// A binding that nobody assigns shares its value; one that is assigned owns locals.
import type { Node } from "./nodes.ts";
import type { Value } from "./types.ts";

/** A name's meaning. `value` is undefined until its declaration has been lowered. */
export interface Binding {
  readonly name: string;
  readonly kind: "const" | "let" | "param" | "function" | "var";
  readonly node: Node;
  /** Assigned somewhere after its declaration: its value's leaves are locals of its own. */
  readonly mutable: boolean;
  value: Value | undefined;
}

export class Scope {
  readonly parent: Scope | undefined;
  readonly #names = new Map<string, Binding>();

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  declare(binding: Binding): Binding {
    this.#names.set(binding.name, binding);
    return binding;
  }

  lookup(name: string): Binding | undefined {
    return this.#names.get(name) ?? this.parent?.lookup(name);
  }

  own(name: string): Binding | undefined {
    return this.#names.get(name);
  }
}
