// Colours that keep their order in print, on a projector and for colour-blind people; small enough to need no library.
import type { ColorMap } from "./spec.ts";

/** The colours of series: Okabe & Ito, "Color Universal Design", 2008, strongest contrast on white first. */
export const PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"] as const;

/** The colour of cells that hold no number. */
export const NO_DATA: readonly [number, number, number] = [208, 208, 208];

// 33 nodes a map, linear between them: within 5/255 of the originals everywhere. viridis and inferno: van der Walt &
// Smith, 2015 (CC0); rdbu: Brewer's RdBu, blue for low.
const NODES: Readonly<Record<ColorMap, string>> = {
  viridis:
    "440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e21918c" +
    "1f988b1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725",
  inferno:
    "0000040403120b0724150b37210c4a2f0a5b3d09654a0c6b57106e64156e71196e7d1e6d8a226a972766a32c61b0315bbc3754" +
    "c73e4cd24644db503be45a31eb6628f1731df68013f98e09fb9d07fcac11fbbc21f9cb35f5db4cf2ea69f3f68afcffa4",
  gray: "000000ffffff",
  rdbu:
    "0530610e417817518e2061a02a71ae367fb8448ec1569dc86bacd082bad898c7dfadd2e5bfdcebd0e4efdeebf2e9eff2f2efee" +
    "f7ece5fae4d8fbd9c7faccb4f7bca0f3aa8cec977ae48268db6d59d1574bc6413fb82d35a81d2d9411277e082367001f",
};

/** The number of steps of {@link colorTable}; the index after the last is the colour of no data. */
export const STEPS = 255;

/** The map as 256 RGB triples: {@link STEPS} colours from low to high, then that of no data. */
export function colorTable(map: ColorMap): Uint8Array {
  const text = NODES[map];
  if (text === undefined)
    throw new RangeError(`heatMap: no colours "${map}"; there are ${Object.keys(NODES).join(", ")}`);
  const nodes = text.length / 6;
  const channel = (node: number, c: number) =>
    Number.parseInt(text.slice(node * 6 + c * 2, node * 6 + c * 2 + 2), 16);
  const table = new Uint8Array(256 * 3);
  for (let step = 0; step < STEPS; step++) {
    const position = (step / (STEPS - 1)) * (nodes - 1);
    const below = Math.min(nodes - 2, Math.floor(position));
    for (let c = 0; c < 3; c++) {
      const from = channel(below, c);
      table[step * 3 + c] = Math.round(from + (channel(below + 1, c) - from) * (position - below));
    }
  }
  table.set(NO_DATA, STEPS * 3);
  return table;
}

/** The index into {@link colorTable} of a value within `low` and `high`; values outside take the end's colour. */
export function colorIndex(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return STEPS;
  if (value <= low) return 0;
  if (value >= high) return STEPS - 1;
  // Halved, so that a range wider than the largest double does not become Infinity.
  return Math.round(((value / 2 - low / 2) / (high / 2 - low / 2)) * (STEPS - 1));
}
