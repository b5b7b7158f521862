// A quick hash for names and for damage, not against forgers: node:crypto takes 4 ms to load, a quarter of the first
// call of a function whose machine code lies in the cache.

/**
 * MurmurHash3_x86_32 by Austin Appleby (public domain, 2011) of `bytes`.
 *
 * @param seed an integer of 32 bits
 * @returns an integer from 0 to 2^32 - 1
 * @example
 * murmur3(Buffer.from("hello"), 0); // 0x248bfa47
 */
export function murmur3(bytes: Uint8Array, seed: number): number {
  const { byteOffset, length } = bytes;
  const whole = length >> 2;
  // Words of little-endian processors, which all are that Node has native code for.
  const aligned = byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, whole);
  let h = seed | 0;
  for (let i = 0; i < whole; i++) {
    const k = Math.imul(words[i] as number, 0xcc9e2d51);
    h ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = length - 1; i >= 4 * whole; i--) rest = (rest << 8) | (bytes[i] as number);
  rest = Math.imul(rest, 0xcc9e2d51);
  h ^= Math.imul((rest << 15) | (rest >>> 17), 0x1b873593);
  h ^= length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 64 bits of two seeds, as 16 hexadecimal digits. */
export function print(bytes: Uint8Array): string {
  const [a, b] = [murmur3(bytes, 0), murmur3(bytes, 0x9747b28c)];
  return a.toString(16).padStart(8, "0") + b.toString(16).padStart(8, "0");
}
