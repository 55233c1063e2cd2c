import type { Asked, Option, Question } from '../consultation.ts';
import { gist, likeness } from '../wording.ts';

/** How a question of a new set relates to the question it continues. */
export type Continues = 'same' | 'renumbered' | 'reworded' | 'new';

/** A question of a new set with the one it continues; null where it is new. */
export interface Pairing {
  readonly asked: Asked;
  readonly was: Question | null;
  readonly how: Continues;
}

const alike = 0.6;

/**
 * Finds for each question of a new set the question it continues, so that the answer stays with it: first by equal words,
 * then by the most similar words, last by an equal number. No question is continued twice. `earlier` holds questions of older
 * sets; only equal words bring one back.
 */
export function pairQuestions(before: readonly Question[], earlier: readonly Question[], asked: readonly Asked[]): readonly Pairing[] {
  const taken = new Map<number, Question>();
  const free = new Map(before.map((question) => [question.id, question]));
  const take = (n: number, question: Question | undefined): void => {
    if (question === undefined) return;
    taken.set(n, question);
    free.delete(question.id);
  };
  const eachOpen = (act: (one: Asked, n: number) => void): void => {
    asked.forEach((one, n) => {
      if (!taken.has(n)) act(one, n);
    });
  };
  eachOpen((one, n) => {
    take(
      n,
      [...free.values()].find((was) => sameWords(was, one) && sameNumber(was, one)),
    );
  });
  eachOpen((one, n) => {
    take(
      n,
      [...free.values()].find((was) => sameWords(was, one)),
    );
  });
  for (const { n, was } of likest(asked, taken, free)) if (!taken.has(n) && free.has(was.id)) take(n, was);
  eachOpen((one, n) => {
    take(
      n,
      [...free.values()].find((was) => sameNumber(was, one)),
    );
  });
  const known = new Set(before.map((question) => question.id));
  for (const old of earlier) if (!known.has(old.id)) free.set(old.id, old);
  eachOpen((one, n) => {
    take(
      n,
      [...free.values()].find((was) => !known.has(was.id) && sameWords(was, one)),
    );
  });
  return asked.map((one, n) => pairing(one, taken.get(n) ?? null));
}

function likest(asked: readonly Asked[], taken: ReadonlyMap<number, Question>, free: ReadonlyMap<string, Question>): readonly Likeness[] {
  const found: Likeness[] = [];
  asked.forEach((one, n) => {
    if (taken.has(n)) return;
    for (const was of free.values()) {
      const score = likeness(was.text, one.text);
      if (score >= alike) found.push({ n, was, score });
    }
  });
  return found.sort((a, b) => b.score - a.score);
}

interface Likeness {
  readonly n: number;
  readonly was: Question;
  readonly score: number;
}

function pairing(asked: Asked, was: Question | null): Pairing {
  if (was === null) return { asked, was, how: 'new' };
  if (!sameWords(was, asked)) return { asked, was, how: 'reworded' };
  return { asked, was, how: sameNumber(was, asked) ? 'same' : 'renumbered' };
}

function sameWords(was: Question, asked: Asked): boolean {
  return gist(was.text) === gist(asked.text);
}

function sameNumber(was: Question, asked: Asked): boolean {
  return was.number.toLowerCase() === asked.number.toLowerCase();
}

/**
 * The options of a question with their ids. An option with unchanged words keeps its id. Any other gets an id that no option of
 * this question has had, so that a tick never comes to mean something else.
 */
export function pairOptions(had: readonly Option[], texts: readonly string[]): readonly Option[] {
  const kept = new Map(had.map((option) => [gist(option.text), option.id]));
  let last = Math.max(0, ...had.map((option) => Number(/^o(\d+)$/.exec(option.id)?.[1] ?? 0)));
  return texts.map((text) => ({ id: kept.get(gist(text)) ?? `o${(last += 1)}`, text }));
}
