import { choiceRange } from '../../../domain/consultation/choice-limits.ts';
import type { Asked, Question, QuestionKind } from '../../../domain/consultation/consultation.ts';

/** Kinds of question as pages name them, in the order they are offered. */
export const kindWords = {
  open: 'Text',
  heading: 'Text',
  likert: 'Scale',
  'single-choice': 'One choice',
  'multiple-choice': 'Several choices',
} as const satisfies Record<QuestionKind, string>;

/** `Scale, then text`, `Several choices, up to three`. */
export function asksFor(asked: Pick<Asked, 'kind' | 'freeText' | 'minChoices' | 'maxChoices'>): string {
  const range = choiceRange(asked);
  const kind = range === '' ? kindWords[asked.kind] : `${kindWords[asked.kind]}, ${range}`;
  return asked.kind !== 'open' && asked.freeText ? `${kind}, then text` : kind;
}

/** `250 words`, `2,000 characters`, both, or `None`. */
export function limitWords({ wordLimit, characterLimit }: Pick<Asked, 'wordLimit' | 'characterLimit'>): string {
  const words = wordLimit === null ? [] : [`${wordLimit.toLocaleString('en-GB')} words`];
  const characters = characterLimit === null ? [] : [`${characterLimit.toLocaleString('en-GB')} characters`];
  return [...words, ...characters].join(', ') || 'None';
}

/** Consecutive questions of one part, under its name and the numbers it holds. */
export interface Part<Row> {
  readonly heading: string;
  readonly rows: readonly Row[];
}

/** Groups rows by part as they come; one part without a name has no heading. */
export function inParts<Row extends { readonly part: string; readonly number: string }>(rows: readonly Row[]): readonly Part<Row>[] {
  const groups: { part: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.part === row.part) last.rows.push(row);
    else groups.push({ part: row.part, rows: [row] });
  }
  return groups.map((group) => ({ heading: headingOf(group, groups.length), rows: group.rows }));
}

function headingOf(
  { part, rows }: { readonly part: string; readonly rows: readonly { readonly number: string }[] },
  groups: number,
): string {
  const name = part === '' ? (groups === 1 ? '' : 'Without a part') : part;
  const first = rows.at(0)?.number ?? '';
  const last = rows.at(-1)?.number ?? '';
  if (name === '') return '';
  return rows.length === 1 ? `${name}: question ${first}` : `${name}: questions ${first} to ${last}`;
}

/** What questions ask for, counted: `15 ask for text, 7 for a scale and then text`. */
export function kindsCounted(questions: readonly Pick<Question, 'kind' | 'freeText'>[]): string {
  const counts = new Map<string, number>();
  for (const question of questions) {
    const kind = asksFor(question).toLowerCase();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const said = [...counts].map(([kind, count], n) =>
    n === 0 ? `${count} ${count === 1 ? 'asks' : 'ask'} for ${kind}` : `${count} for ${kind}`,
  );
  return said.join(', ');
}
