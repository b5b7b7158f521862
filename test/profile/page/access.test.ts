// The page for everybody: by keys alone, in light and in dark, on paper, on a small screen, and without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PALETTE } from "../../../src/plot/colors.ts";
import { pageStyle } from "../../../src/profile/page/index.ts";
import { Browser, type Page, WITHOUT } from "./browser.ts";
import { cells, pageFile, picture, texts, twoThreads } from "./made.ts";

const skip = WITHOUT;
let browser: Browser;
let url: string;
before(() => {
  if (skip) return;
  browser = Browser.start();
  url = pageFile(twoThreads());
});
after(() => browser?.close());

async function opened(): Promise<Page> {
  const page = await browser.page();
  await page.open(url);
  return page;
}

const ground = (page: Page) => page.value<string>("getComputedStyle(document.body).backgroundColor");
/** What has the focus: its id, or its text. */
const focused = (page: Page) =>
  page.value<string>(
    "(({ id, textContent, cells }) => id || (cells ? cells[5].textContent : textContent))(document.activeElement)",
  );

test("Tab goes through everything in the order of the page, and what has the focus shows it", {
  skip,
}, async () => {
  const page = await opened();
  const order: string[] = [];
  const hidden: string[] = [];
  for (let i = 0; i < 17; i++) {
    await page.keys("Tab");
    order.push(await focused(page));
    const outline = await page.value<string>("getComputedStyle(document.activeElement).outlineStyle");
    if (outline !== "solid") hidden.push(order[i]);
  }
  assert.deepEqual(order, [
    ...["theme", "view", "find", "waiting", "flame"],
    ...["ncalls", "tottime", "percall", "cumtime", "percall", "file:line(function)"],
    "prog.ts:2(inner)",
    ...["file", "before", "hottest", "next", "text"],
  ]);
  assert.deepEqual(hidden, []);
});

test("everything is done by keys alone", { skip }, async () => {
  const page = await opened();
  const tab = async (times: number) => page.keys(...Array<string>(times).fill("Tab"));
  // A thread.
  await tab(2);
  await page.keys("ArrowDown");
  assert.match((await texts(page, "#frame"))[0], /^main /);
  await page.keys("ArrowUp");
  // A word to look for, and on into the table.
  await tab(1);
  await page.keys("o", "u", "t");
  assert.equal((await cells(page)).length, 1);
  await page.keys("ArrowDown");
  assert.equal(await focused(page), "prog.ts:1(outer)");
  await page.keys("Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab");
  assert.equal(await focused(page), "flame");
  // The tree of calls: down to outer, in, to what it called, and out again.
  await page.keys("ArrowDown", "ArrowDown");
  assert.match((await texts(page, "#flame-said"))[0], /^prog\.ts:1\(outer\) self 0\.001 s/);
  await page.keys("Enter");
  assert.ok(!(await page.value('document.getElementById("out").disabled')));
  await page.keys("ArrowDown", "ArrowDown", "ArrowDown");
  assert.match((await texts(page, "#frame"))[0], /^prog\.ts:2\(inner\)/);
  await page.keys("ArrowUp", "Escape");
  assert.match((await texts(page, "#frame"))[0], /^prog\.ts:1\(<anonymous>\)/);
  assert.ok(await page.value('document.getElementById("out").disabled'));
  await page.keys("ArrowDown", "Control+Enter");
  assert.equal(await focused(page), "text");
  assert.match((await texts(page, "#line"))[0], /^\/project\/prog\.ts:2 /);
});

test("in the table arrows choose a row, Enter shows its source, and Escape comes back", {
  skip,
}, async () => {
  const page = await opened();
  await page.value('document.querySelectorAll("#heads button")[5].focus()');
  await page.keys("Enter");
  const names = (await cells(page)).map((row) => row[5]);
  assert.deepEqual([names[0], names.at(-1)], ["(garbage collector)", "prog.ts:2(inner)"]);
  await page.keys("Tab", "ArrowDown", "ArrowDown");
  assert.equal(await focused(page), names[2]);
  assert.deepEqual(await texts(page, '#rows [aria-selected="true"] td:last-child'), [names[2]]);
  await page.keys("End");
  assert.equal(await focused(page), "prog.ts:2(inner)");
  await page.keys("Home", "ArrowUp", "End", "Enter");
  assert.equal(await focused(page), "text");
  assert.equal(
    await page.value('document.getElementById("text").getAttribute("aria-activedescendant")'),
    "line-2",
  );
  await page.keys("n");
  assert.match((await texts(page, "#line"))[0], /prog\.ts:3 /);
  // Around the end: the three lines with figures are all hot.
  await page.keys("n");
  assert.match((await texts(page, "#line"))[0], /prog\.ts:1 /);
  await page.keys("p");
  assert.match((await texts(page, "#line"))[0], /prog\.ts:3 /);
  await page.keys("End", "Home");
  assert.match((await texts(page, "#line"))[0], /prog\.ts:1 /);
  await page.keys("Escape");
  assert.equal(await focused(page), "prog.ts:2(inner)");
  assert.deepEqual(page.complaints, []);
});

test("colours are the system's until the button says otherwise, and that is remembered", {
  skip,
}, async () => {
  const page = await opened();
  const light = await ground(page);
  assert.equal(light, "rgb(255, 255, 255)");
  await page.prefers("dark");
  await page.settled();
  const dark = await ground(page);
  assert.notEqual(dark, light);
  assert.deepEqual(await texts(page, "#theme"), ["Light colours"]);
  await page.value('document.getElementById("theme").click()');
  assert.equal(await ground(page), light);
  await page.reload();
  assert.equal(await ground(page), light);
  await page.value('document.getElementById("theme").click()');
  assert.equal(await ground(page), dark);
  await page.prefers("light");
  assert.equal(await ground(page), dark);
  // The canvas has other colours, too.
  const pixel = await page.value<number[]>(
    '((canvas) => [...canvas.getContext("2d").getImageData(1, canvas.height - 2, 1, 1).data].slice(0, 3))(document.querySelector("#flame canvas"))',
  );
  assert.equal(`rgb(${pixel.join(", ")})`, dark);
});

/** Texts with the colours that they have, and their contrast as WCAG 2.2 defines it: whichever is the least. */
const CONTRASTS = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const grounds = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      const inImage = backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? [];
      const isOpaque = (channels(backgroundColor)[3] ?? 1) === 1;
      if (isOpaque) return [backgroundColor, ...inImage];
      if (inImage.length > 0) return [...grounds(at.parentElement), ...inImage];
    }
    return ["rgb(255, 255, 255)"];
  };
  const found = [];
  const texts = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest(":disabled")) continue;
    const { color } = getComputedStyle(element);
    const least = Math.min(...grounds(element).map((ground) => contrast(color, ground)));
    found.push({ text: texts.currentNode.data.slice(0, 40), least });
  }
  return found;
})()`;

test("all text has the contrast of WCAG AA, light and dark", { skip }, async () => {
  const page = await opened();
  for (const scheme of ["light", "dark"] as const) {
    await page.prefers(scheme);
    // A row that is chosen and a line that is current have grounds of their own.
    await page.value('document.querySelector("#rows tr").click()');
    await page.settled();
    const found = await page.value<{ text: string; least: number }[]>(CONTRASTS);
    assert.ok(found.length > 80, String(found.length));
    assert.deepEqual(
      found.filter(({ least }) => least < 4.5),
      [],
      scheme,
    );
    await page.screenshot(picture(`made-${scheme}.png`));
  }
});

test("names on frames can be read on every kind's colour and its shades", () => {
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = pageStyle();
  const color = (name: string) =>
    new RegExp(`--${name}: (?:light-dark\\()?(#\\w{6})(?:, (#\\w{6}))?`).exec(style)?.slice(1) ?? [];
  const kinds = [...style.matchAll(/--kind-(\w+):/g)].map(([, kind]) => kind);
  assert.equal(kinds.length, 11);
  for (const kind of [...kinds.map((one) => [`kind-${one}`, `on-${one}`]), ["match", "on-match"]])
    for (const mode of [0, 1]) {
      const [fill, text] = kind.map((name) => luminance(color(name)[mode] ?? color(name)[0]));
      const contrast = (Math.max(fill, text) + 0.05) / (Math.min(fill, text) + 0.05);
      assert.ok(contrast >= 4.5, `${kind[0]}: ${contrast}`);
    }
  // The colours are those of the plots.
  for (const one of PALETTE) assert.ok(style.includes(one), one);
});

test("nothing moves, whether that is asked for or not", () => {
  assert.doesNotMatch(pageStyle(), /transition|animation|scroll-behavior/);
});

test("landmarks, heads and controls have names", { skip }, async () => {
  const page = await opened();
  const unnamed = await page.value<string[]>(`
    [...document.querySelectorAll("button, select, input, section, [role=search], [role=img], [role=grid], [role=application]")]
      .filter((one) => !(one.textContent.trim() && one.matches("button")) && !one.labels?.length && !one.ariaLabel &&
        !document.getElementById(one.getAttribute("aria-labelledby") ?? "")?.textContent)
      .map((one) => one.outerHTML.slice(0, 80))`);
  assert.deepEqual(unnamed, []);
  for (const tag of ["header", "main", "footer", "h1"])
    assert.equal(await page.value(`document.querySelectorAll("${tag}").length`), 1, tag);
  const ids = await page.value<string[]>('[...document.querySelectorAll("[id]")].map(({ id }) => id)');
  assert.equal(new Set(ids).size, ids.length);
});

test("a small screen has all of it, and no more than a screen's width", { skip }, async () => {
  const page = await opened();
  await page.resize(400, 700);
  assert.ok(await page.value("document.documentElement.scrollWidth <= 400"));
  await page.screenshot(picture("small.png"));
});

test("on paper it is light, and whole", { skip }, async () => {
  const page = await opened();
  await page.prefers("dark");
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10_000);
  await page.prefers("dark", "print");
  await page.value('dispatchEvent(new Event("beforeprint"))');
  await page.settled();
  assert.equal(await ground(page), "rgb(255, 255, 255)");
  assert.equal(await page.value('getComputedStyle(document.getElementById("text")).overflowY'), "visible");
  assert.equal(await page.value('getComputedStyle(document.getElementById("theme")).visibility'), "visible");
  assert.ok(!(await page.value('document.getElementById("theme").checkVisibility()')));
  await page.screenshot(picture("paper.png"));
  await page.value('dispatchEvent(new Event("afterprint"))');
  assert.notEqual(await ground(page), "rgb(255, 255, 255)");
});

test("without scripts the table is there as text, and nothing else", { skip }, async () => {
  const page = await browser.page();
  await page.openWithoutScripts(url);
  const text = await page.value<string>("document.body.innerText");
  assert.match(text, /^\/project\/prog\.ts <b>&amp;\n\n +\d+ function calls/);
  assert.match(text, /13\/12 +0\.016.* prog\.ts:2\(inner\)/);
  assert.doesNotMatch(text, /Call tree/);
});
