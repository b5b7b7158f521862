// Variants that run in another process, asked line by line: bench/peers/serve.py is at the other end. One process
// lives through a kernel's whole study, so that its variants take turns with those of this process.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Variant } from "./kernel.ts";

/** Another process that answers requests, and the variants it offers. */
export interface Peer {
  readonly variants: readonly Variant[];
  /** Ends the process. */
  close(): Promise<void>;
}

interface Answer {
  readonly error?: string;
  readonly variants?: readonly { readonly name: string; readonly relaxed: boolean }[];
  readonly result?: number | { readonly dtype: string; readonly base64: string };
  readonly seconds?: number;
}

/**
 * Starts `command` and waits until it names its variants. `name` is how errors speak of it.
 *
 * @throws Error when it ends, says what is no answer, or answers that something failed, now or at a later request.
 */
export async function startPeer(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Peer> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const closed = once(child, "close").catch(() => undefined);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const close = async (): Promise<void> => {
    kill();
    await closed;
    process.off("exit", kill);
  };
  const next = answers(name, child);
  try {
    const { variants = [] } = await next();
    const ask = (request: object): Promise<Answer> => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    };
    return {
      variants: variants.map(({ name: variant, relaxed }) => ({
        name: variant,
        relaxed,
        run: async () => decoded((await ask({ variant, show: true })).result),
        measure: async (batch) => (await ask({ variant, batch })).seconds as number,
      })),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A function that waits for the next line of `child`, of which somebody waits for one at a time. */
function answers(name: string, child: ChildProcess): () => Promise<Answer> {
  const lines: string[] = [];
  let said = "";
  let ended: string | undefined;
  let wake = () => {};
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    said = (said + text).slice(-2000);
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  // Writing to a process that has ended fails on the pipe too; that it ended is the news.
  child.stdin?.on("error", () => {});
  const end = (how: string) => {
    ended ??= how;
    wake();
  };
  child.on("error", (error) => end(`cannot be run: ${error.message}`));
  child.on("close", (code, signal) => end(`ended with ${signal ?? `status ${code}`}\n${said}`.trimEnd()));
  return async () => {
    while (lines.length === 0) {
      if (ended !== undefined) throw new Error(`${name}: the peer ${ended}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const line = lines.shift() as string;
    const answer = parsed(line);
    if (answer === undefined) throw new Error(`${name}: the peer said no answer but ${line.slice(0, 200)}`);
    if (answer.error !== undefined) throw new Error(`${name}: the peer failed with ${answer.error}`);
    return answer;
  };
}

function parsed(line: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(line);
    return typeof answer === "object" && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

function decoded(result: Answer["result"]): unknown {
  if (typeof result !== "object") return result;
  const bytes = Uint8Array.from(Buffer.from(result.base64, "base64"));
  if (result.dtype === "uint8") return bytes;
  if (result.dtype === "float64") return new Float64Array(bytes.buffer);
  throw new TypeError(`a peer's array is of ${result.dtype}, which bench/peer.ts cannot read`);
}
