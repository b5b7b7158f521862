// The long run: prints each function's worst error over many points, as the table in docs/math.md.
// Usage: node test/jit/math/ulp.ts [--count N] [--seed S] [--only exp,log] [--short]
import { parseArgs } from "node:util";
import { measure } from "./measure.ts";
import { plans } from "./points.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    short: { type: "boolean", default: false },
    only: { type: "string", default: Object.keys(plans).join(",") },
  },
});

console.log("| function | worst, ulp of the true value | at | floats from the correctly rounded | points |");
console.log("|---|---|---|---|---|");
for (const name of values.only.split(",")) {
  const w = measure(name, Number(values.count), Number(values.seed), values.short);
  console.log(`| ${name} | ${w.ulp.toFixed(4)} | ${w.at.join(", ")} | ${w.steps} | ${w.count} |`);
}
