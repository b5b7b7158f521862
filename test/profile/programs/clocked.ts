// Works at one line, rests at another, and does both in what it calls at a third, for 100 milliseconds each.
import { setTimeout as sleep } from "node:timers/promises";

function busy(milliseconds: number): number {
  let turns = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) turns++;
  return turns;
}

async function both(): Promise<number> {
  await sleep(50);
  return busy(50);
}

/** @profile */
async function main(): Promise<number> {
  let turns = busy(100);
  await sleep(100);
  turns += await both();
  for (let i = 0; i < 3; i++) {
    turns += 1;
  }
  return turns;
}

console.log((await main()) > 3);
