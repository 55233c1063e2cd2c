const turning = '\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}';
const turnedLetter = new RegExp(`[${turning}]`, 'u');
/** From a right-to-left letter to the last one, with its marks, before a left-to-right letter. Numbers between them belong to it. */
const rightToLeft = new RegExp(`[${turning}](?:(?:(?![${turning}])[^\\p{L}])*[${turning}])*\\p{M}*`, 'gu');
/** From a left-to-right letter or number to the last one before a right-to-left letter. */
const leftToRight = new RegExp(`(?![${turning}])[\\p{L}\\p{N}](?:[^${turning}]*(?![${turning}])[\\p{L}\\p{N}\\p{M}])?`, 'gu');

/** True if the first letter of a text is written from right to left: its paragraph runs that way (SO46). */
export function isTurned(text: string): boolean {
  return turnedLetter.test(/\p{L}/u.exec(text)?.[0] ?? '');
}

/** A part of a text in one direction. */
export interface Part {
  readonly text: string;
  readonly rightToLeft: boolean;
}

/** The parts of a text by direction, in order. Marks and spaces between two directions go with their paragraph. */
export function partsOf(text: string, turned: boolean): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(turned ? leftToRight : rightToLeft)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), rightToLeft: turned });
    parts.push({ text: match[0], rightToLeft: !turned });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), rightToLeft: turned });
  return parts;
}
