// Building strings and looking into them: most of it is the engine's own code.
//
//     node strings.ts SIZE
const words = Array.from({ length: 256 }, (_, i) => `word${i * 7}`);
const line = words.slice(0, 6).join(" ");
const labels: string[] = new Array(16).fill("");

function hot(n: number, sums: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = i; j < i + 20; j++) labels[j & 15] = `${words[j & 255]}-${j & 1023}`; // @drop
    for (let j = i; j < i + 20; j++) sums[0] += words[j & 255].charCodeAt(j & 3); // @drop
    for (let j = i; j < i + 20; j++) sums[1] += line.indexOf("5", j & 31); // @drop
    for (let j = i; j < i + 20; j++) sums[2] += words[j & 255].toUpperCase().length; // @drop
    for (let j = i; j < i + 20; j++) sums[3] += line.split(" ").length; // @drop
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${[labels.join("").length, ...sums].join()}`);
