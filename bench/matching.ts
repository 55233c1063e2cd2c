import type { Asked, Question } from '../src/domain/consultation/consultation.ts';
import { SectionId } from '../src/domain/ids.ts';
import { matchQuestions } from '../src/domain/consultation/questions/match.ts';
import { type Newer, type Printed, type TwoVersions, pairsOfSets } from './matching/sets.ts';

// How often the match of a newer question set is right, on invented sets with the changes that departments make (QS11).
//   node bench/matching.ts

const totals = pairsOfSets.map((sets) => judge(sets));
const sum = (pick: (one: Judged) => number): number => totals.reduce((all, one) => all + pick(one), 0);
console.log(
  `\nRight: ${share(
    sum(({ right }) => right),
    sum(({ all }) => all),
  )}`,
);

const many = Array.from({ length: 500 }, (_, n) =>
  asked([String(n), '', `How should ${wordsOf(n)} change, and who pays for ${wordsOf(n * 7)}?`]),
);
const started = performance.now();
matchQuestions(
  many.map(stored),
  [],
  many.map((one) => ({ ...one, text: one.text.replace('change', 'be changed soon') })),
);
console.log(`500 reworded questions matched with 500 in ${(performance.now() - started).toFixed(0)} ms`);

interface Judged {
  readonly right: number;
  readonly all: number;
}

/** Prints the rows that were matched wrongly. A row is right if its answer, and each answer offered to it, is what a person would say. */
function judge({ name, before, after }: TwoVersions): Judged {
  const olds = before.map((one) => stored(asked(one)));
  const { each, merged } = matchQuestions(
    olds,
    [],
    after.map((one) => asked(one)),
  );
  const wrong = after.flatMap((row, n) => {
    const match = each[n];
    const kept = [match?.was, match?.partOf].flatMap((one) => (one === null || one === undefined ? [] : [one.number]));
    const offered = olds.filter(({ id }) => merged.get(id) === n).map(({ number }) => number);
    const found = [...kept, ...offered].toSorted().join(', ');
    const wanted = row[3].toSorted().join(', ');
    return found === wanted ? [] : [`  ${row[0]}. ${row[2]}\n      found ${found || 'new'}, wanted ${wanted || 'new'}`];
  });
  console.log(`${name}: ${share(after.length - wrong.length, after.length)} right`);
  for (const line of wrong) console.log(line);
  return { right: after.length - wrong.length, all: after.length };
}

function asked([number, part, text]: Printed | Newer): Asked {
  const none = { options: [], guidance: '', followUp: '', freeText: true, wordLimit: null, characterLimit: null } as const;
  return { ...none, number, part, text, kind: 'open' };
}

function stored({ number, part, text }: Pick<Asked, 'number' | 'part' | 'text'>): Question {
  const none = { guidance: '', followUp: '', freeText: true, wordLimit: null, characterLimit: null } as const;
  return { ...none, number, part, text, kind: 'open', options: [], id: SectionId.parse(`q${number}`) };
}

function wordsOf(n: number): string {
  return `the ${['roads', 'schools', 'homes', 'parks', 'trains'][n % 5] ?? ''} of area ${n}`;
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${Math.round((100 * part) / whole)}%)`;
}
