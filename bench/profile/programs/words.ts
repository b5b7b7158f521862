// A program of strings and collections: texts are taken apart, words counted in a Map, and the counts sorted by a
// comparator. Much of its time is the engine's own code, which has no lines.
//
//     node words.ts TEXTS
const texts = Number(process.argv[2]);

/** A text of words that follow each other by a linear congruential generator. */
function text(seed: number, length: number): string {
  const words: string[] = [];
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 1103 + 12345) % 65536;
    words.push(`w${state % 500}`);
  }
  return words.join(" ");
}

function count(line: string, counts: Map<string, number>): void {
  for (const word of line.split(" ")) {
    const key = word.toUpperCase();
    const before = counts.get(key);
    counts.set(key, before === undefined ? 1 : before + 1);
  }
}

function byCount(a: [string, number], b: [string, number]): number {
  if (a[1] !== b[1]) return b[1] - a[1];
  return a[0] < b[0] ? -1 : 1;
}

function work(): number {
  let sum = 0;
  for (let turn = 0; turn < texts; turn++) {
    const counts = new Map<string, number>();
    count(text(turn, 2000), counts);
    const sorted = [...counts].sort(byCount);
    for (let i = 0; i < sorted.length; i++) sum += (i % 10) * sorted[i][1] + sorted[i][0].length;
  }
  return sum;
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
