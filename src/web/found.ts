import type { Member } from '../domain/network/member.ts';
import { refused } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import { Refusal } from './problems.ts';
import type { Viewer } from './viewer.ts';

/** A consultation of the viewer's network. Throws `not-found` for anybody else's exactly as for none. */
export async function consultationFor(services: Services, viewer: Viewer, id: string): Promise<Stored<'consultation'>> {
  const stored = await services.aggregates.get('consultation', id);
  if (stored?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
  return stored;
}

/** The network's response to a consultation; null where it was not started. */
export async function responseFor(services: Services, viewer: Viewer, consultationId: string): Promise<Stored<'response'> | null> {
  const [stored] = await services.aggregates.find('response', { where: { networkId: viewer.network.id, consultationId }, limit: 1 });
  return stored ?? null;
}

/** Everybody who is or was in the viewer's network, by id. */
export async function membersFor(services: Services, viewer: Viewer): Promise<ReadonlyMap<string, Member>> {
  const members = await services.aggregates.find('member', { where: { networkId: viewer.network.id }, limit: 1000 });
  return new Map(members.map((member) => [member.id, member.state]));
}
