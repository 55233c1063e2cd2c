import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Position } from '../../../src/domain/positions/position.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { standingsOf } from '../../../src/domain/positions/totals.ts';
import { type AnswerState, type Board, type Cell, boardOf } from '../../../src/domain/progress/board.ts';
import { type Filter, type Order, answerBy, askOf, chosenRows, furthestBehind } from '../../../src/domain/progress/choosing.ts';
import { lastTouches, touchesIn } from '../../../src/domain/progress/touched.ts';
import { at, digest, network } from '../../support/worlds/toy.ts';

const zone = 'Europe/London';
const mary = MemberId.parse('mary');

function organisation(id: string): Organisation {
  const from = Instant.parse('2026-01-01T00:00:00.000Z');
  return { id: OrganisationId.parse(id), name: id, kind: 'authority', brand: '', deliveryBody: '', from, until: null, successor: null };
}

const section = (id: string): SectionId => SectionId.parse(id);

/** The positions of an organisation that said where it stands; null promises a position. */
function positions(id: string, position: Position | null, exceptions: Readonly<Record<string, Position>> = {}): Positions {
  const of = { networkId: NetworkId.parse('n1'), responseId: ResponseId.parse('r1'), organisationId: OrganisationId.parse(id) };
  const source = { how: 'given', by: mary } as const;
  const empty = noPositions({ id: PositionsId.parse(`p-${id}`), ...of });
  if (position === null) return { ...empty, said: [{ kind: 'awaiting', until: at(100_000), source, at: at(0) }] };
  const text = { digest: digest('a'), version: VersionId.parse(id) };
  const rest = { note: null, listing: 'listed', source, at: at(0), text, round: null } as const;
  const except = Object.entries(exceptions).map(([on, where]) => ({ section: section(on), position: where, reason: 'Because.' }));
  return { ...empty, said: [{ kind: 'position', position, exceptions: except, ...rest }] };
}

const states: Readonly<Record<string, AnswerState>> = { q1: 'drafting', q2: 'ready', q3: 'not-started' };

/** A board of organisations a to e. The texts of `changed` differ in question 2. */
function board(all: readonly Positions[], changed: readonly string[] = [], evidence: Readonly<Record<string, string | null>> = {}): Board {
  const net = { ...network([], []), organisations: ['e', 'b', 'a', 'd', 'c'].map(organisation) };
  return boardOf({
    standings: standingsOf(net, all, at(1)),
    questions: Object.entries(states).map(([id, state], n) => ({ id: section(id), number: String(n + 1), state })),
    evidence: Object.entries(evidence).map(([id, on]) => ({
      organisationId: OrganisationId.parse(id),
      section: on === null ? null : section(on),
    })),
    changedFor: ({ text }) => new Set(changed.includes(text.version) ? ['q2', 'q3', 'key-messages'] : []),
  });
}

function short({ position, by, isEarlier, hasEvidence }: Cell): string {
  return `${position ?? '–'} ${by}${isEarlier ? ' earlier' : ''}${hasEvidence ? ' evidence' : ''}`;
}

function rowOf({ rows }: Board, id: string) {
  const row = rows.find((one) => one.organisation.id === OrganisationId.parse(id));
  if (row === undefined) throw new Error(`there is no row ${id}`);
  return row;
}

const busy = board(
  [
    positions('a', 'endorses', { q1: 'does-not-endorse', q3: 'endorses' }),
    positions('b', 'endorses-with-reservation'),
    positions('c', null),
    positions('d', 'does-not-endorse', { q1: 'endorses' }),
  ],
  ['b'],
  { a: 'q1', e: null, b: 'q3' },
);

test('[PG2] a cell says its own exception, the position on the whole, or that nobody replied', (t) => {
  t.same(rowOf(busy, 'a').cells.map(short), ['does-not-endorse exception evidence', 'endorses whole', 'endorses exception']);
  t.same(
    rowOf(busy, 'b').cells.map(short),
    ['endorses-with-reservation whole', 'endorses-with-reservation whole earlier', '– nobody evidence'],
    'an answer that nobody started has no reply, and no earlier text',
  );
  t.same(rowOf(busy, 'c').cells.map(short), ['– nobody', '– nobody', '– nobody'], 'a promise is no reply (PO7)');
  t.same([short(rowOf(busy, 'b').whole), short(rowOf(busy, 'e').whole)], ['endorses-with-reservation whole earlier', '– nobody evidence']);
  t.same([rowOf(busy, 'a').missing, rowOf(busy, 'b').missing, rowOf(busy, 'b').changed], [0, 1, 3]);
  t.end();
});

test('[PG3] [PG8] a column says how many spoke, and is contested by an exception that does not endorse; the totals add up', (t) => {
  t.same(
    busy.columns.map(({ spoken, isContested }) => [spoken, isContested]),
    [
      [3, true],
      [3, false],
      [1, false],
    ],
  );
  t.same([busy.spoken, busy.cells], [3, { spoken: 7, of: 15 }]);
  t.end();
});

test('[QS19] a question that is not asked counts nowhere as missing; an organisation that names it is heard', (t) => {
  const net = { ...network([], []), organisations: ['a', 'b'].map(organisation) };
  const { rows, columns, cells } = boardOf({
    standings: standingsOf(net, [positions('a', 'endorses', { q2: 'does-not-endorse' })], at(1)),
    questions: [
      { id: section('q1'), number: '1', state: 'drafting' },
      { id: section('q2'), number: '2', state: 'not-asked' },
      { id: section('q3'), number: '3', state: 'not-asked' },
    ],
    evidence: [],
    changedFor: () => new Set(),
  });
  t.same(
    rows.map((row) => [row.cells.map(short), row.missing]),
    [
      [['endorses whole', 'does-not-endorse exception', '– not-asked'], 0],
      [['– nobody', '– not-asked', '– not-asked'], 1],
    ],
  );
  t.same([cells, columns.map(({ spoken }) => spoken)], [{ spoken: 1, of: 2 }, [1, 1, 0]]);
  t.end();
});

test('[PG4] rows come with most missing first or from A to Z, and pass a filter', (t) => {
  const ids = (of: Board, show: Filter, order: Order): readonly string[] =>
    chosenRows(of.rows, { show, order, mine: OrganisationId.parse('d') }).map((row) => row.organisation.id);
  t.same(ids(busy, 'all', 'missing'), ['c', 'e', 'b', 'd', 'a']);
  t.same(ids(busy, 'all', 'name'), ['a', 'b', 'c', 'd', 'e']);
  t.same(ids(busy, 'silent', 'name'), [], 'a promise and evidence are something');
  t.same(ids(busy, 'reservation', 'name'), ['a', 'b', 'd']);
  t.same(ids(busy, 'mine', 'name'), ['d']);
  const quiet = board([positions('a', 'endorses'), positions('b', 'endorses')], ['b'], { c: 'q1' });
  t.same(ids(quiet, 'all', 'missing'), ['c', 'd', 'e', 'b', 'a'], 'an earlier text comes before the present one');
  t.same(ids(quiet, 'silent', 'name'), ['d', 'e']);
  t.end();
});

test('[PG6] a position is asked for until it is given or promised, and again once its text has changed', (t) => {
  const now = at(10);
  t.equal(askOf(rowOf(busy, 'e'), now, zone), 'position');
  t.equal(askOf(rowOf(busy, 'c'), now, zone), null, 'the day of the promise is to come');
  t.equal(askOf(rowOf(busy, 'c'), Instant.parse('2027-06-01T00:00:00.000Z'), zone), 'cleared');
  t.equal(askOf(rowOf(busy, 'b'), now, zone), 'look-again');
  t.equal(askOf(rowOf(busy, 'a'), now, zone), null);
  const behind = (of: Board): readonly string[] => furthestBehind(of.rows, now, zone).map((row) => row.organisation.id);
  t.same(behind(busy), ['e'], 'organisations without a position come first');
  const everybody = ['a', 'b', 'c', 'd', 'e'].map((id) => positions(id, 'endorses'));
  t.same(behind(board(everybody, ['b'])), ['b']);
  t.end();
});

test('[PG7] the answer is wanted by the lock, the submission or the close, whichever is next', (t) => {
  const plan = { contributions: at(1), consolidatedDraft: at(2), checks: at(3), lock: at(4), offices: [], submit: at(6) };
  t.same(
    [0, 5, 7].map((minute) => answerBy(plan, at(9), at(minute))),
    [at(4), at(6), at(9)],
  );
  t.end();
});

test('[PG1] the last act of an organisation is that of the member who spoke or wrote the email', (t) => {
  const given = positions('a', 'endorses');
  const email = { how: 'email', by: MemberId.parse('nadia'), from: MemberId.parse('tom'), sent: at(3) } as const;
  const recorded: Positions = { ...given, said: [...given.said, { kind: 'awaiting', until: at(90), source: email, at: at(5) }] };
  const touches = touchesIn([recorded, positions('b', 'endorses')]);
  const last = lastTouches([...touches, { organisationId: OrganisationId.parse('b'), by: mary, at: at(-1) }]);
  t.match(last.get('a'), { by: 'tom', at: at(5) });
  t.match(last.get('b'), { by: 'mary', at: at(0) });
  t.equal(last.size, 2);
  t.end();
});
