// Reads PNG for the tests, written from the specification alone, so that our own encoder is not its own judge.
import { crc32, inflateSync } from "node:zlib";

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue at a pixel. */
  at(x: number, y: number): [number, number, number];
}

/** Decodes 8-bit PNGs that are not interlaced: palette, RGB or RGBA. Throws where a checksum is wrong. */
export function decodePng(bytes: Uint8Array): Bitmap {
  const file = Buffer.from(bytes);
  if (file.subarray(0, 8).toString("latin1") !== "\x89PNG\r\n\x1a\n") throw new Error("no PNG signature");
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (crc32(file.subarray(at + 4, at + 8 + length)) !== file.readUInt32BE(at + 8 + length))
      throw new Error(`the checksum of ${type} is wrong`);
    chunks.set(type, [...(chunks.get(type) ?? []), body]);
    at += 12 + length;
  }
  const [header] = chunks.get("IHDR") ?? [];
  const [palette] = chunks.get("PLTE") ?? [];
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 3: 1, 6: 4 }[header[9]];
  if (header[8] !== 8 || channels === undefined || header[12] !== 0) throw new Error("a PNG of another kind");
  const pixels = unfilter(
    inflateSync(Buffer.concat(chunks.get("IDAT") ?? [])),
    width * channels,
    height,
    channels,
  );
  const at = (x: number, y: number): [number, number, number] => {
    const start = (y * width + x) * channels;
    const source = palette ?? pixels;
    const from = palette ? pixels[start] * 3 : start;
    return [source[from], source[from + 1], source[from + 2]];
  };
  return { width, height, at };
}

function unfilter(data: Buffer, stride: number, height: number, bytesPerPixel: number): Uint8Array {
  if (data.length !== (stride + 1) * height)
    throw new Error("the image has another size than its header says");
  const result = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < bytesPerPixel ? 0 : result[y * stride + x - bytesPerPixel];
      const up = y === 0 ? 0 : result[(y - 1) * stride + x];
      const corner = x < bytesPerPixel || y === 0 ? 0 : result[(y - 1) * stride + x - bytesPerPixel];
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      result[y * stride + x] = data[y * (stride + 1) + 1 + x] + predicted;
    }
  }
  return result;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
