/** The columns of a list: one person on a line, or a lead and a deputy beside their organisation. */
export const rosterFields = [
  'organisation',
  'kind',
  'deliveryBody',
  'name',
  'firstName',
  'lastName',
  'email',
  'jobTitle',
  'role',
  'lead',
  'leadEmail',
  'leadJobTitle',
  'deputy',
  'deputyEmail',
  'deputyJobTitle',
] as const;
export type RosterField = (typeof rosterFields)[number];

/** One row of a list: its line, counted from 1, and its cells by field. A cell is clean: trimmed, without controls. */
export interface RosterCells {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<RosterField, string>>>;
}

/** One person of a row, as typed. `role` is null where the row gives none. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly jobTitle: string;
  readonly role: string | null;
}

/** The people of a row. A cell may hold several, one on each line or with semicolons between them, and `Name <address>`. */
export function contactsOf({ cells }: RosterCells): readonly Contact[] {
  const name = cells.name ?? [cells.firstName, cells.lastName].filter((part) => part !== undefined && part !== '').join(' ');
  return [
    ...split(name, cells.email, cells.jobTitle, cells.role ?? ''),
    ...split(cells.lead, cells.leadEmail, cells.leadJobTitle, 'lead'),
    ...split(cells.deputy, cells.deputyEmail, cells.deputyJobTitle, 'deputy'),
  ];
}

function split(names = '', emails = '', jobTitle = '', role: string): readonly Contact[] {
  const [several, addresses] = [partsOf(names), partsOf(emails)];
  const count = Math.max(several.length, addresses.length);
  return Array.from({ length: count }, (_, n) => contactOf(several[n] ?? '', addresses[n] ?? '', jobTitle, role)).flatMap((one) =>
    one === null ? [] : [one],
  );
}

function partsOf(cell: string): readonly string[] {
  return cell
    .split(/[;\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Words for a place that nobody holds yet. */
const nobody = /^(?:tbc|tba|tbd|vacant|vacancy|n\/?a|none|nobody|[-–—?.]+)$/iu;

function contactOf(named: string, addressed: string, jobTitle: string, role: string): Contact | null {
  const both = /^(?<name>[^<>]*)<(?<email>[^<>]+)>$/u;
  const inName = both.exec(named)?.groups;
  const inEmail = both.exec(addressed)?.groups;
  const name = (inName?.['name'] ?? named).trim() || (inEmail?.['name'] ?? '').trim();
  const email = (inEmail?.['email'] ?? addressed).trim() || (inName?.['email'] ?? '').trim();
  const address = nobody.test(email) ? '' : email;
  const who = nobody.test(name) ? '' : name.replace(/^["']|["']$/gu, '');
  return who === '' && address === '' ? null : { name: who, email: address, jobTitle, role: role === '' ? null : role };
}
