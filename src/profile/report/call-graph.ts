// Which function may call which, by the names in their texts: what the engine says of inlined functions is checked by it.
import type { ProfiledFunction } from "./model.ts";
import type { Functions } from "./tree.ts";

/** The calls that are possible among counted functions. Nothing is known of what others call. */
export class CallGraph {
  readonly #byName = new Map<string, ProfiledFunction[]>();
  readonly #inside = new Map<ProfiledFunction, ProfiledFunction[]>();
  /** What may be called under a name that is not its own: callbacks. */
  readonly #handedOn = new Set<ProfiledFunction>();
  readonly #recursive = new Map<ProfiledFunction, boolean>();

  constructor(functions: Functions) {
    const read = new Set<string>();
    for (const { functions: all, module } of functions.files.values())
      for (const fn of [module, ...all]) {
        for (const [name] of sitesOf(fn)) if (name.startsWith(".")) read.add(name.slice(1));
        const record = fn.known?.record;
        if (record === undefined) continue;
        if (record.called !== undefined) add(this.#byName, record.called, fn);
        // `new Grid()` calls by the name of the class.
        const constructed = constructedBy(record.name);
        if (constructed !== undefined) add(this.#byName, constructed, fn);
        add(this.#inside, record.parent === undefined ? module : all[record.parent], fn);
      }
    for (const { functions: all } of functions.files.values())
      for (const fn of all) {
        const called = fn.known?.record?.called;
        if (called === undefined || read.has(called)) this.#handedOn.add(fn);
      }
  }

  /** The functions that a function's text names, and those that stand in it. */
  callees(fn: ProfiledFunction): ProfiledFunction[] {
    const named = sitesOf(fn).flatMap(([name]) => this.#byName.get(name.replace(/^\./, "")) ?? []);
    return [...named, ...(this.#inside.get(fn) ?? [])];
  }

  /** Whether a function may be on the stack twice; true for one of which nothing is known. */
  mayRecur(fn: ProfiledFunction): boolean {
    if (!fn.known?.record) return fn.known === undefined;
    let found = this.#recursive.get(fn);
    if (found === undefined) {
      found = this.#reaches(fn, fn);
      this.#recursive.set(fn, found);
    }
    return found;
  }

  #reaches(from: ProfiledFunction, to: ProfiledFunction): boolean {
    const seen = new Set<ProfiledFunction>();
    const work = [from];
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      const isOpen = sitesOf(at).some(([name]) => !name.startsWith(".") && !this.#byName.has(name));
      for (const next of [...this.callees(at), ...(isOpen ? this.#handedOn : [])]) {
        if (next === to) return true;
        if (!seen.has(next)) {
          seen.add(next);
          work.push(next);
        }
      }
    }
    return false;
  }
}

/** The class that a constructor or its fields belong to; undefined for other functions. */
export function constructedBy(name: string): string | undefined {
  return /^(.*)\.(?:constructor|<fields>)$/.exec(name)?.[1];
}

function sitesOf({ known }: ProfiledFunction) {
  return known?.record?.sites ?? known?.file.sites ?? [];
}

function add<K>(map: Map<K, ProfiledFunction[]>, key: K, fn: ProfiledFunction): void {
  const known = map.get(key);
  if (known) known.push(fn);
  else map.set(key, [fn]);
}
