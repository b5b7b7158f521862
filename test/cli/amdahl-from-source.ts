// What bin/amdahl.js is to dist/, this is to src/: the tests run the command line without a build.
import { main } from "../../src/cli/main.ts";

await main();
