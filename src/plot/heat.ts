// A heat map with everything decided that its author left open, so that every medium draws the same one.
import { colorIndex, colorTable } from "./colors.ts";
import type { HeatMapSpec } from "./spec.ts";

/** A heat map in which nothing is left to decide. */
export interface Heat extends HeatMapSpec {
  readonly rows: number;
  readonly columns: number;
  readonly range: readonly [number, number];
  readonly aspect: number;
  /** The colours' RGB triples, and for every cell from the top left its index into them. */
  readonly palette: Uint8Array;
  readonly pixels: Uint8Array;
}

/**
 * Decides the range and every cell's colour, at once: the array may be overwritten before the picture is drawn.
 * Throws RangeError as `heatMap` says.
 */
export function decideHeat(spec: HeatMapSpec): Heat {
  const { data } = spec;
  const [rows, columns] = spec.shape;
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0))
    throw new RangeError(
      `heatMap: the shape is [${rows}, ${columns}]; give whole numbers of rows and columns, at least 1`,
    );
  if (data.length !== rows * columns)
    throw new RangeError(
      `heatMap: ${data.length} values, but a shape of [${rows}, ${columns}] has ${rows * columns}; ` +
        "give the array's own shape (a view of part of an array must be copied first)",
    );
  const range = spec.range ?? extent(data);
  if (!(range[0] <= range[1]))
    throw new RangeError(`heatMap: the range is [${range[0]}, ${range[1]}]; give low, then high`);
  const pixels = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = (spec.origin === "lower" ? rows - 1 - row : row) * columns;
    for (let column = 0; column < columns; column++)
      pixels[row * columns + column] = colorIndex(data[from + column], range[0], range[1]);
  }
  return {
    ...spec,
    rows,
    columns,
    range,
    aspect: spec.aspect ?? 1,
    palette: colorTable(spec.colors ?? "viridis"),
    pixels,
  };
}

function extent(data: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < low && value !== -Infinity) low = value;
    if (value > high && value !== Infinity) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
