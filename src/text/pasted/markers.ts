/** A list's marker as Word writes it into the text of an item. */
export interface Marker {
  /** `words`: a marker that says something, such as "Recommendation 4:", and so is text. */
  readonly kind: 'bullet' | 'number' | 'words';
  /** The numbers that the marker can stand for, the likeliest first: "i." is 1, or 9 after "h.". */
  readonly numbers: readonly number[];
}

/** Reads a marker such as `·`, `3.`, `(iv)` or `2.1`. A format such as `alpha-lower` or `bullet` comes from a style sheet. */
export function markerOf(text: string, format: string): Marker {
  const marker = text.replace(/[\s\u00a0\u00ad\u200b\ufeff]+/g, '');
  if (format === 'bullet' || format === 'image') return { kind: 'bullet', numbers: [] };
  const plain = /^[([]?(?:\w{1,7}[.-])*(\d{1,7}|[a-z]{1,7})[.)\]:]*$/i.exec(marker);
  if (plain === null) return { kind: /\p{L}{2,}/u.test(marker) ? 'words' : 'bullet', numbers: [] };
  const [, token = ''] = plain;
  if (/^\d+$/.test(token)) return { kind: 'number', numbers: [Number(token)] };
  // Symbol and Wingdings draw their bullets with single letters: "o", "v", "q".
  if (marker.length === 1 && format === '') return { kind: 'bullet', numbers: [] };
  const numbers = lettersAsNumbers(token.toLowerCase(), format);
  return { kind: numbers.length === 0 ? 'words' : 'number', numbers };
}

function lettersAsNumbers(token: string, format: string): number[] {
  const roman = romanOf(token);
  const alphabetic = /^([a-z])\1*$/.test(token) ? token.charCodeAt(0) - 96 + 26 * (token.length - 1) : null;
  const likely = /^(?:i+|.{2,})$/.test(token) ? [roman, alphabetic] : [alphabetic, roman];
  const readings = format.startsWith('alpha') ? [alphabetic] : format.startsWith('roman') ? [roman] : likely;
  return readings.filter((reading) => reading !== null);
}

const romans: ReadonlyMap<string, number> = new Map(Object.entries({ i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 }));

function romanOf(token: string): number | null {
  if (!/^m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/.test(token)) return null;
  const values = Array.from(token, (letter) => romans.get(letter) ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}
