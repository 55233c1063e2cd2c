import { cleanText } from '../../../domain/consultation/wording.ts';
import type { RosterCells, RosterField } from '../../../domain/network/roster-cells.ts';
import { readHeadings } from '../../../tables/headings.ts';
import { readTable, type Row } from '../../../tables/table.ts';

/** The rows of a list by field, or why it is none, and the way out. Both sentences lack their full stop. */
export type List =
  | {
      readonly ok: true;
      readonly rows: readonly RosterCells[];
      /** The headings of columns that have no place here. */
      readonly leftOut: readonly string[];
      /** The lines above the headings, which are not read. */
      readonly above: readonly number[];
    }
  | { readonly ok: false; readonly wrong: string; readonly mend: string };

/** The most rows of one list. */
const mostRows = 2_000;

const people = ['', ' representative', ' rep', ' officer', ' contact', ' member'];
const of = (who: string, ...parts: readonly string[]): readonly string[] =>
  people.flatMap((word) => parts.flatMap((part) => [`${who}${word} ${part}`, `${who}${word}’s ${part}`, `${part} of ${who}${word}`]));
const named = (who: string): readonly string[] => [...people.map((word) => `${who}${word}`), ...of(who, 'name')];
const email = ['email', 'email address', 'work email', 'work email address', 'mail', 'email addresses'];
const job = ['job title', 'job', 'position', 'post', 'job role'];

/** The headings that people give each column. */
const names: Readonly<Record<RosterField, readonly string[]>> = {
  organisation: [
    ...['organisation', 'organization', 'organisation name', 'name of organisation', 'name of the organisation', 'member organisation'],
    ...['authority', 'local authority', 'authority name', 'council', 'trust', 'LA', 'authority or trust', 'agency', 'employer'],
    ...['organisations', 'authorities', 'local authorities', 'councils'],
  ],
  kind: ['kind', 'type', 'organisation type', 'type of organisation', 'what it is'],
  deliveryBody: ['delivery body', 'delivered by', 'who delivers for it', 'delivery', 'delivery organisation'],
  name: ['name', 'full name', 'person', 'contact', 'contact name', 'representative', 'officer', 'named person', 'member', 'display name'],
  firstName: ['first name', 'forename', 'given name', 'first names'],
  lastName: ['last name', 'surname', 'family name'],
  email: [...email, 'contact email', 'contact email address', 'primary smtp address', 'user principal name'],
  jobTitle: job,
  role: ['role', 'role in the network', 'network role', 'lead or deputy'],
  lead: named('lead'),
  leadEmail: of('lead', ...email),
  leadJobTitle: of('lead', ...job),
  deputy: [...named('deputy'), ...named('deputy lead')],
  deputyEmail: [...of('deputy', ...email), ...of('deputy lead', ...email)],
  deputyJobTitle: [...of('deputy', ...job), ...of('deputy lead', ...job)],
};

/**
 * Reads a list of organisations and people. Its columns have headings, in any order; lines above them are not read. A list of one
 * column without a heading is a list of organisations (NW4).
 */
export function readList(text: string): List {
  const table = readTable(text, mostRows);
  if (!table.ok) return table;
  const { rows } = table;
  const at = rows.slice(0, 10).findIndex(({ cells }) => isHeading(fieldsOf(cells)));
  const head = rows[at];
  if (head !== undefined) return listOf(head, rows.slice(at + 1), rows.slice(0, at));
  if (rows.every(({ cells }) => cells.filter((cell) => cell !== '').length === 1) && !text.includes('@')) {
    return { ok: true, rows: rows.map(({ line, cells }) => rowOf({ line, cells }, ['organisation'])), leftOut: [], above: [] };
  }
  return {
    ok: false,
    wrong: 'No line names the columns',
    mend: 'Put a first line above the list, for example: Organisation, Name, Email, Role',
  };
}

function listOf(head: Row, body: readonly Row[], above: readonly Row[]): List {
  const fields = fieldsOf(head.cells);
  if (body.length === 0) return { ok: false, wrong: 'There is nothing below the headings', mend: 'Paste the whole list' };
  return {
    ok: true,
    rows: body.map((row) => rowOf(row, fields)),
    leftOut: head.cells.filter((cell, n) => cell !== '' && fields[n] === null),
    above: above.map(({ line }) => line),
  };
}

function isHeading(fields: readonly (RosterField | null)[]): boolean {
  return fields.includes('organisation') || fields.includes('email') || fields.includes('leadEmail');
}

/** The field of each column; null for a column that has no place. */
function fieldsOf(cells: readonly string[]): readonly (RosterField | null)[] {
  const taken = new Set<RosterField>();
  let beside: 'lead' | 'deputy' | null = null;
  const fields = cells.map((cell) => {
    const [field = null] = readHeadings([cell], names).columns.keys();
    const placed: RosterField | null = field === null || beside === null ? field : besideOf(beside, field);
    if (placed === 'lead' || placed === 'deputy') beside = placed;
    if (placed === null || taken.has(placed)) return null;
    taken.add(placed);
    return placed;
  });
  // A list without people has the names of organisations in a column called Name.
  const alone = !taken.has('organisation') && !taken.has('email');
  return fields.map((field) => (field === 'name' && alone ? 'organisation' : field));
}

/** A column called Email or Job title beside the column of the lead or the deputy belongs to that person. */
function besideOf(who: 'lead' | 'deputy', field: RosterField): RosterField {
  if (field === 'email') return `${who}Email`;
  return field === 'jobTitle' ? `${who}JobTitle` : field;
}

/** Cells are cleaned like every typed line; only the break between two people of one cell stays. */
function rowOf({ line, cells }: Row, fields: readonly (RosterField | null)[]): RosterCells {
  const placed = fields.flatMap((field, n) => (field === null ? [] : [[field, clean(cells[n] ?? '')] as const]));
  return { line, cells: Object.fromEntries(placed) };
}

function clean(cell: string): string {
  return cleanText(cell)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n+ ?/gu, '\n');
}
