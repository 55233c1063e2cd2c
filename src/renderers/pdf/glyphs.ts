/** The characters that a set of fonts can show. */
export interface Glyphs {
  /** The text with every character that one of the fonts lacks written as `[U+1F600]`. */
  shown(text: string): string;
}

/** Reads the character maps of TrueType fonts (OpenType `cmap`, formats 4 and 12). */
export function glyphsOf(fonts: readonly Uint8Array[]): Glyphs {
  const maps = fonts.map(rangesOf);
  const known = new Map<number, boolean>();
  const has = (point: number): boolean => {
    const found = known.get(point) ?? maps.every((ranges) => ranges.some(([first, last]) => point >= first && point <= last));
    known.set(point, found);
    return found;
  };
  return {
    shown: (text) =>
      Array.from(text, (character) => {
        const point = character.codePointAt(0) ?? 0;
        if (point < 0x7f) return character;
        // Joiners and variation selectors draw nothing: they change the look of their neighbours.
        if (invisible.test(character)) return '';
        if (/[\u2028\u2029]/.test(character)) return ' ';
        if (has(point)) return character;
        return /\s/u.test(character) ? ' ' : `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
      }).join(''),
  };
}

const invisible = /\p{Cf}|\p{Variation_Selector}/u;

type Range = readonly [first: number, last: number];

function rangesOf(font: Uint8Array): Range[] {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const table = cmapOf(view);
  const ranges: Range[] = [];
  for (let index = 0; index < view.getUint16(table + 2); index += 1) {
    const at = table + view.getUint32(table + 4 + index * 8 + 4);
    const format = view.getUint16(at);
    if (format === 4) ranges.push(...segments(view, at));
    if (format === 12) ranges.push(...groups(view, at));
  }
  return ranges;
}

function cmapOf(view: DataView): number {
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const record = 12 + index * 16;
    // "cmap"
    if (view.getUint32(record) === 0x636d6170) return view.getUint32(record + 8);
  }
  throw new TypeError('the font has no character map');
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
