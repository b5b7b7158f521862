// The one door to the drawing libraries. Publishing replaces this module's compiled form by a bundle of them
// (tools/bundle.ts), so that an installed amdahl brings none of their packages along.
export { axisX, axisY, dot, gridX, gridY, line, link, plot } from "@observablehq/plot";
export { parseHTML } from "linkedom";
