// The options of amdahl profile that are files: where profiles are saved to, loaded from, and compared with. All are looked
// at before the program runs: a name that is wrong must not cost an hour.
import { Option } from "commander";
import {
  ENDINGS,
  loadProfile,
  NotAProfileError,
  type Profile,
  refusal,
  saveProfile,
} from "../profile/index.ts";
import { UsageError } from "./errors.ts";

/** Files as they are named on the command line. */
export interface FileOptions {
  readonly save?: readonly string[];
  readonly load?: string;
  readonly compare?: string;
  /** A page for a browser. */
  readonly html?: string;
  readonly view?: boolean;
  /** Whether --view may open a browser. */
  readonly open?: boolean;
  /** Whether what libraries do within themselves is told apart. */
  readonly internals?: boolean;
}

/** What is done with them. */
export interface ProfileFiles {
  /** The profile that is shown instead of a program's. */
  readonly loaded: Profile | undefined;
  /** The one that is compared with. */
  readonly before: Profile | undefined;
  /** Saves a profile under all names that were given, and says so on stderr. */
  save(profile: Profile): void;
  /** Shows it in a browser, if that is asked for, until somebody has had enough. */
  view(profile: Profile): Promise<void>;
}

/** The options, for `amdahl profile`. */
export function fileOptions(): Option[] {
  return [
    new Option(
      "--save <file>",
      `save the profile, in the format of the ending: ${ENDINGS.join(", ")}`,
    ).argParser((file: string, before: readonly string[] = []) => [...before, file]),
    new Option("--load <file.json>", "show a saved profile, and run nothing"),
    new Option("--compare <file.json>", "show the differences from a saved profile"),
    new Option("--html <file.html>", "save a page that shows it in any browser, with the program's text"),
    new Option("--view", "show that page in a browser, with a link to speedscope, until Ctrl-C"),
    new Option("--no-open", "print the page's address only"),
  ];
}

/** Opens the files. Throws UsageError for those that cannot be read or will not be written, and for contradictions. */
export function openFiles(program: string | undefined, byLine: boolean, options: FileOptions): ProfileFiles {
  const { save: named = [], html, load, compare } = options;
  if (program === undefined && load === undefined)
    throw new UsageError("profile needs a program to run, or a saved profile to show: --load <file.json>");
  if (program !== undefined && load !== undefined)
    throw new UsageError(`--load shows ${load} and runs nothing: leave out ${program}, or --load`);
  if (compare !== undefined && byLine)
    throw new UsageError("--compare is by function: leave out --lines and --function");
  if (html !== undefined && !html.endsWith(".html"))
    throw new UsageError(`--html: ${html} is to be a page: give it a name that ends in .html`);
  const save = html === undefined ? named : [...named, html];
  for (const file of save) {
    const why = refusal(file);
    if (why !== undefined) throw new UsageError(`${file === html ? "--html" : "--save"}: ${why}`);
  }
  const loaded = load === undefined ? undefined : opened("--load", load, options);
  if (byLine && loaded?.files.every(({ file }) => file.lines.length === 0))
    process.stderr.write(
      `amdahl profile: ${load} was recorded without --lines: how often lines ran is not known\n`,
    );
  return {
    loaded,
    before: compare === undefined ? undefined : opened("--compare", compare, options),
    save(profile) {
      for (const path of save) {
        try {
          process.stderr.write(`amdahl profile: saved ${saveProfile(profile, path).join(", ")}\n`);
        } catch (error) {
          process.stderr.write(`amdahl profile: ${path} is not saved: ${(error as Error).message}\n`);
          process.exitCode ||= 1;
        }
      }
    },
    async view(profile) {
      if (options.view) await (await import("./profile-view.ts")).view(profile, options.open ?? true);
    },
  };
}

function opened(option: string, file: string, { internals }: FileOptions): Profile {
  try {
    return loadProfile(file, internals);
  } catch (error) {
    if (error instanceof NotAProfileError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}
