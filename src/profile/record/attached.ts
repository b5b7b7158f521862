// The inspector's way to the threads of a program, from the thread that watches: it breaks in on loops and on sleepers. It
// stays open while the program runs, since a thread that is about to end must not be attached to any more.
import { Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";

/** A thread, as `NodeWorker.attachedToWorker` tells of it. */
interface AttachedToWorker {
  readonly sessionId: string;
  readonly workerInfo: { readonly title: string };
}

interface FromWorker {
  readonly sessionId: string;
  readonly message: string;
}

/** What `Runtime.evaluate` answers, as far as it matters here. */
interface Evaluated {
  readonly result?: { readonly value?: unknown };
}

/** What a thread said to what was asked of it. */
type Said = "done" | "under way" | "silent";

/** The value `false` says that the thread was at it already when the question broke in on that. */
const saidBy = (answer: Evaluated | undefined): Said =>
  answer?.result?.value === false ? "under way" : "done";

/** How long to wait until a thread is asked again. */
const AGAIN_MS = 5;

/** The threads that can be asked to evaluate something. */
export class Attached {
  readonly #own: number;
  readonly #patience: number;
  #session: Session | undefined;
  #enabled: Promise<unknown> = Promise.resolve();
  /** Sessions by the thread's number. */
  readonly #threads = new Map<number, string>();
  readonly #waiting = new Map<string, (said: Said) => void>();

  /**
   * @param own the number of this thread
   * @param patience milliseconds after which a thread that has not answered is in native code that does not come back
   */
  constructor(own: number, patience: number) {
    this.#own = own;
    this.#patience = patience;
  }

  /** Begins to attach to threads: to those that there are, and to each that is started. */
  open(): void {
    if (this.#session) return;
    const session = new Session();
    session.connectToMainThread();
    this.#session = session;
    session.on("NodeWorker.attachedToWorker", ({ params }: { params: AttachedToWorker }) => {
      const number = Number(/\[worker (\d+)\]/.exec(params.workerInfo.title)?.[1]);
      if (number !== this.#own) this.#threads.set(number, params.sessionId);
    });
    session.on("NodeWorker.detachedFromWorker", ({ params }: { params: { sessionId: string } }) => {
      for (const [number, id] of this.#threads) if (id === params.sessionId) this.#threads.delete(number);
      // It has ended meanwhile, and has written what it had.
      this.#waiting.get(params.sessionId)?.("done");
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }: { params: FromWorker }) => {
      const { id, result } = JSON.parse(params.message) as { id?: number; result?: Evaluated };
      if (id === 1) this.#waiting.get(params.sessionId)?.(saidBy(result));
    });
    this.#enabled = this.#post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  /** Closes the way: Node's end waits for sessions that are open, and says so on standard error. */
  async close(): Promise<void> {
    if (!this.#session) return;
    await this.#post("NodeWorker.disable");
    this.#session.disconnect();
    this.#session = undefined;
    this.#threads.clear();
  }

  /** Has an expression evaluated in the main thread. False if it does not answer. */
  async inMain(expression: string): Promise<boolean> {
    this.open();
    return this.#untilOver(() =>
      this.#answered((settle) =>
        this.#session?.post("Runtime.evaluate", { expression }, (_, answer) => settle(saidBy(answer))),
      ),
    );
  }

  /** Has an expression evaluated in all other threads. False if one does not answer. */
  async inOthers(expression: string): Promise<boolean> {
    this.open();
    await this.#enabled;
    const answers = await Promise.all(
      [...this.#threads.values()].map((id) => this.#evaluate(id, expression)),
    );
    return answers.every(Boolean);
  }

  /** Has an expression evaluated in one thread, and lets go of it, since it is to be ended. */
  async lastIn(thread: number, expression: string): Promise<boolean> {
    this.open();
    await this.#enabled;
    const id = this.#threads.get(thread);
    if (id === undefined) return false;
    const answer = await this.#evaluate(id, expression);
    await this.#post("NodeWorker.detach", { sessionId: id });
    this.#threads.delete(thread);
    return answer;
  }

  #evaluate(sessionId: string, expression: string): Promise<boolean> {
    const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
    return this.#untilOver(() =>
      this.#answered((settle) => {
        this.#waiting.set(sessionId, settle);
        // Refused, it has ended, and has written what it had.
        this.#session?.post("NodeWorker.sendMessageToWorker", { sessionId, message }, (error) => {
          if (error) settle("done");
        });
      }).finally(() => this.#waiting.delete(sessionId)),
    );
  }

  #post(method: string, parameters: object = {}): Promise<Said> {
    return this.#answered((settle) => this.#session?.post(method, parameters, () => settle("done")));
  }

  /** Asks until what was asked for is over. False if that takes too long, or nothing answers. */
  async #untilOver(ask: () => Promise<Said>): Promise<boolean> {
    const until = performance.now() + this.#patience;
    for (;;) {
      const said = await ask();
      if (said !== "under way") return said === "done";
      if (performance.now() > until) return false;
      await sleep(AGAIN_MS);
    }
  }

  #answered(ask: (settle: (said: Said) => void) => void): Promise<Said> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("silent"), this.#patience);
      ask((said) => {
        clearTimeout(timer);
        resolve(said);
      });
    });
  }
}
