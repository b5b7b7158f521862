// The face of viewing: a profile's page served to this machine's own browser.
export { openBrowser, whyNoBrowser } from "./browser.ts";
export { type ServedPage, servePage } from "./serve.ts";
