/** Words around the short name of an authority or trust: *Kent* of *Kent County Council*. */
const around: ReadonlySet<string> = new Set(
  'the of council county borough city district metropolitan royal london unitary authority trust'.split(' '),
);

/** The short name within the name of an organisation; empty where nothing is left of it, or nothing goes. */
function shortNameOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  const isOwn = (word: string): boolean => !around.has(word.toLowerCase());
  const short = words.slice(words.findIndex(isOwn), words.findLastIndex(isOwn) + 1);
  return short.length === words.length ? '' : short.join(' ');
}

/**
 * The first short name of an organisation that stands in a text as a word of its own, written with its capitals; null where none
 * does. `Reading` may be no name at all, so a finding is for people to judge.
 */
export function shortNameIn(text: string, names: readonly string[]): string | null {
  const words = spaced(text);
  const short = names.map(shortNameOf).filter((name) => name !== '');
  return short.find((name) => words.includes(spaced(name))) ?? null;
}

/** The words of a text, with one space around each. */
function spaced(text: string): string {
  return ` ${Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), ([word]) => word).join(' ')} `;
}
