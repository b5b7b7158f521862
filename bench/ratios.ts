// Ratios as the tables print them.
import type { Ratio } from "../src/measure/index.ts";

/** A ratio with two decimals. */
export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** Its interval; of too few samples there is none. */
export const range = ({ low, high }: Ratio): string =>
  Number.isNaN(low) ? "–" : `${low.toFixed(2)} to ${high.toFixed(2)}`;
