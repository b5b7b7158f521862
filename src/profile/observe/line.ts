// How the process that watches talks to the programs' processes: each has a thread that connects to it, and does what it
// is told whatever the program's own threads do.
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type Answer, type Order, onMessages, send } from "../record/index.ts";

/** What all processes together said; see `Answer`. */
export type AllSaid = "written" | "silent" | "heeded";

/** Where the program's processes connect to. */
export class Line {
  readonly path: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Map<Socket, (said: AllSaid) => void>();
  readonly #patience: number;
  #isConnected = false;

  private constructor(path: string, patience: number) {
    this.path = path;
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
    const line = new Line(
      onWindows ? `\\\\.\\pipe\\${folder.replace(/\W/g, "-")}` : join(folder, "socket"),
      patience,
    );
    await new Promise<void>((resolve, reject) => {
      line.#server.on("error", reject);
      line.#server.listen(line.path, resolve);
    });
    return line;
  }

  /** Has all processes write their records, but for those that listen for `signal`. */
  async writeAll(signal?: NodeJS.Signals): Promise<AllSaid> {
    // The thread that answers starts beside the program, which may be well under way before it is there.
    if (!this.#isConnected) await this.#firstOrLate();
    const said = await Promise.all([...this.#sockets].map((socket) => this.#order(socket, signal)));
    if (said.length === 0 || said.includes("silent")) return "silent";
    return said.includes("heeded") ? "heeded" : "written";
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #firstOrLate(): Promise<void> {
    return new Promise((resolve) => {
      // A program that ends meanwhile is not waited for.
      const timer = setTimeout(resolve, this.#patience).unref();
      this.#server.once("connection", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #take(socket: Socket): void {
    this.#isConnected = true;
    this.#sockets.add(socket);
    const gone = () => {
      this.#sockets.delete(socket);
      // It ended meanwhile, and has written what it had.
      this.#waiting.get(socket)?.("written");
    };
    socket.on("error", gone);
    socket.on("close", gone);
    onMessages<Answer>(socket, ({ answer }) => {
      if (answer !== "write all") this.#waiting.get(socket)?.(answer);
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
