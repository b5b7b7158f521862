// The page as somebody uses it, in Chromium: a profile whose every figure is known, a run in earnest, and a large one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { loadProfile } from "../../../src/profile/formats/index.ts";
import { amdahl, temporaryFolder } from "../../cli/command-line.ts";
import { Browser, type Page, WITHOUT } from "./browser.ts";
import {
  cells,
  choose,
  doubtful,
  longFile,
  manyCalls,
  NASTY,
  pageFile,
  picture,
  texts,
  twoThreads,
  type,
} from "./made.ts";

const skip = WITHOUT;
let browser: Browser;
before(() => {
  if (!skip) browser = Browser.start();
});
after(() => browser?.close());

async function opened(url: string): Promise<Page> {
  const page = await browser.page();
  await page.open(url);
  return page;
}

/** Nothing went wrong, and nothing was asked for but the page. */
function assertQuiet(page: Page, url: string): void {
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(
    page.requests.filter((one) => !one.startsWith("data:")),
    [url],
  );
}

test("figures are the profile's, and follow the choice of a thread", { skip }, async () => {
  const url = pageFile(twoThreads());
  const page = await opened(url);
  assert.equal(await page.value("document.title"), "/project/prog.ts <b>&amp; – amdahl profile");
  assert.deepEqual(await texts(page, "#command"), ["/project/prog.ts <b>&amp;"]);
  assert.deepEqual(await texts(page, "#facts div:nth-child(-n + 4)"), [
    "Nodev24.1.0",
    "seconds0.015",
    "samples25",
    "threads2",
  ]);
  assert.deepEqual(await texts(page, "#view option"), ["all 2 threads", "main", "thread 1"]);
  assert.deepEqual(await texts(page, "#kinds li"), [
    "TypeScript 0.017 s 68.0 %",
    "garbage collection 0.003 s 12.0 %",
    "waiting 0.005 s 20.0 %",
  ]);
  const inner = (rows: string[][]) => rows.find((row) => row[5] === "prog.ts:2(inner)");
  // Recursion: 13 calls, of which 12 came from elsewhere.
  assert.deepEqual(inner(await cells(page)), [
    "13/12",
    "0.016",
    "0.001231",
    "0.016",
    "0.001333",
    "prog.ts:2(inner)",
  ]);
  await choose(page, "view", 1);
  assert.deepEqual(inner(await cells(page))?.slice(0, 4), ["3/2", "0.006", "0.002000", "0.006"]);
  assert.deepEqual(await texts(page, "#line-3 .self"), ["5.00"]);
  assert.match((await texts(page, "#frame"))[0], /^main self 0\.000 s · total 0\.010 s/);
  await choose(page, "view", 2);
  assert.deepEqual(inner(await cells(page))?.slice(0, 4), ["10", "0.010", "0.001000", "0.010"]);
  assert.deepEqual(await texts(page, "#line-3 .self"), ["5.00"]);
  assert.deepEqual(await texts(page, "#line-1 .total"), ["10.0"]);
  assert.deepEqual(await texts(page, "#kinds li"), ["TypeScript 0.010 s 100.0 %"]);
  assertQuiet(page, url);
});

test("waiting is in the tree of calls if that is asked for", { skip }, async () => {
  const page = await opened(pageFile(twoThreads()));
  assert.match((await texts(page, "#frame"))[0], /total 0\.020 s/);
  await page.value('document.getElementById("waiting").click()');
  assert.match((await texts(page, "#frame"))[0], /total 0\.025 s/);
  await choose(page, "view", 2);
  assert.ok(await page.value('document.getElementById("waiting-label").hidden'));
});

test("a click on a column's head sorts by it, another turns the order", { skip }, async () => {
  const page = await opened(pageFile(twoThreads()));
  const head = (i: number) => `document.querySelectorAll("#heads button")[${i}]`;
  const sorts = () =>
    page.value<(string | null)[]>(
      '[...document.querySelectorAll("#heads th")].map((one) => one.getAttribute("aria-sort"))',
    );
  assert.equal((await sorts())[1], "descending");
  for (let column = 0; column < 6; column++) {
    // By another one in between, so that this one is new.
    await page.value(`${head((column + 1) % 6)}.click(); ${head(column)}.click()`);
    const isText = column === 5;
    for (const turn of [0, 1]) {
      const order = isText === (turn === 0) ? "ascending" : "descending";
      assert.deepEqual(
        await sorts(),
        Array.from({ length: 6 }, (_, i) => (i === column ? order : null)),
      );
      const found = (await cells(page)).map((row) => row[column]);
      assert.equal(found.length, 6);
      const known = found.filter((text) => text !== "");
      const sign = order === "ascending" ? 1 : -1;
      const right = isText
        ? known.toSorted((a, b) => sign * a.localeCompare(b, "en", { numeric: true }))
        : known.toSorted((a, b) => sign * (Number.parseFloat(a) - Number.parseFloat(b)));
      assert.deepEqual(known, right, `column ${column}, ${order}`);
      // What is not known stands last, whichever way.
      assert.deepEqual(found.slice(0, known.length), isText ? found : known);
      await page.value(`${head(column)}.click()`);
    }
  }
});

test("what is looked for is left in the table, and its time is said", { skip }, async () => {
  const page = await opened(pageFile(twoThreads()));
  await type(page, "INNER");
  assert.deepEqual(
    (await cells(page)).map((row) => row[5]),
    ["prog.ts:2(inner)"],
  );
  assert.deepEqual(await texts(page, "#row-count"), ["1 of 6"]);
  assert.deepEqual(await texts(page, "#found"), ["0.016 s, 80.0 % of the time"]);
  await type(page, "/project/");
  assert.equal((await cells(page)).length, 4);
  await type(page, "no such function");
  assert.deepEqual(await cells(page), []);
  await type(page, "");
  assert.equal((await cells(page)).length, 6);
});

test("a program's text does no harm, and stands there as it was written", { skip }, async () => {
  const url = pageFile(twoThreads());
  const page = await opened(url);
  const lines = await page.value<string[]>(
    '[...document.querySelectorAll("#text .code")].slice(1).map((one) => one.textContent)',
  );
  assert.deepEqual(lines.slice(4), NASTY.trimEnd().split("\n"));
  assert.equal(await page.value('document.querySelectorAll("img, svg, #text script").length'), 0);
  assertQuiet(page, url);
  // Not even what gets into the page runs.
  await page.value(
    `document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"document.title='hurt'\\">")`,
  );
  await page.settled();
  assert.notEqual(await page.value("document.title"), "hurt");
  assert.ok(page.complaints.length > 0);
  assert.ok(page.complaints.every((text) => text.includes("Content Security Policy")));
});

const PROGRAM = `import { isMainThread, Worker } from "node:worker_threads";
// </script><b>
function hot(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.sin(i) * Math.cos(sum);
  return sum;
}
const end = Date.now() + 200;
while (Date.now() < end) hot(20_000);
if (isMainThread) new Worker(new URL(import.meta.url));
`;

test("a time that may be another function's is marked, with the reason", { skip }, async () => {
  const page = await opened(pageFile(doubtful()));
  const row = (await cells(page)).find((one) => one[5] === "prog.ts:2(inner)");
  assert.equal(row?.[1], "0.010~");
  assert.match(
    await page.value('document.querySelector("#rows .mark").title'),
    /^Node before 26 charges inlined/,
  );
  assert.match((await texts(page, "#doubt"))[0], /^~ Node before 26 charges inlined functions/);
});

test("a run in earnest is shown: two threads, with the lines of its file", { skip }, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "prog.ts"), PROGRAM);
  const ran = amdahl(["profile", "--lines", "--save", "p.json", "--html", "p.html", "prog.ts"], folder);
  assert.equal(ran.status, 0, ran.stderr);
  assert.match(ran.stderr, /saved p\.html/);
  const url = pathToFileURL(join(folder, "p.html")).href;
  const page = await opened(url);
  const profile = loadProfile(join(folder, "p.json"));
  const row = profile.rows.find(({ fn }) => fn.name === "hot");
  const shown = (await cells(page)).find((one) => one[5] === "prog.ts:3(hot)");
  assert.equal(shown?.[1], row?.self.toFixed(3));
  assert.equal(shown?.[0].replaceAll("\u202f", ""), String(row?.calls));
  assert.equal((await texts(page, "#view option")).length, 3);
  // The page opens at the hottest line.
  assert.match((await texts(page, "#text [aria-selected]"))[0], /for \(let i = 0;/);
  assert.match((await texts(page, "#line"))[0], /prog\.ts:5 [\d ]+ hits · self \d/);
  await page.screenshot(picture("run-light.png"));
  assertQuiet(page, url);
});

test("a profile of memory has what lines made it grow by, and says that nothing was timed", {
  skip,
}, async (context) => {
  const folder = temporaryFolder(context);
  const text =
    "function fill(): number[] {\n  return Array.from({ length: 400_000 }, (_, i) => i + 0.5);\n}\nconst kept = fill();\nconsole.log(kept.length);\n";
  writeFileSync(join(folder, "prog.ts"), text);
  const ran = amdahl(["profile", "--memory", "--html", "p.html", "prog.ts"], folder);
  assert.equal(ran.status, 0, ran.stderr);
  const page = await opened(pathToFileURL(join(folder, "p.html")).href);
  assert.match((await texts(page, "#text .heads"))[0], /grown MiB/);
  const grown = Number((await texts(page, "#line-2 .grown"))[0]);
  assert.ok(grown > 2 && grown < 20, String(grown));
  assert.match((await texts(page, "#line"))[0], /grown MiB: objects/);
  assert.deepEqual(await texts(page, "#frame"), ["No samples were taken."]);
  assert.deepEqual(page.complaints, []);
});

test("twenty thousand calls are walked through fluently: no more is drawn than there are pixels", {
  skip,
}, async () => {
  const page = await opened(pageFile(manyCalls(27)));
  const took = await page.value<{ ms: number[]; drawn: number }>(`(async () => {
    const fill = CanvasRenderingContext2D.prototype.fillRect;
    let drawn = 0;
    CanvasRenderingContext2D.prototype.fillRect = function (...args) { drawn++; return fill.apply(this, args); };
    const box = document.getElementById("flame");
    box.focus();
    const ms = [];
    for (const key of ["ArrowDown", "ArrowDown", "Enter", "ArrowRight", "Escape", "ArrowUp", "Enter", "Escape"])
      await new Promise((done) => {
        let start;
        drawn = 0;
        requestAnimationFrame(() => { start = performance.now(); });
        box.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        requestAnimationFrame(() => { ms.push(performance.now() - start); done(); });
      });
    return { ms, drawn };
  })()`);
  const median = took.ms.toSorted((a, b) => a - b)[took.ms.length >> 1];
  assert.ok(median < 50, `${took.ms}`);
  assert.ok(took.drawn < 4 * 1280, String(took.drawn));
  // Walked sideways to the end, Home and back.
  await page.keys("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "Home");
  assert.match((await texts(page, "#frame"))[0], /^main /);
  assert.deepEqual(page.complaints, []);
});

test("in a file of ten thousand lines every line is reached, and is in view", { skip }, async () => {
  const page = await opened(pageFile(longFile(10_000)));
  await page.value('document.getElementById("text").focus()');
  for (const [key, line] of [
    ["End", 10_004],
    ["Home", 1],
    ["n", 2],
    ["PageDown", undefined],
  ] as const) {
    await page.keys(key);
    await page.until(`(() => {
      const box = document.getElementById("text").getBoundingClientRect();
      const row = document.querySelector("#text [aria-selected]").getBoundingClientRect();
      return row.height > 0 && row.top >= box.top && row.bottom <= box.bottom;
    })()`);
    if (line) assert.match((await texts(page, "#line"))[0], new RegExp(`prog\\.ts:${line}(?: |$)`));
  }
  assert.deepEqual(page.complaints, []);
});

test("pointing names a frame, a click zooms in, and the source is shown", { skip }, async () => {
  const page = await opened(pageFile(twoThreads()));
  const { left, top } = await page.value<{ left: number; top: number }>(
    '(({ left, top }) => ({ left, top }))(document.querySelector("#flame canvas").getBoundingClientRect())',
  );
  await page.mouse("mouseMoved", left + 40, top + 18 * 2 + 5);
  await page.settled();
  assert.match(
    (await texts(page, "#frame"))[0],
    /^prog\.ts:1\(outer\) self 0\.001 s · total 0\.017 s · 85\.0 %$/,
  );
  assert.ok(await page.value('document.getElementById("out").disabled'));
  await page.click(left + 40, top + 18 * 2 + 5);
  assert.ok(!(await page.value('document.getElementById("out").disabled')));
  // It is as wide as the window now.
  await page.mouse("mouseMoved", left + 1200, top + 18 * 2 + 5);
  await page.settled();
  assert.match((await texts(page, "#frame"))[0], /^prog\.ts:1\(outer\)/);
  await page.value('document.getElementById("open").click()');
  assert.equal(await page.value("document.activeElement.id"), "text");
  assert.match((await texts(page, "#line"))[0], /^\/project\/prog\.ts:1 /);
});
