import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Position } from '../../../src/domain/positions/position.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { onEarlierTextAmong, silentAmong, standingsOf, totalsOf, totalsOn } from '../../../src/domain/positions/totals.ts';
import { at, digest, network } from '../../support/worlds/toy.ts';

const q5 = SectionId.parse('q5');

function organisation(id: string, until: Instant | null = null): Organisation {
  const from = Instant.parse('2026-01-01T00:00:00.000Z');
  return { id: OrganisationId.parse(id), name: id, kind: 'authority', brand: '', deliveryBody: '', from, until, successor: null };
}

function positions(id: string, position: Position | null, on5: Position | null = null, letter = 'a'): Positions {
  const of = { networkId: NetworkId.parse('n1'), responseId: ResponseId.parse('r1'), organisationId: OrganisationId.parse(id) };
  const source = { how: 'given', by: MemberId.parse('m1') } as const;
  const empty = noPositions({ id: PositionsId.parse(`p-${id}`), ...of });
  if (position === null) return { ...empty, said: [{ kind: 'awaiting', until: at(100), source, at: at(0) }] };
  const exceptions = on5 === null ? [] : [{ section: q5, position: on5, reason: 'Because.' }];
  const text = { digest: digest(letter), version: VersionId.parse('v1') };
  const rest = { note: null, listing: 'listed', source, at: at(0), text, round: null } as const;
  return { ...empty, said: [{ kind: 'position', position, exceptions, ...rest }] };
}

test('[PO2] counts over all organisations in the network, in its order', (t) => {
  const organisations = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => organisation(id));
  const net = { ...network([], []), organisations: [...organisations, organisation('gone', at(0))] };
  const all = [
    positions('b', 'endorses', 'does-not-endorse'),
    positions('a', 'endorses'),
    positions('c', 'endorses-with-reservation', null, 'b'),
    positions('d', 'cannot-take-a-position'),
    positions('e', 'does-not-endorse', 'endorses'),
    positions('f', null),
    positions('gone', 'endorses'),
  ];
  const standings = standingsOf(net, all, at(1));
  t.same(
    standings.map((one) => one.organisation.id),
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  );
  t.same(totalsOf(standings), {
    of: 7,
    spoken: 5,
    counts: { endorses: 2, 'endorses-with-reservation': 1, 'cannot-take-a-position': 1, 'does-not-endorse': 1 },
    silent: 2,
  });
  t.same(totalsOn(standings, q5).counts, {
    endorses: 2,
    'endorses-with-reservation': 1,
    'cannot-take-a-position': 1,
    'does-not-endorse': 1,
  });
  t.same(
    silentAmong(standings).map((one) => [one.organisation.id, one.awaiting?.until ?? null, one.positions === null]),
    [
      ['f', at(100), false],
      ['g', null, true],
    ],
  );
  t.same(
    onEarlierTextAmong(standings, digest('a')).map((one) => one.organisation.id),
    ['c'],
  );
  t.end();
});
