// Calls of small functions of the same file, which the engine puts in place of their calls: their time belongs to the
// lines that call them. One is called on two lines.
//
//     node helpers.ts SIZE
function cheap(x: number): number {
  return x * 0.5 + 1;
}

const ratio = (x: number, y: number): number => x / (y + 1);

function heavy(x: number): number {
  const decay = Math.exp(-x * 1e-9);
  const level = Math.log(x + 2);
  return decay * level;
}

function digits(x: number): number {
  let sum = 0;
  for (let rest = x | 0; rest > 0; rest = (rest / 10) | 0) sum += rest % 10;
  return sum;
}

class Box {
  readonly side: number;
  constructor(side: number) {
    this.side = side;
  }
  get area(): number {
    return this.side * this.side;
  }
}

function hot(n: number, box: Box, sums: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = i; j < i + 100; j++) sums[0] += cheap(j) / 3; // @drop
    for (let j = i; j < i + 100; j++) sums[1] += heavy(j); // @drop
    for (let j = i; j < i + 100; j++) sums[2] += digits(j & 1023); // @drop
    for (let j = i; j < i + 100; j++) sums[3] += box.area + ratio(j, 7); // @drop
    for (let j = i; j < i + 100; j++) sums[4] += Math.sqrt(cheap(j)); // @drop
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const box = new Box(3);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, box, sums);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${sums.join()}`);
