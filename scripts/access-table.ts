import { readFileSync, writeFileSync } from 'node:fs';
import { type Act, type Circumstance, type Duty, access } from '../src/domain/network/access.ts';

// Writes who may do what, from src/domain/network/access.ts into docs/access.md.

const page = new URL('../docs/access.md', import.meta.url);
const begin = '<!-- access: written by `npm run access:table` -->';
const end = '<!-- /access -->';

const columns = {
  coordinator: 'coordinator',
  lead: 'lead',
  deputy: 'deputy',
  member: 'member',
  partner: 'partner',
  reader: 'reader',
  approver: 'approver',
  chair: 'chair',
  sponsor: 'sponsor',
  desk: 'desk',
  system: 'service',
} as const satisfies Record<Duty, string>;

/** The text of docs/access.md as it is, and with the table as it stands in the source. */
export function accessPage(): { readonly is: string; readonly shouldBe: string } {
  const is = readFileSync(page, 'utf8');
  const from = is.indexOf(begin);
  const to = is.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/access.md has no place for the table');
  return { is, shouldBe: `${is.slice(0, from + begin.length)}\n\n${tableOf()}\n\n${is.slice(to)}` };
}

function tableOf(): string {
  const duties = Object.keys(columns) as Duty[];
  const head = `| act | ${Object.values(columns).join(' | ')} |\n|---${'|---'.repeat(duties.length)}|`;
  const rows = (Object.keys(access) as Act[]).map((act) => `| \`${act}\` | ${duties.map((duty) => cellOf(act, duty)).join(' | ')} |`);
  return [head, ...rows].join('\n');
}

function cellOf(act: Act, duty: Duty): string {
  const row: { readonly always: readonly Duty[]; readonly where?: Partial<Record<Circumstance, readonly Duty[]>> } = access[act];
  if (row.always.includes(duty)) return '•';
  return Object.entries(row.where ?? {}).find(([, duties]) => duties.includes(duty))?.[0] ?? '';
}

if (import.meta.main) writeFileSync(page, accessPage().shouldBe);
