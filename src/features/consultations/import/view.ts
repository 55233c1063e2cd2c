import { type Consultation, currentQuestions, shortTitle } from '../../../domain/consultation/consultation.ts';
import { type Entry, type Flaw } from '../../../domain/consultation/questions/entry.ts';
import { type EntryField, entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { Preview, Unreadable } from '../../../domain/consultation/questions/import.ts';
import { placesIn } from '../../../domain/consultation/questions/json-places.ts';
import type { Pairing } from '../../../domain/consultation/questions/match.ts';
import { pairImport } from '../../../domain/consultation/register.ts';
import { cutAtWord, gist } from '../../../domain/consultation/wording.ts';
import { capital, counted } from '../../../phrases/english.ts';
import { asksFor, inParts, kindWords, kindsCounted, limitWords } from '../questions/view.ts';
import type { PostedImport } from './form.ts';

/** The page on which a question set is pasted or chosen; `unreadable` says why what was given could not be read. */
export function chooseView(consultation: Consultation, posted: Pick<PostedImport, 'source' | 'name'>, unreadable: Unreadable | null) {
  const message = unreadable === null ? '' : [unreadable.wrong, unreadable.mend].filter((part) => part !== '').join('. ');
  return {
    ...common(consultation, 'Bring in the questions'),
    failed: unreadable !== null,
    source: posted.source,
    errors: { source: unreadable === null ? null : { text: message } },
    summary: unreadable === null ? null : { titleText: 'There is a problem', errorList: [{ text: message, href: '#source' }] },
    // What is there already: a newer set becomes the next version.
    has: currentQuestions(consultation).questions.length,
  };
}

function common(consultation: Consultation, title: string) {
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    base: `/consultations/${consultation.id}`,
  };
}

/** Each entry as it will be printed, the bad ones with what to mend at their place; nothing is kept yet. */
export function previewView(consultation: Consultation, posted: PostedImport, preview: Preview) {
  const ready = preview.entries.filter((entry) => entry.asked !== null);
  const bad = preview.entries.length - ready.length;
  const pairings = pairingsOf(consultation, ready);
  const source = new Source(posted.source);
  const rows = preview.entries.map((entry) => rowOf(entry, preview.entries.length, posted, pairings.get(entry.n) ?? null, source));
  const flaws = preview.entries.flatMap((entry) => entry.flaws.map((flaw) => ({ entry, flaw })));
  const again = currentQuestions(consultation).questions.length > 0;
  return {
    ...common(consultation, `Check the ${counted(preview.entries.length, 'question', 'questions')}`),
    failed: bad > 0,
    source: posted.source,
    name: posted.name,
    size: sizeWords(posted.source),
    entries: counted(preview.entries.length, 'entry', 'entries'),
    summary: bad === 0 ? null : summaryOf(flaws, ready.length, bad),
    parts: inParts(rows),
    ready: ready.length,
    bad,
    again,
    dropped: again ? droppedBy(consultation, pairings, preview.entries) : [],
    version: again ? currentQuestions(consultation).version + 1 : 1,
    kinds: kindsCounted(ready.flatMap((entry) => (entry.asked === null ? [] : [entry.asked]))),
    leftOut: preview.leftOut.slice(0, 20).map(({ field, times }) => `“${field}”, ${times === 1 ? 'once' : `${times} times`}`),
  };
}

function summaryOf(flaws: readonly { readonly entry: Entry; readonly flaw: Flaw }[], ready: number, bad: number) {
  const listed = flaws
    .slice(0, 50)
    .map(({ entry, flaw }) => ({ text: `${nameOf(entry)}: ${flaw.wrong}`, href: `#${controlId(entry.n, flaw.field)}` }));
  const more = flaws.length - listed.length;
  return {
    titleText: `${ready} ${ready === 1 ? 'entry is' : 'entries are'} ready, ${bad} ${bad === 1 ? 'needs' : 'need'} mending`,
    errorList: more > 0 ? [...listed, { text: `And ${more} more, marked below`, href: '#entries' }] : listed,
  };
}

function nameOf(entry: Entry): string {
  const number = entry.typed.number.trim();
  return number === '' ? `Entry ${entry.n + 1}` : `Question ${cutAtWord(number, 20)}`;
}

function controlId(n: number, field: EntryField): string {
  return `e${n}-${field}`;
}

function pairingsOf(consultation: Consultation, ready: readonly Entry[]): ReadonlyMap<number, Pairing> {
  const asked = ready.flatMap((entry) => (entry.asked === null ? [] : [entry.asked]));
  return new Map(pairImport(consultation, asked).map((pairing, place) => [ready[place]?.n ?? -1, pairing]));
}

// What an entry that needs mending continues is not known yet, so a question with its number or words is not called gone.
function droppedBy(consultation: Consultation, pairings: ReadonlyMap<number, Pairing>, entries: readonly Entry[]): readonly string[] {
  const kept = new Set([...pairings.values()].map((pairing) => pairing.was?.id));
  const open = entries.filter((entry) => entry.asked === null).map(({ typed }) => typed);
  return currentQuestions(consultation)
    .questions.filter(
      ({ id, number, text }) => !kept.has(id) && !open.some((typed) => typed.number.trim() === number || gist(typed.text) === gist(text)),
    )
    .map((question) => `${question.number}. ${cutAtWord(question.text, 80)}`);
}

function rowOf(entry: Entry, of: number, posted: PostedImport, pairing: Pairing | null, source: Source) {
  const mended = posted.mends.get(entry.n) ?? {};
  const { asked, typed, flaws } = entry;
  return {
    number: typed.number,
    part: asked?.part ?? typed.part,
    text: asked?.text ?? typed.text,
    ready: asked !== null,
    asks: asked === null ? '' : asksFor(asked),
    limit: asked === null ? '' : limitWords(asked),
    options: asked?.options.join(' · ') ?? '',
    followUp: asked?.followUp ?? '',
    changed: Object.keys(mended).length > 0,
    place: `Entry ${entry.n + 1} of ${of}${source.lineOf(entry.path) === 0 ? '' : `, line ${source.lineOf(entry.path)} of the file`}`,
    // Everything mended so far goes with the form, so that nothing typed is lost.
    kept: entryFields.flatMap((field) => {
      const value = mended[field];
      const shown = flaws.some((flaw) => flaw.field === field);
      return value === undefined || shown ? [] : [{ name: `e${entry.n}.${field}`, value }];
    }),
    mends: oncePerField(flaws).map((flaw) => mendOf(entry, flaw, source)),
    continues: pairing === null ? null : continuesOf(entry, pairing, posted),
  };
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

/** The text of a file with its lines, for showing where a flaw stands. */
class Source {
  readonly #lines: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.#lines = text.split('\n');
    this.#places = placesIn(text.replace(/^\ufeff/, '')).lines;
  }

  lineOf(path: string): number {
    return this.#places.get(path) ?? 0;
  }

  /** The line a flaw stands on, with what is wrong in it set apart; null where the file has no such line. */
  excerpt(flaw: Flaw): { readonly line: number; readonly before: string; readonly wrong: string; readonly after: string } | null {
    const line = this.lineOf(flaw.path);
    const text = this.#lines[line - 1]?.trim() ?? '';
    const at = flaw.given === '' ? -1 : text.indexOf(flaw.given);
    if (text === '' || text.length > 400) return null;
    if (at === -1) return { line, before: text, wrong: '', after: '' };
    return { line, before: text.slice(0, at), wrong: flaw.given, after: text.slice(at + flaw.given.length) };
  }
}

function sizeWords(source: string): string {
  const bytes = Buffer.byteLength(source);
  return bytes < 1024 ? counted(bytes, 'byte', 'bytes') : `${Math.round(bytes / 1024).toLocaleString('en-GB')} KB`;
}
