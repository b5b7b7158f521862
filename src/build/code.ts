// The bytes of a compiled module as they are carried: without names, which nobody sees and which differ from one
// compilation to the next, and with a memory that is not shared.
import { MEMORY_FLAGS } from "../jit/index.ts";

/** Code, and where in it its memory is said to be shared or not. */
export interface CarriedCode {
  readonly bytes: Buffer;
  readonly flag: number;
}

/** Bytes of a module's head: its magic number and version. */
const HEAD = 8;
/** The kind of section that engines need not read. */
const CUSTOM = 0;

/** What is carried of a module's bytes. */
export function carriedCode(module: Uint8Array): CarriedCode {
  const bytes = withoutNames(module);
  // The names of the module and of the import, each behind its length, and that it is a memory.
  const named = Buffer.from("\x06amdahl\x06memory\x02", "latin1");
  const at = bytes.indexOf(named);
  const flag = at + named.length;
  if (at < 0 || bytes[flag] !== MEMORY_FLAGS.shared)
    throw new Error("A module's memory is not declared as it should be");
  bytes[flag] = MEMORY_FLAGS.own;
  return { bytes, flag };
}

function withoutNames(module: Uint8Array): Buffer {
  const parts = [module.subarray(0, HEAD)];
  for (let at = HEAD; at < module.length; ) {
    const { value, next } = unsigned(module, at + 1);
    const end = next + value;
    if (module[at] !== CUSTOM) parts.push(module.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** The LEB128 number at a place, and what follows it. */
function unsigned(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
}
