// A seeded source of random choices, so that a seed is a program on every machine and for ever.
// The generator is xoshiro128** (Blackman and Vigna, 2018), seeded by splitmix32.

/** Random choices that follow from the seed alone. */
export class Random {
  readonly #s = new Uint32Array(4);

  constructor(seed: number) {
    let x = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.#s[i] = z ^ (z >>> 15);
    }
  }

  /** 32 random bits, 0 <= x < 2^32. */
  bits(): number {
    const s = this.#s;
    const scrambled = Math.imul(s[1], 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** An integer, 0 <= x < n. */
  below(n: number): number {
    return Math.floor((this.bits() / 2 ** 32) * n);
  }

  /** An integer, lo <= x <= hi. */
  between(lo: number, hi: number): number {
    return lo + this.below(hi - lo + 1);
  }

  /** True with the given probability. */
  chance(p: number): boolean {
    return this.bits() / 2 ** 32 < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** One of the entries, as often as its weight says. */
  weighted<T>(list: readonly (readonly [number, T])[]): T {
    const total = list.reduce((sum, [w]) => sum + w, 0);
    let x = (this.bits() / 2 ** 32) * total;
    for (const [w, value] of list) {
      x -= w;
      if (x < 0) return value;
    }
    return list[list.length - 1][1];
  }
}
