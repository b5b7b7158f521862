// A file as it is written, with what each line costs beside it.
import type { Line, PageData, View } from "../model.ts";
import {
  baseName,
  bringIntoView,
  byId,
  count,
  make,
  mebibytes,
  milliseconds,
  percent,
  setShare,
} from "./dom.ts";

/** Above so many lines only those in view are laid out. */
const LONG = 1500;
const BLOCK = 100;
/** Lines that many above and below one with figures are printed. */
const AROUND = 2;
/** Part of a file's heat that makes a line hot. */
const HOT = 0.01;

const grown = ([, , , , , memory]: Line): number => (memory ? memory[1] + memory[2] + memory[3] : 0);

export class SourceView {
  readonly #data: PageData;
  readonly #text = byId("text");
  readonly #select = byId<HTMLSelectElement>("file");
  readonly #left: () => void;
  #view: View;
  #file = -1;
  #figures: ReadonlyMap<number, Line> = new Map();
  #rows: HTMLElement[] = [];
  #hot: readonly number[] = [];
  #hottest: number | undefined;
  #current = 1;

  /** `left` is called when somebody wants back to where they came from. */
  constructor(data: PageData, left: () => void) {
    this.#data = data;
    this.#left = left;
    this.#view = data.views[0];
    this.#select.addEventListener("change", () => this.open(Number(this.#select.value)));
    byId("before").addEventListener("click", () => this.#toHot(-1));
    byId("next").addEventListener("click", () => this.#toHot(1));
    byId("hottest").addEventListener("click", () => this.#goTo(this.#hottest ?? 1, true));
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("click", ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>("[data-line]") : null;
      if (row) this.#goTo(Number(row.dataset.line), false);
    });
  }

  /** Shows some threads' figures: the file stays, or is the hottest at first. */
  show(view: View): void {
    this.#view = view;
    const { files } = this.#data;
    const order = files
      .map((_, file) => ({ file, time: heat(view.lines[file]).sum }))
      .sort((a, b) => b.time - a.time);
    const names = files.map(({ path }) => baseName(path));
    const whole = order.reduce((sum, { time }) => sum + time, 0);
    this.#select.replaceChildren(
      ...order.map(({ file, time }) => {
        const isAlone = names.indexOf(names[file]) === names.lastIndexOf(names[file]);
        const name = isAlone ? names[file] : files[file].path;
        return make(
          "option",
          { value: file, title: files[file].path },
          time > 0 ? `${name} – ${percent(time, whole)}` : name,
        );
      }),
    );
    const line = this.#current;
    if (files.length === 0) this.#text.replaceChildren("No file's text is known: nothing was counted.");
    else if (this.#file < 0) this.open(order[0].file);
    else {
      const top = this.#text.scrollTop;
      this.#render(this.#file);
      this.#text.scrollTop = top;
      this.#mark(line);
    }
  }

  /** Shows a file at a line, or at its hottest one. */
  open(file: number, line?: number): void {
    if (file !== this.#file) this.#render(file);
    this.#goTo(line ?? this.#hottest ?? 1, true);
  }

  focus(): void {
    this.#text.focus();
  }

  #render(file: number): void {
    this.#file = file;
    this.#select.value = String(file);
    const figures = this.#view.lines[file];
    const { lines } = this.#data.files[file];
    this.#figures = new Map(figures.map((one) => [one[0], one]));
    const hasMemory = figures.some(([, , , , , memory]) => memory);
    const { of, sum, most } = heat(figures);
    this.#hot = figures.filter((one) => of(one) > 0 && of(one) >= sum * HOT).map(([line]) => line);
    this.#hottest = figures.find((one) => most > 0 && of(one) === most)?.[0];
    const longest = largestOf(figures.map(([, , , total]) => total));
    const largest = largestOf(figures.map(grown));
    const near = new Set<number>();
    for (const [line, hits, , total] of figures)
      if (hits || total > 0) for (let at = line - AROUND; at <= line + AROUND; at++) near.add(at);

    const heads = ["line", "hits", "self", "total", ...(hasMemory ? ["grown MiB"] : []), "source"];
    const head = make("div", { class: "line heads", role: "row" });
    head.append(
      ...heads.map((name, i) =>
        make("span", { role: "columnheader", "aria-colindex": i + 1, class: CLASSES[name] }, name),
      ),
    );
    this.#rows = lines.map((text, i) => {
      const line = i + 1;
      const one = this.#figures.get(line);
      const classes = ["line", ...(near.has(line) ? ["near"] : []), ...(this.#isHot(line) ? ["hot"] : [])];
      const row = make("div", {
        class: classes.join(" "),
        role: "row",
        id: `line-${line}`,
        "data-line": line,
      });
      const cell = (kind: string, content: string, part = 0, whole = 0) => {
        const made = make("span", { role: "gridcell", class: kind }, content);
        setShare(made, part, whole);
        row.append(made);
        return made;
      };
      cell("no", String(line));
      if (one) {
        const [, hits, self, total, isShared] = one;
        cell("hits", hits === null ? "" : count(hits));
        cell("self", self > 0 ? milliseconds(self) : "", self, longest);
        const time = cell("total", total > 0 ? milliseconds(total) : "", total, longest);
        if (isShared)
          time.append(
            make(
              "span",
              { class: "mark", title: this.#data.shared, role: "img", "aria-label": "shared" },
              "~",
            ),
          );
        if (hasMemory) cell("grown", grown(one) > 0 ? mebibytes(grown(one)) : "", grown(one), largest);
      }
      cell("code", text);
      return row;
    });
    const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK) }, (_, i) => {
      const rows = this.#rows.slice(i * BLOCK, (i + 1) * BLOCK);
      const block = make("div", { role: "rowgroup", class: lines.length > LONG ? "lazy" : undefined });
      block.style.setProperty("--rows", String(rows.length));
      block.append(...rows);
      return block;
    });
    this.#text.classList.toggle("memory", hasMemory);
    this.#text.setAttribute("aria-rowcount", String(lines.length + 1));
    this.#text.replaceChildren(head, ...blocks);
    for (const id of ["before", "next", "hottest"])
      byId<HTMLButtonElement>(id).disabled = this.#hot.length === 0;
    byId("shared").textContent = figures.some((one) => one[4]) ? `~ ${this.#data.shared}` : "";
  }

  #isHot(line: number): boolean {
    return this.#hot.includes(line);
  }

  #toHot(direction: 1 | -1): void {
    const found =
      direction > 0
        ? this.#hot.find((line) => line > this.#current)
        : this.#hot.findLast((line) => line < this.#current);
    // Around the end, so that one key visits all.
    const to = found ?? (direction > 0 ? this.#hot[0] : this.#hot.at(-1));
    if (to !== undefined) this.#goTo(to, true);
  }

  #goTo(line: number, isCentred: boolean): void {
    this.#mark(line);
    const row = this.#rows[this.#current - 1];
    if (row) bringIntoView(row, this.#text, isCentred);
  }

  /** Makes a line the current one. */
  #mark(line: number): void {
    for (const row of this.#text.querySelectorAll("[aria-selected]")) row.removeAttribute("aria-selected");
    this.#current = Math.max(1, Math.min(this.#rows.length, line));
    const row = this.#rows[this.#current - 1];
    row?.setAttribute("aria-selected", "true");
    this.#text.setAttribute("aria-activedescendant", row?.id ?? "");
    byId("line").textContent = this.#words(this.#current);
  }

  #words(line: number): string {
    const one = this.#figures.get(line);
    const place = `${this.#data.files[this.#file].path}:${line}`;
    if (!one) return place;
    const [, hits, self, total, , memory] = one;
    const whole = this.#view.split.reduce((sum, time) => sum + time, 0);
    const parts = [
      ...(hits === null ? [] : [`${count(hits)} hits`]),
      ...(total > 0
        ? [`self ${milliseconds(self)} ms`, `total ${milliseconds(total)} ms (${percent(total, whole)})`]
        : []),
      ...(hits && total > 0 ? [`${(total / hits).toPrecision(3)} µs a hit`] : []),
    ];
    if (memory) {
      const [resident, heap, arrays, blocks, peak] = memory.map(mebibytes);
      parts.push(
        `grown MiB: objects ${heap}, buffers ${arrays}, amdahl's arrays ${blocks}, resident ${resident} to ${peak}`,
      );
    }
    return `${place}  ${parts.join(" · ")}`;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#text.clientHeight / (this.#rows[0]?.offsetHeight || 18)) - 2);
    const by: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.#rows.length,
      End: this.#rows.length,
    };
    if (event.key in by) this.#goTo(this.#current + by[event.key], Math.abs(by[event.key]) > 1);
    else if (event.key === "n") this.#toHot(1);
    else if (event.key === "p") this.#toHot(-1);
    else if (event.key === "Escape") this.#left();
    else return;
    event.preventDefault();
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  line: "no",
  hits: "hits",
  self: "self",
  total: "total",
  "grown MiB": "grown",
  source: "code",
};

/** What makes lines hot: their own time if there is any, else what is called from them, what memory grew by, or how often they ran. */
function heat(figures: readonly Line[]): { of: (line: Line) => number; sum: number; most: number } {
  const kinds: ((line: Line) => number)[] = [(one) => one[2], (one) => one[3], grown, (one) => one[1] ?? 0];
  const of = kinds.find((kind) => figures.some((one) => kind(one) > 0)) ?? kinds[0];
  const all = figures.map(of);
  return { of, sum: all.reduce((sum, one) => sum + one, 0), most: largestOf(all) };
}

const largestOf = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);
