// The face of the page: a profile to look at in a browser.
export { type PageOptions, pageOf } from "./page.ts";
export { pageScript, pageStyle, speedscopeFolder } from "./parts.ts";
