import type { Asked } from '../consultation.ts';
import { cleanLine } from '../wording.ts';
import { type Nameable, type Named, circleAmong, circleWords, findNamed } from './conditions.ts';
import { type Entry, flawOf } from './entry.ts';

/**
 * Checks the condition of each entry against the others: a condition that names no question, no answer, or leads round in a circle is
 * a flaw (QS14). One that is in order gets the words of the options as they are printed.
 */
export function withConditionsChecked(entries: readonly Entry[]): readonly Entry[] {
  const set = entries.map(({ n, typed, asked }) => ({
    n,
    number: cleanLine(typed.number),
    options: asked?.options ?? typed.options.split('\n'),
  }));
  const named = entries.flatMap((entry): readonly Conditional[] => {
    const { asked } = entry;
    if (asked?.dependsOn === undefined || asked.dependsOn === 'as-before') return [];
    return [{ entry, asked, found: findNamed(asked.dependsOn, set) }];
  });
  const edges = named.flatMap(({ entry, found }) => (found.ok ? [[entry.n, found.on.n] as const] : []));
  const circle = new Set(circleAmong(new Map(edges)));
  const numbers = set.filter(({ n }) => circle.has(n)).map(({ number }) => number);
  const checked = new Map(named.map((one) => [one.entry, checkedEntry(one, circle.has(one.entry.n) ? numbers : [])]));
  return entries.map((entry) => checked.get(entry) ?? entry);
}

/** An entry with a condition, and the question that it names. */
interface Conditional {
  readonly entry: Entry;
  readonly asked: Asked;
  readonly found: Named<Nameable & { readonly n: number }>;
}

function checkedEntry({ entry, asked, found }: Conditional, circle: readonly string[]): Entry {
  if (!found.ok) return withFlaw(entry, found.wrong, found.mend);
  if (circle.length > 0) return withFlaw(entry, circleWords(circle), 'Leave it empty for one of them');
  const options = found.on.options.filter((_, place) => found.options.includes(place));
  return { ...entry, asked: { ...asked, dependsOn: { number: found.on.number, options } } };
}

function withFlaw(entry: Entry, wrong: string, mend: string): Entry {
  const flaw = flawOf(entry, 'dependsOn', `${wrong.charAt(0).toLowerCase()}${wrong.slice(1)}`, mend);
  return { ...entry, asked: null, flaws: [...entry.flaws, flaw] };
}
