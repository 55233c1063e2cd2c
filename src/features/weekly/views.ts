import { getsWeekly } from '../../domain/network/following.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import type { Linked } from './link.ts';

/** The page behind the link in a weekly email: the present choice, and the two to choose from (MA10). */
export function choiceView({ member, network }: Linked, { saved, error }: { readonly saved: boolean; readonly error: string }) {
  const since = member.weeklyDigest === undefined ? '' : ` since ${formatDate(member.weeklyDigest.at, network.timeZone)}`;
  const gets = getsWeekly(member);
  return {
    title: 'Your weekly email',
    layout: 'plain' as const,
    width: 'form' as const,
    networkName: network.name,
    failed: error !== '',
    name: member.name,
    network: network.name,
    saved: saved ? (gets ? 'You get the weekly email.' : 'You get no weekly email any more.') : '',
    now: gets ? 'You get one email on Mondays, in weeks in which there is something to tell.' : `You have had no weekly email${since}.`,
    summary: error === '' ? null : { titleText: 'There is a problem', errorList: [{ text: error, href: '#choice-1' }] },
    errorMessage: error === '' ? null : { text: error },
    items: [
      { id: 'choice-1', value: 'weekly', text: 'Send me the weekly email' },
      { id: 'choice-2', value: 'never', text: 'Send me no weekly email' },
    ],
  };
}

/** The page of a link that no longer works. */
export function goneView() {
  return { title: 'This link no longer works', layout: 'plain' as const, width: 'form' as const };
}
