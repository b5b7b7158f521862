// Waits for 200 ms in all at one line, for nothing much at another, and runs for a while at a third.
import { setTimeout as sleep } from "node:timers/promises";

/** @profile */
async function main(): Promise<number> {
  let s = 0;
  for (let i = 0; i < 4; i++) {
    await sleep(50);
    s += (await Promise.resolve(i)) * 2;
  }
  for (let i = 0; i < 5e6; i++) s += Math.sin(i);
  return s;
}

console.log(await main());
