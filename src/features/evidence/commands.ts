import {
  type Evidence,
  type EvidenceChange,
  type EvidenceFile,
  type Offer,
  offerEvidence,
  relabelEvidence,
  withdrawEvidence,
} from '../../domain/evidence/evidence.ts';
import type { EvidenceLabel } from '../../domain/evidence/label.ts';
import { EvidenceId, type MemberId, type OrganisationId } from '../../domain/ids.ts';
import type { Duty } from '../../domain/network/access.ts';
import type { Person } from '../../domain/network/actor.ts';
import { Digest, type Instant, type Refused, refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { isInForce } from '../../domain/time/span.ts';
import { evidenceNamed } from '../../reading/evidence.ts';
import { changeAs, createAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import type { Changed } from '../../store/change.ts';
import type { KnownFile } from './file.ts';
import { forgetNote, noteFile } from './leftovers.ts';

/** The most pieces of evidence of one response, and of one organisation among them: no organisation takes the room of the others. */
const mostPieces = 1_000;
const mostOfOne = 100;

/** A piece of evidence as somebody fills it in. The coordinator names the organisation; anybody else offers for their own. */
export type Filled = Pick<Offer, 'kind' | 'text' | 'label' | 'source' | 'date' | 'area' | 'permission' | 'section' | 'file'> & {
  readonly organisationId: OrganisationId | null;
};

/** The id of the evidence that a form makes, so that a form sent twice makes one piece (SF7). */
export function idOfForm({ keys }: Pick<Services, 'keys'>, memberId: MemberId, nonce: string): EvidenceId {
  return EvidenceId.parse(keys.hmac('form-id', `evidence ${memberId} ${nonce}`).slice(0, 26));
}

/** Keeps the bytes of a file for the evidence that a form will make; nobody sees them before. */
export async function keepFile(
  services: Services,
  by: Person,
  { networkId, id }: { readonly networkId: Response['networkId']; readonly id: EvidenceId },
  file: KnownFile,
): Promise<{ readonly ok: true; readonly file: EvidenceFile } | Refused> {
  const judged = await judge(services, by, { act: 'evidence.offer', networkId });
  if (!judged.ok) return judged;
  const { name, type, bytes } = file;
  await noteFile(services, id);
  const digest = Digest.parse(await services.blobs.put(id, bytes));
  return { ok: true, file: { digest, name, type, size: bytes.byteLength } };
}

/** Offers a piece of evidence, once for one form (EV1). Refused once the response was sent. */
export async function offer(
  services: Services,
  by: Person,
  response: Response,
  { id, ...filled }: Filled & { readonly id: EvidenceId },
): Promise<Stored<'evidence'> | Refused> {
  const { networkId, id: responseId } = response;
  const offering = { act: 'evidence.offer', kind: 'evidence', id, networkId } as const;
  const created = await createAs(services, by, offering, async () => {
    const now = services.now();
    const organisationId = await organisationFor(services, by, filled.organisationId, now);
    if (organisationId === null) return refused('invalid', 'Choose the organisation whose evidence this is.');
    if (response.status === 'submitted' || response.status === 'withdrawn') {
      return refused('already-submitted', 'The text was sent, so nothing can be added to it.');
    }
    const there = await services.aggregates.find('evidence', { where: { responseId }, limit: mostPieces });
    if (there.length >= mostPieces)
      return refused('too-many', `A response has ${mostPieces.toLocaleString('en-GB')} pieces of evidence at most.`);
    if (there.filter(({ state }) => state.organisationId === organisationId).length >= mostOfOne)
      return refused('too-many', `An organisation gives ${mostOfOne} pieces of evidence to a response at most.`);
    return offerEvidence({ ...filled, id, networkId, responseId, organisationId, offeredBy: by.memberId, at: now });
  });
  const made = created ?? (await services.aggregates.get('evidence', id)) ?? refused('not-found');
  if ('state' in made) await forgetNote(services, id);
  return made;
}

/** The organisation that a member offers for: their own; for the coordinator, the given one that is in the network now. */
async function organisationFor(services: Services, by: Person, given: OrganisationId | null, at: Instant): Promise<OrganisationId | null> {
  const member = await services.aggregates.get('member', by.memberId);
  const network = await services.aggregates.get('network', by.networkId);
  const wanted = member?.state.role === 'coordinator' ? given : (member?.state.organisationId ?? null);
  const found = network?.state.organisations.find((one) => one.id === wanted);
  return found !== undefined && isInForce(found, at) ? found.id : null;
}

/** Names one piece of evidence of a response. */
export type Named = Pick<Evidence, 'responseId' | 'id'>;

/** Gives evidence another label (EV6). Evidence that the actor may not see is not there. */
export async function relabel(services: Services, by: Person, named: Named, label: EvidenceLabel): Promise<Changed<'evidence'> | Refused> {
  return changed(services, by, named, 'evidence.relabel', (evidence, change) => relabelEvidence(evidence, label, change));
}

/** Withdraws evidence for good (EV6). Evidence that the actor may not see is not there. */
export async function withdraw(services: Services, by: Person, named: Named): Promise<Changed<'evidence'> | Refused> {
  return changed(services, by, named, 'evidence.withdraw', withdrawEvidence);
}

async function changed(
  services: Services,
  by: Person,
  named: Named,
  act: 'evidence.relabel' | 'evidence.withdraw',
  decide: (evidence: Evidence, change: EvidenceChange) => ReturnType<typeof withdrawEvidence>,
): Promise<Changed<'evidence'> | Refused> {
  const there = await services.aggregates.get('evidence', named.id);
  if (there === null) return refused('not-found');
  const judged = await judge(services, by, { act: 'evidence.view', networkId: there.state.networkId });
  if (!judged.ok) return judged;
  const member = await services.aggregates.get('member', by.memberId);
  const network = await services.aggregates.get('network', by.networkId);
  const people = member === null || network === null ? null : { member: member.state, network: network.state };
  if (people === null || (await evidenceNamed(services, named, people)) === null) return refused('not-found');
  const found = async (evidence: Evidence) => ({ theirs: await isTheirs(services, by, evidence) });
  return changeAs(services, by, { act, kind: 'evidence', id: named.id, found }, async (evidence, duties) =>
    decide(evidence, { at: services.now(), by: by.memberId, as: await capacity(services, by, evidence, duties) }),
  );
}

/** True for members of the organisation that offered the evidence (EV6). */
async function isTheirs(services: Services, by: Person, { organisationId }: Evidence): Promise<boolean> {
  const member = await services.aggregates.get('member', by.memberId);
  return member?.state.organisationId === organisationId;
}

async function capacity(services: Services, by: Person, evidence: Evidence, duties: ReadonlySet<Duty>): Promise<EvidenceChange['as']> {
  if (!duties.has('coordinator') || evidence.offeredBy === by.memberId) return 'owner';
  return (await isTheirs(services, by, evidence)) ? 'owner' : 'keeper';
}
