// The face of observing: a program is run, and its records come back.
export { type Observed, type ObserveOptions, observe } from "./observe.ts";
