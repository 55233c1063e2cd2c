import { ExportId, MemberId, NetworkId, ResponseId, SlotId } from '../../../src/domain/ids.ts';
import { recordFinalExport } from '../../../src/domain/document/release.ts';
import { type Actor, Person, Sitter, System } from '../../../src/domain/network/actor.ts';
import { endAppointment } from '../../../src/domain/network/network.ts';
import { Digest, Instant, refused } from '../../../src/domain/outcome.ts';
import type { Assurance, DecisionKind } from '../../../src/domain/round/decision.ts';
import { pendingSlots } from '../../../src/domain/round/stage.ts';
import { type Response, approvedRound, latestRound } from '../../../src/domain/response/response.ts';
import { warningKey } from '../../../src/domain/sign-off/checks.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { lockAndOpen, recordDecision, takeBack } from '../../../src/features/sign-off/commands.ts';
import { checkText } from '../../../src/features/sign-off/findings.ts';
import { linkFor } from '../../../src/features/sign-off/links.ts';
import { contentOf, logOf } from '../../../src/reading/draft.ts';
import { officeHolders } from '../../../src/reading/people.ts';
import { consultationOf } from '../../../src/reading/response.ts';
import type { Services } from '../../../src/services.ts';
import { change } from '../../../src/store/change.ts';
import { openDraft } from '../../../src/text/read.ts';
import * as Y from 'yjs';
import { addLine } from '../live/lines.ts';
import { type BareServices, bareServices } from './bare-services.ts';
import { member } from './toy.ts';

// Commands bring the first network of the demonstration to one point of its journey. One actor of every kind may then try a command.

export const networkId = NetworkId.parse('south-east-kinship');
export const responseId = ResponseId.parse('send-review');
const chair = 'joanna-prideaux';

/** Everybody who may try a command. */
export const everybody = [
  'coordinator',
  'lead',
  'deputy',
  'member',
  'partner',
  'reader',
  'vice chair',
  'chair',
  'sponsor',
  'coordinator of another network',
  'former coordinator',
  'nobody',
  'somebody at a desk',
  'the service',
  'a posted object',
] as const;
export type Who = (typeof everybody)[number];

const ids: Partial<Readonly<Record<Who, string>>> = {
  coordinator: 'nadia-farrow',
  'vice chair': 'meera-vasani',
  chair,
  sponsor: 'alison-thackeray',
  'coordinator of another network': 'tobias-wren-north-downs',
  'former coordinator': 'r-former',
  nobody: 'r-nobody',
};

/** A point of the journey. `late`: open again after a round, with a passage that came too late. */
export type Phase = 'drafting' | 'locking' | 'in sign-off' | 'approved' | 'final' | 'stopped' | 'late';

export interface RightsWorld {
  readonly services: BareServices;
  /** The writes since `forget`, by their name: `commit response`, `append`. */
  readonly writes: string[];
  readonly actor: (who: Who) => Actor;
  readonly response: () => Promise<Response>;
}

/** Opens a world at a point of the journey. Its store lists the writes. */
export async function openRightsWorld(t: Parameters<typeof bareServices>[0], phase: Phase): Promise<RightsWorld> {
  const bare = await bareServices(t);
  await seedDemo(bare);
  const writes: string[] = [];
  const services = counting(bare, writes);
  for (const role of ['lead', 'deputy', 'member', 'partner', 'reader'] as const)
    await joins(services, member(`r-${role}`, role, { networkId }));
  const until = Instant.parse('2026-07-01T00:00:00.000Z');
  await joins(services, member('r-former', 'coordinator', { networkId, until }));
  const response = async (): Promise<Response> => {
    const stored = await services.aggregates.get('response', responseId);
    if (stored === null) throw new Error('there is no response');
    return stored.state;
  };
  await bring(services, phase);
  const seating = await seatingOf(services, await response());
  writes.length = 0;
  return {
    services,
    writes,
    response,
    actor: (who) => actorOf(who, seating),
  };
}

async function joins({ aggregates }: Services, state: ReturnType<typeof member>): Promise<void> {
  const events = [{ type: 'MemberAdded', data: { role: state.role, organisationId: null } }] as const;
  await aggregates.commit({ kind: 'member', id: state.id, revision: 0, state, events, actor: 'system' });
}

function actorOf(who: Who, seating: Awaited<ReturnType<typeof seatingOf>>): Actor {
  if (who === 'the service') return System.itself();
  if (who === 'somebody at a desk') return new Sitter<Assurance>(seating, 'name');
  if (who === 'a posted object') return { id: 'system', memberId: 'nadia-farrow', networkId } as unknown as Actor;
  const id = MemberId.parse(ids[who] ?? `r-${who}`);
  return new Person({ id, networkId: who === 'coordinator of another network' ? NetworkId.parse('north-downs-fostering') : networkId });
}

/** The member who is asked now; in a response without a round, the chair at an unknown slot. */
async function seatingOf(services: Services, response: Response) {
  const round = latestRound(response);
  const slot = round?.stages.flatMap(pendingSlots)[0];
  const stored = await services.aggregates.get('member', slot?.memberId ?? chair);
  if (stored === null) throw new Error('there is no chair');
  const about = { networkId, responseId, round: round?.n ?? 1, slot: slot?.id ?? SlotId.parse('1-1-1') };
  return linkFor(services, stored.state, { ...about, digest: round?.digest ?? Digest.parse('a'.repeat(64)) });
}

/** Lets the member who is asked now decide, by a link, and by a code where the office asks for one. */
export async function decidesNext(services: Services, kind: DecisionKind): Promise<void> {
  const stored = await services.aggregates.get('response', responseId);
  if (stored === null) throw new Error('there is no response');
  const seating = await seatingOf(services, stored.state);
  const posted = { kind, comment: 'It says so.', nonce: `n-${seating.slot}`, digest: seating.digest };
  const done = await recordDecision(services, new Sitter<Assurance>(seating, 'code'), posted);
  if (!done.ok) throw new Error(done.detail);
}

async function bring(services: BareServices, phase: Phase): Promise<void> {
  if (phase === 'drafting') return;
  if (phase === 'locking') return breaksOff(services);
  const { epoch } = (await services.aggregates.get('response', responseId))?.state ?? { epoch: '' };
  await locks(services, new Person({ id: MemberId.parse('nadia-farrow'), networkId }));
  if (phase === 'late') return comesLate(services, epoch);
  const kinds = { 'in sign-off': [], stopped: ['approve', 'approve', 'decline'], approved: ['approve', 'approve', 'approve'] } as const;
  for (const kind of kinds[phase === 'final' ? 'approved' : phase]) await decidesNext(services, kind);
  if (phase === 'final') await exports(services);
}

/** The fields that the page of checks would post now. */
export async function acknowledged(services: Services) {
  const stored = await services.aggregates.get('response', responseId);
  if (stored === null) throw new Error('there is no response');
  const consultation = await consultationOf(services, stored.state);
  const people = await officeHolders(services, networkId);
  const content = contentOf(await logOf(services, stored.state), consultation);
  const { findings } = await checkText(services, { content, response: stored.state, consultation, people });
  return { acknowledged: findings.warnings.map(warningKey), reason: 'It will be answered in the next one.' };
}

async function locks(services: Services, by: Person): Promise<void> {
  const done = await lockAndOpen(services, by, responseId, await acknowledged(services));
  if (!done.ok) throw new Error(done.detail);
}

/** A lock that a crash broke off after its first step. */
async function breaksOff(services: Services): Promise<void> {
  const asked = await acknowledged(services);
  const stored = await services.aggregates.get('response', responseId);
  if (stored === null) throw new Error('there is no response');
  const { revision, state } = stored;
  const locking = { ...asked, at: services.now(), by: MemberId.parse('nadia-farrow'), epoch: state.epoch };
  const events = [{ type: 'TextLocked', data: { epoch: state.epoch } }] as const;
  await services.aggregates.commit({
    kind: 'response',
    id: responseId,
    revision,
    state: { ...state, locking },
    events,
    actor: 'nadia-farrow',
  });
}

async function comesLate(services: Services, epoch: string): Promise<void> {
  const key = { draft: responseId, epoch };
  const log = await services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  addLine(document, 'Too late.', 'q21');
  const update = Y.encodeStateAsUpdate(document, before);
  await services.drafts.setAside(key, { id: 'late1', member: 'joel-finch', at: services.now(), update });
  await takeBack(services, new Person({ id: MemberId.parse(chair), networkId }), responseId, 'More to say.');
}

async function exports(services: Services): Promise<void> {
  await change(services.aggregates, 'response', responseId, 'system', (response) => {
    const digest = approvedRound(response)?.digest;
    if (digest === undefined) return refused('not-approved');
    const made = { exportId: ExportId.parse('e1'), format: 'pdf', artefact: Digest.parse('b'.repeat(64)) } as const;
    return recordFinalExport(response, { ...made, digest, at: services.now() });
  });
}

/** Ends the appointment of the member who is asked now. */
export async function endsAppointment(services: Services): Promise<void> {
  await change(services.aggregates, 'network', networkId, 'nadia-farrow', (network) => {
    const held = network.appointments.find((one) => one.memberId === chair);
    return held === undefined
      ? refused('not-found')
      : endAppointment(network, held.id, { by: MemberId.parse('nadia-farrow'), at: services.now(), authority: 'Minute 8' });
  });
}

function counting(services: BareServices, writes: string[]): BareServices {
  const { aggregates, drafts, blobs } = services;
  const noted = <A extends readonly unknown[], R>(name: string, write: (...given: A) => R): ((...given: A) => R) => {
    return (...given) => {
      writes.push(name);
      return write(...given);
    };
  };
  return {
    ...services,
    aggregates: {
      ...aggregates,
      commit(commit) {
        writes.push(`commit ${commit.kind}`);
        return aggregates.commit(commit);
      },
    },
    drafts: {
      ...drafts,
      append: noted('append', (...given) => drafts.append(...given)),
      seal: noted('seal', (...given) => drafts.seal(...given)),
      begin: noted('begin', (...given) => drafts.begin(...given)),
      setAside: noted('setAside', (...given) => drafts.setAside(...given)),
    },
    blobs: { ...blobs, put: noted('put', (...given) => blobs.put(...given)) },
  };
}
