/** A straight line through points, and how sure it is. */
export interface Fit {
  readonly mean: number;
  /** Change from the first point to the last, by the line. */
  readonly growth: number;
  /** Standard error of that change: noise alone makes one of this size. */
  readonly error: number;
}

/** Least squares through points (time, value). Of fewer than three points nothing can be said: growth 0, error infinite. */
export function fitLine(points: readonly (readonly [time: number, value: number])[]): Fit {
  const count = points.length;
  const mean = count === 0 ? 0 : points.reduce((sum, [, value]) => sum + value, 0) / count;
  if (count < 3) return { mean, growth: 0, error: Number.POSITIVE_INFINITY };
  const middle = points.reduce((sum, [time]) => sum + time, 0) / count;
  const spread = points.reduce((sum, [time]) => sum + (time - middle) ** 2, 0);
  const slope = points.reduce((sum, [time, value]) => sum + (time - middle) * (value - mean), 0) / spread;
  const left = points.reduce((sum, [time, value]) => sum + (value - mean - slope * (time - middle)) ** 2, 0);
  const length = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  return { mean, growth: slope * length, error: Math.sqrt(left / (count - 2) / spread) * length };
}
