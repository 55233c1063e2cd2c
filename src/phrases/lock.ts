import { cutAtWord } from '../domain/consultation/wording.ts';
import { may, dutiesOf, type Duty } from '../domain/network/access.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { notResponding } from '../domain/response/kind/kind.ts';
import { isBeingRemoved } from '../domain/response/removal/removal.ts';
import { type Response, latestRound, isOpen } from '../domain/response/response.ts';
import { caseOfRecall } from '../domain/sign-off/recall.ts';
import { formatDateTime } from '../domain/time/calendar.ts';
import { listed } from './english.ts';

/** The notice of a page whose text cannot be changed: why, and who can open it again. */
export interface LockNotice {
  readonly title: string;
  readonly text: string;
}

/** Why nobody can change the text, in two or three sentences; null while it is open. */
export function lockNotice(response: Response, network: Network, members: readonly Member[], now: Instant): LockNotice | null {
  if (isOpen(response)) return null;
  const none = notResponding(response);
  if (none !== null) {
    const since = formatDateTime(none.at, network.timeZone);
    return {
      title: 'The network does not respond.',
      text: `${quoted(none.reason)} Decided on ${since}. Nothing is to be written; what was written stays.`,
    };
  }
  if (isBeingRemoved(response))
    return { title: 'Nobody can change this text.', text: 'Words are being removed from it for good. Load the page again in a minute.' };
  const round = latestRound(response);
  const n = response.rounds.length;
  const when = (at: Instant): string => formatDateTime(at, network.timeZone);
  if (response.locking !== null) {
    const text = `It is being locked for round ${n + 1}, so that everyone signs the same words. This takes a moment.`;
    return { title: 'Nobody can change this text.', text };
  }
  const since =
    round === null ? '' : `It was locked on ${when(round.openedAt)} for round ${round.n}, so that everyone signs the same words. `;
  switch (response.status) {
    case 'submitted':
      return { title: 'This text has been submitted.', text: 'What you see is the text that was sent. It stays as it is.' };
    case 'stopped':
      return {
        title: 'Nobody can change this text.',
        text: `${since}An office declined to sign it. ${reopening(response, network, members, now, 'sign-off.reopen')}`,
      };
    case 'withdrawn':
      return { title: 'This text was withdrawn.', text: 'Nobody can change its text.' };
    case 'approved':
      return { title: 'This text is approved.', text: `${since}${reopening(response, network, members, now, 'sign-off.recall')}` };
    default:
      return { title: 'Nobody can change this text.', text: `${since}${reopening(response, network, members, now, 'sign-off.recall')}` };
  }
}

/** The acts that open a locked text again. */
type Opening = 'sign-off.recall' | 'sign-off.reopen';

function reopening(response: Response, network: Network, members: readonly Member[], now: Instant, act: Opening): string {
  const can = (duties: ReadonlySet<Duty>): boolean =>
    act === 'sign-off.reopen' ? may(act, duties) : may(act, duties, caseOfRecall(response));
  const people = members
    .map((member) => ({ member, duties: dutiesOf(member, network, now) }))
    .filter(({ duties }) => can(duties))
    .map(({ member, duties }) => `${member.name} (${rightfulOffice(act, duties, network)})`);
  if (people.length === 0) return 'Nobody is in post who can open it again.';
  const how = act === 'sign-off.recall' ? 'take it back, with a reason' : 'open it, with a reason';
  return `To open it again, ${listed(people, 'or')} can ${how}.`;
}

/** The office whose duties allow somebody to open the text again. */
function rightfulOffice(act: Opening, duties: ReadonlySet<Duty>, { offices }: Network): string {
  if (duties.has('coordinator')) return 'coordinator';
  const office = act === 'sign-off.recall' && duties.has('chair') ? offices[0] : offices.at(-1);
  return office?.name ?? '';
}

/** A reason in its quotation marks, cut to a line. */
function quoted(reason: string): string {
  return `“${cutAtWord(reason, 200)}”`;
}
