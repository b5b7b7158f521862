// The page's beginning: reads what the file has to show, and ties its parts together. Which threads are shown, what is
// looked for and which function is chosen is the same for all of them.
import type { PageData } from "../model.ts";
import { byId, make, seconds } from "./dom.ts";
import { Flame } from "./flame.ts";
import { SourceView } from "./source.ts";
import { showSpent } from "./spent.ts";
import { FunctionTable } from "./table.ts";
import { setUpTheme } from "./theme.ts";

const data = JSON.parse(byId("data").textContent ?? "") as PageData;
const { functions, views } = data;
byId("app").hidden = false;

const source = new SourceView(data, () => table.focus());
const open = (fn: number, isKey: boolean) => {
  const { file, line } = functions[fn];
  if (file < 0) return;
  source.open(file, Math.max(1, line));
  if (isKey) source.focus();
};
const flame = new Flame(data, {
  selected: (fn) => table.select(fn),
  opened: (fn) => open(fn, true),
});
const table = new FunctionTable(data, { selected: (fn) => flame.select(fn), opened: open });

const choice = byId<HTMLSelectElement>("view");
const find = byId<HTMLInputElement>("find");

function showView(): void {
  const view = views[choice.selectedIndex];
  const { threads, time, samples } = view;
  const facts = [
    ["Node", data.node],
    ["seconds", seconds(time)],
    ["samples", String(samples)],
    ["threads", String(threads.length)],
    ["recorded", new Date(data.began).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })],
  ];
  byId("facts").replaceChildren(
    ...facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
  );
  showSpent(data, view);
  flame.show(view);
  table.show(view);
  source.show(view);
  look();
}

function look(): void {
  const words = find.value.trim().toLowerCase();
  const isFound = ({ label, path }: PageData["functions"][number]) =>
    label.toLowerCase().includes(words) || path.toLowerCase().includes(words);
  const matches = words === "" ? undefined : new Set(functions.flatMap((fn, i) => (isFound(fn) ? [i] : [])));
  table.filter(matches);
  byId("found").textContent = flame.highlight(matches);
}

byId("command").textContent = data.command;
choice.replaceChildren(...views.map(({ name }) => make("option", {}, name)));
choice.disabled = views.length < 2;
choice.addEventListener("change", showView);
addEventListener("resize", () => showSpent(data, views[choice.selectedIndex]));
find.addEventListener("input", look);
find.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  table.focus();
});
byId("notes").replaceChildren(...data.notes.map((note) => make("li", {}, note)));
showView();
setUpTheme(() => flame.recolor());
