// Opens an address in the browser of who sits before this machine, if anybody does.
import { spawn } from "node:child_process";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Why no browser can be opened from here; undefined if one probably can.
 *
 * @example
 * whyNoBrowser({ SSH_CONNECTION: "10.0.0.1 50000 10.0.0.2 22" }); // "over SSH"
 */
export function whyNoBrowser(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (env.CI) return "in CI";
  if (env.SSH_CONNECTION || env.SSH_CLIENT || env.SSH_TTY) return "over SSH";
  const hasDisplay = env.DISPLAY || env.WAYLAND_DISPLAY || platform === "darwin" || platform === "win32";
  return hasDisplay ? undefined : "without a display";
}

/** Opens the address, or does nothing: it is printed in any case. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [command, ...args] =
    platform === "darwin"
      ? ["open", url]
      : platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  // A browser stays when this process ends, and a Ctrl-C is not meant for it.
  const child = spawn(command, args, { stdio: "ignore", detached: true, windowsHide: true });
  child.on("error", () => {});
  child.unref();
}
