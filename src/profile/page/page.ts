// A profile as one HTML file that needs nothing else: no network, no server, and no script but its own.
import { createHash } from "node:crypto";
import { functionReport, type Profile } from "../report/index.ts";
import { pageData } from "./data.ts";
import { pageScript, pageStyle } from "./parts.ts";
import { shell } from "./shell.ts";

/** What a page is given beside the profile. */
export interface PageOptions {
  /** Where the same profile is in speedscope. */
  readonly speedscope?: string;
}

/** Rows of the table for browsers that run no scripts. */
const TEXT_ROWS = 200;

/**
 * A profile as the text of an HTML file: its functions, its lines in their sources, and its tree of calls, of all threads
 * or one. The file holds the program's text.
 *
 * @example
 * writeFileSync("profile.html", pageOf(loadProfile("profile.json")));
 */
export function pageOf(profile: Profile, { speedscope }: PageOptions = {}): string {
  const style = pageStyle();
  const script = pageScript();
  const data = pageData(profile);
  // Nothing is loaded from anywhere, and of what stands in the file only this style and this script count.
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const text = functionReport(profile, { sort: "tottime", limit: TEXT_ROWS });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="amdahl">
<link rel="icon" href="data:,">
<title>${escaped(data.command)} – amdahl profile</title>
<style>${style}</style>
</head>
<body>
<noscript><pre>${escaped(`${data.command}\n\n${text}`)}</pre></noscript>
${shell(speedscope === undefined ? undefined : escaped(speedscope))}
<script type="application/json" id="data">${embedded(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** JSON that nothing in it can end: a program's text may hold any tag. */
function embedded(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
