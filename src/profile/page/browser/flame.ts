// The tree of calls to walk about in, by pointer and by keys: what is pointed at or walked to is named beside it.
import type { PageData, View } from "../model.ts";
import { byId, percent, seconds } from "./dom.ts";
import { type Palette, paint, paletteOf, ROW } from "./paint.ts";
import { type CallTree, callAt, callTree, step, timeOf } from "./tree.ts";

export interface FlameEvents {
  /** A call's function was walked to or clicked on. */
  selected(fn: number): void;
  opened(fn: number): void;
}

const STEPS = {
  ArrowDown: "called",
  ArrowUp: "caller",
  ArrowLeft: "before",
  ArrowRight: "after",
} as const;

export class Flame {
  readonly #data: PageData;
  readonly #events: FlameEvents;
  readonly #box = byId("flame");
  readonly #canvas = this.#box.querySelector("canvas") as HTMLCanvasElement;
  readonly #extent = this.#box.querySelector(".extent") as HTMLElement;
  readonly #out = byId<HTMLButtonElement>("out");
  readonly #open = byId<HTMLButtonElement>("open");
  readonly #waiting = byId<HTMLInputElement>("waiting");
  #view: View;
  #tree: CallTree = callTree([], () => false);
  #palette: Palette | undefined;
  #zooms: number[] = [0];
  #current = 0;
  #selected: number | undefined;
  #matches: ReadonlySet<number> | undefined;
  #isDue = false;

  constructor(data: PageData, events: FlameEvents) {
    this.#data = data;
    this.#events = events;
    this.#view = data.views[0];
    const box = this.#box;
    this.#waiting.addEventListener("change", () => this.show(this.#view));
    this.#out.addEventListener("click", () => this.#zoomOut());
    this.#open.addEventListener("click", () => this.#openCurrent());
    box.addEventListener("scroll", () => this.#draw());
    box.addEventListener("focus", () => this.#draw());
    box.addEventListener("blur", () => this.#draw());
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("mousemove", (event) => this.#tell(this.#under(event) ?? this.#current));
    box.addEventListener("mouseleave", () => this.#tell(this.#current));
    box.addEventListener("click", (event) => {
      const call = this.#under(event);
      if (call === undefined) return;
      this.#goTo(call);
      this.#zoomIn();
    });
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  show(view: View): void {
    this.#view = view;
    const { functions, kinds, trees } = this.#data;
    const isIdle = (fn: number) => kinds[functions[fn].kind]?.[0] === "idle";
    const lists = view.threads.map((thread) => trees[thread]);
    byId("waiting-label").hidden = !view.split.some((time, kind) => time > 0 && kinds[kind][0] === "idle");
    this.#tree = callTree(lists, (fn) => !this.#waiting.checked && isIdle(fn));
    this.#zooms = [0];
    this.#current = 0;
    this.#extent.style.height = `${(this.#tree.deepest + 1) * ROW}px`;
    this.#tell(0);
    this.#draw();
  }

  /** Takes the colours anew. */
  recolor(): void {
    this.#palette = undefined;
    // At once: a printer does not wait for the next frame.
    this.#paint();
  }

  /** Highlights functions, and says which part of the time they have. */
  highlight(matches: ReadonlySet<number> | undefined): string {
    this.#matches = matches;
    this.#draw();
    if (!matches) return "";
    const time = timeOf(this.#tree, (fn) => matches.has(fn));
    return `${seconds(time)} s, ${percent(time, this.#tree.total[0])} of the time`;
  }

  select(fn: number): void {
    this.#selected = fn;
    this.#draw();
  }

  get #zoom(): number {
    return this.#zooms[this.#zooms.length - 1];
  }

  #draw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#isDue = false;
    const { clientWidth, clientHeight, scrollTop } = this.#box;
    if (this.#tree.total[0] <= 0 || clientWidth === 0) return;
    this.#palette ??= paletteOf(this.#data);
    this.#canvas.style.height = `${clientHeight}px`;
    paint(this.#canvas, clientWidth, clientHeight, {
      tree: this.#tree,
      zoom: this.#zoom,
      current: this.#current,
      selected: this.#selected,
      matches: this.#matches,
      name: (call) => this.#name(call),
      palette: this.#palette,
      scroll: scrollTop,
      hasFocus: document.activeElement === this.#box,
    });
  }

  #name(call: number): string {
    return call === 0 ? this.#view.name : this.#data.functions[this.#tree.fn[call]].label;
  }

  #under({ clientX, clientY }: MouseEvent): number | undefined {
    const { left, top, width } = this.#canvas.getBoundingClientRect();
    const depth = Math.floor((clientY - top + this.#box.scrollTop) / ROW);
    const time = this.#tree.left[this.#zoom] + ((clientX - left) / width) * this.#tree.total[this.#zoom];
    return depth < 0 || width === 0 ? undefined : callAt(this.#tree, this.#zoom, depth, time);
  }

  #words(call: number): string {
    const { self, total } = this.#tree;
    if (total[0] <= 0) return "No samples were taken.";
    return `${this.#name(call)}  self ${seconds(self[call])} s · total ${seconds(total[call])} s · ${percent(total[call], total[0])}`;
  }

  #tell(call: number): void {
    byId("frame").textContent = this.#words(call);
    this.#out.disabled = this.#zooms.length < 2;
    this.#open.disabled = this.#place(this.#current) === undefined;
  }

  #place(call: number): number | undefined {
    const fn = this.#tree.fn[call];
    return call > 0 && this.#data.functions[fn].file >= 0 ? fn : undefined;
  }

  #goTo(call: number): void {
    this.#current = call;
    const { depth, fn } = this.#tree;
    // What is above the call that fills the window shows only as far as it is walked to.
    const top = depth[call] * ROW;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.#box.scrollTop = top + ROW - clientHeight;
    this.#tell(call);
    byId("flame-said").textContent = this.#words(call);
    if (call > 0) this.#events.selected(fn[call]);
    this.#draw();
  }

  #zoomIn(): void {
    if (this.#current !== this.#zoom) this.#zooms.push(this.#current);
    this.#tell(this.#current);
    this.#draw();
  }

  #zoomOut(): void {
    if (this.#zooms.length > 1) this.#zooms.pop();
    this.#tell(this.#current);
    this.#draw();
  }

  #openCurrent(): void {
    const fn = this.#place(this.#current);
    if (fn !== undefined) this.#events.opened(fn);
  }

  #key(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (altKey) return;
    if (key === "Enter") {
      if (ctrlKey || metaKey) this.#openCurrent();
      else this.#zoomIn();
    } else if (ctrlKey || metaKey) return;
    else if (key === "Escape") this.#zoomOut();
    else if (key === "Home") this.#goTo(this.#zoom);
    else if (key in STEPS) {
      const to = STEPS[key as keyof typeof STEPS];
      // Beside the call that fills the window nothing is to be seen.
      const isSideways = to === "before" || to === "after";
      const isInside = this.#tree.depth[this.#current] > this.#tree.depth[this.#zoom];
      if (!isSideways || isInside) this.#goTo(step(this.#tree, this.#current, to));
    } else return;
    event.preventDefault();
  }
}
