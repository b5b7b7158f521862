// What the time was spent in: one bar, whose parts are named below it with their seconds.
import type { PageData, View } from "../model.ts";
import { byId, make, percent, seconds } from "./dom.ts";

/** More pixels than a letter takes on the average. */
const LETTER = 8;

export function showSpent({ kinds }: PageData, { split }: View): void {
  const whole = split.reduce((sum, time) => sum + time, 0);
  const parts = kinds
    .map(([kind, name], i) => ({ kind, name, time: split[i] }))
    .filter(({ time }) => time > 0 && time >= whole / 1000);
  const bar = byId("split");
  bar.setAttribute(
    "aria-label",
    parts.map(({ name, time }) => `${name} ${seconds(time)} s, ${percent(time, whole)}`).join("; ") ||
      "no time was measured",
  );
  bar.replaceChildren(
    ...parts.map(({ kind, name, time }) => {
      const part = make("div", { class: `kind-${kind}`, title: `${name} ${seconds(time)} s` });
      part.style.flexGrow = String(time / whole);
      // A name that does not fit would be cut: it is below, too.
      if ((bar.clientWidth * time) / whole > name.length * LETTER) part.textContent = name;
      return part;
    }),
  );
  byId("kinds").replaceChildren(
    ...parts.map(({ kind, name, time }) =>
      make(
        "li",
        {},
        make("span", { class: `swatch kind-${kind}`, "aria-hidden": "true" }),
        `${name} `,
        make("b", {}, seconds(time)),
        ` s `,
        make("span", { class: "quiet" }, percent(time, whole)),
      ),
    ),
  );
  if (parts.length === 0) byId("kinds").append(make("li", {}, "No samples were taken: nothing is timed."));
}
