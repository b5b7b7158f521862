/** How many lines a run of the suite on so many ranks says that it passed: topics times communicators, so that none is left out. */
export const least = (ranks: number): number => 80 * 5 + (ranks > 1 ? 23 * 2 : 0);
