// Building strings and looking into them: most of it is the engine's own code.
//
//     node strings.ts SIZE
const words = Array.from({ length: 256 }, (_, i) => `word${i * 7}`);
const line = words.slice(0, 6).join(" ");
const labels: string[] = new Array(16).fill("");

function hot(n: number, sums: Float64Array): void {
  let [b, c, d, e] = sums;
  for (let i = 0; i < n; i++) {
    labels[i & 15] = `${words[i & 255]}-${i & 1023}`; // @drop
    b += words[i & 255].charCodeAt(i & 3); // @drop
    c += line.indexOf("5", i & 31); // @drop
    d += words[i & 255].toUpperCase().length; // @drop
    e += line.split(" ").length; // @drop
  }
  sums.set([b, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
const seconds = (performance.now() - began) / 1000;
console.log(`seconds ${seconds} parts ${[labels.join("").length, ...sums].join()}`);
