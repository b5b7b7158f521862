// The suite of message passing on the local engine, whose ranks are processes: the same topics as on threads.
import { test } from "node:test";
import { suiteOn } from "./suite/passed.ts";

if (process.platform === "linux" && process.env.AMDAHL_FFI !== "off") {
  for (const ranks of [1, 2, 3, 4, 5]) suiteOn("process", ranks, true);
} else test("ranks that are processes", { skip: "they need Linux, and native code" });
