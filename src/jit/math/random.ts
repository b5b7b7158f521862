// Random numbers as a pure function of a seed and a counter, so that parallel loops draw the same ones in any order.
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC'11).

/**
 * The high 32 bits of the 64-bit product of two unsigned 32-bit integers, as a signed integer.
 *
 * @example mulHigh(-1, -1) // -2, that is 0xfffffffe
 */
export function mulHigh(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  // Schoolbook in base 2^16: no partial sum exceeds 32 bits.
  const t = (Math.imul(ah, bl) + (Math.imul(al, bl) >>> 16)) | 0;
  const u = (Math.imul(al, bh) + (t & 0xffff)) | 0;
  return (Math.imul(ah, bh) + (t >>> 16) + (u >>> 16)) | 0;
}

/**
 * Philox4x32-10 of the counter (c0, c1, c2, c3) under the key (k0, k1): its word 0 to 3 as a signed integer, or, as part
 * 4, a number in [0, 1) from the top 27 bits of word 0 and the top 26 of word 1.
 *
 * @example philox4x32(0, 0, 0, 0, 0, 0, 0) >>> 0 // 0x6627e8d5
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  part: number,
): number {
  let w0 = c0 | 0;
  let w1 = c1 | 0;
  let w2 = c2 | 0;
  let w3 = c3 | 0;
  let a = k0 | 0;
  let b = k1 | 0;
  for (let turn = 0; turn < 10; turn++) {
    const h0 = mulHigh(0xd2511f53, w0);
    const l0 = Math.imul(0xd2511f53, w0);
    const h1 = mulHigh(0xcd9e8d57, w2);
    const l1 = Math.imul(0xcd9e8d57, w2);
    w0 = h1 ^ w1 ^ a;
    w1 = l1;
    w2 = h0 ^ w3 ^ b;
    w3 = l0;
    a = (a + 0x9e3779b9) | 0;
    b = (b + 0xbb67ae85) | 0;
  }
  const unit = ((w0 >>> 5) * 67108864 + (w1 >>> 6)) * 1.1102230246251565e-16;
  return part === 0 ? w0 : part === 1 ? w1 : part === 2 ? w2 : part === 3 ? w3 : unit;
}

/**
 * A uniform random number in [0, 1) with 53 bits, a pure function of the integers seed and i (up to 2^53 in size).
 *
 * Different i under one seed, and different seeds, give independent numbers: Philox4x32-10 of the counter i, keyed by seed.
 *
 * @example random(1, 0) // always the same number
 */
export function random(seed: number, i: number): number {
  return philox4x32(
    i | 0,
    Math.floor(i / 4294967296) | 0,
    0,
    0,
    seed | 0,
    Math.floor(seed / 4294967296) | 0,
    4,
  );
}
