// Heat maps: the right colour at the right place, in every medium.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heatMap } from "../../src/plot/index.ts";
import { decodePng } from "./decode-png.ts";

const data = [0, 1, 2, Number.NaN, 4, 10];
const shape = [2, 3] as const;
const map = heatMap({
  data,
  shape,
  title: "T",
  label: "temperature",
  unit: "K",
  x: { label: "x" },
  y: { label: "y" },
});

/** The embedded images of an SVG with their places: first the cells, then the colour bar. */
function images(svg: string) {
  return [...svg.matchAll(/<image [^>]*>/g)].map(([tag]) => {
    const attribute = (name: string) => Number(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]);
    const base64 = /href="data:image\/png;base64,([^"]*)"/.exec(tag)?.[1] ?? "";
    const [x, y, width, height] = ["x", "y", "width", "height"].map(attribute);
    return { x, y, width, height, bitmap: decodePng(Buffer.from(base64, "base64")) };
  });
}

const VIRIDIS_LOW = [0x44, 0x01, 0x54];
const VIRIDIS_HIGH = [0xfd, 0xe7, 0x25];
const NO_DATA = [208, 208, 208];

test("the cells are one image, row by row from the top, and NaN is grey", async () => {
  const [cells] = images(await map.svg());
  const { bitmap } = cells;
  const across = bitmap.width / 3;
  const down = bitmap.height / 2;
  assert.ok(Number.isInteger(across) && Number.isInteger(down));
  assert.deepEqual(bitmap.at(0, 0), VIRIDIS_LOW);
  assert.deepEqual(bitmap.at(bitmap.width - 1, bitmap.height - 1), VIRIDIS_HIGH);
  assert.deepEqual(bitmap.at(0, down), NO_DATA);
  assert.deepEqual(bitmap.at(across - 1, bitmap.height - 1), NO_DATA);
  assert.notDeepEqual(bitmap.at(across, down), NO_DATA);
});

test("the colour bar runs from the highest value at the top to the lowest", async () => {
  const [, bar] = images(await map.svg());
  assert.deepEqual(bar.bitmap.at(0, 0), VIRIDIS_HIGH);
  assert.deepEqual(bar.bitmap.at(0, bar.bitmap.height - 1), VIRIDIS_LOW);
});

test("cells are square unless told otherwise", async () => {
  const [square] = images(await map.svg());
  assert.ok(Math.abs(square.width / 3 / (square.height / 2) - 1) < 0.01);
  const [wide] = images(await heatMap({ data, shape, aspect: 2 }).svg());
  assert.ok(Math.abs(wide.width / 3 / (wide.height / 2) - 2) < 0.02);
});

test("the last row is at the top where the origin is below", async () => {
  const [{ bitmap }] = images(await heatMap({ data, shape, origin: "lower" }).svg());
  assert.deepEqual(bitmap.at(0, 0), NO_DATA);
  assert.deepEqual(bitmap.at(0, bitmap.height - 1), VIRIDIS_LOW);
});

test("labels, units and ticks of the colour bar are there", async () => {
  const svg = await map.svg();
  for (const text of [">T<", ">temperature (K)<", ">x<", ">y<", ">0<", ">10<"])
    assert.ok(svg.includes(text), `${text} is missing`);
});

test("the PNG has the cells' colours where the cells are", async () => {
  const svg = await map.svg();
  const [{ x, y, width, height }] = images(svg);
  const image = decodePng(await map.png({ scale: 1 }));
  assert.equal(image.width, 720);
  const centre = (row: number, column: number) =>
    image.at(Math.round(x + (width * (column + 0.5)) / 3), Math.round(y + (height * (row + 0.5)) / 2));
  assert.deepEqual(centre(0, 0), VIRIDIS_LOW);
  assert.deepEqual(centre(1, 0), NO_DATA);
  assert.deepEqual(centre(1, 2), VIRIDIS_HIGH);
});

test("typed arrays, all one value, one cell, infinities and nothing but NaN are drawn", async () => {
  for (const [values, size] of [
    [new Float64Array(6).fill(3), [2, 3]],
    [new Float32Array([-0]), [1, 1]],
    [new Int32Array([1, 2]), [1, 2]],
    [
      [Number.NaN, Number.NaN],
      [2, 1],
    ],
    [
      [-Infinity, 0, 1, Infinity],
      [2, 2],
    ],
  ] as const)
    assert.doesNotMatch(await heatMap({ data: values, shape: size }).svg(), /NaN|Infinity/);
});

test("an infinite value has the end's colour and does not stretch the range", async () => {
  const [{ bitmap }] = images(await heatMap({ data: [0, 1, Infinity], shape: [1, 3] }).svg());
  assert.deepEqual(bitmap.at(bitmap.width - 1, 0), VIRIDIS_HIGH);
  assert.deepEqual(bitmap.at(bitmap.width >> 1, 0), VIRIDIS_HIGH);
});

test("a shape that the data does not have is refused", () => {
  assert.throws(() => heatMap({ data, shape: [2, 2] }), /6 values, but a shape of \[2, 2\] has 4/);
  assert.throws(() => heatMap({ data: [], shape: [0, 3] }), /the shape is \[0, 3\]; give whole numbers/);
  assert.throws(() => heatMap({ data, shape, range: [1, Number.NaN] }), /the range is \[1, NaN\]/);
});

test("the picture is of the values at the call, whatever happens to the array later", async () => {
  const changing = Float64Array.of(0, 1);
  const early = heatMap({ data: changing, shape: [1, 2] });
  changing.fill(1);
  assert.deepEqual(images(await early.svg())[0].bitmap.at(0, 0), VIRIDIS_LOW);
});

test("a map of 1500 × 1000 is a small document, drawn in well under a second", async () => {
  const large = Float64Array.from({ length: 1_500_000 }, (_, i) => Math.sin(i % 1500) + i / 1e6);
  await map.png();
  // Processor time, not wall time: the machine that tests may be busy.
  const before = process.cpuUsage();
  const png = await heatMap({ data: large, shape: [1000, 1500] }).png();
  const { user, system } = process.cpuUsage(before);
  assert.equal(decodePng(png).width, 1440);
  assert.ok(user + system < 1e6, `${(user + system) / 1000} ms`);
});

test("without colours a terminal shows values as darkness, and NaN as a question mark", () => {
  const lines = map.terminal({ columns: 30, colorBits: 1 }).split("\n");
  assert.equal(lines[0], "T");
  const cells = lines.slice(1, -1);
  assert.ok(cells.every((line) => line.length === 30));
  assert.equal(cells.length, 10);
  assert.equal(cells[0][0], " ");
  assert.equal(cells[9][0], "?");
  assert.equal(cells[9][29], "@");
  assert.match(lines[11], /^0 .* 10 {2}temperature \(K\)$/);
});

test("with colours a character of a terminal holds two pixels", () => {
  const [line] = heatMap({ data: [0, 10], shape: [2, 1], aspect: 2 })
    .terminal({ columns: 20, rows: 6, colorBits: 24 })
    .split("\n");
  assert.ok(line.startsWith("\u001b[38;2;68;1;84m"), "low above, as the foreground");
});

test("a map higher than the terminal is made narrower", () => {
  const tall = heatMap({ data: new Float64Array(100), shape: [100, 1] });
  const lines = tall.terminal({ columns: 80, rows: 20, colorBits: 1 }).split("\n");
  assert.ok(lines.length <= 20);
});
