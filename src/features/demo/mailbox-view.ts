import { formatDateTime, formatDay, formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { wordsIn } from '../../mail/letter.ts';
import { type MailboxEntry, keptDays } from '../../mail/mailbox.ts';
import { counted, listed } from '../../phrases/english.ts';
import type { Instant } from '../../domain/outcome.ts';

const zone = 'Europe/London';

/** Mails that wait for the morning: how many, for how many people, and until when. */
export interface Waiting {
  readonly updates: number;
  readonly people: number;
  readonly until: Instant;
}

interface Given {
  readonly to: string;
  readonly mail: string;
  readonly demo: boolean;
  readonly from: string;
  readonly who: ReadonlyMap<string, string>;
  /** The keys of the requests for a decision that wait for it. */
  readonly asking: ReadonlySet<string>;
  readonly waiting: Waiting | null;
}

/** The most messages on one page, beside the requests that wait. */
const most = 300;
/** Messages of one subject that came within these milliseconds tell of one event. */
const oneEvent = 10 * 60_000;

/**
 * The mailbox: the requests that wait for a decision, then the other messages, newest first and grouped by event, and the one
 * message that is open. If a person is chosen, it lists, counts and cuts their messages alone (MA7).
 */
export function mailboxView(entries: readonly MailboxEntry[], given: Given) {
  const names = new Map(entries.map((entry) => [entry.to.address, entry.to.name]));
  const chosen = given.to === '' ? entries : entries.filter((entry) => entry.to.address === given.to);
  const open = chosen.find((entry) => entry.key === given.mail);
  const asking = chosen.filter(({ key }) => given.asking.has(key));
  const others = chosen.filter(({ key }) => !given.asking.has(key));
  return {
    title: 'Mailbox',
    layout: 'plain',
    width: 'page',
    demo: given.demo,
    people: [...names]
      .map(([address, name]) => ({ address, name, chosen: address === given.to }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    count: chosen.length,
    asking: asking.map((entry) => rowOf(entry, given)),
    groups: grouped(others.slice(0, most)).map((group) => groupOf(group, given)),
    cut: others.length > most ? `Older messages are not listed: ${others.length - most}. Show mail to one person to find theirs.` : '',
    kept: `Messages are kept for ${keptDays} days.`,
    waiting: given.waiting === null ? '' : waitingWords(given.waiting),
    open: open === undefined ? null : openedView(open, given.from),
  } as const;
}

function waitingWords({ updates, people, until }: Waiting): string {
  const when = `${formatShortDay(until, zone)}, ${formatTime(until, zone)}`;
  return `${counted(updates, 'update', 'updates')} for ${counted(people, 'person', 'people')} can wait: each person gets one email on ${when}.`;
}

/** Messages by event: one subject within some minutes. In the order of the newest of each. */
function grouped(entries: readonly MailboxEntry[]): readonly (readonly MailboxEntry[])[] {
  const groups: MailboxEntry[][] = [];
  const latest = new Map<string, MailboxEntry[]>();
  for (const entry of entries) {
    const group = latest.get(entry.subject);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && Date.parse(last.at) - Date.parse(entry.at) <= oneEvent) group.push(entry);
    else {
      const next = [entry];
      latest.set(entry.subject, next);
      groups.push(next);
    }
  }
  return groups;
}

function groupOf(entries: readonly MailboxEntry[], given: Given) {
  const rows = entries.map((entry) => rowOf(entry, given));
  const people = new Set(entries.map(({ to }) => to.address)).size;
  return {
    subject: entries[0]?.subject ?? '',
    at: rows[0]?.at ?? '',
    single: rows.length === 1,
    size: people === 1 ? counted(entries.length, 'message', 'messages') : counted(people, 'person', 'people'),
    unopened: rows.some((row) => row.unopened),
    isOpen: rows.some(({ current }) => current),
    messages: rows,
  };
}

function rowOf(entry: MailboxEntry, { to, mail, who }: Given) {
  const query = to === '' ? '' : `&to=${encodeURIComponent(to)}`;
  return {
    href: `/mailbox?mail=${entry.key}${query}#mail`,
    name: entry.to.name,
    who: who.get(entry.to.address) ?? '',
    subject: entry.subject,
    at: `${formatShortDay(entry.at, zone)}, ${formatTime(entry.at, zone)}`,
    current: entry.key === mail,
    unopened: !entry.opened && entry.key !== mail,
  };
}

function openedView(entry: MailboxEntry, from: string) {
  return {
    subject: entry.subject,
    to: entry.to,
    answers: listed((entry.replyTo ?? []).map(({ name, address }) => `${name}, ${address}`)),
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
