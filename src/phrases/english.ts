/** Words with a capital letter first. */
export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** `1 question`, `22 questions`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** Names as a sentence lists them: `Ann, Bob and Cy`. */
export function listed(names: readonly string[], and: 'and' | 'or' = 'and'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${and} ${last}`;
}

/** A name as an owner: `Kent’s`, and `London Councils’` for a name in the plural. */
export function possessive(name: string): string {
  return `${name}’${name.toLowerCase().endsWith('s') ? '' : 's'}`;
}

/** Words as a sentence: with a full stop, unless they have an end already, before or after a closing quote or bracket. */
export function sentence(words: string): string {
  const ended = words.trim();
  return ended === '' || /[.!?…:][”’"')\]]*$/u.test(ended) ? ended : `${ended}.`;
}

/** Sentences side by side; empty ones are left out. */
export function sentences(...parts: readonly string[]): string {
  return parts
    .map(sentence)
    .filter((one) => one !== '')
    .join(' ');
}

/** One thing said after another: `Found. Monday`. The first ends with a full stop, unless it has an end already; the last stays open. */
export function followedBy(first: string, last: string): string {
  return last === '' ? first : `${sentence(first)} ${last}`;
}
