// How the process that watches talks to the programs' processes: each has a thread that connects to it, and does what it
// is told whatever the program's own threads do.
import { readdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, BEGUN, type Observer, type Order, onMessages, send } from "../record/index.ts";

/** What all processes together said; see `Answer`. */
export type AllSaid = "written" | "silent" | "heeded";

/** How often to look whether a process that has begun has connected. */
const LOOK_MS = 5;

/** Where the program's processes connect to. */
export class Line {
  readonly observer: Observer;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The processes that have ever connected. */
  readonly #known = new Set<number>();
  readonly #waiting = new Map<Socket, (said: AllSaid) => void>();
  readonly #patience: number;
  #closed = false;

  private constructor(observer: Observer, patience: number) {
    this.observer = observer;
    this.#patience = patience;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /**
   * Listens under a name in a private folder.
   *
   * @param patience milliseconds after which a process that has not answered is in native code that does not come back
   */
  static async open(folder: string, patience: number): Promise<Line> {
    const onWindows = process.platform === "win32";
    const socket = onWindows ? `\\\\.\\pipe\\${folder.replace(/\W/g, "-")}` : join(folder, "socket");
    const line = new Line({ socket, processes: folder }, patience);
    await new Promise<void>((resolve, reject) => {
      line.#server.on("error", reject);
      line.#server.listen(socket, resolve);
    });
    return line;
  }

  /** Has all processes write their records, but for those that listen for `signal`. */
  async writeAll(signal?: NodeJS.Signals): Promise<AllSaid> {
    const areThere = await this.#connected();
    const said = await Promise.all([...this.#sockets].map((socket) => this.#order(socket, signal)));
    if (!areThere || said.length === 0 || said.includes("silent")) return "silent";
    return said.includes("heeded") ? "heeded" : "written";
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  /**
   * Waits for the threads that connect, which start beside the program: that may be well under way before they are there.
   * False if one did not come in time.
   */
  async #connected(): Promise<boolean> {
    const until = performance.now() + this.#patience;
    // Closed, all has ended, and the folder may be gone.
    while (this.#closed || this.#known.size === 0 || this.#missing()) {
      if (this.#closed || performance.now() > until) return false;
      await sleep(LOOK_MS);
    }
    return true;
  }

  /** Whether a process has begun that has neither connected nor ended. */
  #missing(): boolean {
    return readdirSync(this.observer.processes)
      .filter((name) => name.endsWith(BEGUN))
      .map((name) => Number.parseInt(name, 10))
      .some((pid) => !this.#known.has(pid) && isRunning(pid));
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    const gone = () => {
      this.#sockets.delete(socket);
      // It ended meanwhile, and has written what it had.
      this.#waiting.get(socket)?.("written");
    };
    socket.on("error", gone);
    socket.on("close", gone);
    onMessages<Answer>(socket, (message) => {
      if (message.answer === "here") this.#known.add(message.pid);
      else if (message.answer !== "write all") this.#waiting.get(socket)?.(message.answer);
      else void this.writeAll().then(() => !socket.destroyed && send<Order>(socket, { order: "done" }));
    });
  }

  #order(socket: Socket, signal: string | undefined): Promise<AllSaid> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("silent"), this.#patience);
      this.#waiting.set(socket, (said) => {
        this.#waiting.delete(socket);
        clearTimeout(timer);
        resolve(said);
      });
      send<Order>(socket, { order: "write", ...(signal && { signal }) });
    });
  }
}

/** Whether there is such a process. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
