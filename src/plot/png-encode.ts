// A picture of a big array is one image, not a million rectangles; zlib is all that writing a PNG takes.
// (PNG specification, third edition, W3C 2025.)
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Encodes an image of palette indices, a byte a pixel, row by row from the top, as PNG.
 *
 * @param palette RGB triples, at most 256.
 * @throws RangeError when the number of pixels is not width × height.
 * @example encodePng(2, 1, Uint8Array.of(0, 1), Uint8Array.of(0, 0, 0, 255, 255, 255))
 */
export function encodePng(
  width: number,
  height: number,
  pixels: Uint8Array,
  palette: Uint8Array,
): Uint8Array {
  if (pixels.length !== width * height || pixels.length === 0)
    throw new RangeError(`encodePng: ${pixels.length} pixels for an image of ${width} × ${height}`);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3], 8); // eight bits a pixel, palette
  // Every row begins with its filter: none, which is what suits palette indices.
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 5 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(Buffer.from(type, "latin1"), 4);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, crc32(bytes.subarray(4, 8 + body.length)));
  return bytes;
}
