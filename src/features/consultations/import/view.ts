import { type Consultation, currentQuestions, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';
import type { Preview, Unreadable } from '../../../domain/consultation/questions/import.ts';
import { versionShown } from '../../../domain/consultation/register.ts';
import type { Refused } from '../../../domain/outcome.ts';
import { cutAtWord } from '../../../domain/consultation/wording.ts';
import { counted } from '../../../phrases/english.ts';
import { inParts, kindsCounted } from '../questions/view.ts';
import type { PostedImport } from './form.ts';
import { controlId } from './mend.ts';
import { type ErrorLink, OriginChoices } from './origins.ts';
import { plannedImport } from './planned.ts';
import { rowOf } from './row.ts';
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

/** A file that was read, as somebody checks it. */
export interface Checking {
  readonly consultation: Consultation;
  readonly posted: PostedImport;
  readonly read: Preview;
}

/** Each entry as it will be printed, the bad ones with what to mend at their place; nothing is kept yet. */
export function previewView({ consultation, posted, read }: Checking, refusal: Refused | null) {
  const planned = plannedImport(consultation, read, posted);
  const bad = read.entries.length - planned.ready.length;
  const source = new Source(posted.source, read.lines);
  const again = currentQuestions(consultation).questions.length > 0;
  const origins = again ? new OriginChoices(consultation, planned) : null;
  const shown = { consultation, posted, planned, source, origins, of: read.entries.length };
  const rows = read.entries.map((entry) => rowOf(entry, shown));
  const flaws = read.entries.flatMap((entry) => entry.flaws.map((flaw) => ({ entry, flaw })));
  const clashes = origins?.errors ?? [];
  return {
    ...common(consultation, `Check the ${counted(read.entries.length, 'question', 'questions')}`),
    failed: bad > 0 || refusal !== null || clashes.length > 0,
    source: posted.source,
    name: posted.name,
    over: versionShown(consultation),
    size: sizeWords(posted.source),
    entries: counted(read.entries.length, 'entry', 'entries'),
    summary: summaryOf({ flaws, ready: planned.ready.length, bad }, refusal, clashes),
    parts: inParts(rows),
    ready: planned.ready.length,
    bad,
    proposed: rows.some(({ title }) => title?.from === 'proposed'),
    conditions: rows.some(({ condition }) => condition?.from === 'proposed'),
    again,
    changes: origins?.counts() ?? [],
    removed: origins?.removed(read.entries) ?? [],
    version: again ? currentQuestions(consultation).version + 1 : 1,
    kinds: kindsCounted(planned.ready.map(({ asked }) => asked)),
    leftOut: read.leftOut.slice(0, 20).map(({ field, times }) => `“${field}”, ${times === 1 ? 'once' : `${times} times`}`),
  };
}

interface Ready {
  readonly flaws: readonly { readonly entry: Entry; readonly flaw: Flaw }[];
  readonly ready: number;
  readonly bad: number;
}

/** The error summary: why nothing was kept, then the clashes of questions, then the flaws of entries. */
function summaryOf({ flaws, ready, bad }: Ready, refusal: Refused | null, clashes: readonly ErrorLink[]) {
  if (refusal?.code === 'questions-changed')
    return {
      titleText: 'The questions changed while you checked these',
      descriptionText:
        'Somebody kept another version meanwhile. Below, your questions stand beside that one. Everything that you chose is still chosen. Look through it, then keep them.',
      errorList: clashes,
    };
  if (clashes.length > 0) return { titleText: 'There is a problem', descriptionText: '', errorList: clashes };
  if (refusal !== null)
    return { titleText: 'There is a problem', descriptionText: '', errorList: [{ text: refusal.detail, href: '#entries' }] };
  return bad === 0 ? null : { ...flawsIn(flaws, ready, bad), descriptionText: '' };
}

function flawsIn(flaws: readonly { readonly entry: Entry; readonly flaw: Flaw }[], ready: number, bad: number) {
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

function sizeWords(source: string): string {
  const bytes = Buffer.byteLength(source);
  return bytes < 1024 ? counted(bytes, 'byte', 'bytes') : `${Math.round(bytes / 1024).toLocaleString('en-GB')} KB`;
}
