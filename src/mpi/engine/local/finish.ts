// How a call of a context waits for what it has begun: for a message that comes at once without making anything, for
// others in the way that lets the supervisor see what for.
import type { Call } from "../../../job/index.ts";
import type { Memory } from "../face.ts";
import { type Here, progress, until } from "./here.ts";
import type { Pending } from "./requests.ts";

/** Receives into `brief` what is there or comes at once, unless something else is to go on meanwhile: true if it did. */
export function receiveNow(
  { active, waiting, port }: Here,
  memory: Memory,
  bytes: number,
  from: number,
  tag: number,
  context: number,
  brief: Pending,
): boolean {
  return active.size === 0 && port.receiveNow(memory, bytes, from, tag, context, waiting, brief);
}

/** Waits until something is done that was begun; `number` is that of the collective call it belongs to, or 0. */
export function finish(
  here: Here,
  pending: Pending,
  call: Call,
  peer: number,
  tag: number,
  number: number,
): void {
  if (pending.done) return;
  const look = () => {
    if (pending.done) return true;
    progress(here);
    return pending.done;
  };
  until(here, look, call, peer, tag, number);
}
