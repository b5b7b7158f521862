// What each rank of `amdahl bench` runs; its only argument says what, as JSON.
import { type BenchOptions, benchRank } from "./rank.ts";

await benchRank(JSON.parse(process.argv[2]) as BenchOptions);
