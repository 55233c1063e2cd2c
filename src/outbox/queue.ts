import { createHash } from 'node:crypto';
import type { Mail, MailKind } from '../domain/mail.ts';
import { MailId, type MemberId, type NetworkId, type ResponseId, type SlotId } from '../domain/ids.ts';
import { type Member, isCurrent } from '../domain/network/member.ts';
import type { Instant } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import type { StoredEvent } from '../store/aggregates.ts';
import { create } from '../store/change.ts';
import { recipientsOf } from './stand-ins.ts';

/** A mail owed to one member because of one event. */
export interface Owed {
  readonly event: Pick<StoredEvent, 'chain' | 'seq'>;
  readonly kind: MailKind;
  readonly networkId: NetworkId;
  readonly memberId: MemberId;
  readonly responseId: ResponseId | null;
  readonly round: number | null;
  readonly slot: SlotId | null;
  /** The change of office that the mail tells of, counted from 1 in its round. */
  readonly change?: number;
  /** The people who are away, for whom the member stands in (MA11). */
  readonly standsFor?: readonly MemberId[];
  /** When the change of the plan was made that the mail tells of. */
  readonly since?: Instant;
  /** The earliest instant to send it; at once unless given. */
  readonly notBefore?: Instant;
}

/** The id of the mail of one kind that one event owes one member; it depends on nothing else (SO30). */
export function mailIdOf(event: Pick<StoredEvent, 'chain' | 'seq'>, memberId: MemberId, kind: MailKind): MailId {
  const name = `${event.chain}/${event.seq}/${memberId}/${kind}`;
  return MailId.parse(createHash('sha256').update(name).digest('hex').slice(0, 40));
}

/**
 * Queues a mail of one kind to each of these people who is a member now, as {@link queueMail} does; for a person who is away, to the
 * colleague who stands in (MA11). `members`: those of the network.
 */
export async function queueMails(
  services: Services,
  members: ReadonlyMap<string, Member>,
  to: readonly MemberId[],
  owed: Omit<Owed, 'memberId'>,
): Promise<void> {
  const now = services.now();
  for (const [memberId, standsFor] of recipientsOf(owed.kind, { members, to }, now)) {
    const member = members.get(memberId);
    if (member !== undefined && isCurrent(member, now)) await queueMail(services, { ...owed, memberId, standsFor });
  }
}

/** Creates the mail that a reaction owes. A second call for that event, member and kind changes nothing (SO30). */
export async function queueMail(services: Services, owed: Owed): Promise<MailId> {
  const id = mailIdOf(owed.event, owed.memberId, owed.kind);
  const createdAt = services.now();
  const state: Mail = {
    id,
    networkId: owed.networkId,
    memberId: owed.memberId,
    kind: owed.kind,
    responseId: owed.responseId,
    round: owed.round,
    slot: owed.slot,
    ...(owed.change === undefined ? {} : { change: owed.change }),
    ...(owed.standsFor === undefined || owed.standsFor.length === 0 ? {} : { standsFor: [...owed.standsFor] }),
    ...(owed.since === undefined ? {} : { since: owed.since }),
    status: 'queued',
    attempts: 0,
    notBefore: owed.notBefore ?? createdAt,
    createdAt,
  };
  await create(services.aggregates, 'mail', id, 'system', { state, events: [{ type: 'MailQueued', data: { kind: owed.kind } }] });
  return id;
}
