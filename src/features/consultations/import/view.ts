import { type Consultation, currentQuestions, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';
import type { Preview, Unreadable } from '../../../domain/consultation/questions/import.ts';
import type { Pairing } from '../../../domain/consultation/questions/match.ts';
import { pairImport } from '../../../domain/consultation/register.ts';
import { cutAtWord, gist } from '../../../domain/consultation/wording.ts';
import { counted } from '../../../phrases/english.ts';
import { inParts, kindsCounted } from '../questions/view.ts';
import type { PostedImport } from './form.ts';
import { controlId, rowOf } from './row.ts';
import { Source } from './source.ts';

/** The page on which a question set is pasted or chosen; `unreadable` says why the text or the file at `at` could not be read. */
export function chooseView(
  consultation: Consultation,
  posted: Pick<PostedImport, 'typed'>,
  unreadable: Unreadable | null,
  at: 'source' | 'file' = 'source',
) {
  const message = unreadable === null ? '' : [unreadable.wrong, unreadable.mend].filter((part) => part !== '').join('. ');
  return {
    ...common(consultation, 'Bring in the questions'),
    failed: unreadable !== null,
    source: posted.typed,
    errors: {
      source: unreadable !== null && at === 'source' ? { text: message } : null,
      file: unreadable !== null && at === 'file' ? { text: message } : null,
    },
    summary: unreadable === null ? null : { titleText: 'There is a problem', errorList: [{ text: message, href: `#${at}` }] },
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
  const source = new Source(posted.source, preview.lines);
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
    proposed: rows.some(({ title }) => title?.from === 'proposed'),
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

function sizeWords(source: string): string {
  const bytes = Buffer.byteLength(source);
  return bytes < 1024 ? counted(bytes, 'byte', 'bytes') : `${Math.round(bytes / 1024).toLocaleString('en-GB')} KB`;
}
