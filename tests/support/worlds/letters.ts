import { OfficeId, MailId, MemberId, type SlotId } from '../../../src/domain/ids.ts';
import type { Mail, MailKind } from '../../../src/domain/mail.ts';
import type { Member } from '../../../src/domain/network/member.ts';
import { composers as evidence } from '../../../src/features/evidence/mails.ts';
import { composers as plan } from '../../../src/features/consultations/plan/mails.ts';
import { composers as history } from '../../../src/features/history/mails.ts';
import { composers as networks } from '../../../src/features/networks/mails.ts';
import { composers as progress } from '../../../src/features/progress/mails.ts';
import { composers as positions } from '../../../src/features/positions/mails.ts';
import { composers as responses } from '../../../src/features/responses/mails.ts';
import { composers as signOff } from '../../../src/features/sign-off/mails.ts';
import { composers as submissions } from '../../../src/features/submissions/mails.ts';
import { composers as weekly } from '../../../src/features/weekly/mails.ts';
import type { Letter } from '../../../src/mail/letter.ts';
import type { Composer, NotNeeded } from '../../../src/outbox/composer.ts';
import type { SignOffWorld } from './sign-off.ts';

// The letters of all kinds of mail, from the composers that the outbox asks.

/** The composers of all kinds. */
export const composers = {
  ...networks,
  ...responses,
  ...signOff,
  ...submissions,
  ...history,
  ...progress,
  ...positions,
  ...plan,
  ...weekly,
  ...evidence,
} satisfies Record<MailKind, Composer>;

/** The mail of one kind to a member about the response of the sign-off world, at its latest round. */
export async function mailTo(world: SignOffWorld, kind: MailKind, memberId: string, slot: SlotId | null = null): Promise<Mail> {
  const { state } = await world.response();
  const now = world.services.now();
  return {
    id: MailId.parse(`${kind}-${memberId}`),
    networkId: state.networkId,
    memberId: MemberId.parse(memberId),
    kind,
    responseId: state.id,
    round: state.rounds.length === 0 ? null : state.rounds.length,
    slot,
    ...(kind === 'office-changed' ? { change: 1 } : {}),
    status: 'queued',
    attempts: 0,
    notBefore: now,
    createdAt: now,
  };
}

/** The letter that the composer of a mail writes now. */
export async function composed(world: SignOffWorld, mail: Mail): Promise<Letter | NotNeeded> {
  const network = await world.services.aggregates.get('network', mail.networkId);
  if (network === null) throw new Error('there is no network');
  return composers[mail.kind](world.services, mail, await memberOf(world, mail.memberId), network.state);
}

/** The slot of a member in an office of the latest round. */
export async function slotOf(world: SignOffWorld, office: string, memberId: string): Promise<SlotId> {
  const stage = (await world.response()).state.rounds.at(-1)?.stages.find((one) => one.office.id === OfficeId.parse(office));
  const slot = stage?.slots.find((one) => one.memberId === MemberId.parse(memberId));
  if (slot === undefined) throw new Error(`${memberId} has no slot as ${office}`);
  return slot.id;
}

async function memberOf(world: SignOffWorld, id: string): Promise<Member> {
  const member = await world.services.aggregates.get('member', id);
  if (member === null) throw new Error(`there is no member ${id}`);
  return member.state;
}
