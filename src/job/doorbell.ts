// How a rank that is a process is rung for while its event loop waits: by a byte in its pipe. The loop of a thread is
// woken by a word of shared memory; that of a process has only what the system can tell it of.
import { writeSync } from "node:fs";
import type { Socket } from "node:net";

const BYTE = Uint8Array.of(1);

/** Rings at the end of somebody's pipe. */
export function ringDoorbell(fd: number): void {
  try {
    writeSync(fd, BYTE);
  } catch (error) {
    // A pipe that is full has rung already; one that nobody reads any more belongs to a rank that has ended.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EAGAIN" && code !== "EPIPE") throw error;
  }
}

/** This rank's own. */
export class Doorbell {
  #rung: Promise<void> | undefined;
  #ring: () => void = () => {};
  readonly #fd: number;
  #socket: Socket | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Resolves when it is rung the next time. A ring that was for something else is nothing bad. */
  rung(): Promise<void> {
    this.#socket ??= this.#listening();
    this.#rung ??= new Promise((resolve) => {
      this.#ring = resolve;
    });
    return this.#rung;
  }

  #listening(): Socket {
    // Only now: most programs await nothing.
    const { Socket } = process.getBuiltinModule("node:net");
    const socket = new Socket({ fd: this.#fd, readable: true, writable: false });
    socket.on("data", () => {
      this.#rung = undefined;
      this.#ring();
    });
    // It keeps no program alive: whoever waits says so.
    socket.unref();
    return socket;
  }
}
