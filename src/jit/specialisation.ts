// A kernel for one list of argument types: its code, the promises that the code counts on, and the call.
import type { Captured } from "../capture/index.ts";
import type { Compiled, CompiledC, Fact, Prepared, VType } from "../compiler/index.ts";
import { Where } from "./argument-error.ts";
import { type Code, type CodeOptions, makeCode, nativeCode } from "./code.ts";
import type { Locate } from "./copies.ts";
import { Crossing } from "./crossing.ts";
import { type FastPath, fastPath, holds, MISS, readLeaf } from "./fast.ts";
import { keeps, loosen, promise, SIZE } from "./guards.ts";
import { matchAll } from "./matching.ts";
import {
  type Answer,
  assembly,
  inBackground,
  type MadeCode,
  machine,
  nativeTools,
  settled,
} from "./native/index.ts";
import { holdsArrays } from "./results.ts";
import { type Loaded, load, locate, type Payload } from "./runtime/index.ts";
import { resolveSites } from "./sites.ts";
import { Tier, timed } from "./tier.ts";

/** Milliseconds by stage, of all compilations of a specialisation. */
export interface Stages {
  /** Reading and parsing the function and what it calls, types, and the proofs of parallel loops. */
  front: number;
  /** Passes and machine code of our own. */
  back: number;
  /** The engine's part, validating and compiling the module, or the C compiler's. */
  engine: number;
}

/** How the code is to be loaded, and who is told of it. */
export interface SpecialisationOptions extends CodeOptions {
  readonly captured: Captured;
  readonly threads: number | "serial";
  /** Native code may take over once it is worth it. */
  readonly auto: boolean;
  /** Milliseconds that preparing took. */
  readonly front: number;
  /** Told of every compilation. */
  readonly compiled: (s: Specialisation) => void;
  /** Told why there is no machine code, where there should have been some. */
  readonly stays: (problem: string) => void;
}

let all = 0;

/** How often anything was compiled in this thread. */
export const compilations = (): number => all;

export class Specialisation {
  readonly prepared: Prepared;
  readonly milliseconds: Stages;
  /** How often code was made: once, and once for every promise that had to be loosened. */
  compilations = 0;
  /** On the way to machine code; undefined where there is none to come, or it has come. */
  #tier: Tier | undefined;
  /** What has come, with the text that it was made from. */
  #native: MadeCode | undefined;
  readonly #options: SpecialisationOptions;
  readonly #crossing: Crossing;
  readonly #captureTypes: readonly VType[];
  /** Its calls run what a program may have put in the console's place. */
  readonly #prints: boolean;
  #guards: readonly (Fact | undefined)[] | undefined;
  #code: Code | undefined;
  #loaded: Loaded | undefined;
  #fast: FastPath | undefined;

  constructor(prepared: Prepared, options: SpecialisationOptions) {
    this.prepared = prepared;
    this.#options = options;
    this.#tier = options.auto ? new Tier() : undefined;
    this.milliseconds = { front: options.front, back: 0, engine: 0 };
    const { captured } = options;
    const { params, captures, result, written, rows } = prepared;
    const values = [
      ...params.map((type, i) => ({ type, where: Where.argument(captured, i) })),
      ...captures.map(({ type, name }) => ({ type, where: Where.variable(captured, name) })),
    ];
    this.#crossing = new Crossing({ values, result, written, rows });
    this.#captureTypes = captures.map((c) => c.type);
    this.#prints = prepared.meaning.sites.some((s) => s.kind === "print");
  }

  /** What the compiler made, once there is code. Of a library that was found in the cache it is made now. */
  get compiled(): Compiled | CompiledC | undefined {
    return this.#code?.compiled();
  }

  /** Bytes of its WebAssembly, or of its C. */
  get bytes(): number {
    if (this.#native) return this.#native.text.length;
    const made = this.compiled;
    return made ? (made.target === "wasm" ? made.bytes : made.text).length : 0;
  }

  /** The text of its WebAssembly, whatever it was compiled to; undefined before the first call. */
  wat(): string | undefined {
    const made = this.compiled;
    return made?.target === "wasm" ? made.wat() : made && this.prepared.finish(this.guards).wat();
  }

  /** Its C; undefined before the first call. */
  c(): string | undefined {
    if (this.#native) return this.#native.text;
    const made = this.compiled;
    return made?.target === "native" ? made.text : made && this.prepared.native(this.guards, machine()).text;
  }

  /** True if its native code rounds some product and sum as one. */
  get fuses(): boolean {
    return this.target === "native" && /\bfused_/.test(this.c() ?? "");
  }

  /** Its C as the compiler's assembly; undefined before the first call. Throws Error where there is no compiler. */
  asm(): string | undefined {
    const text = this.c();
    return text && assembly(nativeTools('inspect("asm")'), text);
  }

  /** The code as loaded in this thread, with its loops' counts. */
  get loaded(): Loaded | undefined {
    return this.#loaded;
  }

  /** What its calls run as; undefined before the first one. */
  get target(): "wasm" | "native" | undefined {
    return this.#native ? "native" : this.#code?.target;
  }

  /** What the code counts on, one a parameter of the entry. */
  get guards(): readonly (Fact | undefined)[] {
    return this.#guards ?? [];
  }

  /** True if a call with these arguments is this specialisation's. */
  accepts(args: readonly unknown[]): boolean {
    return matchAll(this.prepared.params, args);
  }

  /** True if the captured objects still hold what they held when it was compiled. */
  fresh(): boolean {
    const { captures, assumed } = this.prepared;
    if (!holds(assumed)) return false;
    return captures.length === 0 || matchAll(this.#captureTypes, captures.map(readLeaf));
  }

  /** Takes a call of plain numbers and heap arrays; MISS for any other. */
  fast(args: readonly unknown[]): unknown {
    const path = this.#fast;
    if (path === undefined) return MISS;
    const tier = this.#tier;
    if (tier === undefined || --tier.left > 0) return path(args);
    return this.#timed(tier, () => path(args));
  }

  /** A call whose time counts. */
  #timed<T>(tier: Tier, call: () => T): T {
    return timed(tier, call, (advice) => {
      if (advice === "order") this.#order();
      else if (advice === "look") settled();
    });
  }

  /** Has native code made in the background, for what this code counts on. */
  #order(): void {
    const { meaning } = this.prepared;
    const { lanes, contract, verify } = this.#options;
    const guards = this.guards;
    const ordered = inBackground({ meaning, guards, lanes, contract, verify }, ({ code, notes, problem }) => {
      // Code for other promises has been made meanwhile, and has begun anew.
      if (guards !== this.#guards) return;
      this.#tier = undefined;
      if (code) this.#promote(code, notes ?? []);
      if (problem !== undefined) this.#options.stays(problem);
    });
    if (!ordered) this.#tier = undefined;
  }

  /** Machine code takes over, from the next call on. */
  #promote(code: MadeCode, notes: NonNullable<Answer["notes"]>): void {
    this.#native = code;
    try {
      const native = nativeCode(code, this.prepared);
      this.#use({ native }, this.#guards as readonly (Fact | undefined)[]);
    } catch (error) {
      // It cannot be loaded here: WebAssembly goes on.
      this.#native = undefined;
      this.#options.stays((error as Error).message);
      return;
    }
    for (const { id, notes: found } of notes) {
      const facts = this.compiled?.loops.find((l) => l.id === id);
      const fresh = found.filter((n) => !facts?.notes.some((m) => m.text === n.text));
      for (const { pass, text } of fresh) facts?.notes.push({ pass: `${pass}, as machine code`, text });
    }
  }

  /** Makes code before any call, for sizes as they usually are. */
  compile(): void {
    if (!this.#guards) this.#make(this.prepared.wanted.map((w) => (w ? SIZE : undefined)));
  }

  /** Calls with arguments that it accepts, copying what lies outside of the heap. */
  call(args: readonly unknown[]): unknown {
    // The first one compiles: that is no running.
    const tier = this.#guards && this.#tier;
    return tier ? this.#timed(tier, () => this.#call(args)) : this.#call(args);
  }

  #call(args: readonly unknown[]): unknown {
    const { captures } = this.prepared;
    const values = captures.length === 0 ? args : [...args, ...captures.map(readLeaf)];
    return this.#crossing.call(
      values,
      (numbers) => this.#ready(numbers),
      () => this.#outside,
    );
  }

  /**
   * Where arrays lie outside of the heap, for code that can take them there: native code, in whose calls nothing runs
   * that could take their memory away, as a hook on console.log might.
   */
  get #outside(): Locate | undefined {
    const native = this.#native !== undefined || this.#options.tools !== undefined;
    return native && !this.#prints ? locate : undefined;
  }

  /** Code whose promises these numbers keep; made anew when they are broken. */
  #ready(numbers: readonly number[]): Loaded {
    const guards = this.#guards;
    if (!guards) return this.#make(numbers.map((x, i) => (this.prepared.wanted[i] ? promise(x) : undefined)));
    if (guards.every((g, i) => g === undefined || keeps(numbers[i], g))) return this.#loaded as Loaded;
    return this.#make(guards.map((g, i) => (g && !keeps(numbers[i], g) ? loosen(g, numbers[i]) : g)));
  }

  #make(guards: readonly (Fact | undefined)[]): Loaded {
    const code = makeCode(this.prepared, guards, this.#options);
    const made = performance.now();
    this.#code = code;
    this.#native = undefined;
    if (this.#options.auto) this.#tier = new Tier();
    const loaded = this.#use(code.payload, guards);
    this.milliseconds.back += code.back;
    this.milliseconds.engine += code.engine + performance.now() - made;
    this.compilations++;
    all++;
    this.#options.compiled(this);
    return loaded;
  }

  /** Loads code, which calls go to from now on. */
  #use(code: Payload["code"], guards: readonly (Fact | undefined)[]): Loaded {
    const { captured, threads } = this.#options;
    const { sites, sources } = this.prepared.meaning;
    const { params, captures, assumed, rows, lines } = this.prepared;
    const loaded = load(
      { code, sites: resolveSites(sites, sources), name: captured.name, threads, ...(lines && { lines }) },
      this.#loaded?.loops,
    );
    this.#guards = guards;
    this.#loaded = loaded;
    const decode = this.#crossing.decoder(loaded);
    const arity = captured.node.params.length;
    // Tables are never on the fast path, and only they have rows to look at.
    this.#fast = rows
      ? undefined
      : fastPath({
          params,
          captures,
          assumed,
          arity,
          loaded,
          guards,
          // Of results it is asked which argument they are.
          outside: holdsArrays(this.prepared.result) ? undefined : this.#outside,
          decode,
        });
    return loaded;
  }
}
