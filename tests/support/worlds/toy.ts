import type { Consultation, Question } from '../../../src/domain/consultation/consultation.ts';
import { dutiesOf, type Duty } from '../../../src/domain/network/access.ts';
import type { Appointment } from '../../../src/domain/network/appointment.ts';
import type { People } from '../../../src/domain/round/chain.ts';
import type { Findings } from '../../../src/domain/sign-off/checks.ts';
import {
  AppointmentId,
  ConsultationId,
  EpochId,
  MemberId,
  NetworkId,
  OfficeId,
  OrganisationId,
  ResponseId,
  SectionId,
  SlotId,
} from '../../../src/domain/ids.ts';
import { abandonLock, lockText, openRound } from '../../../src/domain/sign-off/lock.ts';
import { EmailAddress, type Member, type Role } from '../../../src/domain/network/member.ts';
import { createNetwork, type Network, type Office, usualOffices } from '../../../src/domain/network/network.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { Digest, Instant, type Outcome, type Refused } from '../../../src/domain/outcome.ts';
import { type Response, type ResponseEvent, latestRound, startResponse } from '../../../src/domain/response/response.ts';
import { type Deciding, decide } from '../../../src/domain/sign-off/decide.ts';
import type { Noting } from '../../../src/domain/sign-off/note-changes.ts';
import type { Heard } from '../../../src/domain/round/heard.ts';
import type { SignOffRound } from '../../../src/domain/round/round.ts';

// A toy world of one network and a handful of people, so that a scenario of sign-off is a few lines.

export const clean: Findings = { blocks: [], warnings: [] };
export const closing = Instant.parse('2026-07-22T22:45:00.000Z');
/** A Wednesday three weeks before the close; each minute is one step. */
export const at = (minutes: number): Instant => Instant.parse(new Date(Date.UTC(2026, 6, 1, 9, minutes)).toISOString());
export const digest = (letter: string): Digest => Digest.parse(letter.repeat(64));
export const epoch = (id: string): EpochId => EpochId.parse(id);

export function member(id: string, role: Role = 'lead', change: Partial<Member> = {}): Member {
  return {
    id: MemberId.parse(id),
    networkId: NetworkId.parse('n1'),
    name: `${id} Name`,
    email: EmailAddress.parse(`${id}@example.org`),
    jobTitle: '',
    role,
    organisationId: null,
    salt: '0'.repeat(64),
    demo: false,
    from: Instant.parse('2026-01-01T00:00:00.000Z'),
    until: null,
    ...change,
  };
}

export function office(id: string, rule: Office['rule'] = 'any', assurance: Office['assurance'] = 'name'): Office {
  return { id: OfficeId.parse(id), name: id.replace('-', ' '), rule, assurance };
}

export function post(memberId: string, officeId: string, from = '2026-01-01T00:00:00.000Z', until: string | null = null): Appointment {
  return {
    id: AppointmentId.parse(`${memberId}-${officeId}`),
    memberId: MemberId.parse(memberId),
    office: OfficeId.parse(officeId),
    from: Instant.parse(from),
    until: until === null ? null : Instant.parse(until),
    authority: '',
  };
}

export function network(offices: readonly Office[], appointments: readonly Appointment[]): Network {
  return {
    id: NetworkId.parse('n1'),
    name: 'Toy network',
    overseenBy: '',
    timeZone: 'Europe/London',
    about: '',
    contact: '',
    offices: [...offices],
    organisations: [],
    appointments: [...appointments],
  };
}

/** A network with the usual offices, without organisations and appointments. */
export const founded: Network = createNetwork({
  id: NetworkId.parse('n1'),
  name: 'North Network',
  overseenBy: '',
  timeZone: 'Europe/London',
  about: '',
  contact: '',
  offices: [...usualOffices],
  organisations: [],
}).state;

/** An authority that has been in the network since `from`. */
export function authority(id: string, name: string, from: Instant): Organisation {
  return { id: OrganisationId.parse(id), name, kind: 'authority', brand: '', deliveryBody: '', from, until: null, successor: null };
}

/** A consultation with these questions, planned at an instant; it closes at `closing`. */
export function consultation(plannedAt: Instant, questions: readonly Question[] = []): Consultation {
  return {
    id: ConsultationId.parse('c1'),
    networkId: NetworkId.parse('n1'),
    title: 'Toy',
    department: 'Toys',
    url: '',
    opensAt: null,
    closesAt: closing,
    closingMoves: [],
    questionSets: [{ version: 1, at: plannedAt, questions: [...questions] }],
  };
}

/** An open question without limits. */
export function openQuestion(id: string, number: string): Question {
  return {
    id: SectionId.parse(id),
    number,
    text: 'Why?',
    kind: 'open',
    options: [],
    part: '',
    guidance: '',
    followUp: '',
    freeText: true,
    wordLimit: null,
    characterLimit: null,
  };
}

/** Chair `joan`; vice chairs `vic` and `sam`, any one; sponsor `ali`, who needs the code. Coordinator `nadia`. */
export const usual: People = {
  network: network(
    [office('chair'), office('vice-chair'), office('sponsor', 'any', 'code')],
    [post('joan', 'chair'), post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('ali', 'sponsor')],
  ),
  members: [
    member('nadia', 'coordinator'),
    member('joan'),
    member('vic'),
    member('sam', 'partner'),
    member('ali', 'reader'),
    member('new'),
    member('kim'),
  ],
};

/** The same people with other appointments. */
export function posts(...appointments: readonly Appointment[]): People {
  return { ...usual, network: { ...usual.network, appointments: [...appointments] } };
}

export function duties(id: string, people: People = usual, when: Instant = at(0)): ReadonlySet<Duty> {
  const found = people.members.find((one) => one.id === id);
  return found === undefined ? new Set() : dutiesOf(found, people.network, when);
}

/** A response followed from step to step, with every event so far. */
export interface Story {
  readonly response: Response;
  readonly events: readonly ResponseEvent[];
}

export function start(): Story {
  const started = startResponse({
    id: ResponseId.parse('r1'),
    networkId: NetworkId.parse('n1'),
    consultationId: ConsultationId.parse('c1'),
    epoch: epoch('e1'),
    at: at(0),
    marking: '',
  });
  return { response: started.state, events: started.events };
}

/** Goes one step on; a refusal is a failure of the test. */
export function go(story: Story, outcome: Outcome<Response, ResponseEvent>): Story {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code}: ${outcome.detail}`);
  return { response: outcome.state, events: [...story.events, ...outcome.events] };
}

export function codeOf(outcome: Outcome<Response, ResponseEvent> | Refused | null): string {
  return outcome === null || outcome.ok ? 'accepted' : outcome.code;
}

export interface OpeningWords {
  readonly people?: People;
  readonly text?: string;
  readonly when?: Instant;
  /** The instant of the lock, where it is not that of the opening. */
  readonly lockedAt?: Instant;
  readonly closesAt?: Instant | null;
  readonly findings?: Findings;
  readonly reason?: string;
  readonly heard?: readonly Heard[];
}

/** Locks the text and opens a round on it. */
export function opened(story: Story, words: OpeningWords = {}): Story {
  const { people = usual, text = 'a', when = at(1), lockedAt = when, closesAt = closing, findings = clean, reason = '' } = words;
  const acknowledged = findings.warnings.map((warning) => ('office' in warning ? `${warning.type}:${warning.office}` : warning.type));
  const locked = go(story, lockText(story.response, findings, { acknowledged, reason, at: lockedAt, by: MemberId.parse('nadia') }));
  const opening = {
    ...people,
    locked: locked.response.epoch,
    at: when,
    digest: digest(text),
    questionSetVersion: 1,
    closesAt,
    findings,
    heard: words.heard ?? [],
    dueAt: [at(60), at(120), at(180)],
  };
  return go(locked, openRound(locked.response, opening));
}

export function abandoned(story: Story, next: string): Story {
  const locked = story.response.locking?.epoch ?? story.response.epoch;
  return go(story, abandonLock(story.response, { locked, epoch: epoch(next), at: at(3), because: 'toy' }));
}

/** What somebody posts on the latest round: for the stage whose slot of theirs is open, else for any slot of theirs. */
export function posted(story: Story, who: string, change: Partial<Deciding> = {}, people: People = usual): Deciding {
  const round = roundOf(story);
  const mine = round.stages.flatMap((stage) => stage.slots).filter((slot) => slot.memberId === who);
  const slot = mine.find((one) => one.status === 'pending') ?? mine[0];
  return {
    ...people,
    round: round.n,
    slot: slot?.id ?? SlotId.parse('none'),
    digest: round.digest,
    memberId: MemberId.parse(who),
    closesAt: closing,
    kind: 'approve',
    comment: '',
    commentHash: '',
    ...noting(at(10)),
    nonce: `nonce-${who}`,
    assurance: who === 'ali' ? 'code' : 'name',
    networkRevision: 7,
    stored: round.digest,
    epoch: epoch(`e${story.response.epochs.length + 1}`),
    ...change,
  };
}

/** A command at an instant, with a hash that can be read. */
export function noting(when: Instant): Noting {
  return { at: when, hashOf: (text) => `hash of ${text}` };
}

export function approves(story: Story, who: string, change: Partial<Deciding> = {}, people: People = usual): Story {
  return go(story, decide(story.response, posted(story, who, change, people)));
}

export function asksForChanges(story: Story, who: string): Story {
  return approves(story, who, { kind: 'request-changes', comment: 'Question 5 is wrong.' });
}

export function roundOf(story: Story): SignOffRound {
  const round = latestRound(story.response);
  if (round === null) throw new Error('there is no round');
  return round;
}

/** `chair:satisfied joan=approved | …`: a round at a glance. */
export function glance(story: Story): string {
  const round = roundOf(story);
  const stages = round.stages.map((stage) =>
    [`${stage.office.id}:${stage.status}`, ...stage.slots.map((slot) => `${slot.memberId}=${slot.status}`)].join(' '),
  );
  return `${round.status} | ${stages.join(' | ')}`;
}
