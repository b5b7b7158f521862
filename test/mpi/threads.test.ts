// The suite of message passing on the local engine, whose ranks are threads: every topic, over every communicator, on one
// to five of them.
import { suiteOn } from "./suite/passed.ts";

const native = process.env.AMDAHL_FFI !== "off";

for (const ranks of [1, 2, 3, 4, 5]) suiteOn("thread", ranks, native);
if (native) suiteOn("thread", 3, false);
