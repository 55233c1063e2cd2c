import type { Roster, RosterFlaw, RosterPerson } from '../../../domain/network/roster.ts';
import { counted, listed } from '../../../phrases/english.ts';
import { roleWords } from '../../../phrases/roles.ts';
import type { List } from './columns.ts';
import { seenOf } from './form.ts';

/** The error of the form of a list: the field and the sentence. */
export interface ListError {
  readonly field: 'file' | 'source';
  readonly wrong: string;
  readonly mend: string;
}

const common = { place: 'network' } as const;

/** The page on which a list is pasted or chosen. */
export function chooseView(source: string, error: ListError | null) {
  const message = error === null ? null : { text: [error.wrong, error.mend].filter((part) => part !== '').join('. ') };
  return {
    ...common,
    title: 'Add organisations and people from a list',
    failed: error !== null,
    source,
    errors: { file: error?.field === 'file' ? message : null, source: error?.field === 'source' ? message : null },
    summary:
      error === null || message === null ? null : { titleText: 'There is a problem', errorList: [{ ...message, href: `#${error.field}` }] },
  };
}

/** The most flaws that the summary lists one by one. */
const mostListed = 20;

/** Everything a list would add, and the lines to mend; nothing is kept yet. `added` names the parts of the list that were added a moment ago. */
export function previewView(source: string, list: Extract<List, { ok: true }>, roster: Roster, added = '') {
  const { organisations, people, flaws, known, carried } = roster;
  const adding = totals(organisations.length, people.length);
  return {
    ...common,
    title: adding === '' ? 'Check the list' : `Check ${adding}`,
    failed: flaws.length > 0,
    added,
    source,
    seen: seenOf(source),
    summary: flaws.length === 0 ? null : summaryOf(flaws),
    flaws: flaws.map((flaw, n) => ({ ...flaw, id: flawId(n), text: lineOf(source, flaw.line) })),
    adding,
    partly: flaws.length > 0,
    organisations: organisations.map(({ name, kind, deliveryBody }) => ({
      name,
      kind: kind === 'partner' ? 'Partner' : 'Authority or trust',
      deliveryBody,
    })),
    people: people.map(personRow),
    notes: notesOf(list, known, carried),
  };
}

/** `19 organisations and 38 people`; empty where there is nothing. */
export function totals(organisations: number, people: number): string {
  return listed([
    ...(organisations === 0 ? [] : [counted(organisations, 'organisation', 'organisations')]),
    ...(people === 0 ? [] : [counted(people, 'person', 'people')]),
  ]);
}

function personRow({ name, email, jobTitle, role, organisation, returns }: RosterPerson) {
  return {
    name,
    email,
    role: roleWords[role],
    what: [jobTitle, organisation].filter((part) => part !== '').join(', '),
    returns,
  };
}

function summaryOf(flaws: readonly RosterFlaw[]) {
  const shown = flaws.slice(0, mostListed).map((flaw, n) => ({ text: `Line ${flaw.line}: ${flaw.wrong}`, href: `#${flawId(n)}` }));
  const more = flaws.length - shown.length;
  const lines = new Set(flaws.map(({ line }) => line)).size;
  return {
    titleText: `${counted(lines, 'line needs', 'lines need')} mending`,
    errorList: more > 0 ? [...shown, { text: `And ${more} more, listed below`, href: '#mend' }] : shown,
  };
}

function flawId(n: number): string {
  return `flaw-${n + 1}`;
}

function lineOf(source: string, line: number): string {
  const text = source.split(/\r\n?|\n/u)[line - 1]?.trim() ?? '';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function notesOf({ leftOut, above }: Extract<List, { ok: true }>, known: Roster['known'], carried: Roster['carried']): readonly string[] {
  const { organisations, people } = known;
  const there = totals(organisations.length, people.length);
  const lines = (numbers: readonly number[]): string =>
    numbers.length > 12
      ? counted(numbers.length, 'line', 'lines')
      : `${numbers.length === 1 ? 'line' : 'lines'} ${listed(numbers.map(String))}`;
  return [
    ...(there === '' ? [] : [`In the network already, so nothing changes for them: ${there}.`]),
    ...(carried.length === 0 ? [] : [`Without an organisation of their own, so they speak for the one above: ${lines(carried)}.`]),
    ...(leftOut.length === 0 ? [] : [`Columns that have no place here: ${listed(leftOut.map((one) => `“${one.slice(0, 60)}”`))}.`]),
    ...(above.length === 0 ? [] : [`Above the headings, and not read: ${lines(above)}.`]),
  ];
}
