// Lines that make objects have said how long they were at work. What the engine's samples have of a function's time is shared
// out anew by that: to those lines what they said, the collector's time included, and to the others what is left.

/** A line's time, in seconds: its own, and with what it calls. */
interface Time {
  self: number;
  total: number;
}

/** What samples have of one function, in seconds. */
export interface SampledFunction {
  /** In its own code, by line. */
  readonly self: Map<number, number>;
  /** While the engine collected garbage. */
  gc: number;
}

/** Less was seen too seldom to say anything: some ten looks at what is at work. */
const LEAST_SECONDS = 0.02;

/**
 * Shares out one function's time.
 *
 * @param makes seconds by line, as lines have said
 * @param line gives a line's time, which is changed
 * @returns how much of the collector's time is on lines now
 */
export function shareByMakes(
  { self, gc }: SampledFunction,
  makes: ReadonlyMap<number, number>,
  line: (number: number) => Time,
): number {
  const said = new Map<number, number>();
  for (const [number, seconds] of makes) {
    const { self: own, total } = line(number);
    // With what it calls: the engine knows of that. Where that is most of it, the rest is what two errors leave.
    const called = Math.max(0, total - own);
    if (called <= seconds / 2) said.set(number, seconds - called);
  }
  const sum = (of: Iterable<number>) => [...of].reduce((a, b) => a + b, 0);
  const wanted = sum(said.values());
  if (wanted < LEAST_SECONDS) return 0;
  const others = new Map([...self].filter(([number]) => !said.has(number)));
  const sampled = sum([...said.keys()].map((number) => self.get(number) ?? 0));
  const left = sum(others.values());
  // More than was sampled there: it was the collector's, or had been charged to others. Less: others' had been charged to it.
  const more = wanted - sampled;
  const collected = Math.min(Math.max(0, more), gc);
  const moved = left > 0 ? Math.min(more - collected, left) : 0;
  const scale = (sampled + collected + moved) / wanted;
  const set = (number: number, seconds: number) => {
    const time = line(number);
    const change = seconds - (self.get(number) ?? 0);
    time.self = Math.max(0, time.self + change);
    time.total = Math.max(time.self, time.total + change);
  };
  for (const [number, seconds] of said) set(number, seconds * scale);
  for (const [number, seconds] of others) set(number, seconds * (1 - moved / left));
  return collected;
}
