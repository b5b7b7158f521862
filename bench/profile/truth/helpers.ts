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
  let [a, b, c, d, e] = sums;
  for (let i = 0; i < n; i++) {
    a += cheap(i) / 3; // @drop
    b += heavy(i); // @drop
    c += digits(i & 1023); // @drop
    d += box.area + ratio(i, 7); // @drop
    e += Math.sqrt(cheap(i)); // @drop
  }
  sums.set([a, b, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const box = new Box(3);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, box, sums);
console.log(`seconds ${(performance.now() - began) / 1000} parts ${sums.join()}`);
