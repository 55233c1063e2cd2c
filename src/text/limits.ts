/** The most levels of lists inside lists. */
export const deepestList = 8;
/** The longest text of one section, in UTF-16 code units; far above any answer, far below what strains a browser. */
export const longestSection = 300_000;
/** The most blocks, list items and line breaks in one section. */
export const mostNodes = 20_000;
/** The most blocks, list items and line breaks in all sections of a response (TX22): measured, so that pages of a full draft stay quick. */
export const mostNodesInAll = 20_000;
/** The most beginnings and ends of bold, italic, links and the like in one section. */
export const mostFormats = 60_000;
/** The longest address of a link. */
export const longestLink = 2048;

/** True for http, https and mailto addresses that every browser reads as such (CO3). */
export function isAllowedLink(href: unknown): href is string {
  return (
    typeof href === 'string' &&
    href.length <= longestLink &&
    /^(?:https?:\/\/[^/\s]|mailto:[^\s])/i.test(href) &&
    /^[^\p{Cc}\s]+$/u.test(href)
  );
}
