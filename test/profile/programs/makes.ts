// Two lines that make objects, of which one makes three times as many: the engine's samples have them on any of the lines.
const kept: object[] = new Array(256).fill({});

function make(n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 100; j++) kept[j & 255] = { x: i, y: j }; // once
    for (let j = 0; j < 300; j++) kept[j & 255] = { x: j, y: i }; // three times
  }
}

for (let turn = 0; turn < 100; turn++) make(Number(process.argv[2]));
console.log(kept.length);
