// Values as messages, the way that the engine at hand allows: apart, long arrays in messages of their own that are received
// where they stay, or whole, in one.
import type { Arrived, Context, Envelope, Mode, Operation } from "../engine/face.ts";
import * as apart from "./apart.ts";
import type { Receiving } from "./receiving.ts";
import * as whole from "./whole.ts";

export type { Receiving } from "./receiving.ts";

const way = (context: Context): typeof apart | typeof whole => (context.innerIsFree ? apart : whole);

/** Sends a value and returns when it may be changed. Throws ERR_TYPE for what cannot be sent. */
export function send(context: Context, value: unknown, dest: number, tag: number, mode: Mode): void {
  way(context).send(context, value, dest, tag, mode);
}

/** Begins to send a value; long arrays in it must stay as they are until all is done. */
export function isend(context: Context, value: unknown, dest: number, tag: number, mode: Mode): Operation[] {
  return way(context).isend(context, value, dest, tag, mode);
}

/** Whether a receive that waits must be one that was begun, since others of those come before it. */
export const mustTakeTurns = (context: Context): boolean => !context.innerIsFree && whole.hasBegun(context);

/** Receives a value, and fills `into`. Throws ERR_OTHER for a message that is none. */
export function receive(context: Context, source: number, tag: number, into: Envelope): unknown {
  return way(context).receive(context, source, tag, into);
}

/** Begins to receive a value. */
export const receiving = (context: Context, source: number, tag: number): Receiving =>
  context.innerIsFree
    ? apart.ApartReceiving.from(context, source, tag)
    : whole.WholeReceiving.from(context, source, tag);

/** Begins to receive a value whose message a probe has taken. */
export const receivingArrived = (context: Context, arrived: Arrived): Receiving =>
  context.innerIsFree
    ? apart.ApartReceiving.arrived(context, arrived)
    : whole.WholeReceiving.arrived(context, arrived);
