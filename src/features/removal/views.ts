import { type Consultation, currentQuestions, shortTitle } from '../../domain/consultation/consultation.ts';
import { questionName } from '../../domain/consultation/question-name.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import { without } from '../../domain/privacy/phrase.ts';
import { type Disposed, type Removal, placesOf } from '../../domain/response/removal/removal.ts';
import { type Response, latestRound } from '../../domain/response/response.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { capital, counted } from '../../phrases/english.ts';
import { responseTitle, roundName } from '../../phrases/names.ts';
import { type Cast, nameOf } from '../../phrases/people.ts';
import { type InSection, type Survey, isFound } from '../../removal/survey.ts';
import type { FormModel } from '../../web/forms.ts';
import type { Case } from '../../web/found.ts';
import { confirmation } from './form.ts';

type Shown = Pick<Case, 'consultation' | 'response'>;

function around({ consultation, response }: Shown) {
  const base = `/consultations/${consultation.id}`;
  return {
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'history' as const },
    caption: responseTitle(consultation, response),
    history: `${base}/history`,
    action: `${base}/removal`,
  };
}

/** The page that asks for the words to look for. */
export function findView(shown: Shown, form: FormModel<'phrase'>) {
  return { ...around(shown), title: 'Remove words for good', failed: form.summary !== null, form };
}

/** The page that shows each place of the words, masked, and asks whether to remove them. */
export function foundView(
  shown: Shown,
  {
    survey,
    form,
    files,
    isDeleted,
  }: {
    readonly survey: Survey;
    readonly form: FormModel<'phrase' | 'deleted' | 'reason' | 'confirm'>;
    readonly files: readonly Disposed[];
    readonly isDeleted: boolean;
  },
) {
  const { phrase } = form.values;
  const ticked = new Set(files.map(({ owner, digest }) => `${owner}/${digest}`));
  const places = [...sectionRows(shown.consultation, survey.sections, phrase), ...otherRows(survey)];
  return {
    ...around(shown),
    title: isFound(survey) ? 'Remove these words for good?' : 'These words were not found',
    failed: form.summary !== null,
    form,
    confirmation,
    places,
    deleted: isFound(survey) ? null : [{ value: 'yes', text: 'Somebody typed these words and deleted them', checked: isDeleted }],
    events: survey.events === 0 ? '' : capital(counted(survey.events, 'entry', 'entries')),
    files: survey.unread.map(({ owner, digest, name }) => ({
      value: `${owner}/${digest}`,
      text: without(phrase, name, mask),
      checked: ticked.has(`${owner}/${digest}`),
    })),
    consequence: consequenceFor(shown.response),
  };
}

interface Row {
  readonly name: string;
  readonly count: string;
  readonly line: string;
  readonly fate: string;
}

/** Stands for the words on pages. */
const mask = '█████';
/** Characters of a line before and after the words. */
const beside = 40;

function sectionRows(consultation: Consultation, sections: readonly InSection[], phrase: string): Row[] {
  return sections.map(({ section, times, line }) => ({
    name: without(phrase, sectionTitle(consultation, section), mask),
    count: counted(times, 'time', 'times'),
    line: shortened(without(phrase, line, mask)),
    fate: 'Taken out. The words around them stay, with their authors.',
  }));
}

function sectionTitle(consultation: Consultation, id: string): string {
  const question = currentQuestions(consultation).questions.find((one) => one.id === id);
  return question === undefined
    ? (fixedSections.find((one) => one.id === id)?.title ?? 'A question that was taken out')
    : questionName(question);
}

function shortened(line: string): string {
  const at = line.indexOf(mask);
  const [from, to] = [Math.max(0, at - beside), at + mask.length + beside];
  return `${from > 0 ? '…' : ''}${line.slice(from, to).toWellFormed()}${to < line.length ? '…' : ''}`;
}

const fieldNames = {
  response: 'Reasons, comments and notes of the response',
  consultation: 'The consultation: its details, questions or reasons',
  positions: 'Positions of organisations',
  evidence: 'Evidence',
  version: 'Names of versions',
} as const;

function otherRows({ hidden, late, fields, disposed, letters }: Survey): Row[] {
  const ofKind = (kind: keyof typeof fieldNames): Row[] => {
    const count = fields.filter((field) => field.kind === kind).length;
    return count === 0
      ? []
      : [{ name: fieldNames[kind], count: counted(count, 'field', 'fields'), line: '', fate: 'Replaced by [removed].' }];
  };
  const row = (count: number, name: string, unit: readonly [string, string], fate: string): Row[] =>
    count === 0 ? [] : [{ name, count: counted(count, ...unit), line: '', fate }];
  return [
    ...row(hidden, 'Text of the draft that no page shows', ['time', 'times'], 'Taken out.'),
    ...row(late, 'Words that came after a lock', ['passage', 'passages'], 'Taken out. Each waits for a decision again.'),
    ...(Object.keys(fieldNames) as (keyof typeof fieldNames)[]).flatMap(ofKind),
    ...row(
      disposed.length,
      'Locked texts, versions, documents and files',
      ['copy', 'copies'],
      'Deleted whole. Their version words stay on record.',
    ),
    ...row(letters, 'Letters kept on this computer', ['letter', 'letters'], 'Replaced by [removed].'),
  ];
}

/** The consequence of a removal for the round and the text, in one or two sentences. */
function consequenceFor(response: Response): string {
  const round = latestRound(response);
  const name = round === null ? '' : capital(roundName(round.n));
  switch (response.status) {
    case 'in-sign-off':
      return `${name} is taken back first. Its approvers are told that it ended, and not which words were removed. The draft opens again.`;
    case 'approved':
      return `The approval of ${name.toLowerCase()} is taken back first. Its approvers are told. The draft opens again, and the text has to be signed again.`;
    case 'submitted':
      return 'The text was sent, so what was sent stays sent. This service keeps its version words and the record, and deletes the text and the documents.';
    default:
      return 'Nobody can write for a moment. Then everybody who has the page open is asked to open it again.';
  }
}

/** The page of one removal: under way, done, or lost. */
export function removalView(shown: Shown & { readonly cast: Cast }, removal: Removal) {
  const { by, at, reason, status, doneAt } = removal;
  const zone = shown.cast.network.timeZone;
  return {
    ...around(shown),
    title: titles[status],
    failed: false,
    underWay: status === 'begun' || status === 'cleared',
    lost: status === 'lost',
    done: status === 'done',
    here: `/consultations/${shown.consultation.id}/removals/${removal.id}`,
    reason,
    who: `${capital(nameOf(shown.cast, by))}, ${formatDateTime(at, zone)}`,
    ended: doneAt === undefined ? '' : formatDateTime(doneAt, zone),
    places: counted(placesOf(removal), 'place', 'places'),
  };
}

const titles = {
  begun: 'The words are being removed',
  cleared: 'The words are being removed',
  done: 'The words were removed for good',
  lost: 'The words have to be typed again',
} as const;
