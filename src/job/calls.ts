// The calls that a rank can be blocked in, by the number that it publishes, and how a report spells each.

/** Names by number: those that wait for a message, those that wait for its receiver, those that wait for all. */
export const CALLS = [
  "",
  "Recv",
  "Probe",
  "Send",
  "Ssend",
  "Wait",
  "Barrier",
  "Bcast",
  "Gather",
  "Scatter",
  "Allgather",
  "Alltoall",
  "Reduce",
  "Allreduce",
  "Reduce_scatter",
  "Scan",
  "Exscan",
  "Finalize",
  "await",
] as const;

/** A call's name. */
export type Call = Exclude<(typeof CALLS)[number], "">;

/** A call's number. */
export const callNumber = (call: Call): number => CALLS.indexOf(call);
