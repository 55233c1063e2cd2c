import { recipientLines } from '../domain/consultation/representation.ts';
import type { Block } from '../domain/consultation/section.ts';
import type { Certificate } from '../domain/document/certificate.ts';
import { choiceWords } from '../domain/consultation/choice-limits.ts';
import { formatDate } from '../domain/time/calendar.ts';
import { conditionWords } from '../domain/consultation/asking.ts';
import { shortTitle } from '../domain/consultation/consultation.ts';
import type { Digest, Instant } from '../domain/outcome.ts';
import type { Snapshot, SnapshotSection } from '../domain/response/snapshot.ts';
import { listed, possessive } from '../phrases/english.ts';
import { type ResponseNoun, departmentName, nounTitle } from '../phrases/names.ts';
import { standWords } from '../phrases/positions/printed.ts';
import { type CertificatePage, type Fact, certificatePage } from './certificate-page.ts';
import { withAddresses } from '../text/plain.ts';
import type { Piece } from './piece.ts';
import { positionsPieces, standPiece } from './positions-pieces.ts';
import { printable } from './printable.ts';

/** The one model behind every format, in words that are ready to print. */
export interface Document {
  readonly language: 'en-GB';
  readonly title: string;
  readonly subtitle: string;
  readonly network: string;
  /** The title in full, for the file's properties. */
  readonly name: string;
  /** Printed at the head of every page but the first. */
  readonly header: string;
  /** Printed at the foot of every page, beside the page number. A draft's footer begins with {@link draftWords}. */
  readonly footer: string;
  /** True for a draft: it has a watermark on every page and no certificate. */
  readonly draft: boolean;
  readonly facts: readonly Fact[];
  /** The covering letter, on the first page. */
  readonly letter: readonly Block[];
  readonly pieces: readonly Piece[];
  readonly certificate: CertificatePage | null;
  /** Digest of the printed snapshot, kept in the file's properties. */
  readonly digest: string;
}

/** The words with which a draft marks itself, everywhere. */
export const draftWords = 'Draft, not approved';

/** The state in which a snapshot is printed. */
export type Release =
  | {
      readonly kind: 'draft';
      readonly digest: Digest;
      readonly versionWords: string;
      /** The moment of this text. */
      readonly at: Instant;
      /** `Round 1, locked on 1 July 2026`. */
      readonly version: string;
    }
  | { readonly kind: 'final'; readonly certificate: Certificate; readonly howToCheck: readonly string[] };

/** Makes the document of a snapshot. Equal snapshots and releases give equal documents. */
export function documentOf(snapshot: Snapshot, release: Release, timeZone: string): Document {
  const { consultation, network } = snapshot;
  const short = shortTitle(consultation.title);
  const rest = consultation.title.startsWith(short) ? consultation.title.slice(short.length).replace(/^[\s:;–—]+/u, '') : '';
  return printable({
    language: 'en-GB',
    title: titleOf(snapshot, short),
    subtitle: rest === '' ? '' : rest.charAt(0).toUpperCase() + rest.slice(1),
    network: network.name,
    name: `${possessive(network.name)} ${aboutOf(snapshot, consultation.title)}`,
    header: `${possessive(network.name)} ${aboutOf(snapshot, short)}`,
    footer:
      release.kind === 'draft'
        ? `${draftWords}  |  ${release.versionWords}`
        : `Certificate ${release.certificate.code}  |  ${release.certificate.versionWords}`,
    draft: release.kind === 'draft',
    facts: factsOf(snapshot, release, timeZone),
    letter: [...addressOf(snapshot), ...withAddresses(blocksOf(snapshot, 'covering-letter'))],
    pieces: piecesOf(snapshot, release.kind === 'draft'),
    certificate:
      release.kind === 'draft' ? null : certificatePage(release.certificate, { howToCheck: release.howToCheck, timeZone, snapshot }),
    digest: release.kind === 'draft' ? release.digest : release.certificate.digest,
  });
}

/** The noun for the text of a snapshot. */
function nounOf({ endorsed, recipient }: Pick<Snapshot, 'endorsed' | 'recipient'>): ResponseNoun {
  if (recipient !== undefined) return 'representation';
  return endorsed === undefined ? 'response' : 'endorsement';
}

/** The title of a document: a representation has its own, without any words before it. */
function titleOf({ endorsed, recipient, consultation }: Snapshot, short: string): string {
  if (recipient !== undefined) return short;
  return nounTitle(nounOf({ endorsed, recipient }), consultation);
}

/** `response to SEND Review`, `endorsement of the response of … to SEND Review`, `representation: Funding`. */
function aboutOf({ endorsed, recipient }: Snapshot, title: string): string {
  if (recipient !== undefined) return `representation: ${title}`;
  return endorsed === undefined ? `response to ${title}` : `endorsement of the response of ${endorsed.body} to ${title}`;
}

/** The recipient's lines at the top of a letter of our own (RK12). */
function addressOf({ recipient }: Snapshot): readonly Block[] {
  if (recipient === undefined) return [];
  const lines = recipientLines(recipient).map((text) => ({ type: 'text' as const, text, marks: [] }));
  const content = lines.flatMap((line, n) => (n === 0 ? [line] : [{ type: 'break' as const }, line]));
  return [{ type: 'paragraph', content }];
}

function factsOf(snapshot: Snapshot, release: Release, timeZone: string): Fact[] {
  const { consultation, network, marking } = snapshot;
  const [at, text] =
    release.kind === 'draft'
      ? [release.at, `${draftWords}. ${release.version}`]
      : [release.certificate.approvedAt, approvedWords(release.certificate)];
  return [
    { label: 'To', text: departmentName(consultation.department) },
    { label: 'Date', text: formatDate(at, timeZone) },
    { label: 'Text', text },
    {
      label: 'From',
      text: senderOf(snapshot),
    },
    { label: 'Contact', text: network.contact },
    { label: 'Marking', text: marking },
  ].filter((fact) => fact.text !== '');
}

function senderOf({ network: { name }, organisations, positions }: Snapshot): string {
  if (positions !== undefined) return `${name}: ${plural(positions.of, 'organisation')}. ${standWords(positions)} See annex A`;
  return organisations.length === 0 ? name : `${name}: ${plural(organisations.length, 'member')}, listed in the annex`;
}

function approvedWords({ round, stages }: Certificate): string {
  const offices = stages.filter((stage) => stage.decisions.length > 0).map((stage) => stage.office);
  return `Round ${round}, approved by ${listed(offices)}`;
}

function piecesOf(snapshot: Snapshot, draft: boolean): Piece[] {
  const closing = [...organisationPieces(snapshot), ...closingPieces(snapshot)];
  if (snapshot.endorsed !== undefined)
    return [
      ...fixedPieces(snapshot, 'endorsed-response', 'The response we endorse'),
      ...fixedPieces(snapshot, 'general-comments', 'General comments'),
      ...closing,
    ];
  if (snapshot.recipient !== undefined) return [...headingPieces(snapshot), ...aboutPieces(snapshot), ...closing];
  const questions = snapshot.sections.filter((section) => section.type === 'question');
  const isMissing = ({ notAnswered, notAsked }: QuestionSection): boolean => notAnswered === '' && notAsked === undefined;
  const printed = questions.filter((question) => isAnswered(question) || (draft && isMissing(question)));
  return [
    ...aboutPieces(snapshot),
    ...fixedPieces(snapshot, 'key-messages', 'Key messages'),
    ...fixedPieces(snapshot, 'general-comments', 'General comments'),
    ...(printed.length === 0 ? [] : answerPieces(printed, snapshot.positions)),
    ...unansweredPieces(questions.filter((question) => !printed.includes(question))),
    ...closing,
  ];
}

/** The end of every document: publication, and the contact. */
function closingPieces({ statement, network: { contact }, recipient, endorsed }: Snapshot): Piece[] {
  const noun = nounOf({ endorsed, recipient });
  return [
    heading(1, 'Publication and confidentiality'),
    { type: 'paragraph', text: statement },
    ...(contact === '' ? [] : [heading(1, 'Contact'), { type: 'paragraph' as const, text: `Questions about this ${noun}: ${contact}` }]),
  ];
}

/** The headings of a representation under which something is written, each with its text (RK12). */
function headingPieces(snapshot: Snapshot): Piece[] {
  return snapshot.sections.flatMap((section): Piece[] => {
    if (section.type !== 'question' || section.blocks.length === 0) return [];
    const written: Piece = { type: 'text', blocks: withAddresses(section.blocks), under: 1 };
    return [heading(1, section.text), written, ...standPieces(section.id, snapshot.positions)];
  });
}

/** Where the organisations stand; the members of the network where none has given a position (SO54, PO11). */
function organisationPieces(snapshot: Snapshot): Piece[] {
  const { organisations, positions } = snapshot;
  if (positions !== undefined) return positionsPieces(snapshot, positions);
  return organisations.length === 0 ? [] : [heading(1, 'Annex: members of the network'), { type: 'names', names: organisations }];
}

function aboutPieces(snapshot: Snapshot): Piece[] {
  const { about, overseenBy, name } = snapshot.network;
  const own = blocksOf(snapshot, 'about-the-network');
  // A section written in the response replaces the network's standing text.
  const said = own.length > 0 || about === '' ? [] : about.split(/\n\s*\n/);
  const oversight = overseenBy === '' || own.length > 0 || about !== '' ? [] : [`${name} is overseen by ${overseenBy}.`];
  const paragraphs = [...said, ...oversight].map((text): Piece => ({ type: 'paragraph', text }));
  if (own.length + paragraphs.length === 0) return [];
  return [
    heading(1, 'About the network'),
    ...(own.length === 0 ? [] : [{ type: 'text' as const, blocks: withAddresses(own), under: 1 }]),
    ...paragraphs,
    ...standPieces('about-the-network', snapshot.positions),
  ];
}

function standPieces(id: string, positions: Snapshot['positions']): Piece[] {
  const piece = standPiece(id, positions);
  return piece === null ? [] : [piece];
}

function fixedPieces(snapshot: Snapshot, id: string, title: string): Piece[] {
  const blocks = blocksOf(snapshot, id);
  if (blocks.length === 0) return [];
  return [heading(1, title), { type: 'text', blocks: withAddresses(blocks), under: 1 }, ...standPieces(id, snapshot.positions)];
}

type QuestionSection = Extract<SnapshotSection, { type: 'question' }>;

/** Adds chapter headings only where the question set has chapters, so that heading levels leave no gap. */
function answerPieces(questions: readonly QuestionSection[], positions: Snapshot['positions']): Piece[] {
  const chapters = questions.every((question) => question.part !== '');
  const inContents = questions.every((question) => question.shortTitle !== undefined);
  const level = chapters ? 3 : 2;
  const pieces: Piece[] = [heading(1, 'Answers to the questions')];
  let part = '';
  for (const question of questions) {
    if (chapters && question.part !== part) pieces.push(heading(2, question.part));
    part = question.part;
    pieces.push(questionPiece(question, { level, inContents }));
    if (isAnswered(question)) pieces.push({ type: 'text', blocks: withAddresses(question.blocks), under: level });
    else pieces.push({ type: 'paragraph', text: 'No answer yet.' });
    pieces.push(...standPieces(question.id, positions));
  }
  return pieces;
}

function questionPiece(question: QuestionSection, place: { readonly level: number; readonly inContents: boolean }): Piece {
  const { number, text, followUp, options, chosen } = question;
  const title = question.shortTitle ?? '';
  return {
    type: 'question',
    ...place,
    number,
    title,
    text,
    followUp,
    options: options.map((option) => ({ text: option.text, chosen: chosen.includes(option.id) })),
    choices: choiceWords(question),
    condition: conditionWords(question),
  };
}

function unansweredPieces(questions: readonly QuestionSection[]): Piece[] {
  if (questions.length === 0) return [];
  const rows = questions.map(({ number, shortTitle: title, text, askedIf, notAsked, notAnswered }) => ({
    number,
    text: [...(title === undefined ? [] : [`${title}.`]), text, ...(askedIf === undefined ? [] : [`${askedIf}.`])].join(' '),
    reason:
      [...(notAsked === undefined ? [] : [`${notAsked}.`]), notAnswered].filter((part) => part !== '').join(' ') || 'No reason was given.',
  }));
  return [heading(1, 'Questions not answered, and why'), { type: 'unanswered', rows }];
}

function isAnswered(question: QuestionSection): boolean {
  return question.blocks.length > 0 || question.chosen.length > 0;
}

function blocksOf(snapshot: Snapshot, id: string): readonly Block[] {
  return snapshot.sections.find((section) => section.id === id)?.blocks ?? [];
}

function heading(level: number, text: string): Piece {
  return { type: 'heading', level, text };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
