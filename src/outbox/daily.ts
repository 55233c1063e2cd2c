import { canWait, isLastDays, type Mail, notNeeded, putOff, sent } from '../domain/mail.ts';
import type { MemberId } from '../domain/ids.ts';
import type { Instant } from '../domain/outcome.ts';
import { nextMorning, startOfDay } from '../domain/time/calendar.ts';
import type { Letter } from '../mail/letter.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import { change } from '../store/change.ts';
import { all } from '../store/every.ts';
import type { Composers } from './composer.ts';
import { type Addressee, addresseeOf, letterOf, messageOf, verdictOn } from './delivery.ts';
import { dailyLetter } from './daily-letter.ts';

// A member gets at most one mail a day with everything that can wait (MA5, MA6).

/** The day on which a member last got that mail, as the first instant of the day. */
const space = 'daily-mail';
const keptFor = 3 * 24 * 3_600_000;
/** The lease of a member's mails, in milliseconds: longer than the deadline of one message (SO35). */
const lease = 120_000;

/** True for a mail that can wait until the next morning. Nothing waits in the last two days before the close. */
export async function waits(services: Services, mail: Mail): Promise<boolean> {
  const member = await services.aggregates.get('member', mail.memberId);
  if (member === null || !canWait(mail.kind, member.state.role)) return false;
  const response = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  const consultation = response === null ? null : await services.aggregates.get('consultation', response.state.consultationId);
  return consultation === null || !isLastDays(consultation.state.closesAt, services.now());
}

/**
 * Handles every mail of a member that can wait, under a lease of its own: puts it off until the next morning where one went today
 * already, else sends one mail with all of them. Answers false if they wait on: for the
 * morning, for another node or for another attempt.
 */
export async function attemptDaily(services: Services, composers: Composers, memberId: MemberId): Promise<boolean> {
  const [key, holder] = [`daily/${memberId}`, services.newId()];
  const hasLease = (): Promise<boolean> => services.ephemeral.claim('lease', key, holder, lease);
  if (!(await hasLease())) return false;
  try {
    const batch = await waitingOf(services, memberId);
    const [first] = batch;
    if (first === undefined) return false;
    const reader = await addresseeOf(services, first.state);
    const until = reader === null ? null : await whyLater(services, batch, reader);
    if (until !== null) return await putOffUntil(services, batch, until);
    return await deliver(services, composers, { batch, reader, hasLease });
  } finally {
    await services.ephemeral.release('lease', key, holder);
  }
}

type Batch = readonly Stored<'mail'>[];

/** The queued mails of a member that can wait, the oldest first. */
async function waitingOf(services: Services, memberId: MemberId): Promise<Batch> {
  const queued = await all(services.aggregates, 'mail', { where: { memberId, status: 'queued' } });
  const can = await Promise.all(queued.map(({ state }) => waits(services, state)));
  return queued
    .filter((_, index) => can[index] === true)
    .toSorted((a, b) => (a.state.createdAt < b.state.createdAt ? -1 : a.state.createdAt > b.state.createdAt ? 1 : a.id < b.id ? -1 : 1));
}

/** Until when the mails of a batch wait: for the others that wait already, or for the next morning. Null where they may go now. */
async function whyLater(services: Services, batch: Batch, { member, network }: Addressee): Promise<Instant | null> {
  const now = services.now();
  const [later] = batch.flatMap(({ state }) => (isDue(state, now) ? [] : [state.notBefore])).toSorted();
  if (later !== undefined) return later;
  const record = await services.ephemeral.get(space, member.id);
  return record?.value === startOfDay(now, network.timeZone) ? nextMorning(now, network.timeZone) : null;
}

/** True for a mail whose time has come, and for one that was queued while the clock was ahead. */
function isDue({ notBefore, createdAt }: Mail, now: Instant): boolean {
  return notBefore <= now || createdAt > now;
}

async function putOffUntil(services: Services, batch: Batch, until: Instant): Promise<false> {
  const now = services.now();
  for (const { id, state } of batch) {
    if (isDue(state, now)) await change(services.aggregates, 'mail', id, 'system', (mail) => putOff(mail, until));
  }
  return false;
}

/** A mail that goes now, with its letter. */
interface Due {
  readonly stored: Stored<'mail'>;
  readonly letter: Letter;
}

interface Sending {
  readonly batch: Batch;
  readonly reader: Addressee | null;
  readonly hasLease: () => Promise<boolean>;
}

/**
 * Sends the letters of a batch that are true now as one message, under the Message-ID of the oldest (SO30). The oldest is recorded
 * as sent after the others: a crash in between sends one duplicate, which a mailbox recognises.
 */
async function deliver(services: Services, composers: Composers, { batch, reader, hasLease }: Sending): Promise<boolean> {
  const due: Due[] = [];
  for (const stored of batch) {
    const letter = await stillTrue(services, composers, stored, reader);
    if (letter !== null) due.push({ stored, letter });
  }
  const [first, ...others] = due;
  if (first === undefined || reader === null) return true;
  const mails = due.map(({ stored }) => stored.state);
  const letter = others.length === 0 ? first.letter : dailyLetter(await titled(services, due), reader, services.now());
  const isMine = async (): Promise<boolean> =>
    (await hasLease()) &&
    (await areUnchanged(
      services,
      due.map(({ stored }) => stored),
    ));
  try {
    const message = await messageOf(services, first.stored.state, reader, letter);
    if (!(await isMine())) return false;
    await services.transport.send(message);
  } catch (error) {
    await refuse(services, mails, error);
    return false;
  }
  await noteDay(services, reader);
  for (const { stored } of others)
    await change(services.aggregates, 'mail', stored.id, 'system', (mail) => sent(mail, first.stored.state.id));
  await change(services.aggregates, 'mail', first.stored.id, 'system', (mail) => sent(mail));
  return true;
}

/** The letter of a mail; null if the mail is no longer needed, or if its letter cannot be written. The other mails still go. */
async function stillTrue(
  services: Services,
  composers: Composers,
  { id, state }: Stored<'mail'>,
  reader: Addressee | null,
): Promise<Letter | null> {
  try {
    const letter = await letterOf(services, composers, state, reader);
    if (!('notNeeded' in letter)) return letter;
    await change(services.aggregates, 'mail', id, 'system', (mail) => notNeeded(mail, letter.notNeeded));
  } catch (error) {
    await refuse(services, [state], error);
  }
  return null;
}

async function titled(services: Services, due: readonly Due[]) {
  return Promise.all(
    due.map(async ({ stored, letter }) => {
      const { responseId } = stored.state;
      const response = responseId === null ? null : await services.aggregates.get('response', responseId);
      const consultation = response === null ? null : await services.aggregates.get('consultation', response.state.consultationId);
      return { letter, consultation: consultation?.state ?? null, response: response?.state ?? null };
    }),
  );
}

async function areUnchanged(services: Services, batch: Batch): Promise<boolean> {
  const now = await Promise.all(batch.map(({ id }) => services.aggregates.get('mail', id)));
  return batch.every(({ revision }, index) => now[index]?.revision === revision);
}

async function refuse(services: Services, mails: readonly Mail[], error: unknown): Promise<void> {
  for (const mail of mails) {
    const verdict = verdictOn(services, mail, error);
    if (verdict !== null) await change(services.aggregates, 'mail', mail.id, 'system', verdict);
  }
}

/** Notes that the member got the mail of this day. */
async function noteDay(services: Services, { member, network }: Addressee): Promise<void> {
  const now = services.now();
  const expiresAt = new Date(Date.parse(now) + keptFor).toISOString();
  await services.ephemeral.put(space, member.id, startOfDay(now, network.timeZone), expiresAt);
}
