import { closeSync, openSync, readSync } from 'node:fs';
import type { Range } from '../../domain/response/printed.ts';

/** The code points that a font file maps to glyphs. Reads only the character map. Throws `TypeError` for a file that is no font. */
export function rangesOf(file: string): Range[] {
  const descriptor = openSync(file, 'r');
  try {
    const read = (start: number, length: number): DataView => {
      const bytes = Buffer.alloc(length);
      readSync(descriptor, bytes, 0, length, start);
      return new DataView(bytes.buffer, bytes.byteOffset, length);
    };
    const directory = read(0, 12 + 16 * read(4, 2).getUint16(0));
    for (let record = 12; record < directory.byteLength; record += 16) {
      // "cmap"
      if (directory.getUint32(record) === 0x636d6170)
        return mapped(read(directory.getUint32(record + 8), directory.getUint32(record + 12)));
    }
    throw new TypeError(`the font has no character map: ${file}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads an OpenType `cmap` table, formats 4 and 12. */
function mapped(table: DataView): Range[] {
  const offsets = Array.from({ length: table.getUint16(2) }, (_, index) => table.getUint32(8 + index * 8));
  return [...new Set(offsets)].flatMap((at) => {
    const format = table.getUint16(at);
    if (format === 4) return segments(table, at);
    return format === 12 ? groups(table, at) : [];
  });
}

function segments(view: DataView, at: number): Range[] {
  const count = view.getUint16(at + 6) / 2;
  return Array.from({ length: count }, (_, index): Range => [
    view.getUint16(at + 16 + count * 2 + index * 2),
    view.getUint16(at + 14 + index * 2),
  ]).filter(([first]) => first !== 0xffff);
}

function groups(view: DataView, at: number): Range[] {
  return Array.from({ length: view.getUint32(at + 12) }, (_, index): Range => [
    view.getUint32(at + 16 + index * 12),
    view.getUint32(at + 20 + index * 12),
  ]);
}
