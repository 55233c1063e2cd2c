import { type AnswerFacts, type Findings, runChecks } from '../domain/sign-off/checks.ts';
import { type Consultation, addedAt, currentQuestions } from '../domain/consultation/consultation.ts';
import { MemberId, type NetworkId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import { Digest, type Instant } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { fixedSections } from '../domain/consultation/section.ts';
import { type DraftContent, Snapshot } from '../domain/response/snapshot.ts';
import { planDates } from '../domain/time/timetable.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import type { DraftLog } from '../store/drafts.ts';
import { digestOf } from '../text/canonical.ts';
import { countBlocks } from '../text/counts.ts';
import { openDraft, readDraft } from '../text/read.ts';

/** A network as a command finds it, with everybody who may hold an office. */
export interface OfficeHolders {
  readonly network: Network;
  readonly networkRevision: number;
  readonly members: readonly Member[];
}

/** Reads a network and everybody who is appointed in it. Throws `TypeError` where the network is not there. */
export async function officeHolders(services: Services, networkId: NetworkId): Promise<OfficeHolders> {
  const network = await services.aggregates.get('network', networkId);
  if (network === null) throw new TypeError(`there is no network ${networkId}`);
  const ids = [...new Set(network.state.appointments.map((appointment) => appointment.memberId))];
  const members = await Promise.all(ids.map((id) => services.aggregates.get('member', id)));
  return {
    network: network.state,
    networkRevision: network.revision,
    members: members.flatMap((member) => (member === null ? [] : [member.state])),
  };
}

/** Everybody who is or was in a network, by id: for names on pages and in mails. */
export async function everybody(services: Services, networkId: NetworkId): Promise<ReadonlyMap<string, Member>> {
  const members = await services.aggregates.find('member', { where: { networkId }, limit: 1000 });
  return new Map(members.map((member) => [member.id, member.state]));
}

/** The consultation a response answers. Throws `TypeError` where it is not there. */
export async function consultationOf(services: Services, response: Response): Promise<Consultation> {
  const consultation = await services.aggregates.get('consultation', response.consultationId);
  if (consultation === null) throw new TypeError(`there is no consultation ${response.consultationId}`);
  return consultation.state;
}

/** The one response to a consultation; null where it was not started. */
export async function responseTo(services: Services, consultation: Consultation): Promise<Stored<'response'> | null> {
  const { networkId, id } = consultation;
  const [response] = await services.aggregates.find('response', { where: { networkId, consultationId: id }, limit: 1 });
  return response ?? null;
}

/** The log of a draft's epoch. Throws `TypeError` where it was never begun. */
export async function logOf(services: Services, response: Response, epoch: string = response.epoch): Promise<DraftLog> {
  const log = await services.drafts.load({ draft: response.id, epoch });
  if (log === null) throw new TypeError(`there is no draft ${response.id}/${epoch}`);
  return log;
}

/** What is written in a log, under the questions as they are asked now. */
export function contentOf(log: DraftLog, consultation: Consultation): DraftContent {
  const questions = currentQuestions(consultation).questions.map((question) => question.id);
  const document = openDraft(log);
  const content = readDraft(document, [...fixedSections.map((section) => section.id), ...questions]);
  document.destroy();
  return content;
}

/** The checks before sign-off on a content, with the offices and the close as they are now (SO1). */
export async function findingsOn(
  services: Services,
  content: DraftContent,
  consultation: Consultation,
  { network, members }: Pick<OfficeHolders, 'network' | 'members'>,
): Promise<Findings> {
  return runChecks({
    network,
    members,
    questions: currentQuestions(consultation).questions,
    answers: factsOf(content),
    unreachable: await unreachable(services, members),
    closesAt: consultation.closesAt,
    at: services.now(),
  });
}

function factsOf(content: DraftContent): ReadonlyMap<string, AnswerFacts> {
  return new Map(
    [...content.blocks].map(([id, blocks]) => {
      const { words, characters } = countBlocks(blocks);
      return [id, { words, characters, chosen: content.chosen.get(id) ?? [], notAnswered: content.notAnswered.get(id) ?? '' }];
    }),
  );
}

/** Those whose latest mail was refused for good. */
async function unreachable(services: Services, members: readonly Member[]): Promise<ReadonlySet<MemberId>> {
  const last = await Promise.all(
    members.map((member) =>
      services.aggregates.find('mail', {
        where: { networkId: member.networkId, memberId: member.id },
        order: { by: 'createdAt', direction: 'descending' },
        limit: 1,
      }),
    ),
  );
  return new Set(last.flat().flatMap((mail) => (mail.state.status === 'failed' ? [MemberId.parse(mail.state.memberId)] : [])));
}

/** When each office should have decided: the plan as the consultation shows it, or a new one where its dates have passed. */
export function dueDates(services: Services, consultation: Consultation, network: Network): readonly Instant[] {
  const plan = (from: Instant): readonly Instant[] =>
    planDates(consultation.opensAt, consultation.closesAt, from, network.timeZone, network.offices.length).offices;
  const planned = plan(addedAt(consultation));
  return planned.every((date) => date > services.now()) ? planned : plan(services.now());
}

/** A stored snapshot, with the digest of its bytes as worked out now (SO9). */
export interface StoredSnapshot {
  readonly snapshot: Snapshot;
  readonly digest: Digest;
}

/** The snapshot a round signs. Throws `TypeError` where its bytes are not there, and what the store throws where they are damaged. */
export async function snapshotOf(services: Services, response: Response, digest: string): Promise<StoredSnapshot> {
  const bytes = await services.blobs.get(response.id, digest);
  if (bytes === null) throw new TypeError(`the snapshot ${digest} of ${response.id} is not there`);
  return { snapshot: Snapshot.parse(JSON.parse(new TextDecoder().decode(bytes))), digest: Digest.parse(digestOf(bytes)) };
}
