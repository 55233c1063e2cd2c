import type { Answered } from '../../domain/response/kind/sections.ts';
import { endorsementOf, kindOf } from '../../domain/response/kind/kind.ts';
import { closingSentence } from '../../phrases/kinds/closing.ts';
import { type Consultation, shortTitle } from '../../domain/consultation/consultation.ts';
import { type Certificate, type Person, approvalTime } from '../../domain/document/certificate.ts';
import { type Export, exportFileName } from '../../domain/document/export.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import { type Instant, refusals } from '../../domain/outcome.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import type { ExportFormat } from '../../domain/response/export-format.ts';
import { type Response, approvedRound, finalExports, latestRound } from '../../domain/response/response.ts';
import type { SignOffRound } from '../../domain/round/round.ts';
import { formatDateTime, formatDay, formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { capital, followedBy, listed } from '../../phrases/english.ts';
import { responseNoun, responseTitle } from '../../phrases/names.ts';
import { nameOf, personOf } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import type { Stored } from '../../store/aggregates.ts';
import { versionWords } from '../../text/version-words.ts';
import { type Matter, roundPrinted, roundTaken, versionOf } from './matter.ts';

/** The formats in the order pages name them. */
export const formats = [
  { id: 'pdf', name: 'PDF', note: 'tagged, to send and to print' },
  { id: 'docx', name: 'Word (DOCX)', note: 'with contents and headings' },
] as const satisfies readonly { readonly id: ExportFormat; readonly name: string; readonly note: string }[];

/** What the page of documents shows. */
export interface DocumentsShown extends Matter {
  readonly viewer: { readonly member: Pick<Member, 'id'>; readonly duties: ReadonlySet<Duty> };
  readonly now: Instant;
  /** Newest first. */
  readonly exports: readonly Stored<'export'>[];
  /** Of the approved text; null before approval. */
  readonly certificate: Certificate | null;
  /** True where an evidence box holds the final document (EV11). */
  readonly held: boolean;
}

function common({ consultation, response }: Answered, title: string) {
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'documents' as const },
    base: `/consultations/${consultation.id}`,
    about: responseTitle(consultation, response),
  };
}

/** Before there is a response. */
export function nothingYetView(consultation: Consultation) {
  return common({ consultation, response: null }, 'Documents');
}

/** The final document, drafts, the certificate, and who has taken a copy. */
export function documentsView(shown: DocumentsShown) {
  const { consultation, response, network, exports, certificate, now, held } = shown;
  const { duties } = shown.viewer;
  const zone = network.timeZone;
  const round = approvedRound(response);
  const versions = versionsOf(response, zone);
  return {
    ...common(shown, 'Documents'),
    about: followedBy(responseTitle(consultation, response), formatDay(now, zone)),
    next: nextStep(shown, round),
    approved: round !== null,
    locked: round === null ? '' : `Locked ${formatShortDay(round.openedAt, zone)}, ${formatTime(round.openedAt, zone)}`,
    offices:
      certificate === null ? '' : listed(certificate.stages.filter((one) => one.decisions.length > 0).map((one) => `the ${one.office}`)),
    mayFinal: round !== null && !held && may('export.final', duties),
    held,
    finals: formats.map((format) => ({ ...format, made: finalExports(response).some((one) => one.format === format.id) })),
    theirs: theirsIn(shown),
    fileName:
      round === null
        ? ''
        : exportFileName(network.name, consultation.title, { noun: responseNoun(consultation, response), at: approvalTime(round) }),
    drafts: may('export.draft', duties) && versions.length > 0 ? { versions, formats: formatItems } : null,
    certificate: certificate === null ? null : certificateView(certificate, zone),
    log: exports.map((one) => logRow(one, shown)),
  };
}

/** The document that is endorsed, which goes out beside ours (RK6); null where there is none. */
function theirsIn({ consultation, response }: Matter) {
  const attachment = endorsementOf(response)?.attachment ?? null;
  return attachment === null
    ? null
    : { name: attachment.name, href: `/consultations/${consultation.id}/kind/document`, digest: attachment.digest };
}

// Word first: a draft is mostly taken to be worked on.
const formatItems = formats.toReversed().map(({ id, name }) => ({ value: id, text: name }));

function versionsOf(response: Response, zone: string): { value: string; text: string }[] {
  const rounds = response.rounds.toReversed().filter((round) => round.status !== 'approved');
  return [
    ...(response.status === 'drafting' ? [{ value: 'now', text: 'The text as it is now' }] : []),
    ...rounds.map((round) => ({
      value: String(round.n),
      text: `Round ${round.n}, locked ${formatShortDay(round.openedAt, zone)}, ${formatTime(round.openedAt, zone)}`,
    })),
  ];
}

interface Step {
  readonly what: string;
  readonly by: string;
  readonly href: string;
  readonly text: string;
}

/** What to do first; without a link where the button posts: it makes the PDF. */
function nextStep({ consultation, response, network, held, viewer: { duties } }: DocumentsShown, round: SignOffRound | null): Step {
  const base = `/consultations/${consultation.id}`;
  const closes = closingSentence(consultation, network.timeZone);
  const noun = responseNoun(consultation, response);
  if (response.submission !== null) {
    const when = formatDateTime(response.submission.at, network.timeZone);
    return { what: `The ${noun} has been submitted`, by: `It was sent on ${when}.`, href: `${base}/submission`, text: 'See the record' };
  }
  if (kindOf(response) === 'none')
    return { what: 'The network does not respond', by: 'There is nothing to send.', href: `${base}/kind`, text: 'See the record' };
  if (held)
    return {
      what: 'An evidence box holds the final document',
      by: refusals['evidence-held'],
      href: `${base}/sign-off`,
      text: 'Open sign-off',
    };
  if (finalExports(response).length > 0) {
    if (!may('submission.record', duties))
      return {
        what: 'The final document is made',
        by: `The coordinator, the chair or the sponsor sends it. ${closes}`,
        href: base,
        text: 'See the timetable',
      };
    return { what: 'Send the document, then record it', by: closes, href: `${base}/submission`, text: 'Record the submission' };
  }
  if (round !== null && !may('export.final', duties))
    return {
      what: 'The text is approved',
      by: `The coordinator, the chair or the sponsor makes the final document. ${closes}`,
      href: base,
      text: 'See the timetable',
    };
  if (round !== null) return { what: 'Make the final document', by: `The text is approved. ${closes}`, href: '', text: '' };
  const by = `Until then every copy says that it is a draft. ${closes}`;
  return latestRound(response)?.status === 'open'
    ? { what: 'The final document comes with the last approval', by, href: `${base}/sign-off`, text: 'See where sign-off is' }
    : { what: 'The final document comes with approval', by, href: `${base}/response`, text: `Open the ${noun}` };
}

function certificateView(certificate: Certificate, zone: string) {
  return {
    code: certificate.code,
    words: certificate.versionWords.split(' '),
    offices: certificate.stages.map((stage) => ({
      office: capital(stage.office),
      lines: stage.decisions.map(
        ({ person, at, wrote }) => `${person.name}, ${formatDateTime(at, zone)}${wrote ? '. Also wrote parts of the text' : ''}`,
      ),
      missing: stage.status === 'not-applicable' ? 'Nobody to ask when the round opened' : 'Not obtained',
    })),
    recordNumber: recordNumber(certificate.recordNumber),
  };
}

const outcomes = { queued: ' (being made)', failed: ' (could not be made)', ready: '' } as const satisfies Record<Export['status'], string>;

function logRow({ state, hash }: Stored<'export'>, { viewer, members, network, response, consultation }: DocumentsShown) {
  const round = roundTaken(state.snapshot, response, state.askedAt);
  const draft = round === undefined ? 'draft' : `draft of round ${round.n}`;
  const name = formats.find((format) => format.id === state.format)?.name ?? '';
  return {
    when: `${formatShortDay(state.askedAt, network.timeZone)}, ${formatTime(state.askedAt, network.timeZone)}`,
    at: state.askedAt,
    who: capital(named(personOf({ members, network }, state.askedBy))),
    what: `${state.purpose === 'final' ? 'final document' : draft}, ${name}${outcomes[state.status]}`,
    href: mayTake(state, viewer) ? `/consultations/${consultation.id}/documents/${state.id}` : '',
    record: recordNumber(hash),
  };
}

function mayTake({ purpose, askedBy }: Export, { member, duties }: DocumentsShown['viewer']): boolean {
  return may(purpose === 'final' ? 'export.take-final' : 'export.take-draft', duties, { own: askedBy === member.id });
}

/** What the page of one document shows. */
export interface DocumentShown extends Matter {
  readonly job: Export;
  /** What was made; null where nothing is. */
  readonly bytes: Uint8Array | null | 'damaged';
  /** Why it failed, in words for a person; empty where it did not or there are none. */
  readonly because: string;
}

/** One document: being made, ready, taken back since, or failed. */
export function documentView({ job, bytes, because, consultation, response, network, members }: DocumentShown) {
  const kind = job.purpose === 'final' ? 'final document' : 'draft';
  const standing = standingOf(job, bytes, response);
  return {
    ...common({ consultation, response }, titles[standing](kind)),
    job: { id: job.id, format: job.format, purpose: job.purpose },
    draft: job.purpose === 'draft',
    queued: standing === 'queued',
    ready: standing === 'ready',
    format: formats.find((one) => one.id === job.format)?.name ?? '',
    size: bytes === null || bytes === 'damaged' ? '' : sizeWords(bytes.byteLength),
    because: reasons[standing] === '' ? because : reasons[standing],
    version: job.purpose === 'final' ? 'The approved text' : versionOf(job.snapshot, { response, network }, job.askedAt),
    again: standing === 'taken-back' ? '' : againOf(job, response),
    words: versionWords(job.snapshot).split(' '),
    certificate: job.certificate,
    asked: `${capital(nameOf({ members }, job.askedBy))}, ${formatDateTime(job.askedAt, network.timeZone)}`,
    fileName: `${fileNameOf(job, { response, network, consultation })}.${job.format}`,
  };
}

type Standing = Export['status'] | 'taken-back' | 'damaged' | 'removed';

/** What became of a document, as a person would put it. */
function standingOf(job: Export, bytes: DocumentShown['bytes'], response: Response): Standing {
  if (job.status !== 'ready') return job.status;
  if (bytes === null && removalOf(response, job.artefact) !== null) return 'removed';
  if (job.purpose === 'final' && roundPrinted(job, response) === null) return 'taken-back';
  return bytes === null || bytes === 'damaged' ? 'damaged' : 'ready';
}

const titles = {
  queued: (kind) => `The ${kind} is being made`,
  ready: (kind) => `The ${kind} is ready`,
  failed: (kind) => `The ${kind} could not be made`,
  'taken-back': () => 'The text was taken back',
  damaged: (kind) => `The stored ${kind} is damaged`,
  removed: (kind) => `The ${kind} was removed for good`,
} as const satisfies Record<Standing, (kind: string) => string>;

const reasons = {
  queued: '',
  ready: '',
  failed: '',
  'taken-back': 'This document is not final any more, so it is no longer offered. Whoever holds a copy should be told.',
  removed: 'It held words that were removed for good. Its version words stay on record. Whoever holds a copy should be told.',
  damaged: 'The stored file is not what was made. Make it again: the text itself is kept separately.',
} as const satisfies Record<Standing, string>;

/** The version to ask for again; empty where it is not there any more. */
function againOf(job: Export, response: Response): string {
  if (removalOf(response, job.snapshot) !== null) return '';
  if (job.purpose === 'final') return 'final';
  const round = response.rounds.findLast((one) => one.digest === job.snapshot && one.status !== 'approved');
  if (round !== undefined) return String(round.n);
  return response.status === 'drafting' ? 'now' : '';
}

/** The name of a job's file, without its extension. */
export function fileNameOf(
  job: Export,
  { response, network, consultation }: Pick<Matter, 'response' | 'network' | 'consultation'>,
): string {
  const round = response.rounds.findLast((one) => one.digest === job.snapshot);
  const at = job.purpose === 'final' && round !== undefined ? approvalTime(round) : job.askedAt;
  return exportFileName(network.name, consultation.title, { noun: responseNoun(consultation, response), at });
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function named({ name, organisation }: Person): string {
  return organisation === '' ? name : `${name} (${organisation})`;
}
