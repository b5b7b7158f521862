// An array as colours: a field, a fractal, a matrix.
import { decideHeat } from "./heat.ts";
import { type Picture, picture } from "./picture.ts";
import type { HeatMapSpec } from "./spec.ts";
import { terminalHeatMap } from "./terminal-heat.ts";

/**
 * The values of a two-dimensional array as colours, with a colour bar.
 *
 * @throws RangeError when `data` does not have rows × columns values, or the range is empty.
 * @example
 * const map = heatMap({ data: temperature, shape: [rows, columns], label: "temperature", unit: "K" });
 * await map.save("diffusion.svg", "diffusion.png");
 */
export function heatMap(spec: HeatMapSpec): Picture {
  const heat = decideHeat(spec);
  return picture(
    async () => (await import("./svg-heat.ts")).heatMapSvg(heat),
    (options) => terminalHeatMap(heat, options),
  );
}
