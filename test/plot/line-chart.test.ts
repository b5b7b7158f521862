// Line charts: what is in the SVG, how large the PNG is and which colours it has, and what a terminal shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import { lineChart } from "../../src/plot/index.ts";
import { decodePng } from "./decode-png.ts";

const speedup = lineChart({
  title: "Speed-up <of> pi & more",
  subtitle: "made up",
  x: { label: "threads", ticks: [1, 2, 4] },
  y: { label: "speed-up", unit: "×" },
  series: [
    { name: "ideal", x: [1, 4], y: [1, 4], style: "reference" },
    { name: "measured", x: [1, 2, 4], y: [1, 1.9, 3.5], low: [1, 1.8, 3.2], high: [1, 2, 3.7] },
  ],
});

interface Node {
  readonly textContent: string;
  getAttribute(name: string): string | null;
}

async function nodes(chart: typeof speedup, selector: string): Promise<Node[]> {
  const { document } = parseHTML(`<html><body>${await chart.svg()}</body></html>`) as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Node> };
  };
  return [...document.querySelectorAll(selector)];
}

test("the SVG stands alone: it names its namespace and has a white ground", async () => {
  const svg = await speedup.svg();
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /<rect width="720" height="450" fill="white" ?\/>/);
});

test("every point has a dot, every interval a bar, every series a curve and a legend", async () => {
  // One dot more for the legend; the reference has none.
  assert.equal((await nodes(speedup, "circle")).length, 3 + 1);
  assert.equal((await nodes(speedup, "[aria-label=link] path")).length, 3);
  assert.equal((await nodes(speedup, "[aria-label=line]")).length, 2);
  const legend = await nodes(speedup, "[aria-label=legend] text");
  assert.deepEqual(
    legend.map((text) => text.textContent),
    ["ideal", "measured"],
  );
});

test("title, labels with units and ticks are there, and markup in them is text", async () => {
  const texts = (await nodes(speedup, "text")).map((text) => text.textContent);
  for (const text of ["Speed-up <of> pi & more", "made up", "threads", "speed-up (×)"])
    assert.ok(texts.includes(text), `${text} is missing from ${texts}`);
  const ticks = await nodes(speedup, '[aria-label="x-axis tick label"] text');
  assert.deepEqual(
    ticks.map((text) => text.textContent),
    ["1", "2", "4"],
  );
});

test("positions are proportional to values", async () => {
  const dots = (await nodes(speedup, "[aria-label=dot] circle")).map((dot) => Number(dot.getAttribute("cx")));
  // 1, 2 and 4: the second distance is twice the first.
  assert.ok(Math.abs((dots[2] - dots[1]) / (dots[1] - dots[0]) - 2) < 1e-9);
});

test("a chart of one line has no legend", async () => {
  const chart = lineChart({
    x: { label: "x" },
    y: { label: "y" },
    series: [{ name: "only", x: [1, 2], y: [3, 4] }],
  });
  assert.equal((await nodes(chart, "[aria-label=legend] text")).length, 0);
});

test("points that are not finite leave a gap", async () => {
  const y = [1, 2, Number.NaN, 4, Infinity, 6];
  const chart = lineChart({
    x: { label: "x" },
    y: { label: "y" },
    series: [{ name: "s", x: [1, 2, 3, 4, 5, 6], y }],
  });
  assert.equal((await nodes(chart, "[aria-label=dot] circle")).length, 4);
  const [path] = await nodes(chart, "[aria-label=line] path");
  assert.equal(path.getAttribute("d")?.match(/M/g)?.length, 3);
});

test("a single point and a flat line have axes", async () => {
  for (const [x, y] of [
    [[1], [5]],
    [
      [1, 2, 3],
      [0, 0, 0],
    ],
    [
      [1, 2],
      [-0, -3],
    ],
  ])
    assert.doesNotMatch(
      await lineChart({ x: { label: "x" }, y: { label: "y" }, series: [{ name: "s", x, y }] }).svg(),
      /NaN|Infinity/,
    );
});

test("a logarithmic axis has powers for ticks, equally far apart", async () => {
  const chart = lineChart({
    x: { label: "n", scale: "log2" },
    y: { label: "time", unit: "s", scale: "log10" },
    series: [{ name: "s", x: [1, 2, 4, 8], y: [0.01, 0.1, 1, 10] }],
  });
  const labels = (await nodes(chart, '[aria-label$="tick label"] text')).map((text) => text.textContent);
  assert.deepEqual(labels, ["1", "2", "4", "8", "0.01", "0.1", "1", "10"]);
  const dots = (await nodes(chart, "circle")).map((dot) => Number(dot.getAttribute("cy")));
  assert.ok(Math.abs(dots[0] - dots[1] - (dots[2] - dots[3])) < 1e-9, "decades are equally high");
});

test("a chart without a value to show is refused, and so are series of unequal length", () => {
  const axes = { x: { label: "x" }, y: { label: "y" } };
  assert.throws(() => lineChart({ ...axes, series: [] }), /the x axis has no finite value to show/);
  assert.throws(
    () => lineChart({ ...axes, series: [{ name: "s", x: [1, 2], y: [1] }] }),
    /series "s" has 2 x and 1 y/,
  );
  assert.throws(
    () => lineChart({ ...axes, y: { label: "y", scale: "log10" }, series: [{ name: "s", x: [1], y: [-1] }] }),
    /the y axis has no finite value to show above 0/,
  );
});

test("the PNG has the size asked for, a white ground, and the series' colours", async () => {
  const image = decodePng(await speedup.png({ scale: 1 }));
  assert.deepEqual([image.width, image.height], [720, 450]);
  assert.deepEqual(image.at(1, 1), [255, 255, 255]);
  const dots = await nodes(speedup, "[aria-label=dot] circle");
  for (const dot of dots)
    assert.deepEqual(
      image.at(Math.round(Number(dot.getAttribute("cx"))), Math.round(Number(dot.getAttribute("cy")))),
      [0x00, 0x72, 0xb2],
    );
});

test("the text of the PNG is drawn, with no font of the machine", async () => {
  const image = decodePng(await speedup.png({ scale: 1 }));
  const dark = Array.from(
    { length: 300 * 24 },
    (_, i) => image.at(12 + (i % 300), 12 + Math.floor(i / 300))[0],
  );
  // A title in bold of 16 px covers about a tenth of its box; blank boxes or nothing would be far from that.
  const share = dark.filter((red) => red < 128).length / dark.length;
  assert.ok(share > 0.05 && share < 0.25, `${share} of the title's box is dark`);
});

test("a terminal gets the lines and columns it has, without colour in a pipe", () => {
  const text = speedup.terminal({ columns: 50, rows: 18, colorBits: 1 });
  const lines = text.split("\n");
  assert.equal(lines.length, 18);
  assert.ok(lines.every((line) => line.length <= 50));
  assert.ok(!text.includes("\u001b"));
  assert.equal(lines[0], "Speed-up <of> pi & more");
  assert.equal(text.match(/■/g)?.length, 3 + 1, "three points and the legend");
});

test("a terminal's diagonal runs from corner to corner", () => {
  const chart = lineChart({
    x: { label: "x" },
    y: { label: "y" },
    series: [{ name: "s", x: [0, 1], y: [0, 1], dots: false }],
  });
  const lines = chart
    .terminal({ columns: 40, rows: 14, colorBits: 1 })
    .split("\n")
    .filter((line) => /[│┤]/.test(line));
  const braille = lines.map((line) => [...line].map((c) => (c >= "\u2800" && c <= "\u28ff" ? 1 : 0)));
  assert.equal(braille[0].lastIndexOf(1), 39);
  assert.equal(braille[braille.length - 1].indexOf(1), lines[0].search(/[│┤]/) + 1);
});

test("colours are told to a terminal in the depth that it has", () => {
  assert.ok(speedup.terminal({ colorBits: 24 }).includes("\u001b[38;2;0;114;178m"));
  // #0072b2 in the cube of 216 colours: levels 0, 2 and 3 of 5.
  assert.ok(speedup.terminal({ colorBits: 8 }).includes("\u001b[38;5;31m"));
});
