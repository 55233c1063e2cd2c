import { type Mail, mailRules } from '../domain/mail.ts';
import { type Member, isCurrent } from '../domain/network/member.ts';
import type { Mailbox } from '../mail/transport.ts';
import type { Services } from '../services.ts';
import { all } from '../store/every.ts';

/**
 * The mailboxes of the network's coordinators, to which an answer to a mail goes; without the reader's own, unless nobody else
 * coordinates (MA4). None for a mail with a personal link, which an answer would quote.
 */
export async function answersTo(services: Services, { kind, networkId }: Mail, reader: Member): Promise<readonly Mailbox[]> {
  if (mailRules[kind].answers === 'nobody') return [];
  const found = await all(services.aggregates, 'member', { where: { networkId, role: 'coordinator' } });
  const coordinators = found.map(({ state }) => state).filter((one) => isCurrent(one, services.now()));
  const others = coordinators.filter(({ id }) => id !== reader.id);
  return (others.length === 0 ? coordinators : others).map(({ name, email }) => ({ name, address: email }));
}
