// What a record in a ring can be: its FLAG. See port.ts for how they follow on each other.

/** A whole message; the same, whose sender wants to hear (DONE) that it was received. */
export const MESSAGE = 1;
export const SYNCHRONOUS = 2;
/** A long message that waits in its sender's memory; its payload is the address there, 0 if that is of no use. */
export const OFFER = 3;
/** To the sender of an offer: send it in pieces. */
export const ASK = 4;
export const PIECE = 5;
/** To the sender of an offer: help to copy it; its payload is the address that it goes to. */
export const HELP = 7;
/** To the sender: received. */
export const DONE = 6;
