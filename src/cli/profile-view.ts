// amdahl profile --view: serves the profile's page until Ctrl-C.
import { openBrowser, type Profile, servePage, whyNoBrowser } from "../profile/index.ts";

/**
 * Serves a profile, says where, and opens it in a browser if there is one and `isOpened` says so. Resolves when somebody
 * has had enough; the exit status stays what it is.
 */
export async function view(profile: Profile, isOpened: boolean): Promise<void> {
  const page = await servePage(profile);
  process.stderr.write(`amdahl profile: ${page.url} shows the profile until Ctrl-C\n`);
  if (isOpened && whyNoBrowser() === undefined) openBrowser(page.once);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  page.close();
}
