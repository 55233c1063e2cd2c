import { formatDateTime, formatDay, formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { wordsIn } from '../../mail/letter.ts';
import type { MailboxEntry } from '../../mail/mailbox.ts';

const zone = 'Europe/London';

/** The mailbox: a list, newest first, and the one message that is open. */
export function mailboxView(
  entries: readonly MailboxEntry[],
  given: {
    readonly to: string;
    readonly mail: string;
    readonly demo: boolean;
    readonly from: string;
    readonly who: ReadonlyMap<string, string>;
  },
) {
  const names = new Map(entries.map((entry) => [entry.to.address, entry.to.name]));
  const listed = given.to === '' ? entries : entries.filter((entry) => entry.to.address === given.to);
  const open = listed.find((entry) => entry.key === given.mail);
  const query = given.to === '' ? '' : `&to=${encodeURIComponent(given.to)}`;
  return {
    title: 'Mailbox',
    layout: 'plain',
    width: 'page',
    demo: given.demo,
    people: [...names]
      .map(([address, name]) => ({ address, name, chosen: address === given.to }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    count: listed.length,
    messages: listed.map((entry) => ({
      href: `/mailbox?mail=${entry.key}${query}#mail`,
      name: entry.to.name,
      who: given.who.get(entry.to.address) ?? '',
      subject: entry.subject,
      at: `${formatShortDay(entry.at, zone)}, ${formatTime(entry.at, zone)}`,
      current: entry.key === given.mail,
      unopened: !entry.opened && entry.key !== given.mail,
    })),
    open: open === undefined ? null : openedView(open, given.from),
  } as const;
}

function openedView(entry: MailboxEntry, from: string) {
  return {
    subject: entry.subject,
    to: entry.to,
    from: from.replace(/\s*<([^>]+)>\s*$/, ', $1'),
    short: wordsIn(entry.text) < 110,
    sent: `${formatDay(entry.at, zone).split(' ')[0] ?? ''} ${formatDateTime(entry.at, zone)}`,
    frame: `/mailbox/${entry.key}/message`,
    text: pieces(entry.text),
  };
}

/** A plain text cut at its links, so that they can be followed. */
function pieces(text: string): readonly { readonly words: string; readonly href: string }[] {
  return text
    .split(/(https?:\/\/\S+)/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^https?:\/\//.test(piece) ? { words: piece, href: piece } : { words: piece, href: '' }));
}
