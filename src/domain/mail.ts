import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import { MailId, MemberId, NetworkId, ResponseId, SlotId } from './ids.ts';
import { accepted, Instant, type Outcome, refused } from './outcome.ts';
import type { Restored } from './restored.ts';

export const MailKind = z.enum([
  'sign-off-request',
  'text-locked',
  'decision-receipt',
  'changes-requested',
  'stood-down',
  'office-changed',
  'round-approved',
  'round-recalled',
  'round-lapsed',
  'response-declined',
  'submitted',
  'invitation',
  'addition-taken-out',
  'response-started',
]);
export type MailKind = z.infer<typeof MailKind>;

/** The rules of one kind of mail. */
interface MailRules {
  /** Who gets an answer to it. `nobody`: it holds a personal link, which an answer would quote (MA4). */
  readonly answers: 'coordinators' | 'nobody';
}

/** The rules of each kind of mail; docs/mail.md gives the reasons. */
export const mailRules = {
  'sign-off-request': { answers: 'nobody' },
  'text-locked': { answers: 'coordinators' },
  'decision-receipt': { answers: 'coordinators' },
  'changes-requested': { answers: 'coordinators' },
  'stood-down': { answers: 'coordinators' },
  'office-changed': { answers: 'coordinators' },
  'round-approved': { answers: 'coordinators' },
  'round-recalled': { answers: 'coordinators' },
  'round-lapsed': { answers: 'coordinators' },
  'response-declined': { answers: 'coordinators' },
  submitted: { answers: 'coordinators' },
  invitation: { answers: 'coordinators' },
  'addition-taken-out': { answers: 'coordinators' },
  'response-started': { answers: 'coordinators' },
} as const satisfies Record<MailKind, MailRules>;

/** A message owed to one member: ids only, never an address, a token or a code (SO30). */
export const Mail = z.strictObject({
  id: MailId,
  networkId: NetworkId,
  memberId: MemberId,
  kind: MailKind,
  responseId: ResponseId.nullable(),
  round: z.number().int().nullable(),
  slot: SlotId.nullable(),
  /** The change of office that the mail tells of, counted from 1 in its round; absent in other mails (SO56). */
  change: z.number().int().min(1).optional(),
  status: z.enum(['queued', 'sent', 'not-needed', 'failed']),
  attempts: z.number().int(),
  notBefore: Instant,
  createdAt: Instant,
});
export type Mail = z.infer<typeof Mail>;

export type MailEvent =
  | Restored
  | { readonly type: 'MailQueued'; readonly data: { readonly kind: MailKind } }
  | { readonly type: 'MailSent'; readonly data: { readonly attempt: number } }
  | { readonly type: 'MailDeferred'; readonly data: { readonly attempt: number; readonly because: string; readonly notBefore: Instant } }
  | { readonly type: 'MailNotNeeded'; readonly data: { readonly because: string } }
  | { readonly type: 'MailFailed'; readonly data: { readonly because: string } };

/** Minutes to wait after the first refusal, the second, and so on; then the mail is given up (SO31). */
export const retryMinutes = [1, 5, 15, 60, 240, 720] as const;

/**
 * When to try again after a number of attempts; null after the last one (SO31). `chance` (0 to 1) delays the try by up to a
 * fifth, so that mails which the server refused together are not tried again together.
 */
export function retryAt(attempts: number, now: Instant, chance: number): Instant | null {
  const minutes = retryMinutes[attempts - 1];
  if (minutes === undefined) return null;
  const milliseconds = Math.round(minutes * 60_000 * (1 + chance / 5));
  return Instant.parse(Temporal.Instant.from(now).add({ milliseconds }).toString({ smallestUnit: 'millisecond' }));
}

/** Records that the server accepted the mail. */
export function sent(mail: Mail): Outcome<Mail, MailEvent> {
  const attempt = mail.attempts + 1;
  return whileQueued(mail, { ...mail, status: 'sent', attempts: attempt }, { type: 'MailSent', data: { attempt } });
}

/** Records that the server refused the mail for now: it is tried again later, or given up after the last try (SO31). */
export function deferred(mail: Mail, now: Instant, because: string, chance: number): Outcome<Mail, MailEvent> {
  const attempt = mail.attempts + 1;
  const notBefore = retryAt(attempt, now, chance);
  if (notBefore === null) return failed(mail, `given up after ${attempt} attempts: ${because}`);
  return whileQueued(
    mail,
    { ...mail, attempts: attempt, notBefore },
    { type: 'MailDeferred', data: { attempt, because: because.slice(0, 500), notBefore } },
  );
}

/** Records that the server refused the mail for good: it is not tried again, and is flagged (SO31). */
export function failed(mail: Mail, because: string): Outcome<Mail, MailEvent> {
  const next: Mail = { ...mail, status: 'failed', attempts: mail.attempts + 1 };
  return whileQueued(mail, next, { type: 'MailFailed', data: { because: because.slice(0, 500) } });
}

/** Records that the mail need not go: its request is over, or the person has left. */
export function notNeeded(mail: Mail, because: string): Outcome<Mail, MailEvent> {
  return whileQueued(mail, { ...mail, status: 'not-needed' }, { type: 'MailNotNeeded', data: { because: because.slice(0, 500) } });
}

function whileQueued(mail: Mail, next: Mail, event: MailEvent): Outcome<Mail, MailEvent> {
  return mail.status === 'queued' ? accepted(next, event) : refused('already-exists', `This mail is ${mail.status} already.`);
}
