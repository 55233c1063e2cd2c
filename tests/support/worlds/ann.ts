import { MemberId, NetworkId } from '../../../src/domain/ids.ts';
import { addMember, EmailAddress } from '../../../src/domain/network/member.ts';
import { createNetwork, usualOffices } from '../../../src/domain/network/network.ts';
import type { Owed } from '../../../src/outbox/queue.ts';
import type { BareServices } from './bare-services.ts';

// One network with one member, to whom mails are owed.

const networkId = NetworkId.parse('n1');
export const memberId = MemberId.parse('ann');

/** Adds the network and Ann Able. */
export async function withAnn(services: BareServices): Promise<void> {
  const empty = { overseenBy: '', timeZone: 'Europe/London', about: '', contact: '', offices: [...usualOffices], organisations: [] };
  const network = createNetwork({ id: networkId, name: 'North Network', ...empty });
  await services.aggregates.commit({ kind: 'network', id: networkId, revision: 0, actor: 'system', ...network });
  const ann = addMember({
    id: memberId,
    networkId,
    name: 'Ann Able',
    email: EmailAddress.parse('ann@council.example.org'),
    jobTitle: '',
    role: 'lead',
    organisationId: null,
    salt: 'a'.repeat(64),
    demo: false,
    from: services.now(),
    until: null,
  });
  await services.aggregates.commit({ kind: 'member', id: memberId, revision: 0, actor: 'system', ...ann });
}

/** A mail to Ann. */
export const owed: Owed = {
  event: { chain: 'member/ann', seq: 1 },
  kind: 'invitation',
  networkId,
  memberId,
  responseId: null,
  round: null,
  slot: null,
};
