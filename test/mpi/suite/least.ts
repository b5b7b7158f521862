/** Topics times communicators: what a run of the suite must say that it did. */
export const LEAST = 300;
