// The three bit casts between a float64 and its two 32-bit words: all that Math needs below arithmetic.
// The compiler knows these functions by identity and turns them into reinterpretations; here is their meaning.

const castDouble = new Float64Array(1);
const castWords = new Int32Array(castDouble.buffer);

castDouble[0] = 1;
if (castWords[1] !== 0x3ff00000) {
  throw new Error(
    "amdahl needs a little-endian processor: the float64 1 should have the high word 0x3ff00000 in its second " +
      `half, found 0x${castWords[1].toString(16)}; no such processor runs Node today`,
  );
}

const TWO_TO_MINUS_20 = 1 / 0x100000;
const TWO_TO_MINUS_52 = 1 / 0x10000000000000;

/**
 * The high 32 bits of a float64 (sign, exponent, top 20 bits of the fraction) as a signed integer.
 *
 * @example highWord(1) // 0x3ff00000
 */
export function highWord(x: number): number {
  castDouble[0] = x;
  return castWords[1];
}

/**
 * The low 32 bits of a float64's fraction as a signed integer.
 *
 * @example lowWord(1 + 2 ** -52) // 1
 */
export function lowWord(x: number): number {
  castDouble[0] = x;
  return castWords[0];
}

// Writing two words and reading one double back stalls today's processors until both stores have left the pipeline
// (a failed store-to-load forwarding, measured at 7 ns and no overlap with the neighbours). So a normal double is computed
// from its signed power of two, looked up by the top 12 bits; 0 marks the exponents of zero, subnormals, Infinity and NaN.
const castPowers = new Float64Array(4096);
for (let e = 0; e < 4096; e++) {
  castWords[0] = 0;
  castWords[1] = e << 20;
  castPowers[e] = (e & 0x7ff) === 0 || (e & 0x7ff) === 0x7ff ? 0 : castDouble[0];
}

/**
 * The float64 with the given high and low words; each is taken modulo 2³².
 *
 * @example fromWords(0x40080000, 0) // 3
 */
export function fromWords(hi: number, lo: number): number {
  const p = castPowers[hi >>> 20];
  // Every step is exact: 1 + 20 bits, + 32 bits, times a power of two.
  return p === 0
    ? fromWordsSlowly(hi, lo)
    : (1 + (hi & 0xfffff) * TWO_TO_MINUS_20 + (lo >>> 0) * TWO_TO_MINUS_52) * p;
}

function fromWordsSlowly(hi: number, lo: number): number {
  castWords[1] = hi;
  castWords[0] = lo;
  return castDouble[0];
}
