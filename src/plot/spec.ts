// What a person says about a picture; how it is drawn is the business of the other files.

/** How numbers become positions along an axis. */
export type ScaleType = "linear" | "log2" | "log10";

/** An axis of a {@link LineChartSpec}. */
export interface AxisSpec {
  readonly label: string;
  /** Shown after the label, as in "time (ms)". */
  readonly unit?: string;
  /** "linear" by default. */
  readonly scale?: ScaleType;
  /** The first and last value shown; by default all values, with 0 for a linear y axis. */
  readonly range?: readonly [number, number];
  /** Where ticks stand; chosen by themselves by default. */
  readonly ticks?: readonly number[];
}

/** A line of a {@link LineChartSpec}. Points whose x or y is not finite leave a gap. */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The ends of a bar of uncertainty at each point. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  /** "solid" by default; "points" draws no line; "reference" is a thin dashed grey line for an ideal or a bound. */
  readonly style?: "solid" | "dashed" | "points" | "reference";
  /** Whether points are marked by dots; by default when there are at most 40 of them, and never on a reference. */
  readonly dots?: boolean;
  /** A CSS colour; by default the next of a palette that colour-blind people can tell apart. */
  readonly color?: string;
}

/** What {@link lineChart} draws. */
export interface LineChartSpec {
  readonly title?: string;
  readonly subtitle?: string;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly series: readonly Series[];
  /** Pixels of the SVG; 720 × 450 by default. */
  readonly width?: number;
  readonly height?: number;
}

/** The colour maps of {@link HeatMapSpec}: three perceptual ones, and a diverging one for signed data. */
export type ColorMap = "viridis" | "inferno" | "gray" | "rdbu";

/** An axis of a heat map: what its first and last edge stand for. */
export interface HeatAxisSpec {
  readonly label?: string;
  readonly unit?: string;
  /** The values at the two outer edges; by default 0 and the number of cells. */
  readonly range?: readonly [number, number];
}

/** What {@link heatMap} draws. */
export interface HeatMapSpec {
  /** The values, row by row. NaN cells are drawn grey. */
  readonly data: ArrayLike<number>;
  /** Rows and columns. */
  readonly shape: readonly [rows: number, columns: number];
  readonly title?: string;
  readonly subtitle?: string;
  /** What the values are, beside the colour bar, and their unit. */
  readonly label?: string;
  readonly unit?: string;
  /** The values at the two ends of the colour map; by default the least and the largest finite value. */
  readonly range?: readonly [number, number];
  readonly colors?: ColorMap;
  /** Width over height of one cell; 1 by default. */
  readonly aspect?: number;
  /** Which row is at the top: the first ("upper", the default) or the last ("lower"). */
  readonly origin?: "upper" | "lower";
  readonly x?: HeatAxisSpec;
  readonly y?: HeatAxisSpec;
  /** Pixels of the SVG's width; 720 by default. The height follows from the shape. */
  readonly width?: number;
}

/** The label of an axis with its unit, as in "time (ms)". */
export function withUnit(label: string | undefined, unit: string | undefined): string {
  if (!unit) return label ?? "";
  return label ? `${label} (${unit})` : unit;
}
