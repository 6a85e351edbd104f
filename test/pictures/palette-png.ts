// Makes screenshots small: the same picture with a palette of at most 256 colors, which text on a plain ground hardly needs.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColors = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Buffer;
}

/** `png`: as Chromium writes it, with 8 bits for each of red, green, blue and perhaps alpha, which is dropped. */
export function withPalette(png: Buffer): Buffer {
  const pixels = decode(png);
  return encode(pixels, indexed(pixels));
}

function decode(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      const [depth, colorType] = [body[8], body[9]];
      if (depth !== 8 || (colorType !== 2 && colorType !== 6)) throw new Error(`a PNG of type ${colorType}/${depth}`);
      channels = colorType === 2 ? 3 : 4;
    }
    if (type === "IDAT") data.push(body);
    at += length + 12;
  }
  return { width, height, rgb: unfilter(inflateSync(Buffer.concat(data)), width, height, channels) };
}

/** https://www.w3.org/TR/png/#9Filters */
function unfilter(raw: Buffer, width: number, height: number, channels: number): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  const rgb = Buffer.alloc(width * height * 3);
  const known = (row: number, at: number) => (row < 0 || at < 0 ? 0 : (rows[row * stride + at] ?? 0));
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at += 1) {
      const [left, up, upLeft] = [known(row, at - channels), known(row - 1, at), known(row - 1, at - channels)];
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter ?? 0] ?? 0;
      rows[row * stride + at] = (raw[row * (stride + 1) + 1 + at] ?? 0) + predicted;
    }
    for (let x = 0; x < width; x += 1)
      rows.copy(rgb, (row * width + x) * 3, row * stride + x * channels, row * stride + x * channels + 3);
  }
  return rgb;
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [left, up, upLeft].map((each) => Math.abs(estimate - each));
  if (toLeft === undefined || toUp === undefined || toUpLeft === undefined) return 0;
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

interface Indexed {
  readonly palette: readonly number[];
  readonly indices: Buffer;
}

/** The most frequent colors, as close to each other as fit into the palette; any other becomes the closest of them. */
function indexed({ rgb }: Pixels): Indexed {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const color = rgb.readUIntBE(at, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([one, often], [other, oftener]) => oftener - often || one - other);
  const colors = frequent.map(([color]) => color);
  for (let apart = 0; ; apart += 2) {
    const palette = spread(colors, apart * apart);
    if (palette === undefined) continue;
    const indexOf = new Map(colors.map((color) => [color, closest(palette, color)]));
    const indices = Buffer.alloc(rgb.length / 3);
    for (let pixel = 0; pixel < indices.length; pixel += 1) {
      indices[pixel] = indexOf.get(rgb.readUIntBE(pixel * 3, 3)) ?? 0;
    }
    return { palette, indices };
  }
}

/** Those that are farther than this from all before them; undefined where they are too many. */
function spread(colors: readonly number[], apart: number): number[] | undefined {
  const palette: number[] = [];
  for (const color of colors) {
    if (palette.some((each) => distance(each, color) <= apart)) continue;
    if (palette.length === mostColors) return undefined;
    palette.push(color);
  }
  return palette;
}

function closest(palette: readonly number[], color: number): number {
  let found = 0;
  for (const [index, each] of palette.entries()) {
    if (distance(each, color) < distance(palette[found] ?? 0, color)) found = index;
  }
  return found;
}

/** Squared. */
function distance(one: number, other: number): number {
  const difference = (shift: number) => ((one >> shift) & 0xff) - ((other >> shift) & 0xff);
  return difference(16) ** 2 + difference(8) ** 2 + difference(0) ** 2;
}

function encode({ width, height }: Pixels, { palette, indices }: Indexed): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, palette
  header.set([8, 3], 8);
  const colors = Buffer.alloc(palette.length * 3);
  for (const [index, color] of palette.entries()) colors.writeUIntBE(color, index * 3, 3);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) indices.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colors),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
