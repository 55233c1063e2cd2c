import type { NetworkId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Reader } from '../store/reader.ts';
import { everybodyIn } from './people.ts';

/** The names in a network that are no child's: of its organisations and of its present and former members (PR1). */
export async function knownNames(reader: Reader, networkId: NetworkId): Promise<readonly string[]> {
  return namesIn(await everybodyIn(reader, networkId));
}

/** The words of these names, once each, as the response page hands them to the browser (PR3). */
export function wordsOfNames(names: { readonly network: Network; readonly members: readonly Member[] }): string {
  const words = namesIn(names).flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{M}'’-]+/u));
  return [...new Set(words)]
    .filter((word) => word !== '')
    .sort()
    .join(' ');
}

function namesIn({ network, members }: { readonly network: Network; readonly members: readonly Member[] }): readonly string[] {
  return [...network.organisations.map(({ name }) => name), ...members.map(({ name }) => name)];
}
