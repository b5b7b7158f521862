// cProfile's table: sorted by any column, filtered, and walked through by keys.
import type { PageData, PageFunction, Row, View } from "../model.ts";
import { bringIntoView, byId, count, make, seconds, setShare } from "./dom.ts";

export interface TableEvents {
  /** A row was chosen. */
  selected(fn: number): void;
  /** Its source is asked for; `isKey` if the focus should go there. */
  opened(fn: number, isKey: boolean): void;
}

type Value = (row: Row) => number | null;

interface Column {
  readonly name: string;
  readonly says: string;
  /** What it is sorted by; undefined for the functions' names. */
  readonly value?: Value;
}

const per = (time: number, calls: number | null) => (calls ? time / calls : null);
const COLUMNS: readonly Column[] = [
  { name: "ncalls", says: "Calls; of recursive functions all and the outermost", value: (row) => row[1] },
  { name: "tottime", says: "Seconds in the function itself", value: (row) => row[3] },
  { name: "percall", says: "tottime by call", value: (row) => per(row[3], row[1]) },
  { name: "cumtime", says: "Seconds with what it called", value: (row) => row[4] },
  {
    name: "percall",
    says: "cumtime by outermost call",
    value: (row) => per(row[4], row[2] ?? row[1]),
  },
  { name: "file:line(function)", says: "Where it is written" },
];
const TOTTIME = 1;
/** More rows are shown when they are asked for. */
const FIRST = 400;

export class FunctionTable {
  readonly #data: PageData;
  readonly #events: TableEvents;
  readonly #heads: readonly HTMLTableCellElement[];
  readonly #box = byId("table");
  readonly #body = byId<HTMLTableSectionElement>("rows");
  #view: View;
  #column = TOTTIME;
  #isRising = false;
  #matches: ReadonlySet<number> | undefined;
  #most = FIRST;
  #selected: number | undefined;

  constructor(data: PageData, events: TableEvents) {
    this.#data = data;
    this.#events = events;
    this.#view = data.views[0];
    this.#heads = COLUMNS.map(({ name, says }, i) => {
      const button = make("button", { type: "button", title: says }, name);
      button.addEventListener("click", () => this.#sortBy(i));
      return make("th", { scope: "col", class: i < COLUMNS.length - 1 ? "number" : undefined }, button);
    });
    byId("heads").replaceChildren(...this.#heads);
    this.#body.addEventListener("click", ({ target }) => {
      const fn = rowOf(target);
      if (fn === undefined) return;
      this.select(fn, true);
      this.#events.opened(fn, false);
    });
    this.#body.addEventListener("keydown", (event) => this.#key(event));
  }

  show(view: View): void {
    this.#view = view;
    this.#render();
  }

  /** Shows only these functions; all if undefined. */
  filter(matches: ReadonlySet<number> | undefined): void {
    this.#matches = matches;
    this.#render();
  }

  /** Marks a function's row, and brings it into view; `isFocused` if the focus goes there. */
  select(fn: number, isFocused = false): void {
    this.#selected = fn;
    for (const row of this.#body.rows) this.#mark(row);
    const row = this.#row(fn);
    if (isFocused) row?.focus();
    if (row) bringIntoView(row, this.#box);
    if (isFocused) this.#events.selected(fn);
  }

  focus(): void {
    (this.#row(this.#selected) ?? this.#body.rows[0])?.focus();
  }

  #row(fn: number | undefined): HTMLTableRowElement | undefined {
    return [...this.#body.rows].find((row) => rowOf(row) === fn && fn !== undefined);
  }

  #sortBy(column: number): void {
    const isNumber = COLUMNS[column].value !== undefined;
    this.#isRising = column === this.#column ? !this.#isRising : !isNumber;
    this.#column = column;
    this.#render();
  }

  #sorted(): Row[] {
    const { functions } = this.#data;
    const label = ([fn]: Row) => functions[fn].label;
    const { value } = COLUMNS[this.#column];
    const isTime = this.#column >= TOTTIME;
    const sign = this.#isRising ? 1 : -1;
    const byLabel = (a: Row, b: Row) => label(a).localeCompare(label(b), "en", { numeric: true });
    const order = (a: Row, b: Row): number => {
      if (!value) return sign * byLabel(a, b);
      const [x, y] = [a, b].map((row) => (isTime && this.#isUntimed(row) ? null : value(row)));
      // What is not known comes last, whichever way.
      if (x === null || y === null) return Number(x === null) - Number(y === null) || b[3] - a[3];
      return sign * (x - y) || b[3] - a[3] || byLabel(a, b);
    };
    return this.#view.rows.filter(([fn]) => this.#matches?.has(fn) ?? true).sort(order);
  }

  /** The engine has most native functions in the code of their callers, and does not say how long they take. */
  #isUntimed([fn, , , self]: Row): boolean {
    const { functions, kinds } = this.#data;
    return self === 0 && kinds[functions[fn].kind][0] === "native";
  }

  #render(): void {
    this.#heads.forEach((head, i) => {
      if (i !== this.#column) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", this.#isRising ? "ascending" : "descending");
    });
    const { functions, doubt } = this.#data;
    const rows = this.#sorted();
    const whole = this.#view.rows.reduce((sum, row) => sum + row[3], 0);
    const shown = rows.slice(0, this.#most);
    this.#body.replaceChildren(...shown.map((row) => this.#made(row, functions[row[0]], whole)));
    if (!shown.some(([fn]) => fn === this.#selected)) this.#selected = undefined;
    for (const row of this.#body.rows) this.#mark(row);
    if (this.#selected === undefined && this.#body.rows[0]) this.#body.rows[0].tabIndex = 0;
    const all = this.#view.rows.length;
    byId("row-count").textContent = rows.length < all ? `${rows.length} of ${all}` : `${all}`;
    if (shown.length < rows.length) this.#body.append(this.#more(rows.length));
    byId("doubt").textContent = rows.some((row) => row[5]) ? `~ ${doubt}` : "";
  }

  #made(row: Row, fn: PageFunction, whole: number): HTMLTableRowElement {
    const [number, calls, primitive, self, total, isDoubtful] = row;
    const [kind, spent] = this.#data.kinds[fn.kind];
    const cell = (text: string, part = 0) => {
      const made = make("td", { class: "number" }, text);
      setShare(made, part, whole);
      return made;
    };
    const ncalls =
      calls === null
        ? ""
        : primitive === calls
          ? count(calls)
          : `${count(calls)}/${primitive === null ? "?" : count(primitive)}`;
    const average = (value: number | null) => (value === null ? "" : seconds(value, 6));
    const times = this.#isUntimed(row)
      ? [cell(""), cell(""), cell(""), cell("")]
      : [
          cell(seconds(self), self),
          cell(average(per(self, calls))),
          cell(seconds(total), total),
          cell(average(per(total, primitive ?? calls))),
        ];
    if (isDoubtful)
      times[0].append(
        make("span", { class: "mark", title: this.#data.doubt, role: "img", "aria-label": "doubtful" }, "~"),
      );
    const at = fn.label.lastIndexOf(`(${fn.name})`);
    const place = at > 0 ? fn.label.slice(0, at) : "";
    const name = make(
      "td",
      {
        class: "name",
        title: fn.path ? `${fn.path}${fn.line > 0 ? `:${fn.line}` : ""} ${fn.name}` : fn.name,
      },
      make(
        "div",
        {},
        make("span", { class: `swatch kind-${kind}`, title: spent, role: "img", "aria-label": spent }),
        ...(place ? [make("span", { class: "quiet" }, place)] : []),
        make("b", {}, fn.label.slice(place.length)),
      ),
    );
    return make("tr", { "data-fn": number, tabindex: -1 }, cell(ncalls), ...times, name);
  }

  #mark(row: HTMLTableRowElement): void {
    const isSelected = rowOf(row) === this.#selected;
    row.setAttribute("aria-selected", String(isSelected));
    row.tabIndex = isSelected ? 0 : -1;
  }

  #more(all: number): HTMLTableRowElement {
    const button = make("button", { type: "button" }, `Show all ${all} functions`);
    button.addEventListener("click", () => {
      this.#most = Number.POSITIVE_INFINITY;
      this.#render();
      this.focus();
    });
    return make("tr", {}, make("td", { colspan: COLUMNS.length }, button));
  }

  #key(event: KeyboardEvent): void {
    const fn = rowOf(event.target);
    if (fn === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...this.#body.rows].filter((row) => rowOf(row) !== undefined);
    const at = rows.findIndex((row) => rowOf(row) === fn);
    const last = rows.length - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      PageDown: Math.min(last, at + 15),
      PageUp: Math.max(0, at - 15),
      Home: 0,
      End: last,
    };
    if (event.key === "Enter") {
      this.select(fn, true);
      this.#events.opened(fn, true);
    } else if (event.key in to) this.select(rowOf(rows[to[event.key]]) as number, true);
    else return;
    event.preventDefault();
  }
}

/** The function of the row that an element is in. */
function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("tr[data-fn]") : null;
  return row ? Number(row.dataset.fn) : undefined;
}
