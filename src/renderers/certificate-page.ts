import { formatDate, formatWithOffset } from '../domain/time/calendar.ts';
import type { Snapshot } from '../domain/response/snapshot.ts';
import { capital, listed, possessive } from '../phrases/english.ts';
import { sinceWords, standWords } from '../phrases/positions/printed.ts';
import type { CertifiedDecision, CertifiedStage, Certificate, EarlierRound, Person } from '../domain/document/certificate.ts';

/** A label with its value. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** One row of the table of offices. */
export interface CertificateRow {
  readonly office: string;
  readonly rule: string;
  readonly person: string;
  readonly act: string;
  readonly time: string;
  readonly assurance: string;
  /** True if this office did not decide: the row is printed in bold. */
  readonly missing: boolean;
}

/** The certificate in words that are ready to print, in plain English (SO43). */
export interface CertificatePage {
  readonly title: string;
  readonly lead: string;
  readonly code: string;
  readonly versionWords: string;
  readonly rows: readonly CertificateRow[];
  readonly facts: readonly Fact[];
  readonly fingerprint: string;
  readonly recordNumber: string;
  readonly howToCheck: readonly string[];
}

/** Words the certificate of a snapshot (SO43), with times in the zone and their offsets, and the notes of later positions (PO15). */
export function certificatePage(
  certificate: Certificate,
  { howToCheck, timeZone, snapshot }: { readonly howToCheck: readonly string[]; readonly timeZone: string; readonly snapshot: Snapshot },
): CertificatePage {
  return {
    title: 'Certificate of sign-off',
    lead: leadOf(certificate),
    code: certificate.code,
    versionWords: certificate.versionWords,
    rows: certificate.stages.flatMap((stage) => rowsOf(stage, timeZone)),
    facts: [
      namedFact(certificate, snapshot),
      { label: 'Round', text: `Round ${certificate.round}, approved on ${formatDate(certificate.approvedAt, timeZone)}` },
      ...certificate.earlier.map((round) => ({ label: `Round ${round.n}`, text: earlierWords(round, timeZone) })),
      {
        label: 'Stood down',
        text: noneOr(certificate.stages.flatMap((stage) => stage.stoodDown.map((one) => `${one.name}, ${stage.office}`))),
      },
      { label: 'Wrote parts of the text', text: noneOr(writersOf(certificate)) },
      { label: 'Signed off without', text: noneOr(certificate.stages.filter(isMissing).map((stage) => stage.office)) },
      ...attachedFacts(snapshot),
      ...organisationFacts(snapshot),
      ...certificate.since.map((one) => ({ label: 'After the lock', text: sinceWords(one, snapshot.sections, timeZone) })),
    ],
    fingerprint: certificate.digest,
    recordNumber: certificate.recordNumber,
    howToCheck,
  };
}

/** The text by its network and its kind. */
function namedFact({ network, title }: Certificate, { endorsed, recipient }: Snapshot): Fact {
  if (recipient !== undefined) return { label: 'Representation', text: `${possessive(network)} representation “${title}”` };
  if (endorsed === undefined) return { label: 'Response', text: `${possessive(network)} response to ${title}` };
  return { label: 'Endorsement', text: `${possessive(network)} endorsement of the response of ${endorsed.body} to ${title}` };
}

/** The document that goes out with the page, by its digest (RK6). */
function attachedFacts({ endorsed }: Snapshot): Fact[] {
  const attachment = endorsed?.attachment ?? null;
  return attachment === null ? [] : [{ label: 'Attached document', text: `${attachment.name}. SHA-256: ${attachment.digest}` }];
}

function organisationFacts({ positions }: Snapshot): Fact[] {
  return positions === undefined ? [] : [{ label: 'Organisations', text: `${standWords(positions)} See annex A` }];
}

function leadOf({ stages }: Certificate): string {
  const offices = stages.filter((stage) => !isMissing(stage)).map((stage) => `the ${stage.office}`);
  const who = capital(listed(offices));
  return `${who} ${offices.length > 1 ? 'each ' : ''}approved exactly the text in this document. Nothing in it was changed after it was locked.`;
}

function rowsOf(stage: CertifiedStage, timeZone: string): CertificateRow[] {
  const office = capital(stage.office);
  const rule = ruleWords(stage);
  if (stage.decisions.length > 0) {
    return stage.decisions.map((decision) => ({
      office,
      rule,
      person: personWords(decision),
      act: actWords(decision),
      time: formatWithOffset(decision.at, timeZone),
      assurance: assuranceWords[decision.assurance],
      missing: false,
    }));
  }
  return [{ office, rule, person: missingWords(stage), act: '', time: '', assurance: '', missing: true }];
}

function isMissing(stage: CertifiedStage): boolean {
  return stage.decisions.length === 0;
}

function missingWords(stage: CertifiedStage): string {
  if (stage.because === 'vacant') return 'Not applicable: nobody was in post when the round opened';
  if (stage.because === 'holds-later-office') return 'Not applicable: the only holder signs off for a later office';
  return 'Not obtained';
}

const assuranceWords = {
  name: 'Emailed link, typed name',
  code: 'Emailed link, typed name, six-digit emailed code',
  'signed-in': 'Signed in, typed name',
  'signed-in-code': 'Signed in, typed name, six-digit emailed code',
} as const satisfies Record<CertifiedDecision['assurance'], string>;

function ruleWords({ rule, asked, status }: CertifiedStage): string {
  if (status === 'not-applicable') return '';
  if (asked === 1) return 'the holder';
  if (rule === 'any') return `any one of ${asked}`;
  return rule === 'all' ? `all ${asked}` : `at least ${rule.atLeast} of ${asked}`;
}

const capacityWords = { holder: 'Holder', acting: 'Acting', deputy: 'Deputy, for and on behalf of' } as const;

function personWords({ person, capacity, onBehalfOf, wrote }: CertifiedDecision): string {
  const holder = capacity === 'deputy' ? ` ${onBehalfOf === undefined ? 'the holder' : named(onBehalfOf)}` : '';
  return [`${named(person)}.`, `${capacityWords[capacity]}${holder}.`, wrote ? 'Also wrote parts of the text.' : '']
    .filter((part) => part !== '')
    .join(' ');
}

function actWords({ comment, carriedFrom }: CertifiedDecision): string {
  const carried = carriedFrom === null ? '' : ` in round ${carriedFrom}, which had the same text`;
  return `Approved${carried}.${comment === '' ? '' : ` “${comment.trim()}”`}`;
}

function writersOf({ stages }: Certificate): string[] {
  return stages.flatMap((stage) => stage.decisions.filter((one) => one.wrote).map((one) => `${one.person.name}, ${stage.office}`));
}

const endings = {
  open: 'it is open',
  approved: 'it was approved',
  'changes-requested': 'changes were requested',
  declined: 'it was declined',
  recalled: 'the text was taken back',
  lapsed: 'time ran out',
} as const satisfies Record<EarlierRound['status'], string>;

function earlierWords({ status, openedAt, endedAt, office }: EarlierRound, timeZone: string): string {
  const ended = endedAt === null ? 'Ended' : `Ended ${formatDate(endedAt, timeZone)}`;
  return `Opened ${formatDate(openedAt, timeZone)}. ${ended}: ${endings[status]}${office === '' ? '' : ` by the ${office}`}.`;
}

function noneOr(entries: readonly string[]): string {
  return entries.length === 0 ? 'None' : entries.join('; ');
}

function named({ name, organisation }: Person): string {
  return organisation === '' ? name : `${name}, ${organisation}`;
}
