/** Scripts whose letters a joiner or a non-joiner shapes. */
const joining = [
  'Arabic',
  'Bengali',
  'Devanagari',
  'Gujarati',
  'Gurmukhi',
  'Kannada',
  'Khmer',
  'Malayalam',
  'Mongolian',
  'Myanmar',
  'Nko',
  'Oriya',
  'Sinhala',
  'Syriac',
  'Tamil',
  'Telugu',
  'Tibetan',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const picture = '\\p{Extended_Pictographic}';
const needed = [
  `(?<=[${joining}])[\\u200c\\u200d]`,
  `(?<=${picture}[\\ufe0f\\p{Emoji_Modifier}]?)\\u200d(?=${picture})`,
  `(?<=${picture})[\\ufe0e\\ufe0f]`,
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
].join('|');
const controls = '(?![\\n\\t])\\p{Cc}|[\\u2066-\\u2069\\ufffe\\uffff]';
const unseen = new RegExp(`(${needed})|\\p{Default_Ignorable_Code_Point}|${controls}`, 'gu');

/**
 * A text without the code points that no page and no paper shows (SO40): controls (tab and LF stay), directional marks and
 * Unicode's default-ignorable code points. A joiner stays after a letter of a script that it shapes and between two emoji. A
 * variation selector stays after an emoji. `before` is the text of the line up to here.
 */
export function withoutInvisible(text: string, before = ''): string {
  return (before + text)
    .replace(unseen, (point, stays: string | undefined, at: number) => (at < before.length ? point : (stays ?? '')))
    .slice(before.length);
}
