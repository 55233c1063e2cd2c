/** Elements that have no end, or whose end HTML lets an author leave out. */
const endless: ReadonlySet<string> = new Set(
  (
    'area base body br col colgroup dd dt embed head hr html img input li link meta option optgroup p param rp rt source tbody td tfoot ' +
    'th thead tr track wbr'
  ).split(' '),
);

/** A browser parses a document in a time that grows with the square of its depth; real ones stay below a hundred. */
const deepest = 1000;

/** The attributes that hold a style: the page's own, and the one that {@link readyToParse} writes instead. */
export const styleAttributes = ['data-pasted-style', 'style'] as const;

/**
 * HTML made ready for a browser's parser. Its styles are kept as text under other names: the page's content security policy
 * would report each of them, and some style sheets crash a browser. Null if it nests so deep that parsing would take minutes.
 */
export function readyToParse(html: string): string | null {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    if (endless.has(name.toLowerCase())) continue;
    depth = slash === '' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepest) return null;
  }
  return html
    .replace(/<style\b/gi, '<script type=text/plain data-pasted-style')
    .replace(/<\/style\b/gi, '</script')
    .replace(/<[a-z][^<>]*/gi, (tag) => tag.replace(/(\s)style(?=\s*=)/gi, '$1data-pasted-style'));
}
