import { z } from 'zod';
import type { Mail } from '../../../domain/mail.ts';
import type { Member } from '../../../domain/network/member.ts';
import type { Network } from '../../../domain/network/network.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { MemberId, SectionId } from '../../../domain/ids.ts';
import type { LeadChange } from '../../../domain/response/leading.ts';
import { datesChangedSince, ledOtherwise } from '../../../domain/response/plan/changed-since.ts';
import { isGoing } from '../../../domain/response/going.ts';
import { concernedBy } from '../../../domain/response/plan/concerning.ts';
import type { Response } from '../../../domain/response/response.ts';
import { blankLetter } from '../../../mail/letter.ts';
import type { Composer, Composers } from '../../../outbox/composer.ts';
import { responseInFull, theResponse } from '../../../phrases/names.ts';
import { changedDateWords, ledWords } from '../../../phrases/plan/changes.ts';
import { recordNumber } from '../../../phrases/record-number.ts';
import { membersOf } from '../../../reading/people.ts';
import { consultationOf } from '../../../reading/response.ts';
import type { Services } from '../../../services.ts';
import { all } from '../../../store/every.ts';

/** Tells a person of all changes of the plan that concern them and that stand now, in one mail (WO19). */
const planChanged: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  if (stored === null) return { notNeeded: 'there is no response' };
  const response = stored.state;
  if (!isGoing(response)) return { notNeeded: 'nobody works on the response any more' };
  const own = await mailsLike(services, mail);
  if (isToldByEarlier(own, mail)) return { notNeeded: 'an earlier mail tells of it' };
  const consultation = await consultationOf(services, response);
  const changes = await changesFor(services, { response, member, network, since: await untoldSince(services, own, mail) });
  const [first] = changes;
  if (first === undefined) return { notNeeded: 'the changes were taken back' };
  return {
    ...blankLetter,
    network: network.name,
    subject: `The plan of ${theResponse(consultation, response)} has changed`,
    preview: changes.join(' '),
    greeting: member.name,
    paragraphs: [`This is about ${responseInFull(network, consultation, response)}.`],
    list: { heading: 'What changed for you', items: changes },
    action: { label: 'See the plan', url: `${services.baseUrl()}/consultations/${consultation.id}/plan` },
    withoutLink: `The link asks you to sign in with ${member.email}: we send a code.`,
    recordNumber: recordNumber(stored.hash),
  };
};

/** True where an older mail of this kind still waits: it tells of the whole difference. */
function isToldByEarlier(own: readonly Mail[], { id }: Mail): boolean {
  const first = own.find(({ status }) => status === 'queued');
  return first !== undefined && first.id !== id;
}

/** All mails of this kind to a person about a response, oldest first. */
async function mailsLike(services: Services, { memberId, responseId }: Mail): Promise<readonly Mail[]> {
  const found = await all(services.aggregates, 'mail', { where: { memberId, kind: 'plan-changed' } });
  return found
    .map(({ state }) => state)
    .filter((mail) => mail.responseId === responseId)
    .toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1));
}

/** The first change that no mail has told of: the earliest after the last mail left. */
async function untoldSince(services: Services, own: readonly Mail[], mail: Mail): Promise<Instant> {
  const last = own.findLast(({ status }) => status === 'sent');
  const events = last === undefined ? [] : await services.aggregates.events('mail', last.id, 0, 100);
  const told = events.findLast(({ type }) => type === 'MailSent')?.at;
  const untold = own.flatMap(({ since }) => (since === undefined || (told !== undefined && since <= told) ? [] : [since]));
  return untold.toSorted()[0] ?? mail.since ?? mail.createdAt;
}

interface About {
  readonly response: Response;
  readonly member: Member;
  readonly network: Network;
  readonly since: Instant;
}

/** A sentence for each change since an instant that concerns a person and was not taken back. */
async function changesFor(services: Services, { response, member, network, since }: About): Promise<readonly string[]> {
  const consultation = await consultationOf(services, response);
  const company = { network, members: await membersOf(services, network.id), response, at: services.now() };
  const dates = datesChangedSince(consultation, network, response, since)
    .filter(({ name }) => name === 'close' || concernedBy(name, company).some(({ id }) => id === member.id))
    .map((change) => changedDateWords(change, consultation, network));
  return [...dates, ...ledWords(ledOtherwise(response, member.id, await leadChanges(services, response, since)), consultation)];
}

/** The changes of drafting leads since an instant, oldest first, from the record. */
async function leadChanges(services: Services, { id }: Response, since: Instant): Promise<readonly LeadChange[]> {
  const page = 500;
  const changes: LeadChange[] = [];
  for (let after = 0; ;) {
    const events = await services.aggregates.events('response', id, after, page);
    for (const event of events) if (event.type === 'LeadsNamed' && event.at >= since) changes.push(...changesIn(event.data['leads']));
    const last = events.at(-1);
    if (last === undefined || events.length < page) return changes;
    after = last.seq;
  }
}

const LeadRow = z.object({ section: SectionId, member: MemberId.nullable(), was: MemberId.nullable() });

function changesIn(leads: unknown): readonly LeadChange[] {
  const rows: readonly unknown[] = Array.isArray(leads) ? leads : [];
  return rows.flatMap((row) => {
    const parsed = LeadRow.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

export const composers = { 'plan-changed': planChanged } as const satisfies Composers;
