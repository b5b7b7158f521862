// A browser of the Chromium kind on this machine, for the tests that need one.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where it is; CHROME_PATH names one. Undefined if there is none. */
export function chromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = [
    process.env.CHROME_PATH,
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return places.find((place) => {
    try {
      accessSync(place ?? "", constants.X_OK);
      return Boolean(place);
    } catch {
      return false;
    }
  });
}
