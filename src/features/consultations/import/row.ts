import type { Asked } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import { type EntryField, entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';
import type { Pairing } from '../../../domain/consultation/questions/match.ts';
import { cutAtWord } from '../../../domain/consultation/wording.ts';
import { capital } from '../../../phrases/english.ts';
import { asksFor, kindWords, limitWords } from '../questions/view.ts';
import type { PostedImport } from './form.ts';
import type { Source } from './source.ts';
import { type TitleFor, titleFor } from './titles.ts';

/** One entry as the preview shows it: as it will be printed, or with the fields to mend. */
export function rowOf(entry: Entry, of: number, posted: PostedImport, pairing: Pairing | null, source: Source) {
  const mended = posted.mends.get(entry.n) ?? {};
  const { asked, typed, flaws } = entry;
  return {
    number: typed.number,
    part: asked?.part ?? typed.part,
    text: asked?.text ?? typed.text,
    ready: asked !== null,
    title: asked === null ? null : titleField(entry.n, asked, titleFor(asked, pairing, mended)),
    asks: asked === null ? '' : asksFor(asked),
    limit: asked === null ? '' : limitWords(asked),
    options: asked?.options.join(' · ') ?? '',
    followUp: asked?.followUp ?? '',
    changed: Object.keys(mended).some((field) => field !== 'shortTitle'),
    place: `Entry ${entry.n + 1} of ${of}${source.lineOf(entry.path) === 0 ? '' : `, line ${source.lineOf(entry.path)}${posted.name === '' ? '' : ' of the file'}`}`,
    // Everything mended so far goes with the form, so that nothing typed is lost.
    kept: entryFields.flatMap((field) => {
      const value = mended[field];
      const shown = flaws.some((flaw) => flaw.field === field);
      // A ready entry shows its short title as a field.
      return value === undefined || shown || (field === 'shortTitle' && asked !== null) ? [] : [{ name: `e${entry.n}.${field}`, value }];
    }),
    mends: oncePerField(flaws).map((flaw) => mendOf(entry, flaw, source)),
    continues: pairing === null ? null : continuesOf(entry, pairing, posted),
  };
}

function titleField(n: number, { number }: Asked, { value, from }: TitleFor) {
  const label = `Short title of question ${number}${from === 'proposed' ? ', proposed' : ''}`;
  return { id: controlId(n, 'shortTitle'), name: `e${n}.shortTitle`, label, value, from };
}

function oncePerField(flaws: readonly Flaw[]): readonly Flaw[] {
  return flaws.filter((flaw, n) => flaws.findIndex((one) => one.field === flaw.field) === n);
}

function continuesOf(entry: Entry, { was, how }: Pairing, posted: PostedImport) {
  const field = `new.${entry.n}`;
  if (was === null) return { tag: 'New', look: 'work', detail: '', field, mayBeNew: false, isNew: true };
  const words =
    how === 'same'
      ? ''
      : how === 'renumbered'
        ? `Was question ${was.number}.`
        : `Was question ${was.number}: “${cutAtWord(was.text, 160)}”`;
  const tag = how === 'same' ? 'Same' : how === 'renumbered' ? 'Renumbered' : 'Reworded';
  return {
    tag,
    look: how === 'same' ? 'good' : 'warn',
    detail: words,
    field,
    mayBeNew: how === 'reworded',
    isNew: posted.fresh.has(entry.n),
  };
}

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
  guidance: 'textarea',
  part: 'input',
};

function mendOf(entry: Entry, flaw: Flaw, source: Source) {
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
