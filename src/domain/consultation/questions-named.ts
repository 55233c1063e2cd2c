import type { Question } from './consultation.ts';

const before = /^(?:questions?|q(?:ue)?s?|no|nos|numbers?)\.?$/iu;
const joins = new Set([',', ';', '&', 'and', 'or']);
const reaches = new Set(['to', '-', '–', '—', 'through']);

/**
 * The questions that typed words name by number, in the order of the questions: `Q5`, `question 7a`, `questions 2, 4 and 6`,
 * `questions 8 to 10`. A number that no question has names none.
 */
export function questionsNamed(words: string, questions: readonly Question[]): readonly Question[] {
  const places = new Map(questions.map(({ number }, place) => [number.toLowerCase(), place]));
  const named = new Set<number>();
  let isListening = false;
  let last: number | null = null;
  let from: number | null = null;
  for (const [token] of words.toLowerCase().matchAll(/[\p{L}\p{N}.]+|[,;&–—-]/gu)) {
    const short = /^q\.?(?=\d)/u.exec(token)?.[0] ?? '';
    const place = short !== '' || isListening ? places.get(token.slice(short.length).replace(/\.+$/u, '')) : undefined;
    if (place === undefined) {
      isListening = before.test(token) || (isListening && (joins.has(token) || reaches.has(token)));
      from = isListening && reaches.has(token) ? last : null;
    } else {
      for (let one = Math.min(from ?? place, place); one <= place; one += 1) named.add(one);
      [last, from] = [place, null];
      isListening = !token.endsWith('.');
    }
  }
  return questions.filter((_, place) => named.has(place));
}
