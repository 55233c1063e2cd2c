import { type Consultation, currentQuestions, shortTitle } from '../../domain/consultation/consultation.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDay, formatTime } from '../../domain/time/calendar.ts';
import { counted } from '../../phrases/english.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import { type KindOfEntry, type Telling, kindsOfEntry, tellEvent } from './event-words.ts';
import type { Chain } from './trail.ts';

/** What the page of the record is built from. */
export interface Trail extends Telling {
  readonly consultation: Consultation;
  /** Null where no response was started. */
  readonly responseChain: Chain | null;
  readonly consultationChain: Chain;
  readonly now: Instant;
  readonly asked: Asked;
}

/** What was asked of the page. */
export interface Asked {
  readonly kind: KindOfEntry | null;
  /** From 1. */
  readonly page: number;
  /** A record number as it was typed; empty where none was. */
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

/** Everything that happened to a response and its consultation, newest first, by day. */
export function trailView(trail: Trail) {
  const { consultation, network, now, asked } = trail;
  const zone = network.timeZone;
  const all = rowsOf(trail);
  const found = findNumber(trail, all);
  const rows = asked.kind === null ? all : all.filter((row) => row.kind === asked.kind);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const wanted = found.row === null || asked.number === '' ? asked.page : pageOf(rows, found.row);
  const page = Math.min(Math.max(1, wanted), pages);
  const base = `/consultations/${consultation.id}/record`;
  const newest = all[0];
  return {
    title: 'Record',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'record' as const },
    base,
    about: `${trail.response === null ? 'Consultation' : 'Response to the'} ${shortTitle(consultation.title)}. ${formatDay(now, zone)}`,
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
    check: checkWords(trail),
    sound: trail.consultationChain.broken === null && (trail.responseChain?.broken ?? null) === null,
    checkedAt: `Checked as this page was made, at ${formatTime(now, zone)}`,
  };
}

function rowsOf(trail: Trail): readonly Row[] {
  const sections = sectionNames(trail.consultation);
  const row = (event: StoredEvent, own: boolean): Row => ({
    id: `${own ? 'r' : 'c'}${event.seq}`,
    label: `${own ? '' : 'C'}${event.seq}`,
    hash: event.hash,
    at: event.at,
    ...tellEvent(event, { ...trail, sections }),
  });
  const response = (trail.responseChain?.events ?? []).map((event) => row(event, true));
  const consultation = trail.consultationChain.events.map((event) => row(event, false));
  // Both lists are in order of time; where two times are equal the consultation was first.
  return [...consultation, ...response].sort((a, b) => a.at.localeCompare(b.at, 'en')).reverse();
}

function sectionNames(consultation: Consultation): ReadonlyMap<string, string> {
  return new Map([
    ...fixedSections.map(({ id, title }): [string, string] => [id, `“${title}”`]),
    ...currentQuestions(consultation).questions.map(({ id, number }): [string, string] => [id, `question ${number}`]),
  ]);
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

function findNumber(trail: Trail, all: readonly Row[]): { readonly row: Row | null; readonly said: string } {
  const typed = trail.asked.number.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (trail.asked.number.trim() === '') return { row: null, said: '' };
  if (typed.length < 8) return { row: null, said: 'A record number has 16 characters, 0 to 9 and a to f. Copy it whole from the email.' };
  const row = all.find((one) => one.hash.startsWith(typed)) ?? null;
  if (row === null)
    return {
      row,
      said: 'No entry has this number. Copy it again from the email; if it is right, tell the coordinator: this list is not the one the email came from.',
    };
  const chain = row.id.startsWith('c') ? trail.consultationChain : trail.responseChain;
  const before = Number(row.id.slice(1)) - 1;
  const unchanged = chain?.broken === null;
  const said = unchanged
    ? `${before === 0 ? 'It is the first' : before === 1 ? 'The entry before it is unchanged' : `All ${before} entries before it are unchanged`}.`
    : 'But the chain does not hold: see below.';
  return { row, said: `Found: entry ${row.label}. ${said}` };
}

function checkWords({ responseChain, consultationChain }: Trail): string {
  const broken = responseChain?.broken ?? consultationChain.broken;
  if (broken !== null) return `The chain is broken: ${broken}. Something was changed or taken out. Tell the administrator.`;
  const entries = consultationChain.events.length + (responseChain?.events.length ?? 0);
  return `${counted(entries, 'entry', 'entries')}, each following from the one before: unbroken.`;
}
