// A compiled module made ready to run in one thread: its imports implemented, its exports taken apart. The contract
// is written down in the back end (src/compiler/backend/wasm/abi.ts).
import { clear, free, malloc, memory, type WasmModule, wasm } from "../../heap/index.ts";
import type { Local } from "../../team/index.ts";
import { allocate, mark, release, reserve } from "./arena.ts";
import { print } from "./print.ts";
import { indexError, type RuntimeSite, thrownError } from "./sites.ts";

/** What a module is made ready from: plain data, the same in every thread. */
export interface Payload {
  readonly module: WasmModule;
  readonly sites: readonly RuntimeSite[];
  /** Threads of its parallel loops; 0 for the default, "serial" for none but the caller. */
  readonly threads: number | "serial";
  /** The function's name, for messages. */
  readonly name: string;
}

/** Runs a parallel loop's units; `schedule` 0 is static, 1 dynamic. */
export type Forker = (
  fn: number,
  units: number,
  frame: number,
  stride: number,
  partials: number,
  schedule: number,
  loop: number,
) => void;

/** A compiled function in one thread. */
export interface Ready {
  readonly entry: (...args: number[]) => unknown;
  /** Runs a range of units of one of its parallel loops. */
  readonly local: Local;
  /** Frees the escaped blocks, unless somebody else has come to hold them. */
  settle(): void;
  /** After a call that threw: as `settle`, and forgets the numbers that no text has quoted. */
  recover(): void;
}

type Unit = (first: number, last: number, frame: number, partials: number) => void;

/** Numbers for the next text, of whichever function this thread is in: nothing runs between them and it. */
const quoted: (number | boolean)[] = [];

/** An argument behind others may have failed, and left them behind. */
export function forgetQuoted(): void {
  quoted.length = 0;
}

/** Makes `payload` ready; its parallel loops go to `forker`. */
export function ready(payload: Payload, forker: Forker): Ready {
  const { sites } = payload;
  const escaped: number[] = [];

  const settle = (): void => {
    for (const address of escaped.splice(0)) free(address);
  };

  const imports = {
    memory: memory(),
    oob(site: number, value: number, length: number): void {
      forgetQuoted();
      throw indexError(sites[site], value, length);
    },
    arg(x: number): void {
      quoted.push(x);
    },
    flag(b: number): void {
      quoted.push(b !== 0);
    },
    throw(site: number): void {
      throw thrownError(sites[site], quoted.splice(0));
    },
    print(site: number): void {
      print(sites[site], quoted.splice(0));
    },
    alloc(bytes: number, escapes: number): number {
      if (escapes === 0) return allocate(bytes);
      const address = malloc(bytes);
      escaped.push(address);
      clear(address, bytes);
      return address;
    },
    mark,
    release,
    fork(fn: number, units: number, frame: number, stride: number, schedule: number, loop: number): number {
      // Every unit writes its own partial results, so they need not be cleared.
      const partials = reserve(units * stride);
      forker(fn, units, frame, stride, partials, schedule, loop);
      return partials;
    },
  };

  const { exports } = new (wasm().Instance)(payload.module, { amdahl: imports });
  const units: Unit[] = [];
  for (let i = 0; exports[`fork${i}`] !== undefined; i++) units.push(exports[`fork${i}`] as Unit);
  return {
    entry: exports.entry as Ready["entry"],
    local: (fn, first, last, frame, partials) => units[fn](first, last, frame, partials),
    settle,
    recover() {
      forgetQuoted();
      settle();
    },
  };
}
