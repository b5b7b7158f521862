// `amdahl profile --view` and what it serves: to who has the address, on this machine, until Ctrl-C.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { saveProfile, speedscope } from "../../src/profile/formats/index.ts";
import { speedscopeFolder } from "../../src/profile/page/index.ts";
import { openBrowser, type ServedPage, servePage, whyNoBrowser } from "../../src/profile/view/index.ts";
import { amdahl, commandLine, temporaryFolder } from "../cli/command-line.ts";
import { Browser, WITHOUT } from "./page/browser.ts";
import { picture, texts, twoThreads } from "./page/made.ts";

async function served(context: TestContext): Promise<ServedPage> {
  const page = await servePage(twoThreads());
  context.after(() => page.close());
  return page;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function ask(
  url: string,
  path: string,
  { method = "GET", host }: { method?: string; host?: string } = {},
): Promise<Answer> {
  const { port, host: own } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path, method, agent: false, headers: { host: host ?? own } },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece) => {
          text += piece;
        });
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

test("the page is there for who knows the token, and for nobody else", async (context) => {
  const { url } = await served(context);
  const { pathname } = new URL(url);
  const [, token] = pathname.split("/");
  assert.ok(token.length >= 32, token);
  const { status, headers, text } = await ask(url, pathname);
  assert.equal(status, 200);
  assert.match(text, /^<!doctype html>/);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.match(String(headers["content-security-policy"]), /frame-ancestors 'none'/);
  const wrong = [
    "/",
    "",
    "/x/",
    `/${token.slice(0, -1)}/`,
    `/${token}x/`,
    `/${token.toUpperCase()}/`,
    `/${token}`.replace(token[0], "~"),
    `/../${token}/`,
    `//${token}/`,
    `/${token}/../../package.json`,
    `/${token}/speedscope/../../../package.json`,
    `/${token}/%2e%2e/package.json`,
    "*",
  ];
  for (const path of wrong) {
    const answer = await ask(url, path || "/?");
    assert.deepEqual([answer.status, answer.text], [404, ""], path);
  }
});

test("each server has a token of its own", async (context) => {
  const [a, b] = [await served(context), await served(context)];
  assert.notEqual(new URL(a.url).pathname, new URL(b.url).pathname);
  assert.equal((await ask(b.url, new URL(a.url).pathname)).status, 404);
});

test("a page of another name is refused, though its name resolves to this machine", async (context) => {
  const { url } = await served(context);
  const { pathname, port } = new URL(url);
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    `127.0.0.1:1${port}`,
    `[::1]:${port}`,
  ])
    assert.deepEqual((await ask(url, pathname, { host })).status, 403, host);
  assert.equal((await ask(url, pathname, { host: `localhost:${port}` })).status, 200);
});

test("methods other than GET are refused", async (context) => {
  const { url } = await served(context);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]) {
    const { status, headers, text } = await ask(url, new URL(url).pathname, { method });
    assert.deepEqual([status, headers.allow, text], [405, "GET", ""], method);
    assert.equal(headers["access-control-allow-origin"], undefined);
  }
});

test("the address that other users of the machine may see works once", async (context) => {
  const { url, once: first } = await served(context);
  assert.ok(!first.includes(new URL(url).pathname));
  const { status, headers } = await ask(url, new URL(first).pathname);
  assert.deepEqual([status, headers.location], [302, new URL(url).pathname]);
  assert.equal((await ask(url, new URL(first).pathname)).status, 404);
});

test("the port is on the loopback address only", async (context) => {
  const { url } = await served(context);
  const { hostname, port } = new URL(url);
  assert.equal(hostname, "127.0.0.1");
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of others) {
    const socket = connect(Number(port), address);
    const [error] = (await Promise.race([once(socket, "error"), once(socket, "connect")])) as [Error?];
    socket.destroy();
    assert.match(String(error), /ECONNREFUSED/, address);
  }
});

test("no browser is opened over SSH, in CI, or without a display", () => {
  assert.equal(whyNoBrowser({ DISPLAY: ":0" }, "linux"), undefined);
  assert.equal(whyNoBrowser({ WAYLAND_DISPLAY: "wayland-0" }, "linux"), undefined);
  assert.equal(whyNoBrowser({}, "darwin"), undefined);
  assert.equal(whyNoBrowser({}, "win32"), undefined);
  assert.equal(whyNoBrowser({}, "linux"), "without a display");
  assert.equal(whyNoBrowser({ DISPLAY: ":0", SSH_CONNECTION: "a 1 b 2" }, "linux"), "over SSH");
  assert.equal(whyNoBrowser({ SSH_TTY: "/dev/pts/1" }, "darwin"), "over SSH");
  assert.equal(whyNoBrowser({ CI: "true", DISPLAY: ":0" }, "linux"), "in CI");
});

test("a browser that is not there is no fault", async () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  openBrowser("http://127.0.0.1:1/", "linux");
  process.env.PATH = PATH;
  await new Promise((resolve) => setTimeout(resolve, 100));
});

test("--view serves a saved profile until Ctrl-C, and ends with status 0", {
  skip: process.platform === "win32" && "there is no Ctrl-C to send on Windows",
}, async (context) => {
  const folder = temporaryFolder(context);
  saveProfile(twoThreads(), join(folder, "p.json"));
  const child = spawn(process.execPath, commandLine("profile", "--load", "p.json", "--view", "--no-open"), {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  let said = "";
  let table = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => {
    table += piece;
  });
  const url = await new Promise<string>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      said += piece;
      const found = /http:\S+/.exec(said);
      if (found) resolve(found[0]);
    });
  });
  assert.match(
    said,
    /^amdahl profile: http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/ shows the profile until Ctrl-C\n$/,
  );
  assert.equal((await ask(url, new URL(url).pathname)).status, 200);
  // A connection that stays open does not keep it.
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  child.kill("SIGINT");
  const [status, signal] = await once(child, "exit");
  socket.destroy();
  assert.deepEqual([status, signal], [0, null]);
  assert.match(table, /function calls .*prog\.ts:2\(inner\)/s);
});

test("a page's name ends in .html, and is looked at before the program runs", (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "prog.ts"), "console.log('ran');\n");
  for (const [name, says] of [
    ["page.txt", /^amdahl: --html: page\.txt is to be a page: give it a name that ends in \.html\n$/],
    ["none/page.html", /^amdahl: --html: there is no folder none for page\.html\n$/],
  ] as const) {
    const { status, stdout, stderr } = amdahl(["profile", "--html", name, "prog.ts"], folder);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, says);
  }
});

const skip = WITHOUT || (speedscopeFolder() === undefined && "speedscope is not installed here");

test("speedscope opens with the profile, and asks for nothing from elsewhere", { skip }, async (context) => {
  const { url } = await served(context);
  const browser = Browser.start();
  context.after(() => browser.close());
  const page = await browser.page();
  await page.open(url);
  const link = await page.value<string>('document.getElementById("speedscope").href');
  assert.equal(link, `${url}speedscope/#profileURL=profile.speedscope.json`);
  await page.open(link);
  await page.until('document.body.innerText.includes("Left Heavy")');
  const { profiles } = speedscope(twoThreads(), "");
  assert.match((await texts(page, "body"))[0], new RegExp(`${profiles[0].name} \\(1/${profiles.length}\\)`));
  assert.deepEqual(
    page.requests.filter((one) => !one.startsWith(url) && !/^(?:data|blob):/.test(one)),
    [],
  );
  assert.ok(page.requests.includes(`${url}speedscope/profile.speedscope.json`));
  // Chromium has words of its own to say of WebGL without a graphics card.
  assert.deepEqual(
    page.complaints.filter((text) => !text.includes('"source":"rendering"')),
    [],
  );
  await page.screenshot(picture("speedscope.png"));
});
