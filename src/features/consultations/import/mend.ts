import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { EntryField } from '../../../domain/consultation/questions/fields.ts';
import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';
import { cutAtWord } from '../../../domain/consultation/wording.ts';
import { capital } from '../../../phrases/english.ts';
import { kindWords } from '../questions/view.ts';
import type { Source } from './source.ts';

const labels: Readonly<Record<EntryField, string>> = {
  number: 'Number, as printed',
  shortTitle: 'Short title',
  text: 'Question',
  kind: 'What does it ask for?',
  options: 'Options, one on each line',
  minChoices: 'Fewest options to choose',
  maxChoices: 'Most options to choose',
  freeText: 'Is there a box for words beside the options?',
  wordLimit: 'Word limit',
  characterLimit: 'Character limit',
  followUp: 'Follow-up',
  dependsOn: 'Asked only if',
  guidance: 'Guidance',
  part: 'Chapter or part',
};

const controls: Readonly<Record<EntryField, 'input' | 'textarea' | 'select'>> = {
  number: 'input',
  shortTitle: 'input',
  text: 'textarea',
  kind: 'select',
  options: 'textarea',
  minChoices: 'input',
  maxChoices: 'input',
  freeText: 'select',
  wordLimit: 'input',
  characterLimit: 'input',
  followUp: 'textarea',
  dependsOn: 'input',
  guidance: 'textarea',
  part: 'input',
};

/** The control that mends one flaw of an entry, at its place. */
export function mendOf(entry: Entry, flaw: Flaw, source: Source) {
  const { field } = flaw;
  const value = entry.typed[field];
  const choices = field === 'kind' ? Object.entries(kindWords) : field === 'freeText' ? Object.entries({ yes: 'Yes', no: 'No' }) : [];
  const known = choices.map(([key, text]) => ({ value: key, text, selected: key === value }));
  const asInFile = { value, text: value === '' ? 'Choose' : `${cutAtWord(value, 40)} (as in the file)`, selected: true };
  return {
    id: controlId(entry.n, field),
    name: `e${entry.n}.${field}`,
    control: controls[field],
    label: { text: labels[field], classes: 'govuk-label--s' },
    hint: { text: flaw.mend },
    errorMessage: { text: capital(flaw.wrong) },
    value,
    items: known.some((item) => item.selected) ? known : [asInFile, ...known],
    source: source.excerpt(flaw),
  };
}

/** The id of the control that mends a field of an entry. */
export function controlId(n: number, field: EntryField): string {
  return `e${n}-${field}`;
}
