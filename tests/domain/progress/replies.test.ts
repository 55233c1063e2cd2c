import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { type Statement, mayReadWords } from '../../../src/domain/positions/statement.ts';
import { standingsOf } from '../../../src/domain/positions/totals.ts';
import { repliesOn } from '../../../src/domain/progress/replies.ts';
import { at, digest, network } from '../../support/worlds/toy.ts';

const q5 = SectionId.parse('q5');

function organisation(id: string): Organisation {
  return {
    id: OrganisationId.parse(id),
    name: id,
    kind: 'authority',
    brand: '',
    deliveryBody: '',
    from: at(0),
    until: null,
    successor: null,
  };
}

function said(id: string, position: Statement['position'], here: Statement['position'] | null = null): Positions {
  const of = { networkId: NetworkId.parse('n1'), responseId: ResponseId.parse('r1'), organisationId: OrganisationId.parse(id) };
  const source = { how: 'given', by: MemberId.parse('mary') } as const;
  const rest = { note: null, listing: 'listed', source, at: at(0), round: null } as const;
  const text = { digest: digest('a'), version: VersionId.parse(id) };
  const exceptions = here === null ? [] : [{ section: q5, position: here, reason: 'Because.' }];
  return { ...noPositions({ id: PositionsId.parse(`p-${id}`), ...of }), said: [{ kind: 'position', position, exceptions, text, ...rest }] };
}

const all = [
  said('a', 'endorses'),
  said('b', 'endorses', 'does-not-endorse'),
  said('c', 'endorses-with-reservation'),
  said('d', 'does-not-endorse', 'endorses'),
];
const standings = standingsOf({ ...network([], []), organisations: ['a', 'b', 'c', 'd', 'e'].map(organisation) }, all, at(1));
const changedForC = ({ text }: Statement): ReadonlySet<string> => new Set(text.version === VersionId.parse('c') ? ['q5'] : []);

test('[PG10] a section tells how many have spoken on it, who says more than that they endorse, and why', (t) => {
  const replies = repliesOn(standings, { id: q5, state: 'drafting' }, changedForC);
  t.match(replies.totals, { of: 5, spoken: 4, silent: 1, counts: { endorses: 2, 'endorses-with-reservation': 1, 'does-not-endorse': 1 } });
  t.same(
    replies.apart.map(({ organisation: { name }, position, by, reason, isEarlier }) => [name, position, by, reason, isEarlier]),
    [
      ['b', 'does-not-endorse', 'exception', 'Because.', false],
      ['c', 'endorses-with-reservation', 'whole', '', true],
    ],
  );
  t.match(replies, { earlier: 1, isContested: true });
  t.end();
});

test('[PG2] [PG10] on a section that nobody has started, only those that name it have spoken', (t) => {
  const replies = repliesOn(standings, { id: q5, state: 'not-started' }, changedForC);
  t.match(replies, { totals: { spoken: 2, silent: 3 }, earlier: 0, isContested: true });
  t.equal(
    repliesOn(standings, { id: SectionId.parse('q6'), state: 'drafting' }, changedForC).isContested,
    false,
    '[PG3] by an exception alone',
  );
  t.end();
});

test('[PO13] only the organisation and the coordinator read whose words stand in an anonymous note', (t) => {
  const reader = (organisationId: string | null, duty: 'lead' | 'coordinator') => ({
    organisationId: organisationId === null ? null : OrganisationId.parse(organisationId),
    duties: new Set([duty] as const),
  });
  const anonymous = { note: { words: 'No.', shown: 'anonymous' as const } };
  const [a] = standings;
  const id = a?.organisation.id ?? OrganisationId.parse('a');
  t.equal(mayReadWords(anonymous, id, reader('a', 'lead')), true);
  t.equal(mayReadWords(anonymous, id, reader('b', 'lead')), false);
  t.equal(mayReadWords(anonymous, id, reader(null, 'coordinator')), true);
  t.equal(mayReadWords({ note: { words: 'No.', shown: 'attributed' } }, id, reader('b', 'lead')), true);
  t.equal(mayReadWords({ note: null }, id, reader('b', 'lead')), true);
  t.end();
});
