// The times between a program's start, the moment when it has begun MPI, the end of its work and its own end: four moments
// have six spans, and which of them "the time of the program" is has to be said.
import { formatSeconds, formatTable, timeUnit } from "../measure/index.ts";

/** The moments, in milliseconds since some common one. */
export interface Moments {
  /** The command was started. */
  readonly start: number;
  /** All ranks have begun MPI and met. */
  readonly begun: number;
  /** All exchanges are measured. */
  readonly measured: number;
  /** MPI has ended. */
  readonly ended: number;
}

const SPANS: readonly (readonly [keyof Moments, keyof Moments, string])[] = [
  ["start", "begun", "starting ranks and MPI"],
  ["begun", "measured", "the work"],
  ["measured", "ended", "ending MPI"],
  ["start", "measured", "starting and the work"],
  ["begun", "ended", "the work and ending MPI"],
  ["start", "ended", "all"],
];

/** A table of the six. */
export function spansReport(moments: Moments): string {
  const seconds = SPANS.map(([from, to]) => (moments[to] - moments[from]) / 1000);
  const unit = timeUnit(seconds);
  return formatTable(
    [
      { title: "from", align: "left" },
      { title: "to", align: "left" },
      { title: "time" },
      { title: "what it is", align: "left" },
    ],
    SPANS.map(([from, to, what], i) => [from, to, formatSeconds(seconds[i], unit), what]),
  );
}
