// Keeps a tenth of what it makes, or with `--tidy` nothing: a program with a leak, and one without.
const tidy = process.argv.includes("--tidy");
const kept: number[][] = [];

function step(i: number): void {
  const list = new Array<number>(1000).fill(i);
  if (i % 10 === 0) kept.push(list);
  if (tidy) kept.length = 0;
}

for (let i = 0; i < 60_000; i++) step(i);
console.log(kept.length);
