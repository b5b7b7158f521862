// The ratios of a result as one picture: a row a kernel, a mark a variant, on a logarithmic axis where twice as fast
// and half as fast are equally far from 1. The axes of amdahl/plot are numbers, and these rows are names.
import type { Result } from "./result.ts";

const LEFT = 300;
const WIDTH = 840;
const ROW = 26;
const MARK = 6;
const TOP = 74;
const LEGEND = 200;
const COLUMNS = Math.floor(WIDTH / LEGEND);
// Okabe & Ito, "Color Universal Design", 2008.
const COLORS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000"];

/** The result as an SVG document; how much faster each variant is than the first one of its kernel. */
export function chart({ kernels, machine, started }: Result): string {
  const names = [...new Set(kernels.flatMap(({ variants }) => variants.slice(1).map(({ name }) => name)))];
  const color = (name: string): string => COLORS[names.indexOf(name) % COLORS.length];
  // When the colours begin again, the marks are rings, and then squares.
  const turn = (name: string): number => Math.floor(names.indexOf(name) / COLORS.length);
  const mark = (name: string, x: number, y: number, about = ""): string => {
    const style = `fill="${turn(name) === 0 ? color(name) : "#fff"}" stroke="${color(name)}" stroke-width="1.5"`;
    return turn(name) < 2
      ? `<circle cx="${round(x)}" cy="${round(y)}" r="3" ${style}>${about}</circle>`
      : `<rect x="${round(x - 3)}" y="${round(y - 3)}" width="6" height="6" ${style}>${about}</rect>`;
  };
  const ends = kernels.flatMap(({ variants }) =>
    variants
      .slice(1)
      .flatMap(({ speedup }) => [speedup.ratio, speedup.low, speedup.high].filter((x) => x > 0)),
  );
  const least = Math.floor(Math.log2(Math.min(1, ...ends)));
  const most = Math.ceil(Math.log2(Math.max(2, ...ends)));
  const x = (ratio: number): number =>
    LEFT + ((Math.log2(ratio) - least) / (most - least)) * (WIDTH - LEFT - 30);
  const row = Math.max(ROW, MARK * (Math.max(...kernels.map(({ variants }) => variants.length)) + 1));
  const bottom = TOP + row * kernels.length;
  const out: string[] = [
    text(
      16,
      26,
      `How much faster than ${kernels[0].variants[0].name} TypeScript`,
      'font-size="17" font-weight="600"',
    ),
    text(
      16,
      46,
      `${machine.cpu}, Node ${machine.node}, ${started.slice(0, 10)}; bars: intervals`,
      'fill="#666"',
    ),
  ];
  for (let power = least; power <= most; power++) {
    const at = x(2 ** power);
    out.push(line(at, TOP - 8, at, bottom, power === 0 ? "#444" : "#ddd"));
    out.push(
      text(at, bottom + 16, power < 0 ? `1/${2 ** -power} ×` : `${2 ** power} ×`, 'text-anchor="middle"'),
    );
  }
  kernels.forEach(({ about, variants }, k) => {
    const y = TOP + row * k + row / 2;
    out.push(text(LEFT - 12, y + 4, about, 'text-anchor="end"'));
    variants.slice(1).forEach(({ name, speedup }, v) => {
      const at = y + (v - (variants.length - 2) / 2) * MARK;
      if (speedup.low > 0) out.push(line(x(speedup.low), at, x(speedup.high), at, color(name), 2));
      const about = `<title>${escaped(`${name}: ${speedup.ratio.toFixed(2)} ×`)}</title>`;
      out.push(mark(name, x(speedup.ratio), at, about));
    });
  });
  names.forEach((name, i) => {
    const at = 24 + (i % COLUMNS) * LEGEND;
    const y = bottom + 42 + Math.floor(i / COLUMNS) * 18;
    out.push(mark(name, at, y - 4), text(at + 9, y, name));
  });
  const height = bottom + 56 + Math.floor((names.length - 1) / COLUMNS) * 18;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`,
    ' font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="#222">',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...out,
    "</svg>\n",
  ].join("\n");
}

const round = (value: number): number => Math.round(value * 10) / 10;

const text = (x: number, y: number, content: string, style = ""): string =>
  `<text x="${round(x)}" y="${round(y)}" ${style}>${escaped(content)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, color: string, width = 1): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${color}" stroke-width="${width}"/>`;

const escaped = (content: string): string =>
  content.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] as string);
