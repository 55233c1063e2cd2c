import type { OrganisationId } from '../ids.ts';
import { type Duty, dutiesOf } from '../network/access.ts';
import type { Member } from '../network/member.ts';
import type { Network } from '../network/network.ts';
import type { Organisation } from '../network/organisation.ts';
import type { Instant } from '../outcome.ts';
import { isInForce } from '../time/span.ts';
import { type Evidence, labelOf } from './evidence.ts';

/** A member as the labels of evidence judge them. */
export interface EvidenceViewer {
  readonly duties: ReadonlySet<Duty>;
  readonly organisationId: OrganisationId | null;
  /** The kind of their organisation; null for members without one, and once an authority has left the network. A partner stays one (EV3). */
  readonly kind: Organisation['kind'] | null;
}

/** A member as a viewer of evidence at an instant. */
export function evidenceViewer(member: Member, network: Network, at: Instant): EvidenceViewer {
  const organisation = network.organisations.find((one) => one.id === member.organisationId);
  const isKept = organisation?.kind === 'partner' || (organisation !== undefined && isInForce(organisation, at));
  const kind = isKept ? organisation.kind : null;
  return { duties: dutiesOf(member, network, at), organisationId: member.organisationId, kind };
}

/**
 * True if a viewer may see a piece of evidence: its words, its file, its organisation and its questions (EV2, EV3). Everybody
 * else learns no more than that it exists.
 */
export function maySeeEvidence(evidence: Pick<Evidence, 'labels' | 'organisationId' | 'withdrawn'>, viewer: EvidenceViewer): boolean {
  const { duties } = viewer;
  if (duties.size === 0) return false;
  if (duties.has('coordinator') || viewer.organisationId === evidence.organisationId) return true;
  if (evidence.withdrawn !== null) return false;
  switch (labelOf(evidence)) {
    case 'shareable':
    case 'anonymised':
      return true;
    case 'network-only':
      return isOfNetwork(viewer);
    case 'meeting-only':
      return isOfNetwork(viewer) && duties.has('approver');
  }
}

/** True for officers of authorities and trusts, and for approvers; never for partners, not even in an office (EV3). */
function isOfNetwork({ duties, kind }: EvidenceViewer): boolean {
  if (kind === 'partner' || duties.has('partner')) return false;
  if (duties.has('approver')) return true;
  return kind === 'authority' && (['lead', 'deputy', 'member'] as const).some((role) => duties.has(role));
}
