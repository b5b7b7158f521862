// Light or dark: what the system says, until somebody says otherwise by the button. What is drawn on the canvas takes its
// colours from the same style as all the rest.
import { byId } from "./dom.ts";

export type Mode = "light" | "dark";

const KEY = "amdahl-profile-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** A colour's red, green and blue, from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Sets up the button; `changed` is called whenever colours are others. */
export function setUpTheme(changed: () => void): void {
  const button = byId<HTMLButtonElement>("theme");
  let chosen = remembered();
  const show = (mode: Mode | undefined) => {
    if (mode === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = mode;
    const isDark = (mode ?? ofSystem()) === "dark";
    button.textContent = isDark ? "Light colours" : "Dark colours";
    changed();
  };
  button.addEventListener("click", () => {
    chosen = (chosen ?? ofSystem()) === "dark" ? "light" : "dark";
    remember(chosen);
    show(chosen);
  });
  system.addEventListener("change", () => show(chosen));
  // Paper is white.
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", () => show(chosen));
  show(chosen);
}

const ofSystem = (): Mode => (system.matches ? "dark" : "light");

// A file's page may have no storage, and says so by throwing.
function remembered(): Mode | undefined {
  try {
    const value = sessionStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}

function remember(mode: Mode): void {
  try {
    sessionStorage.setItem(KEY, mode);
  } catch {
    // It holds until the page is left.
  }
}

/** What the style's variables are just now. */
export function colors(names: readonly string[]): Rgb[] {
  const probe = document.createElement("i");
  document.body.append(probe);
  const found = names.map((name): Rgb => {
    probe.style.color = `var(--${name})`;
    const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b];
  });
  probe.remove();
  return found;
}

/** A colour on the way from one to another. */
export function mixed(from: Rgb, to: Rgb, part: number): string {
  return `rgb(${from.map((c, i) => Math.round(c + (to[i] - c) * part)).join(" ")})`;
}
