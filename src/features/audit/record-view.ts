import type { Instant } from '../../domain/outcome.ts';
import { formatDay, formatTime } from '../../domain/time/calendar.ts';
import { counted } from '../../phrases/english.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import { type KindOfEntry, type Telling, kindsOfEntry } from './entry.ts';
import { tellEvent } from './event-words.ts';
import type { Chain } from './trail.ts';

/** One chain of a record. */
export interface Book {
  /** The beginning of the id of each entry on the page: `r`, `p1-`. No book's `id` begins with the `id` of another book. */
  readonly id: string;
  /** The beginning of the label of each entry: `C`, `P1.`; empty for the book that gives the record its name. */
  readonly label: string;
  readonly chain: Chain;
  /** Chooses the events to show. The check covers the whole chain. */
  readonly shows: (event: StoredEvent) => boolean;
}

/** The data of a page of a record. */
export interface Recorded {
  readonly telling: Telling;
  /** Of two entries with one time, the entry of the earlier book came first. */
  readonly books: readonly Book[];
  readonly base: string;
  readonly now: Instant;
  readonly asked: Asked;
}

/** The query of the page. */
export interface Asked {
  readonly kind: KindOfEntry | null;
  /** From 1. */
  readonly page: number;
  /** A record number as a person typed it; empty where nobody did. */
  readonly number: string;
}

interface Row {
  readonly id: string;
  readonly label: string;
  readonly hash: string;
  readonly at: Instant;
  readonly kind: KindOfEntry;
  readonly words: string;
}

const perPage = 50;

/** The entries of a record by day, newest first, with the check of each of its chains (SO41). */
export function recordView(recorded: Recorded) {
  const { telling, books, base, now, asked } = recorded;
  const zone = telling.network.timeZone;
  const all = rowsOf(recorded);
  const found = findNumber(recorded, all);
  const rows = asked.kind === null ? all : all.filter((row) => row.kind === asked.kind);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const wanted = found.row === null || asked.number === '' ? asked.page : pageOf(rows, found.row);
  const page = Math.min(Math.max(1, wanted), pages);
  const newest = all[0];
  return {
    base,
    filters: filtersOf(all, asked, base),
    days: byDay(rows.slice((page - 1) * perPage, page * perPage), zone, found.row),
    older: page < pages ? linkTo(base, asked.kind, page + 1) : '',
    newer: page > 1 ? linkTo(base, asked.kind, page - 1) : '',
    position: `Page ${page} of ${pages}`,
    number: asked.number,
    found: found.said,
    isFound: found.row !== null,
    newest:
      newest === undefined
        ? null
        : { label: newest.label, when: `${formatDay(newest.at, zone)}, ${formatTime(newest.at, zone)}`, number: recordNumber(newest.hash) },
    check: checkWords(books),
    sound: books.every(({ chain }) => chain.broken === null),
    checkedAt: `Checked as this page was made, at ${formatTime(now, zone)}`,
  };
}

function rowsOf({ books, telling }: Recorded): readonly Row[] {
  const rows = books.flatMap(({ id, label, chain, shows }) =>
    chain.events.filter(shows).map((event): Row => {
      const about = { id: `${id}${event.seq}`, label: `${label}${event.seq}`, hash: event.hash, at: event.at };
      return { ...about, ...tellEvent(event, telling) };
    }),
  );
  return rows.sort((a, b) => a.at.localeCompare(b.at, 'en')).reverse();
}

function filtersOf(all: readonly Row[], asked: Asked, base: string) {
  const kinds = Object.entries(kindsOfEntry) as [KindOfEntry, string][];
  const counts = kinds.map(([kind, text]) => ({ kind, text, count: all.filter((row) => row.kind === kind).length }));
  const some = counts.filter(({ count, kind }) => count > 0 || kind === asked.kind);
  return [
    { text: 'All', count: all.length, href: base, current: asked.kind === null },
    ...some.map(({ kind, text, count }) => ({ text, count, href: linkTo(base, kind, 1), current: kind === asked.kind })),
  ];
}

function linkTo(base: string, kind: KindOfEntry | null, page: number): string {
  const query = new URLSearchParams({ ...(kind === null ? {} : { kind }), ...(page === 1 ? {} : { page: String(page) }) }).toString();
  return query === '' ? base : `${base}?${query}`;
}

function shownRow(row: Row, zone: string, found: Row | null) {
  return {
    ...row,
    time: formatTime(row.at, zone),
    kind: kindsOfEntry[row.kind],
    number: recordNumber(row.hash),
    isFound: row === found,
  };
}

function byDay(rows: readonly Row[], zone: string, found: Row | null) {
  const days: { day: string; rows: ReturnType<typeof shownRow>[] }[] = [];
  for (const row of rows) {
    const day = formatDay(row.at, zone);
    const shown = shownRow(row, zone, found);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(shown);
    else days.push({ day, rows: [shown] });
  }
  return days;
}

function pageOf(rows: readonly Row[], row: Row): number {
  return Math.floor(Math.max(0, rows.indexOf(row)) / perPage) + 1;
}

function findNumber({ asked, books }: Recorded, all: readonly Row[]): { readonly row: Row | null; readonly said: string } {
  const typed = asked.number.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (asked.number.trim() === '') return { row: null, said: '' };
  if (typed.length < 8) return { row: null, said: 'A record number has 16 characters, 0 to 9 and a to f. Copy it whole from the email.' };
  const row = all.find((one) => one.hash.startsWith(typed)) ?? null;
  if (row === null)
    return {
      row,
      said: 'No entry has this number. Copy it again from the email; if it is right, tell the coordinator: this list is not the one the email came from.',
    };
  const book = books.find(({ id }) => row.id.startsWith(id));
  const chain = book?.chain;
  const before = Number(row.id.slice(book?.id.length)) - 1;
  const unchanged = chain?.broken === null;
  const said = unchanged
    ? `${before === 0 ? 'It is the first' : before === 1 ? 'The entry before it is unchanged' : `All ${before} entries before it are unchanged`}.`
    : 'But the chain does not hold: see below.';
  return { row, said: `Found: entry ${row.label}. ${said}` };
}

function checkWords(books: readonly Book[]): string {
  const broken = books.find(({ chain }) => chain.broken !== null)?.chain.broken ?? null;
  if (broken !== null) return `The chain is broken: ${broken}. Something was changed or taken out. Tell the administrator.`;
  const entries = books.reduce((sum, { chain }) => sum + chain.events.length, 0);
  return `${counted(entries, 'entry', 'entries')}, each following from the one before: unbroken.`;
}
