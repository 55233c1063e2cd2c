import { z } from 'zod';
import { MailId, MemberId, NetworkId, ResponseId, SlotId } from './ids.ts';
import { Instant } from './outcome.ts';

export const MailKind = z.enum([
  'sign-off-request',
  'text-locked',
  'decision-receipt',
  'changes-requested',
  'stood-down',
  'round-approved',
  'round-recalled',
  'round-lapsed',
  'response-declined',
  'submitted',
  'invitation',
]);
export type MailKind = z.infer<typeof MailKind>;

/** A message owed to one member: ids only, never an address, a token or a code (SO30). */
export const Mail = z.strictObject({
  id: MailId,
  networkId: NetworkId,
  memberId: MemberId,
  kind: MailKind,
  responseId: ResponseId.nullable(),
  round: z.number().int().nullable(),
  slot: SlotId.nullable(),
  status: z.enum(['queued', 'sent', 'not-needed', 'failed']),
  attempts: z.number().int(),
  notBefore: Instant,
  createdAt: Instant,
});
export type Mail = z.infer<typeof Mail>;

export type MailEvent =
  | { readonly type: 'MailQueued'; readonly data: { readonly kind: MailKind } }
  | { readonly type: 'MailSent'; readonly data: { readonly attempt: number } }
  | { readonly type: 'MailDeferred'; readonly data: { readonly attempt: number; readonly because: string; readonly notBefore: Instant } }
  | { readonly type: 'MailNotNeeded'; readonly data: { readonly because: string } }
  | { readonly type: 'MailFailed'; readonly data: { readonly because: string } };
