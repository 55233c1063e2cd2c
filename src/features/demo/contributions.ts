import { type Consultation, type Question, currentQuestions } from '../../domain/consultation/consultation.ts';
import { knownSections } from '../../domain/consultation/known-sections.ts';
import { offerEvidence } from '../../domain/evidence/evidence.ts';
import { EvidenceId, MailId, type MemberId, type OrganisationId, SectionId, VersionId } from '../../domain/ids.ts';
import type { Mail, MailEvent } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import { Digest, Instant, accepted } from '../../domain/outcome.ts';
import { type Positions, type PositionsEvent, noPositions } from '../../domain/positions/positions.ts';
import type { Said, Source, TextMark } from '../../domain/positions/statement.ts';
import type { Reminded } from '../../domain/response/told.ts';
import type { Response } from '../../domain/response/response.ts';
import type { SectionReady } from '../../domain/response/section-ready.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { keepVersion } from '../../domain/response/version.ts';
import { addDays } from '../../domain/time/calendar.ts';
import { encodeKept } from '../../drafts/kept.ts';
import { positionText, positionsIdOf, wordsDigest } from '../../reading/positions.ts';
import type { Services } from '../../services.ts';
import { create } from '../../store/change.ts';
import type { Base } from '../../store/drafts.ts';
import { canonicalBytes, digestOf } from '../../text/canonical.ts';
import { countBlocks } from '../../text/counts.ts';
import { openDraft, readDraft, sectionDigest } from '../../text/read.ts';
import { reseed } from '../../text/reseed.ts';
import { type ContributionsFile, must } from './files.ts';

/** A response of the demonstration with its present draft and its draft of some days ago. */
export interface Contributed {
  readonly files: ContributionsFile;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly members: readonly Member[];
  readonly coordinator: Member;
  readonly present: Base;
  readonly earlier: Base;
  readonly now: Instant;
  readonly zone: string;
}

/** The sections that are marked ready to read, with the words they have (WO10). */
export function readyMarks({
  files,
  consultation,
  present,
  coordinator,
  now,
}: Omit<Contributed, 'response' | 'earlier'>): readonly SectionReady[] {
  const content = contentOf(present, consultation);
  return files.ready.map((number) => {
    const section = questionOf(consultation, number).id;
    return { section, digest: Digest.parse(sectionDigest(content, section)), at: daysBefore(now, 2), by: coordinator.id };
  });
}

/** The organisations that were reminded (PG6). */
export function remindersOf(
  { files, members, coordinator, now }: Pick<Contributed, 'files' | 'members' | 'coordinator' | 'now'>,
  ids: ReadonlyMap<string, OrganisationId>,
): Reminded[] {
  const { days, organisations } = files.reminded;
  return organisations.map((name) => {
    const organisationId = must(ids.get(name));
    const people = members.filter((one) => one.organisationId === organisationId && (one.role === 'lead' || one.role === 'deputy'));
    return { organisationId, members: people.map(({ id }) => id), at: daysBefore(now, days), by: coordinator.id };
  });
}

/**
 * Writes where organisations of the demonstration stand, and their evidence. Like the seed it commits without a judge: nobody acts
 * here. A second call changes nothing.
 */
export async function contribute(services: Services, it: Contributed): Promise<void> {
  const marks = { present: await keep(services, it, 'present'), earlier: await keep(services, it, 'earlier') };
  for (const one of it.files.positions) await say(services, it, one.by, statementOf(it, one, marks[one.on]));
  for (const { by, days, until } of it.files.awaiting) {
    const source: Source = { how: 'given', by: named(it, by).id };
    await say(services, it, by, { kind: 'awaiting', until: addDays(it.now, until, it.zone), source, at: daysBefore(it.now, days) });
  }
  for (const { members, at } of it.response.reminded ?? []) for (const member of members) await mailed(services, it.response, member, at);
  for (const [n, piece] of it.files.evidence.entries()) await offer(services, it, { ...piece, id: `${it.response.id}-evidence-${n + 1}` });
}

/** Keeps a draft as a version on which positions are given (PO4). */
async function keep(
  services: Services,
  { response, consultation, now, ...it }: Contributed,
  which: 'present' | 'earlier',
): Promise<TextMark> {
  const base = it[which];
  const content = contentOf(base, consultation);
  const { digests, digest } = positionText(response, consultation, content);
  const id = VersionId.parse(`${response.id}-${which}`);
  const seed = reseed({ base, entries: [] }, knownSections(consultation));
  const kept = Digest.parse(await services.blobs.put(response.id, encodeKept(seed)));
  const said = { blocks: [...content.blocks], chosen: [...content.chosen], notAnswered: [...content.notAnswered] };
  const words = [...content.blocks.values()].reduce((sum, blocks) => sum + countBlocks(blocks).words, 0);
  const moment = {
    id,
    networkId: response.networkId,
    responseId: response.id,
    epoch: response.epoch,
    because: 'position',
    name: '',
  } as const;
  const version = keepVersion({
    ...moment,
    at: daysBefore(now, which === 'present' ? 5 : 6),
    by: null,
    round: 0,
    lost: null,
    kept,
    text: Digest.parse(digestOf(canonicalBytes(said))),
    sections: digests,
    words,
    covers: {},
  });
  await create(services.aggregates, 'version', id, 'system', version);
  return { digest, version: id };
}

function statementOf(it: Contributed, given: ContributionsFile['positions'][number], text: TextMark): Said {
  const { position, note, days } = given;
  const at = daysBefore(it.now, days);
  const by = named(it, given.by).id;
  return {
    kind: 'position',
    position,
    exceptions: given.exceptions.map(({ question, position: on, reason }) => ({
      section: SectionId.parse(questionOf(it.consultation, question).id),
      position: on,
      reason,
    })),
    note,
    listing: 'listed',
    source: given.email ? { how: 'email', by: it.coordinator.id, from: by, sent: addDays(at, 0, it.zone) } : { how: 'given', by },
    at,
    text,
    round: null,
  };
}

async function say(services: Services, it: Contributed, who: string, said: Said): Promise<void> {
  const organisationId = must(named(it, who).organisationId);
  const { networkId, id: responseId } = it.response;
  const id = positionsIdOf(it.response, organisationId);
  const positions: Positions = { ...noPositions({ id, networkId, responseId, organisationId }), said: [said] };
  await create(
    services.aggregates,
    'positions',
    id,
    said.source.by,
    accepted<Positions, PositionsEvent>(positions, eventOf(services, positions, said)),
  );
}

function eventOf({ keys }: Pick<Services, 'keys'>, { responseId, organisationId }: Positions, said: Said): PositionsEvent {
  const { source } = said;
  const from = source.how === 'email' ? { from: source.from, sent: source.sent } : {};
  if (said.kind === 'awaiting') return { type: 'ClearanceAwaited', data: { ...from, responseId, organisationId, until: said.until } };
  const { position, exceptions, listing, text, round } = said;
  const places = exceptions.map(({ section, position: on }) => ({ section, position: on }));
  const words = wordsDigest(said, (one) => keys.hmac('position-words', one));
  const data = {
    ...from,
    responseId,
    organisationId,
    position,
    exceptions: places,
    listing,
    words,
    text: text.digest,
    version: text.version,
  };
  return { type: source.how === 'email' ? 'PositionRecorded' : 'PositionGiven', data: { ...data, round } };
}

/** The mail of a reminder, as it was sent (PG6). */
async function mailed(services: Services, { networkId, id: responseId }: Response, memberId: MemberId, at: Instant): Promise<void> {
  const id = MailId.parse(`${responseId}-reminder-${memberId}`);
  const about = { networkId, memberId, kind: 'reminder', responseId, round: null, slot: null } as const;
  const mail: Mail = { id, ...about, status: 'sent', attempts: 1, notBefore: at, createdAt: at };
  await create(services.aggregates, 'mail', id, 'system', accepted<Mail, MailEvent>(mail, { type: 'MailSent', data: { attempt: 1 } }));
}

async function offer(
  services: Services,
  it: Contributed,
  { by, days, question, id: name, ...piece }: ContributionsFile['evidence'][number] & { readonly id: string },
): Promise<void> {
  const member = named(it, by);
  const { networkId, id: responseId } = it.response;
  const id = EvidenceId.parse(name);
  const section = SectionId.parse(questionOf(it.consultation, question).id);
  const whose = { networkId, responseId, organisationId: must(member.organisationId), offeredBy: member.id };
  const rest = { ...piece, permission: '', section, file: null, at: daysBefore(it.now, days) };
  await create(services.aggregates, 'evidence', id, member.id, offerEvidence({ id, ...whose, ...rest }));
}

function named({ members }: Pick<Contributed, 'members'>, name: string): Member {
  return must(members.find((member) => member.name === name));
}

function questionOf(consultation: Consultation, number: string): Question {
  return must(currentQuestions(consultation).questions.find((question) => question.number === number));
}

function contentOf(base: Base, consultation: Consultation) {
  const document = openDraft({ base, entries: [] });
  const content = readDraft(document, sectionIds(consultation));
  document.destroy();
  return content;
}

function daysBefore(at: Instant, days: number): Instant {
  return Instant.parse(new Date(Date.parse(at) - days * 86_400_000).toISOString());
}
