// Serves a profile to the browser of whoever looks at it, and to nobody else: a profile holds its program's text, and any
// page in the same browser, and any user of the same machine, can talk to a port of it.
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { speedscope } from "../formats/speedscope.ts";
import { pageOf } from "../page/index.ts";
import type { Profile } from "../report/index.ts";
import { type SpeedscopeFiles, speedscopeFiles } from "./speedscope.ts";

/** A profile that is being served. */
export interface ServedPage {
  /** Where it is; only who knows it all gets an answer. */
  readonly url: string;
  /** The same for a command line, which other users see: it works once. */
  readonly once: string;
  /** Stops at once, whatever is under way. */
  close(): void;
}

interface Content {
  readonly type: string;
  readonly data: string | Uint8Array;
  readonly policy?: string;
}

const PROFILE_NAME = "profile.speedscope.json";

/** 192 bits, and nothing that a path must escape. */
const secret = () => randomBytes(24).toString("base64url");

/** speedscope has WebAssembly in its script, writes its styles by script, and gets its one profile and its font from here. */
const SPEEDSCOPE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/**
 * Serves a profile's page, and speedscope with the same profile, on a free port of 127.0.0.1.
 *
 * @example
 * const page = await servePage(loadProfile("profile.json"));
 * console.log(page.url); // http://127.0.0.1:40123/9_3R…/
 */
export async function servePage(profile: Profile): Promise<ServedPage> {
  const token = secret();
  let ticket: string | undefined = secret();
  const contents = contentsOf(profile);
  let hosts: readonly string[] = [];

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const end = (status: number, headers: Record<string, string> = {}, data: string | Uint8Array = "") =>
      response.writeHead(status, { ...HEADERS, ...headers }).end(data);
    // A page of another name that resolves to this address is another page all the same.
    if (!hosts.includes(request.headers.host ?? "")) return end(403);
    if (request.method !== "GET") return end(405, { allow: "GET" });
    const [, key = "", ...path] = (request.url ?? "").split("?")[0].split("/");
    if (ticket !== undefined && isSame(key, ticket)) {
      ticket = undefined;
      return end(302, { location: `/${token}/` });
    }
    const content = isSame(key, token) ? contents.get(path.join("/"))?.() : undefined;
    if (content === undefined) return end(404);
    const { type, data, policy = "frame-ancestors 'none'" } = content;
    return end(200, { "content-type": type, "content-security-policy": policy }, data);
  };

  // Programs import this folder to profile themselves, and serve nothing.
  const { createServer } = await import("node:http");
  const server = createServer(answer);
  await listening(server);
  const { port } = server.address() as AddressInfo;
  hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    once: `http://127.0.0.1:${port}/${ticket}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What is served, by its path below the token; made when it is asked for. */
function contentsOf(profile: Profile): Map<string, () => Content> {
  const files = speedscopeFiles();
  const name = profile.records[0]?.argv.join(" ") ?? "";
  const link = `speedscope/#profileURL=${PROFILE_NAME}`;
  let page: string | undefined;
  const contents = new Map<string, () => Content>([
    [
      "",
      () => {
        page ??= pageOf(profile, files && { speedscope: link });
        return { type: "text/html; charset=utf-8", data: page };
      },
    ],
  ]);
  if (files) addSpeedscope(contents, files, profile, name);
  return contents;
}

function addSpeedscope(
  contents: Map<string, () => Content>,
  files: SpeedscopeFiles,
  profile: Profile,
  name: string,
): void {
  for (const [path, file] of files)
    contents.set(`speedscope/${path === "index.html" ? "" : path}`, () => ({
      type: file.type,
      data: file.read(),
      policy: SPEEDSCOPE_POLICY,
    }));
  contents.set(`speedscope/${PROFILE_NAME}`, () => ({
    type: "application/json",
    data: JSON.stringify(speedscope(profile, name)),
  }));
}
