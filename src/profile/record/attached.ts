// The inspector's way to the threads of a program, from the thread that watches: it breaks in on loops and on sleepers. It
// stays open while the program runs, since a thread that is about to end must not be attached to any more.
import { Session } from "node:inspector";

/** A thread, as `NodeWorker.attachedToWorker` tells of it. */
interface AttachedToWorker {
  readonly sessionId: string;
  readonly workerInfo: { readonly title: string };
}

interface FromWorker {
  readonly sessionId: string;
  readonly message: string;
}

/** The threads that can be asked to evaluate something. */
export class Attached {
  readonly #own: number;
  readonly #patience: number;
  #session: Session | undefined;
  #enabled: Promise<unknown> = Promise.resolve();
  /** Sessions by the thread's number. */
  readonly #threads = new Map<number, string>();
  readonly #waiting = new Map<string, (answer: boolean) => void>();

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
      this.#waiting.get(params.sessionId)?.(true);
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }: { params: FromWorker }) => {
      if ((JSON.parse(params.message) as { id?: number }).id === 1)
        this.#waiting.get(params.sessionId)?.(true);
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
    return this.#post("Runtime.evaluate", { expression });
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
    return this.#answered((settle) => {
      this.#waiting.set(sessionId, settle);
      this.#session?.post("NodeWorker.sendMessageToWorker", { sessionId, message }, () => {});
    }).finally(() => this.#waiting.delete(sessionId));
  }

  #post(method: string, parameters: object = {}): Promise<boolean> {
    return this.#answered((settle) => this.#session?.post(method, parameters, () => settle(true)));
  }

  #answered(ask: (settle: (answer: boolean) => void) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), this.#patience);
      ask((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }
}
