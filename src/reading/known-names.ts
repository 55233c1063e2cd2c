import type { NetworkId } from '../domain/ids.ts';
import type { Reader } from '../store/reader.ts';
import { everybodyIn } from './people.ts';

/** The names in a network that are no child's: of its organisations and of its present and former members (PR1). */
export async function knownNames(reader: Reader, networkId: NetworkId): Promise<readonly string[]> {
  const { network, members } = await everybodyIn(reader, networkId);
  return [...network.organisations.map(({ name }) => name), ...members.map(({ name }) => name)];
}
