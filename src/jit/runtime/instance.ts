// A compiled module made ready to run in one thread: its imports implemented, its exports taken apart. The contract
// is written down in the back end (src/compiler/backend/wasm/abi.ts).
import {
  buffer,
  type CodeLine,
  clear,
  free,
  is64,
  lineWatch,
  malloc,
  memory,
  type WasmModule,
  wasm,
} from "../../heap/index.ts";
import { allocate, mark, release, reserve } from "./arena.ts";
import { readyNative } from "./native.ts";
import { print } from "./print.ts";
import type { Forker, Payload, Ready } from "./ready.ts";
import { indexError, thrownError } from "./sites.ts";

type Unit = (first: number, last: number, frame: number, partials: number) => void;

/** Numbers for the next text, of whichever function this thread is in: nothing runs between them and it. */
const quoted: (number | boolean)[] = [];

/** An argument behind others may have failed, and left them behind. */
export function forgetQuoted(): void {
  quoted.length = 0;
}

/** Makes `payload` ready; its parallel loops go to `forker`. */
export function ready(payload: Payload, forker: Forker): Ready {
  const { code } = payload;
  return "native" in code
    ? readyNative(payload, code.native, forker)
    : readyModule(payload, code.module, forker);
}

function readyModule({ sites, lines }: Payload, module: WasmModule, forker: Forker): Ready {
  const escaped: number[] = [];

  const settle = (): void => {
    for (const address of escaped.splice(0)) free(address);
  };

  const line = lines && lineWord(lines);
  /** A call that ends early marks no line at its end. */
  const nowhere = (): void => {
    if (line !== undefined) clear(line, 4);
  };

  const imports = {
    memory: memory(),
    ...(line !== undefined && { line: is64() ? BigInt(line) : line }),
    oob(site: number, value: number, length: number): void {
      forgetQuoted();
      nowhere();
      throw indexError(sites[site], value, length);
    },
    arg(x: number): void {
      quoted.push(x);
    },
    flag(b: number): void {
      quoted.push(b !== 0);
    },
    throw(site: number): void {
      nowhere();
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

  const { exports } = new (wasm().Instance)(module, { amdahl: imports });
  const units: Unit[] = [];
  for (let i = 0; exports[`fork${i}`] !== undefined; i++) units.push(exports[`fork${i}`] as Unit);
  const entry = exports.entry as Ready["entry"];
  return {
    entry,
    slots,
    run: (width) => spread(entry, width),
    local: (fn, first, last, frame, partials) => units[fn](first, last, frame, partials),
    settle,
    recover() {
      forgetQuoted();
      nowhere();
      settle();
    },
  };
}

/** A line of cache, since another thread reads what is stored in it. */
const APART = 64;

/** A word for the number of the line that is at work, watched if anybody does. It stays: so does whoever watches. */
function lineWord(lines: readonly CodeLine[]): number {
  const address = malloc(APART);
  clear(address, APART);
  lineWatch()?.watch(new Int32Array(buffer(), address, 1), lines);
  return address;
}

/** Shared by all modules: filled and passed on in one go. */
const slots = new Float64Array(64);

/** Calls with the first `width` slots: spreading them takes longer than the call. */
function spread(entry: Ready["entry"], width: number): unknown {
  const s = slots;
  switch (width) {
    case 0:
      return entry();
    case 1:
      return entry(s[0]);
    case 2:
      return entry(s[0], s[1]);
    case 3:
      return entry(s[0], s[1], s[2]);
    case 4:
      return entry(s[0], s[1], s[2], s[3]);
    case 5:
      return entry(s[0], s[1], s[2], s[3], s[4]);
    case 6:
      return entry(s[0], s[1], s[2], s[3], s[4], s[5]);
    case 7:
      return entry(s[0], s[1], s[2], s[3], s[4], s[5], s[6]);
    case 8:
      return entry(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
    default:
      return entry(...s.subarray(0, width));
  }
}
