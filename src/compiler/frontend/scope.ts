// Lexical scopes during lowering: names to values, as in the source.
// A binding that nobody assigns shares its value; one that is assigned owns locals.
import type { Stmt } from "../ir/index.ts";
import type { Node } from "./nodes.ts";

/** A name's meaning; "taken": that of a function around this one, at the time of the call. `value` is undefined until its declaration has been lowered. */
export interface Binding<V> {
  readonly name: string;
  readonly kind: "const" | "let" | "param" | "function" | "case" | "taken";
  readonly node: Node;
  /** Assigned somewhere after its declaration: its value's leaves are locals of its own. */
  readonly mutable: boolean;
  value: V | undefined;
  /** Declared without a value: where, see Instance.unset. */
  unset?: Stmt;
}

export class Scope<V> {
  readonly parent: Scope<V> | undefined;
  readonly #names = new Map<string, Binding<V>>();

  constructor(parent: Scope<V> | undefined) {
    this.parent = parent;
  }

  declare(binding: Binding<V>): Binding<V> {
    this.#names.set(binding.name, binding);
    return binding;
  }

  lookup(name: string): Binding<V> | undefined {
    return this.#names.get(name) ?? this.parent?.lookup(name);
  }
}
