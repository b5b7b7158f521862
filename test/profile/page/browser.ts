// Drives Chromium over its DevTools protocol, through a pipe: what a person does to a page, and what is to be seen then.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "../../chromium.ts";

/** Why tests with a browser are skipped; false if they are not. */
export const WITHOUT = chromium() === undefined && "there is no Chromium here (CHROME_PATH may name one)";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Answer = { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void };

/** A browser, started for one test file. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, Answer>();
  readonly #heard = new Map<string, (message: Message) => void>();
  #last = 0;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    let text = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (piece: string) => {
      const messages = (text + piece).split("\0");
      text = messages.pop() ?? "";
      for (const message of messages) this.#take(JSON.parse(message));
    });
    child.on("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Chromium has ended"));
    });
  }

  static start(): Browser {
    const folder = mkdtempSync(join(tmpdir(), "amdahl-browser-"));
    const args = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--remote-debugging-pipe",
      `--user-data-dir=${folder}`,
      "about:blank",
    ];
    const child = spawn(chromium() as string, args, {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      // A group of its own: its helpers outlive it, and go on writing into the folder.
      detached: true,
    });
    return new Browser(child, folder);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on("exit", resolve));
    process.kill(-(this.#child.pid as number), "SIGKILL");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** A tab of its own, on nothing yet. */
  async page(size = { width: 1280, height: 900 }): Promise<Page> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, sessionId as string));
    this.#heard.set(sessionId as string, (message) => page.hear(message.method ?? "", message.params ?? {}));
    await page.begin(size);
    return page;
  }

  #take(message: Message): void {
    const { id, error, result = {} } = message;
    if (id === undefined) this.#heard.get(message.sessionId ?? "")?.(message);
    else if (error) this.#waiting.get(id)?.reject(new Error(error.message));
    else this.#waiting.get(id)?.resolve(result);
    if (id !== undefined) this.#waiting.delete(id);
  }
}

const KEYS: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  PageUp: 33,
  PageDown: 34,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

/** A tab, and what it complained of and asked for. */
export class Page {
  /** Errors and warnings of the console, exceptions and dialogs. */
  readonly complaints: string[] = [];
  /** The addresses of all requests. */
  readonly requests: string[] = [];
  readonly #send: (method: string, params?: object) => Promise<Record<string, unknown>>;
  #loaded: (() => void) | undefined;

  constructor(send: (method: string, params?: object) => Promise<Record<string, unknown>>) {
    this.#send = send;
  }

  async begin({ width, height }: { width: number; height: number }): Promise<void> {
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.#send(`${domain}.enable`);
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.prefers("light");
  }

  hear(method: string, params: Record<string, unknown>): void {
    if (method === "Page.loadEventFired") this.#loaded?.();
    if (method === "Network.requestWillBeSent") this.requests.push((params.request as { url: string }).url);
    const isBad =
      (method === "Runtime.consoleAPICalled" && ["error", "warning"].includes(params.type as string)) ||
      method === "Runtime.exceptionThrown" ||
      method === "Log.entryAdded" ||
      method === "Page.javascriptDialogOpening";
    if (isBad) this.complaints.push(`${method} ${JSON.stringify(params)}`);
  }

  async open(url: string): Promise<void> {
    await this.#loading("Page.navigate", { url });
    await this.settled();
  }

  async reload(): Promise<void> {
    await this.#loading("Page.reload");
    await this.settled();
  }

  /** Opens an address as a browser does that runs no scripts. */
  async openWithoutScripts(url: string): Promise<void> {
    await this.#send("Emulation.setScriptExecutionDisabled", { value: true });
    await this.#loading("Page.navigate", { url });
  }

  async #loading(method: string, params = {}): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.#send(method, params);
    await loaded;
  }

  /** The value of an expression in the page. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** Waits until an expression is true. */
  async until(expression: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await this.value(expression)) return;
      await sleep(50);
    }
    throw new Error(`this did not come true: ${expression}`);
  }

  /** Waits until what is to be drawn is drawn. */
  settled(): Promise<void> {
    return this.value(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))",
    );
  }

  async prefers(scheme: "light" | "dark", media = "", motion = "no-preference"): Promise<void> {
    await this.#send("Emulation.setEmulatedMedia", {
      media,
      features: [
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: motion },
      ],
    });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.settled();
  }

  /** Presses keys one after the other: their names, `Control+Enter`, or letters. */
  async keys(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const key = name.split("+").at(-1) as string;
      const modifiers = (name.includes("Control+") ? 2 : 0) | (name.includes("Shift+") ? 8 : 0);
      const isText = key.length === 1;
      const code = KEYS[key] ?? key.toUpperCase().charCodeAt(0);
      const event = { key, modifiers, windowsVirtualKeyCode: code, code: isText ? "" : key };
      const text = isText ? key : key === "Enter" ? "\r" : undefined;
      await this.#send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", text, ...event });
      await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    }
    await this.settled();
  }

  async mouse(type: "mouseMoved" | "mousePressed" | "mouseReleased", x: number, y: number): Promise<void> {
    const button = type === "mouseMoved" ? "none" : "left";
    await this.#send("Input.dispatchMouseEvent", { type, x, y, button, clickCount: 1 });
  }

  async click(x: number, y: number): Promise<void> {
    await this.mouse("mousePressed", x, y);
    await this.mouse("mouseReleased", x, y);
    await this.settled();
  }

  async screenshot(path: string): Promise<void> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    writeFileSync(path, Buffer.from(data as string, "base64"));
  }

  async pdf(): Promise<Buffer> {
    const { data } = await this.#send("Page.printToPDF", { printBackground: true });
    return Buffer.from(data as string, "base64");
  }
}
