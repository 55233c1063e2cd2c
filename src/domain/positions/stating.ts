import { Temporal } from '@js-temporal/polyfill';
import type { MemberId } from '../ids.ts';
import { type Member, isCurrent } from '../network/member.ts';
import type { Organisation } from '../network/organisation.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { addDays } from '../time/calendar.ts';
import { isInForce } from '../time/span.ts';
import { type Exception, type Note, type Position, longestNote, longestReason, mostNoteWords, wordsIn } from './position.ts';
import { type Positions, type PositionsEvent, openRequest } from './positions.ts';
import type { Clearance, Source, Statement, TextMark } from './statement.ts';

type Result = Outcome<Positions, PositionsEvent>;

/** The most things that one organisation says on one response, and the most times that it is asked. */
export const mostSaid = 200;

/** The minutes in which a second request is the first one, sent twice. */
const askedJustNow = 10;

/** The moment of a statement: its organisation, and the state of the response as `takingPositions` finds it. */
export interface Occasion {
  readonly organisation: Organisation;
  /** Why the response takes no positions now; null where it does (PO8). */
  readonly whyNot: Refused | null;
  /** The round whose locked text is shown; null where the text is open (PO8). */
  readonly round: number | null;
  readonly at: Instant;
  /** The closing time of the consultation; null where it has none. */
  readonly closesAt: Instant | null;
  readonly zone: string;
}

/** A position as a form holds it. */
export interface Chosen {
  readonly position: Position;
  readonly exceptions: readonly Exception[];
  readonly note: Note | null;
  readonly listing: Statement['listing'];
}

/** A position to be given on a text. */
export interface Stating extends Chosen {
  /** The sections of the text, by id. */
  readonly sections: ReadonlySet<string>;
  readonly text: TextMark;
  /** The digest that was on the page (PO4). */
  readonly shown: Digest;
  /** The digest of the note and the reasons; null where there are none. */
  readonly words: Digest | null;
}

/** An email from which the coordinator records: who records, its sender, and its day. */
export interface Email {
  readonly by: MemberId;
  readonly from: Member;
  readonly sent: Instant;
}

/** True for a member who speaks for an organisation: its lead or deputy; a partner's partner member too (PO6). */
export function speaksFor(member: Member, organisation: Organisation, at: Instant): boolean {
  if (member.organisationId !== organisation.id || !isCurrent(member, at) || !isInForce(organisation, at)) return false;
  return member.role === 'lead' || member.role === 'deputy' || (member.role === 'partner' && organisation.kind === 'partner');
}

/** Null where a member may speak for an organisation on this occasion (PO6, PO8). */
export function whyNotSpeak(speaker: Member, { organisation, whyNot, at }: Occasion): Refused | null {
  if (!speaksFor(speaker, organisation, at)) {
    return refused('not-allowed', `The lead or the deputy of ${organisation.name} says where it stands.`);
  }
  return whyNot;
}

/**
 * Gives the position of an organisation, by a member who speaks for it. Refuses with `text-moved` where the page showed another
 * text (PO4).
 */
export function givePosition(positions: Positions, speaker: Member, stating: Stating, occasion: Occasion): Result {
  const whyNot = whyNotSpeak(speaker, occasion);
  return whyNot ?? state(positions, stating, { source: { how: 'given', by: speaker.id }, occasion });
}

/** Records the position of an organisation from an email of one of its members (PO6). */
export function recordPosition(positions: Positions, email: Email, stating: Stating, occasion: Occasion): Result {
  const whyNot = whyNotRecord(email, occasion);
  return whyNot ?? state(positions, stating, { source: sourceOf(email), occasion });
}

/** Says by which day an organisation expects to have its position cleared (PO7). */
export function awaitClearance(positions: Positions, speaker: Member, until: Instant, occasion: Occasion): Result {
  const whyNot = whyNotSpeak(speaker, occasion);
  return whyNot ?? promise(positions, until, { source: { how: 'given', by: speaker.id }, occasion });
}

/** Records from an email by which day an organisation expects to have its position cleared (PO6, PO7). */
export function recordClearance(positions: Positions, email: Email, until: Instant, occasion: Occasion): Result {
  const whyNot = whyNotRecord(email, occasion);
  return whyNot ?? promise(positions, until, { source: sourceOf(email), occasion });
}

/**
 * Asks an organisation for its position, by a mail to each of these members who speaks for it. Refuses a second request within
 * ten minutes (PO9).
 */
export function askForPosition(
  positions: Positions,
  asking: { readonly by: MemberId; readonly members: readonly Member[] },
  occasion: Occasion,
): Result {
  const { organisation, whyNot, at } = occasion;
  if (whyNot !== null) return whyNot;
  if (!isInForce(organisation, at)) return refused('membership-ended', `${organisation.name} is not in the network now.`);
  const members = asking.members.filter((one) => speaksFor(one, organisation, at)).map((one) => one.id);
  if (members.length === 0) return refused('invalid', `${organisation.name} has no lead and no deputy who could be asked.`);
  const before = positions.asked.at(-1);
  if (before !== undefined && Temporal.Instant.from(before.at).until(at).total('minutes') < askedJustNow) {
    return refused('already-exists', `${organisation.name} was asked just now.`);
  }
  if (positions.asked.length >= mostSaid) return tooMuch(organisation);
  const asked = [...positions.asked, { at, by: asking.by, members }];
  return accepted<Positions, PositionsEvent>(
    { ...positions, asked },
    { type: 'PositionAsked', data: { responseId: positions.responseId, members } },
  );
}

function whyNotRecord({ from, sent }: Email, { organisation, whyNot, at }: Occasion): Refused | null {
  if (whyNot !== null) return whyNot;
  if (!isInForce(organisation, at)) return refused('membership-ended', `${organisation.name} is not in the network now.`);
  if (from.organisationId !== organisation.id || !isCurrent(from, at)) {
    return refused('invalid', `The sender must be a member for ${organisation.name}: they get a copy.`);
  }
  return sent > at ? refused('invalid', 'The email cannot be of a day that is still to come.') : null;
}

function sourceOf({ by, from, sent }: Email): Source {
  return { how: 'email', by, from: from.id, sent };
}

interface Saying {
  readonly source: Source;
  readonly occasion: Occasion;
}

function sourced(source: Source): { readonly from?: MemberId; readonly sent?: Instant } {
  return source.how === 'email' ? { from: source.from, sent: source.sent } : {};
}

function state(positions: Positions, stating: Stating, { source, occasion }: Saying): Result {
  const whyNot = whyNotChosen(stating, stating.sections);
  if (whyNot !== null) return whyNot;
  if (stating.shown !== stating.text.digest) return refused('text-moved');
  if (positions.said.length >= mostSaid) return tooMuch(occasion.organisation);
  const { position, note, listing, text, words } = stating;
  const { round, at } = occasion;
  const exceptions = stating.exceptions.map(({ section, position: on, reason }) => ({ section, position: on, reason }));
  const statement: Statement = { kind: 'position', position, exceptions, note, listing, source, at, text, round };
  if (isRepeated(positions, statement)) return refused('already-exists', 'This is recorded already.');
  const { responseId, organisationId } = positions;
  return accepted<Positions, PositionsEvent>(
    { ...positions, said: [...positions.said, statement] },
    {
      type: source.how === 'given' ? 'PositionGiven' : 'PositionRecorded',
      data: {
        ...sourced(source),
        responseId,
        organisationId,
        position,
        exceptions: exceptions.map(({ section, position: on }) => ({ section, position: on })),
        listing,
        words,
        text: text.digest,
        version: text.version,
        round,
      },
    },
  );
}

/** Null where a choice is complete: each exception once, on a section that is there, with a reason; a reservation in words (PO3). */
export function whyNotChosen({ position, exceptions, note }: Chosen, sections: ReadonlySet<string>): Refused | null {
  const ids = exceptions.map(({ section }) => section);
  if (new Set(ids).size < ids.length) return refused('invalid', 'Say once where you stand on each question.');
  if (ids.some((id) => !sections.has(id))) return refused('invalid', 'One of these questions is no longer asked.');
  if (exceptions.some((one) => isCritical(one.position) && one.reason.trim() === ''))
    return refused('reason-needed', 'Say why, for each question on which you do not simply endorse.');
  if (exceptions.some((one) => one.reason.length > longestReason))
    return refused('invalid', `A reason has ${longestReason} characters at most.`);
  if (note === null) return position === 'endorses-with-reservation' ? refused('reason-needed', 'Say what your reservation is.') : null;
  if (note.words.trim() === '') return refused('invalid', 'The note is empty.');
  if (wordsIn(note.words) > mostNoteWords || note.words.length > longestNote)
    return refused('invalid', `A note has ${mostNoteWords} words at most. Yours has ${wordsIn(note.words)}.`);
  return isPlainEndorsement({ position, exceptions }) ? refused('invalid', `${noteBesidePlain}.`) : null;
}

/** True where a choice endorses everything (PO3). */
export function isPlainEndorsement({ position, exceptions }: Pick<Chosen, 'position' | 'exceptions'>): boolean {
  return position === 'endorses' && exceptions.every((one) => one.position === 'endorses');
}

/** Refuses a note beside a plain endorsement (PO3), without its full stop. */
export const noteBesidePlain =
  'A note goes with a reservation or another view. Say that you endorse with a reservation, or take the note out';

/** True for a position that needs words: a reservation, or no endorsement. */
export function isCritical(position: Position): boolean {
  return position === 'endorses-with-reservation' || position === 'does-not-endorse';
}

/** True where the last statement equals this one in words, text and source, and answers the last request (SF7). */
function isRepeated(positions: Positions, next: Statement): boolean {
  const last = positions.said.at(-1);
  if (last?.kind !== 'position' || openRequest(positions) !== null) return false;
  const plain = (one: Statement): string => JSON.stringify({ ...one, at: null, text: one.text.digest });
  return plain(last) === plain(next);
}

function promise(positions: Positions, until: Instant, { source, occasion }: Saying): Result {
  const { at, closesAt, zone, organisation } = occasion;
  if (addDays(until, 1, zone) <= at) return refused('invalid', 'The day of the clearance has passed already.');
  if (closesAt !== null && until > closesAt) return refused('invalid', 'The consultation closes before that day.');
  if (positions.said.length >= mostSaid) return tooMuch(organisation);
  const last = positions.said.at(-1);
  if (last?.kind === 'awaiting' && last.until === until && last.source.how === source.how)
    return refused('already-exists', 'This is recorded already.');
  const { responseId, organisationId } = positions;
  const clearance: Clearance = { kind: 'awaiting', until, source, at };
  return accepted<Positions, PositionsEvent>(
    { ...positions, said: [...positions.said, clearance] },
    { type: 'ClearanceAwaited', data: { ...sourced(source), responseId, organisationId, until } },
  );
}

function tooMuch({ name }: Organisation): Refused {
  return refused('too-many', `${name} has ${mostSaid} entries on this response. There is no room for more.`);
}
