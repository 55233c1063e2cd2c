import { responseNoun } from '../../phrases/names.ts';
import { type Consultation, type Question, currentQuestions, shortTitle } from '../../domain/consultation/consultation.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { BoardColumn, BoardRow } from '../../domain/progress/board.ts';
import { type Filter, type Order, chosenRows, furthestBehind, hasReservation, isSilent } from '../../domain/progress/choosing.ts';
import { reminderOf } from '../../domain/progress/reminding.ts';
import { type Response, isOpen } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { capital, counted, listed } from '../../phrases/english.ts';
import { nameOf } from '../../phrases/people.ts';
import { questionsCounted, wordsOf } from '../../phrases/kinds/words.ts';
import { boardTotals, briefDay, stateTag, statesOf } from '../../phrases/progress/board.ts';
import { positionsDue } from '../../phrases/progress/totals.ts';
import type { BoardRead } from '../../reading/board.ts';
import { askingAmong } from './asking.ts';
import { type Leads, columnsShown, draftsWords, isLedBy, leadsOn } from './board-leads.ts';
import { type CellShown, cellOn, cellOnWhole, keyOf } from './cells.ts';

/** The rows that a reader asked for. */
export interface Choice {
  readonly show: Filter;
  readonly order: Order;
}

/** Everything that the page *Progress* shows. */
export interface Shown extends BoardRead, Choice {
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly members: ReadonlyMap<string, Member>;
  readonly member: Member;
  readonly duties: ReadonlySet<Duty>;
  readonly now: Instant;
}

/** The page *Progress*: organisations by questions, in words (PG1). */
export function boardView(shown: Shown) {
  const { board, consultation, response, show, order } = shown;
  const base = `/consultations/${consultation.id}`;
  const mine = shown.member.organisationId;
  const leads = leadsOn(board, shown);
  const part = columnsShown(board, show, isLedBy(shown.member, leads));
  const rows = chosenRows(part.rows, { show, order, mine });
  const questions = new Map(currentQuestions(consultation).questions.map((question) => [String(question.id), question]));
  const columns = markFirsts(part.columns.map((column) => columnOf(column, questions.get(column.id), { base, response, leads })));
  return {
    title: 'Progress by organisation',
    place: 'consultations' as const,
    width: 'board' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'progress' as const },
    ...nounsOf(consultation),
    totals: boardTotals(board),
    due: positionsDue(shown),
    states: statesOf(board.columns, isOpen(response) ? 'open' : 'locked', wordsOf(consultation)),
    key: keyOf(part.columns),
    chase: chaseOf(shown, base),
    filters: filtersOf(shown, base, leads),
    leadKey: [...leads.values()][0]?.initials ?? '',
    sorting: sortingOf(shown, base),
    caption: captionOf(rows, columns.length, shown),
    parts: partsOf(columns),
    columns,
    rows: rows.map((row) => rowOf(row, shown, { columns, drafts: draftsWords(row.organisation, board.columns, leads) })),
    none: rows.length === 0 ? nobody[show] : '',
    of: board.rows.length,
    spoken: board.spoken,
    missing: part.rows.reduce((sum, { missing }) => sum + missing, 0),
    hidden: hiddenWords(shown.hidden),
    following: `${base}/following`,
  };
}

function nounsOf(consultation: Consultation): { readonly question: string; readonly questions: string; readonly column: string } {
  const { question, questions } = wordsOf(consultation);
  return { question, questions, column: capital(question) };
}

const nobody: Readonly<Record<Filter, string>> = {
  all: 'The network has no organisation now.',
  silent: 'Every organisation has said something.',
  reservation: 'No organisation has a reservation.',
  mine: 'You belong to no organisation of this network.',
  drafting: 'The network has no organisation now.',
};

function hiddenWords(count: number): string {
  return count === 0 ? '' : `${counted(count, 'piece of evidence is', 'pieces of evidence are')} restricted, and not marked here.`;
}

interface ColumnShown {
  readonly number: string;
  readonly part: string;
  readonly href: string;
  /** The class of its number. */
  readonly mark: string;
  /** The initials of its drafting lead; empty for none. */
  readonly lead: string;
  /** The short title, the state and the drafting lead. */
  readonly words: string;
  readonly spoken: number;
  /** `f` for the first question of a part, else empty. */
  readonly first: string;
}

const marks = { stop: 'is-stop', warn: 'is-warn', good: 'is-good', none: 'is-none', work: '', wait: '' } as const;

function columnOf(
  column: BoardColumn,
  question: Question | undefined,
  { base, response, leads }: { readonly base: string; readonly response: Response; readonly leads: Leads },
): Omit<ColumnShown, 'first'> {
  const tag = stateTag(column, isOpen(response) ? 'open' : 'locked');
  const contested = column.isContested && tag.tag !== 'Contested' ? ', contested' : '';
  const lead = leads.get(column.id);
  const drafted = lead === undefined ? '' : `, drafted by ${lead.who}`;
  const words = `${question?.shortTitle ?? ''}${question?.shortTitle === undefined ? '' : ': '}${tag.tag.toLowerCase()}${contested}${drafted}`;
  return {
    number: column.number,
    part: question?.part ?? '',
    href: `${base}/response#s-${column.id}`,
    mark: marks[tag.look],
    lead: lead?.initials ?? '',
    words,
    spoken: column.spoken,
  };
}

function markFirsts(columns: readonly Omit<ColumnShown, 'first'>[]): readonly ColumnShown[] {
  return columns.map((column, n) => ({ ...column, first: n > 0 && columns[n - 1]?.part !== column.part ? 'f' : '' }));
}

interface PartShown {
  readonly heading: string;
  readonly count: number;
}

/** The parts of the questions with their number of columns; none where the questions have no parts. */
function partsOf(columns: readonly Pick<ColumnShown, 'part'>[]): readonly PartShown[] {
  if (columns.every(({ part }) => part === '')) return [];
  const parts: { heading: string; count: number }[] = [];
  for (const { part } of columns) {
    const last = parts.at(-1);
    if (last?.heading === part) last.count += 1;
    else parts.push({ heading: part, count: 1 });
  }
  return parts;
}

function rowOf(
  row: BoardRow,
  shown: Shown,
  { columns, drafts }: { readonly columns: readonly Pick<ColumnShown, 'number' | 'first'>[]; readonly drafts: string },
) {
  const { organisation, awaiting } = row;
  const zone = shown.network.timeZone;
  const touch = shown.touches.get(organisation.id);
  const reminded = reminderOf(shown.response, organisation.id);
  return {
    name: organisation.name,
    href: `/consultations/${shown.consultation.id}/positions/${organisation.id}`,
    lead: [leadOf(organisation, shown), drafts].filter((part) => part !== '').join(', '),
    awaiting: awaiting === null ? '' : `clearance by ${briefDay(awaiting.until, zone)}`,
    reminded: reminded === null ? '' : `reminded ${briefDay(reminded.at, zone)}`,
    whole: cellOnWhole(row.whole),
    cells: columns.flatMap(({ number, first }, n) => row.cells.slice(n, n + 1).map((cell) => placed(cellOn(cell), number, first))),
    isSilent: row.statement === null,
    missing: row.missing,
    touched: touch === undefined ? '–' : briefDay(touch.at, zone),
    by: touch === undefined ? '' : nameOf(shown, touch.by),
  };
}

function placed({ c, w, t }: CellShown, n: string, first: string): CellShown {
  return { c: first === '' ? c : `${c} ${first}`, w, t, n };
}

/** The name of the lead of an organisation; its deputy or partner member where it has no lead. */
function leadOf({ id }: Organisation, { members, now }: Shown): string {
  const own = [...members.values()].filter((member) => member.organisationId === id && isCurrent(member, now));
  const named = (role: Member['role']): string => listed(own.filter((member) => member.role === role).map(({ name }) => name));
  const [first] = [named('lead'), named('deputy'), named('partner')].filter((name) => name !== '');
  return first ?? 'nobody speaks for it';
}

/** The button that leads to the reminders; null where the reader cannot remind anybody, or nobody is behind. */
function chaseOf({ board, standings, consultation, response, network, duties, now }: Shown, base: string) {
  if (!may('progress.chase', duties) || takingPositions(response, consultation, now).whyNot !== null) return null;
  const zone = network.timeZone;
  const served = new Set(
    askingAmong(board.rows, { network, members: [], response, standings, now }).flatMap(({ isServed, organisation }) =>
      isServed ? [organisation.id] : [],
    ),
  );
  const behind = furthestBehind(board.rows, now, zone).filter(({ organisation }) => !served.has(organisation.id));
  const sent = (response.reminded?.length ?? 0) > 0 ? `${base}/progress/reminders` : '';
  if (behind.length === 0) return { text: '', href: `${base}/progress/remind`, sent };
  return { text: `Remind the ${behind.length} furthest behind`, href: `${base}/progress/remind`, sent };
}

function queryOf({ show, order }: Choice): string {
  const query = new URLSearchParams({ ...(show === 'all' ? {} : { show }), ...(order === 'missing' ? {} : { order }) }).toString();
  return query === '' ? '' : `?${query}`;
}

function filtersOf({ board, consultation, show, order, member }: Shown, base: string, leads: Leads) {
  const drafted = board.columns.filter(isLedBy(member, leads)).length;
  const mine = board.rows.some(({ organisation }) => organisation.id === member.organisationId);
  const all: readonly { readonly id: Filter; readonly text: string; readonly count: number }[] = [
    { id: 'all', text: 'All', count: board.rows.length },
    { id: 'silent', text: 'Has said nothing', count: board.rows.filter(isSilent).length },
    { id: 'reservation', text: 'Reservation', count: board.rows.filter(hasReservation).length },
    ...(mine ? [{ id: 'mine', text: 'Mine', count: 1 } as const] : []),
    ...(drafted > 0 ? [{ id: 'drafting', text: `${capital(wordsOf(consultation).questions)} I draft`, count: drafted } as const] : []),
  ];
  return all.map(({ id, text, count }) => ({
    text,
    count,
    href: `${base}/progress${queryOf({ show: id, order })}`,
    current: id === show,
  }));
}

function sortingOf({ show, order }: Shown, base: string) {
  return order === 'missing'
    ? { now: 'Most missing first', other: 'Sort A to Z', href: `${base}/progress${queryOf({ show, order: 'name' })}` }
    : { now: 'A to Z', other: 'Sort by most missing', href: `${base}/progress${queryOf({ show, order: 'missing' })}` };
}

function captionOf(rows: readonly BoardRow[], questions: number, { board, order, consultation, response }: Shown): string {
  const who =
    rows.length === board.rows.length
      ? counted(rows.length, 'organisation', 'organisations')
      : `${rows.length} of ${board.rows.length} organisations`;
  const on = questions === 0 ? 'its parts' : `each of ${questionsCounted(questions, wordsOf(consultation))}`;
  return `Where ${who} stand on the whole ${responseNoun(consultation, response)} and on ${on}, ${order === 'name' ? 'from A to Z' : 'most missing first'}`;
}
