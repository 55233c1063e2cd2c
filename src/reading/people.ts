import type { NetworkId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';

/** A network as a command finds it, with everybody who may hold an office. */
export interface OfficeHolders {
  readonly network: Network;
  readonly networkRevision: number;
  readonly members: readonly Member[];
}

/** Reads a network and everybody who is appointed in it. Throws `TypeError` where the network is not there. */
export async function officeHolders(reader: Reader, networkId: NetworkId): Promise<OfficeHolders> {
  const network = await reader.aggregates.get('network', networkId);
  if (network === null) throw new TypeError(`there is no network ${networkId}`);
  const ids = [...new Set(network.state.appointments.map((appointment) => appointment.memberId))];
  const members = await Promise.all(ids.map((id) => reader.aggregates.get('member', id)));
  return {
    network: network.state,
    networkRevision: network.revision,
    members: members.flatMap((member) => (member === null ? [] : [member.state])),
  };
}

/** Reads a network and its present and former members. Throws `TypeError` for an unknown network. */
export async function everybodyIn(reader: Reader, networkId: NetworkId): Promise<OfficeHolders> {
  const network = await reader.aggregates.get('network', networkId);
  if (network === null) throw new TypeError(`there is no network ${networkId}`);
  const members = [...(await membersOf(reader, networkId)).values()];
  return { network: network.state, networkRevision: network.revision, members };
}

/** Everybody who is or was in a network, by id. */
export async function membersOf(reader: Reader, networkId: NetworkId): Promise<ReadonlyMap<string, Member>> {
  const members = await all(reader.aggregates, 'member', { where: { networkId } });
  return new Map(members.map((member) => [member.id, member.state]));
}

/** A network with everybody who is or was in it, by id: the cast that phrases take names from. */
export async function castOf(
  reader: Reader,
  network: Network,
): Promise<{ readonly network: Network; readonly members: ReadonlyMap<string, Member> }> {
  return { network, members: await membersOf(reader, network.id) };
}
