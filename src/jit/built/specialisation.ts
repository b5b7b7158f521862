// A built function for one list of argument types: which of its variants takes a call, and as what it runs.
import type { VType } from "../../compiler/index.ts";
import { type SharedMemory, wasm } from "../../heap/index.ts";
import type { Where } from "../argument-error.ts";
import type { Locate } from "../copies.ts";
import { Crossing } from "../crossing.ts";
import { type FastPath, fastPath, MISS } from "../fast.ts";
import { keeps } from "../guards.ts";
import { matchAll } from "../matching.ts";
import { holdsArrays } from "../results.ts";
import { type Loaded, type LoopRuns, load, locate, type NativeCode, stopWord } from "../runtime/index.ts";
import { Tier, timed } from "../tier.ts";
import { bytesOf, type Place } from "./data.ts";
import {
  type BuiltKernel,
  type BuiltNative,
  type BuiltSpecialisation,
  type BuiltVariant,
  MEMORY_FLAGS,
} from "./description.ts";

/** Milliseconds of running that pay for opening a library: the interface takes ten. */
const WORTH_MS = 10;

/** Code that was loaded, and the quick way into it. */
interface Way {
  readonly loaded: Loaded;
  readonly fast: FastPath | undefined;
}

/** What a specialisation runs as. */
export interface Running {
  readonly signature: string;
  /** "wasm", or the native library's file. */
  readonly code: string;
}

export class BuiltFor {
  readonly #kernel: BuiltKernel;
  readonly #described: BuiltSpecialisation;
  readonly #place: Place;
  readonly #crossing: Crossing;
  /** What is captured, as the numbers that it is passed as: it never changes. */
  readonly #captured: readonly number[];
  /** The code of each variant, once it was needed. */
  readonly #ways: (Way | undefined)[] = [];
  readonly #loops = new Map<number, LoopRuns>();
  #fast: FastPath | undefined;
  /** On the way to machine code; undefined where there is none to come, or it has come. */
  #tier: Tier | undefined;
  #native = false;

  constructor(
    kernel: BuiltKernel,
    described: BuiltSpecialisation,
    place: Place,
    where: (i: number) => Where,
  ) {
    this.#kernel = kernel;
    this.#described = described;
    this.#place = place;
    this.#captured = described.captures.flatMap((c) => place.numbers(c));
    const { params, result, written, rows } = described;
    const values = [
      ...params.map((type, i) => ({ type, where: where(i) })),
      ...this.#captured.map(() => ({ type: NUM, where: where(0) })),
    ];
    this.#crossing = new Crossing({ values, result, written, rows });
    if (described.variants.every((v) => v.native.length === 0)) return;
    if (place.target === "native") this.#native = place.library() !== undefined;
    else if (place.target === "auto") this.#tier = new Tier(WORTH_MS);
  }

  get running(): Running {
    const library = this.#native ? this.#place.library() : undefined;
    return { signature: this.#described.text, code: library?.file ?? "wasm" };
  }

  /** True if a call with these arguments is this one's. */
  accepts(args: readonly unknown[]): boolean {
    return matchAll(this.#described.params, args);
  }

  /** Takes a call of plain numbers and heap arrays; MISS for any other. */
  fast(args: readonly unknown[]): unknown {
    const path = this.#fast;
    if (path === undefined) return MISS;
    const tier = this.#tier;
    if (tier === undefined || --tier.left > 0) return path(args);
    return this.#timed(tier, () => path(args));
  }

  /** Calls with arguments that it accepts, copying what lies outside of the heap. */
  call(args: readonly unknown[]): unknown {
    const values = this.#captured.length === 0 ? args : [...args, ...this.#captured];
    const run = (): unknown =>
      this.#crossing.call(
        values,
        (numbers) => this.#ready(numbers),
        () => this.#outside,
      );
    // The first one loads the code: that is no running.
    return this.#tier && this.#fast ? this.#timed(this.#tier, run) : run();
  }

  /** A call whose time counts. */
  #timed(tier: Tier, call: () => unknown): unknown {
    return timed(tier, call, (advice) => {
      if (advice === "order") this.#promote();
    });
  }

  /** Machine code takes over, from the next call on, if a library fits. */
  #promote(): void {
    this.#tier = undefined;
    if (this.#place.library() === undefined) return;
    this.#native = true;
    this.#ways.length = 0;
    this.#fast = undefined;
  }

  /** The code of the first variant whose promises these numbers keep. */
  #ready(numbers: readonly number[]): Loaded {
    const { variants } = this.#described;
    const nth = variants.findIndex(({ guards }) => guards.every((g, i) => !g || keeps(numbers[i], g)));
    let way = this.#ways[nth];
    if (way === undefined) {
      const variant = variants[nth] as BuiltVariant;
      const loaded = this.#load(variant);
      way = { loaded, fast: this.#fastOf(loaded, variant) };
      this.#ways[nth] = way;
    }
    this.#fast = way.fast;
    return way.loaded;
  }

  #load(variant: BuiltVariant): Loaded {
    const { sites } = this.#described;
    const { name, threads } = this.#kernel;
    const native = this.#native ? this.#nativeOf(variant) : undefined;
    this.#native = native !== undefined;
    if (native) {
      try {
        return load({ code: { native }, sites, name, threads }, this.#loops);
      } catch {
        // It cannot be loaded here: WebAssembly goes on.
        this.#native = false;
      }
    }
    return load(
      { code: { module: moduleOf(variant, this.#place.memory()) }, sites, name, threads },
      this.#loops,
    );
  }

  #nativeOf(variant: BuiltVariant): NativeCode | undefined {
    const library = this.#place.library();
    const found: BuiltNative | undefined = library && variant.native[library.nth];
    if (!library || !found) return undefined;
    const { polls, ...code } = found;
    return {
      ...code,
      path: library.path,
      stop: polls ? stopWord() : undefined,
      params: variant.guards.length,
      results: this.#described.results,
    };
  }

  #fastOf(loaded: Loaded, { guards }: BuiltVariant): FastPath | undefined {
    const { params, rows } = this.#described;
    // Tables are never on the fast path, and only they have rows to look at.
    if (rows) return undefined;
    const captures = this.#captured.map((x) => ({ object: x as never, key: undefined, type: NUM, name: "" }));
    const arity = this.#kernel.parameters.length;
    const decode = this.#crossing.decoder(loaded);
    const outside = holdsArrays(this.#described.result) ? undefined : this.#outside;
    return fastPath({ params, captures, assumed: [], arity, loaded, guards, outside, decode });
  }

  /** Where arrays lie outside of the heap, for native code in whose calls nothing takes their memory away. */
  get #outside(): Locate | undefined {
    return this.#native && !this.#described.sites.some((s) => s.kind === "print") ? locate : undefined;
  }
}

const NUM: VType = { t: "num" };

/** The module of a variant for a memory, which must be declared as what it is. */
function moduleOf({ wasm: text, flag }: BuiltVariant, memory: SharedMemory): object {
  const bytes = bytesOf(text);
  const isShared = Object.prototype.toString.call(memory.buffer) === "[object SharedArrayBuffer]";
  bytes[flag] = isShared ? MEMORY_FLAGS.shared : MEMORY_FLAGS.own;
  return new (wasm().Module)(bytes);
}
