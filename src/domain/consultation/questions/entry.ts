import type { Asked } from '../consultation.ts';
import { cleanLine, cleanText } from '../wording.ts';
import type { EntryField, Typed } from './fields.ts';
import { type Flaw, shown } from './flaw.ts';
import { Reading } from './reading.ts';

/** One entry as read: the question, or the faults to mend. */
export interface Entry {
  /** From 0. */
  readonly n: number;
  readonly path: string;
  readonly typed: Typed;
  readonly asked: Asked | null;
  readonly flaws: readonly Flaw[];
}

/** Reads one entry of a file; values that a person typed stand in for some of its fields. */
export function readEntry(raw: unknown, n: number, path: string, mended: Partial<Typed> = {}): Entry {
  const reading = new Reading(raw, path, mended);
  const shortTitle = reading.words('shortTitle', cleanLine, '');
  const dependsOn = reading.condition();
  const asked: Asked = {
    number: reading.words('number', cleanLine, 'Write it as it is printed, for example 7 or 7a'),
    text: reading.words('text', cleanText, 'Write the question as it is printed'),
    ...reading.choices(reading.choice()),
    wordLimit: reading.limit('wordLimit'),
    characterLimit: reading.limit('characterLimit'),
    followUp: reading.words('followUp', cleanText, ''),
    guidance: reading.words('guidance', cleanText, ''),
    part: reading.words('part', cleanLine, ''),
    ...(shortTitle === '' ? {} : { shortTitle }),
    ...(dependsOn === null ? {} : { dependsOn }),
    freeText: false,
  };
  const freeText = reading.freeText(asked);
  return { n, path, typed: reading.typed(), asked: reading.flaws.length === 0 ? { ...asked, freeText } : null, flaws: reading.flaws };
}

/** One fault of a field that was read. */
export function flawOf(entry: Pick<Entry, 'path' | 'typed'>, field: EntryField, wrong: string, mend: string): Flaw {
  return { field, path: `${entry.path}.${field}`, given: shown(entry.typed[field]), wrong, mend };
}
