// Built modules in bundles and in a browser: without configuration, without isolation, and under a content security
// policy that allows WebAssembly and no code from text.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { jit } from "amdahl";
import { build as bundle } from "esbuild";
import { chromium } from "../chromium.ts";
import { answers } from "./fixture/answers.ts";
import * as plain from "./fixture/kernels.ts";
import { builtFixture, node, takenAway } from "./project.ts";

const { out } = builtFixture("--native", "none");
const away = takenAway(out);
writeFileSync(
  join(away, "page.ts"),
  `import * as kernels from "./kernels.js";
  import { answers } from "./answers.ts";
  const lines = answers(kernels);
  let evaluates = true;
  try { (0, eval)("1"); } catch { evaluates = false; }
  const text = JSON.stringify({ lines, runtime: kernels.half.built.runtime, isolated: globalThis.crossOriginIsolated === true, evaluates });
  if (typeof document === "undefined") console.log(text);
  else document.querySelector("pre").textContent = text;`,
);

type Kernel = ((...args: never[]) => unknown) & { readonly original?: unknown };
const right = answers(
  Object.fromEntries(
    Object.entries(plain).map(([name, value]) =>
      typeof value === "function" && (value as Kernel).original === undefined
        ? [name, jit(value as Kernel, { target: "wasm" })]
        : [name, value],
    ),
  ),
);

async function bundled(format: "iife" | "esm" | "cjs", file: string): Promise<void> {
  const { warnings, metafile } = await bundle({
    entryPoints: [join(away, "page.ts")],
    outfile: join(away, file),
    bundle: true,
    minify: true,
    platform: "browser",
    format,
    metafile: true,
    logLevel: "silent",
  });
  // A script has no URL, and none is needed: that is all there is to say.
  const said = warnings.map((w) => w.id);
  assert.deepEqual(said, format === "esm" ? [] : ["empty-import-meta"]);
  assert.deepEqual(
    Object.values(metafile.outputs).flatMap((output) => output.imports),
    [],
  );
}

test("esbuild bundles a module for browsers, in every format, with nothing left outside", async () => {
  for (const [format, file] of [
    ["iife", "bundle.js"],
    ["esm", "bundle.mjs"],
    ["cjs", "bundle.cjs"],
  ] as const) {
    await bundled(format, file);
    const { status, stdout, stderr } = node(away, [file]);
    assert.equal(status, 0, stderr);
    const { lines, runtime } = JSON.parse(stdout) as { lines: string[]; runtime: string };
    assert.deepEqual(lines, right);
    assert.equal(runtime, "alone");
  }
});

const browser = chromium();

/** What the page at an address holds once its scripts have run. */
function dom(url: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), "amdahl-browser-"));
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${profile}`,
  ];
  return new Promise<string>((resolve, reject) => {
    const child = spawn(browser as string, [...args, "--timeout=60000", "--dump-dom", url], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 90_000,
      killSignal: "SIGKILL",
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    child.on("error", reject);
    child.on("close", () => resolve(text));
  }).finally(() => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
}

test("in Chromium, on the main thread of a page that is not isolated, it gives the same answers", {
  skip: browser === undefined && "there is no Chromium here",
}, async () => {
  await bundled("iife", "bundle.js");
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
  const pages: Readonly<Record<string, readonly [string, string]>> = {
    "/": ["text/html", '<!doctype html><meta charset="utf-8"><pre></pre><script src="/bundle.js"></script>'],
    "/plain": [
      "text/html",
      '<!doctype html><meta charset="utf-8"><pre></pre><script type="module" src="/page.js"></script>',
    ],
    "/bundle.js": ["text/javascript", readFileSync(join(away, "bundle.js"), "utf8")],
    "/kernels.js": ["text/javascript", readFileSync(join(away, "kernels.js"), "utf8")],
    "/page.js": [
      "text/javascript",
      'import { half, NAME } from "/kernels.js"; document.querySelector("pre").textContent = half(3) + " " + NAME;',
    ],
  };
  const server = createServer((request, response) => {
    const [type, text] = pages[request.url ?? ""] ?? ["text/plain", ""];
    response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  try {
    const found = /<pre>([\s\S]*?)<\/pre>/.exec(await dom(`http://127.0.0.1:${port}/`))?.[1] ?? "";
    const text = found.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
    const { lines, ...rest } = JSON.parse(text) as { lines: string[] };
    assert.deepEqual(rest, { runtime: "alone", isolated: false, evaluates: false });
    assert.deepEqual(lines, right);
    assert.match(await dom(`http://127.0.0.1:${port}/plain`), /<pre>1\.5 kernels<\/pre>/);
  } finally {
    server.close();
  }
});
