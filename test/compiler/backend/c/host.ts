// A host for compiled C: a memory, and a callback that writes down what it was asked. It knows the contract from its
// documentation only (src/ffi/abi.ts).
import { type Emitted, emit } from "../../../../src/compiler/backend/c/index.ts";
import type { Func, Program } from "../../../../src/compiler/ir/index.ts";
import * as ir from "../../../../src/compiler/ir/index.ts";
import { EXPORTS, type Ffi, ffi, REQUEST, SLOTS, STATUS } from "../../../../src/ffi/index.ts";
import { compiler, library, NoCompiler } from "../../../../src/jit/native/index.ts";
import { type Asked, Failure, program, type Running } from "../wasm/harness.ts";

const tools = compiler();

/** Why nothing can be compiled here; false if it can. */
export const NO_C: string | false = tools instanceof NoCompiler ? tools.message : false;

/** Whether products are written for registers of 64 bytes, wherever AMDAHL_TARGET makes all functions machine code. */
export const WIDE_PRODUCTS: boolean =
  process.env.AMDAHL_TARGET === "native" && !(tools instanceof NoCompiler) && tools.machine.bytes === 64;

const BYTES = 4 * 65536;
/** Behind what the tests use of the memory. */
const CONTEXT = BYTES - 8192;

/** What a context's callback does, by the context's number. */
const served = new Map<number, () => void>();
let callback = 0;

function requests(interfaces: Ffi): number {
  if (callback === 0)
    callback = interfaces.callback((number) => {
      (served.get(number) as () => void)();
      return 1;
    });
  return callback;
}

/** Compiles, loads, and gives what a module of WebAssembly would be: `entry` and what was asked for. */
export function run(source: Program | Func): Omit<Running, "imports"> & { readonly emitted: Emitted } {
  const whole = "entry" in source ? source : program(source);
  ir.verify(whole);
  if (tools instanceof NoCompiler) throw tools;
  const interfaces = ffi();
  if (interfaces instanceof Error) throw interfaces;
  const emitted = emit(whole, tools.machine);
  const opened = interfaces.open(library(tools, emitted.text));
  const memory = new SharedArrayBuffer(BYTES);
  const start = interfaces.address(new Uint8Array(memory));
  const context = new Float64Array(memory, CONTEXT, emitted.slots);
  context[SLOTS.number] = served.size;
  context[SLOTS.heap] = start;
  context[SLOTS.callback] = requests(interfaces);
  context[SLOTS.stack] = interfaces.stack;
  // A word that is 0 and stays so: nobody interrupts.
  new BigUint64Array(memory, CONTEXT + 8 * SLOTS.stop, 1)[0] = BigInt(start + BYTES - 8);
  const asked: Asked[] = [];
  const quoted = (): void => {
    for (let i = 0; i < context[SLOTS.quoted]; i++) {
      const [value, isBool] = context.subarray(emitted.quotes + 2 * i);
      asked.push([isBool === 1 ? "flag" : "arg", value]);
    }
    context[SLOTS.quoted] = 0;
  };
  served.set(served.size, () => {
    const operands = context.subarray(SLOTS.operands);
    if (context[SLOTS.request] === REQUEST.print) {
      quoted();
      asked.push(["print", operands[0]]);
    } else asked.push([context[SLOTS.request] === REQUEST.fork ? "fork" : "alloc", ...operands.slice(0, 6)]);
  });
  /** Numbers of the context from here on; a call may have made none. */
  const values = (count: number): number[] => [...context.subarray(SLOTS.values, SLOTS.values + count)];
  const checked = (status: number): void => {
    if (status === STATUS.done) return;
    const [site, value, length] = context;
    if (status === STATUS.oob) throw new Failure(`oob ${site} ${value} ${length}`);
    quoted();
    throw new Failure(status === STATUS.thrown ? `throw ${site}` : `status ${status}`);
  };
  const call = opened.int(EXPORTS.entry, 1);
  const results = whole.entry.results.length;
  return {
    emitted,
    entry(...args) {
      context.set(args, SLOTS.values);
      checked(call(start + CONTEXT));
      return results === 0 ? undefined : results === 1 ? values(1)[0] : values(results);
    },
    exports: Object.fromEntries(
      Array.from({ length: emitted.forks }, (_, i) => {
        const fork = opened.int(EXPORTS.fork(i), 5);
        return [`fork${i}`, (...args: number[]) => checked(fork(start + CONTEXT, ...args))];
      }),
    ),
    memory: new DataView(memory),
    asked,
  };
}
