// The line T(s) = latency + s / bandwidth through measured times.

/** A fitted line. */
export interface LatencyFit {
  /** Seconds that a message takes whatever its length. */
  readonly latency: number;
  /** Bytes a second beyond that. */
  readonly bandwidth: number;
  /** The greatest share by which a measured time is off the line. */
  readonly off: number;
}

/**
 * The line through times of messages, by least squares of the relative errors: a microsecond counts for a message that takes
 * two, and does not for one that takes a thousand. Undefined for fewer than two sizes, and where longer messages take no
 * longer.
 *
 * @example latencyFit([{ bytes: 0, seconds: 1e-6 }, { bytes: 1e6, seconds: 1e-3 + 1e-6 }])?.bandwidth // 1e9
 */
export function latencyFit(
  rows: readonly { readonly bytes: number; readonly seconds: number }[],
): LatencyFit | undefined {
  // Weighted normal equations, the weight of a time T being 1 / T².
  let [w, ws, wss, wt, wst] = [0, 0, 0, 0, 0];
  for (const { bytes: s, seconds: t } of rows) {
    const weight = 1 / (t * t);
    w += weight;
    ws += weight * s;
    wss += weight * s * s;
    wt += weight * t;
    wst += weight * s * t;
  }
  const determinant = w * wss - ws * ws;
  if (!(determinant > 0) || new Set(rows.map(({ bytes }) => bytes)).size < 2) return undefined;
  const perByte = (w * wst - ws * wt) / determinant;
  if (!(perByte > 0)) return undefined;
  const latency = (wss * wt - ws * wst) / determinant;
  const off = Math.max(
    ...rows.map(({ bytes, seconds }) => Math.abs(latency + bytes * perByte - seconds) / seconds),
  );
  return { latency, bandwidth: 1 / perByte, off };
}
