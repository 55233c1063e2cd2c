import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import { MailId, MemberId, NetworkId, ResponseId, SlotId } from './ids.ts';
import type { Role } from './network/member.ts';
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
  'reminder',
  'position-request',
  'position-recorded',
  'plan-changed',
  'weekly-digest',
  'evidence-held',
  'kind-chosen',
  'decision-handed-over',
  'decision-handed-back',
]);
export type MailKind = z.infer<typeof MailKind>;

/** The rules of one kind of mail. */
interface MailRules {
  /** Who gets an answer to it. `nobody`: it holds a personal link, which an answer would quote (MA4). */
  readonly answers: 'coordinators' | 'nobody';
  /** Who can wait for it, so that it counts for the one mail a day (MA5). */
  readonly waits: 'nobody' | 'everybody' | 'all but coordinators';
}

/** The rules of each kind of mail; docs/mail.md gives the reasons. */
export const mailRules = {
  'sign-off-request': { answers: 'nobody', waits: 'nobody' },
  'text-locked': { answers: 'coordinators', waits: 'everybody' },
  'decision-receipt': { answers: 'coordinators', waits: 'nobody' },
  'changes-requested': { answers: 'coordinators', waits: 'all but coordinators' },
  'stood-down': { answers: 'coordinators', waits: 'nobody' },
  'office-changed': { answers: 'coordinators', waits: 'nobody' },
  'round-approved': { answers: 'coordinators', waits: 'all but coordinators' },
  'round-recalled': { answers: 'coordinators', waits: 'all but coordinators' },
  'round-lapsed': { answers: 'coordinators', waits: 'all but coordinators' },
  'response-declined': { answers: 'coordinators', waits: 'all but coordinators' },
  submitted: { answers: 'coordinators', waits: 'everybody' },
  invitation: { answers: 'coordinators', waits: 'nobody' },
  'addition-taken-out': { answers: 'coordinators', waits: 'everybody' },
  'response-started': { answers: 'coordinators', waits: 'everybody' },
  reminder: { answers: 'coordinators', waits: 'everybody' },
  'position-request': { answers: 'coordinators', waits: 'everybody' },
  'position-recorded': { answers: 'coordinators', waits: 'nobody' },
  'plan-changed': { answers: 'coordinators', waits: 'everybody' },
  'weekly-digest': { answers: 'coordinators', waits: 'everybody' },
  'evidence-held': { answers: 'coordinators', waits: 'nobody' },
  'kind-chosen': { answers: 'coordinators', waits: 'everybody' },
  'decision-handed-over': { answers: 'coordinators', waits: 'nobody' },
  'decision-handed-back': { answers: 'coordinators', waits: 'nobody' },
} as const satisfies Record<MailKind, MailRules>;

/** True for a kind of mail that can wait for a reader of this role until the next morning (MA5). */
export function canWait(kind: MailKind, role: Role): boolean {
  const { waits } = mailRules[kind];
  return waits === 'everybody' || (waits === 'all but coordinators' && role !== 'coordinator');
}

/** The hours before a close in which nothing waits (MA5). */
const lastHours = 48;

/** True in the last two days before a consultation closes. */
export function isLastDays(closesAt: Instant | null, now: Instant): boolean {
  return closesAt !== null && closesAt > now && Temporal.Instant.from(now).until(closesAt).total('hours') <= lastHours;
}

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
  /** The people who are away, for whom its reader stands in; absent where there are none (MA11). */
  standsFor: z.array(MemberId).optional(),
  /** When the change of the plan was made that the mail tells of; absent in other mails (WO19). */
  since: Instant.optional(),
  status: z.enum(['queued', 'sent', 'not-needed', 'failed']),
  attempts: z.number().int(),
  notBefore: Instant,
  createdAt: Instant,
});
export type Mail = z.infer<typeof Mail>;

export type MailEvent =
  | Restored
  | { readonly type: 'MailQueued'; readonly data: { readonly kind: MailKind } }
  | { readonly type: 'MailSent'; readonly data: { readonly attempt: number; readonly within?: MailId } }
  | { readonly type: 'MailDeferred'; readonly data: { readonly attempt: number; readonly because: string; readonly notBefore: Instant } }
  | { readonly type: 'MailPutOff'; readonly data: { readonly until: Instant } }
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

/** Records that the server accepted the mail. `within` is the mail under whose Message-ID several went together (MA6). */
export function sent(mail: Mail, within: MailId = mail.id): Outcome<Mail, MailEvent> {
  const attempt = mail.attempts + 1;
  const data = within === mail.id ? { attempt } : { attempt, within };
  return whileQueued(mail, { ...mail, status: 'sent', attempts: attempt }, { type: 'MailSent', data });
}

/** Records that the mail waits until an instant, without a try (MA5). */
export function putOff(mail: Mail, until: Instant): Outcome<Mail, MailEvent> {
  return whileQueued(mail, { ...mail, notBefore: until }, { type: 'MailPutOff', data: { until } });
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
