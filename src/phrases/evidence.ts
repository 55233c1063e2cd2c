import { type Evidence, type EvidenceFileType, type EvidenceKind, labelOf } from '../domain/evidence/evidence.ts';
import type { DifferingBox, HeldBecause, HeldBox } from '../domain/evidence/quoting.ts';
import type { EvidenceLabel } from '../domain/evidence/label.ts';
import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import { questionName } from '../domain/consultation/question-name.ts';
import { fixedSections } from '../domain/consultation/section.ts';
import { cutAtWord } from '../domain/consultation/wording.ts';
import { capital, counted, listed } from './english.ts';

/** Labels as pages say them. */
export const labelWords: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'Shareable',
  anonymised: 'Anonymised',
  'network-only': 'Network only',
  'meeting-only': 'Meeting only',
};

/** Who reads evidence of each label, as one sentence without its full stop (EV2). */
export const labelMeanings: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'Everybody in the network reads it. The text may quote it, with the name of its organisation',
  anonymised: 'Everybody in the network reads it. The text may quote it, but never with the name of its organisation',
  'network-only': 'Officers of authorities and trusts, the approvers and the coordinator read it. Partners do not. It is never quoted',
  'meeting-only': 'Only the approvers and the coordinator read it. It is never quoted',
};

/** The tone of a label’s tag: restricted labels stand out. The tone only repeats the words. */
export const labelTones: Readonly<Record<EvidenceLabel, string>> = {
  shareable: 'good',
  anonymised: 'work',
  'network-only': 'warn',
  'meeting-only': 'warn',
};

export const evidenceKinds: Readonly<Record<EvidenceKind, string>> = {
  'case-study': 'Case study',
  figures: 'Table of figures',
  file: 'File',
};

export const fileTypeWords: Readonly<Record<EvidenceFileType, string>> = {
  pdf: 'PDF',
  png: 'PNG picture',
  jpeg: 'JPEG picture',
  docx: 'Word document (DOCX)',
  xlsx: 'Excel workbook (XLSX)',
  csv: 'CSV table',
};

/** A name for a piece of evidence in lists: its first line, cut at a word. */
export function evidenceName({ text }: Pick<Evidence, 'text'>): string {
  return cutAtWord(text.split('\n')[0] ?? '', 80);
}

/** Why a box holds the text up (EV4), for the middle of a sentence. */
export const heldWords: Readonly<Record<HeldBecause, string>> = {
  withdrawn: 'the evidence that it quotes was withdrawn',
  restricted: 'the evidence that it quotes may no longer be quoted: its label was changed',
  'names-organisation': 'the evidence is anonymised, and the box names its organisation',
  hidden: 'the evidence that it quotes may not go out',
};

/** A box that may not go out, as a line of the checks before sign-off (EV11). */
export function heldLine(because: HeldBecause): { readonly what: string; readonly why: string } {
  const what = because === 'names-organisation' ? 'Take the name out of the evidence box' : 'Take the evidence box out of the answer';
  return { what, why: `${capital(heldWords[because])}.` };
}

/**
 * The places of a text whose boxes hold it up: `Question 7 and General comments`; empty where none does. It has no word of the
 * evidence and no reason, since not every reader may see the evidence (EV5, EV15).
 */
export function heldPlaces(consultation: Consultation, held: readonly HeldBox[]): string {
  const { questions } = currentQuestions(consultation);
  const places = held.map(({ section: id }) => {
    const fixed = fixedSections.find((section) => section.id === id);
    const question = questions.find((one) => one.id === id);
    return fixed?.title ?? (question === undefined ? 'A question that was taken out' : questionName(question));
  });
  return listed([...new Set(places)]);
}

/** A box that differs from its evidence, as a line of the checks before sign-off (EV12). */
export function differsLine({ quotes, differences, mayName }: Pick<DifferingBox, 'quotes' | 'differences' | 'mayName'>): {
  readonly what: string;
  readonly why: string;
} {
  if (!quotes) {
    return {
      what: 'Look at the evidence box: its words are no evidence',
      why: 'Nothing in the box stands in the evidence that it names. Take the box out: its words stay in the answer as paragraphs.',
    };
  }
  const named = mayName === null ? '' : mayNameWords(mayName);
  if (differences.length === 0) return { what: 'Look whether the evidence box tells whose evidence it is', why: named };
  const shown = differences.slice(0, mostDifferences).map(({ box, evidence }) => {
    if (box === '') return `The evidence also says “${cutAtWord(evidence, longestShown)}”`;
    if (evidence === '') return `The box says “${cutAtWord(box, longestShown)}”, and the evidence does not`;
    return `The box says “${cutAtWord(box, longestShown)}”, and the evidence “${cutAtWord(evidence, longestShown)}”`;
  });
  const more = differences.length - shown.length;
  return {
    what: 'Compare the evidence box with what the organisation gave',
    why: `${shown.join('. ')}.${more === 0 ? '' : ` ${counted(more, 'more difference', 'more differences')}.`} ${named}`.trim(),
  };
}

/** Says that anonymised evidence holds a short name of its organisation (EV18). */
export function mayNameWords(name: string): string {
  return `The evidence is anonymised, and says “${name}”: that may tell whose it is.`;
}

const mostDifferences = 3;
/** In characters. */
const longestShown = 160;

/** The words of a box in the text: the evidence, then where it comes from. Anonymised evidence says its date alone (EV4). */
export function boxWords(evidence: Evidence, organisation: string): string {
  const from = labelOf(evidence) === 'anonymised' ? [evidence.date] : [organisation, evidence.source, evidence.date];
  const source = from.filter((part) => part !== '').join(', ');
  // An answer has no tables, and a tab would be lost in print.
  const text = evidence.text.replace(/ *\t */gu, ' | ');
  return source === '' ? text : `${text}\n\n${source}`;
}

/** A size in bytes as people say it: `240 KB`, `1.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en-GB')} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Says that restricted evidence exists, and nothing else (EV5); empty where there is none. Without its full stop. */
export function hiddenWords(count: number): string {
  if (count === 0) return '';
  return `${counted(count, 'more piece', 'more pieces')} of evidence ${count === 1 ? 'is' : 'are'} restricted, and not yours to see`;
}
