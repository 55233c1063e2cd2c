import { test } from 'tap';
import { type Command, type Duty, access, dutiesOf, may, officesOf, whyNotMay } from '../../../src/domain/network/access.ts';
import { NetworkId } from '../../../src/domain/ids.ts';
import { at, duties, member, network, office, post, posts, usual } from '../../support/worlds/toy.ts';

// One column a duty, one row a command: a cell without a cross is refused.
const columns: readonly Duty[] = ['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader', 'approver', 'chair', 'sponsor'];
const table: Readonly<Record<Command, string>> = {
  'network.view': 'x x x x x x x x x',
  'network.manage': 'x - - - - - - - -',
  'consultation.view': 'x x x x x x x x x',
  'consultation.add': 'x - - - - - - - -',
  'consultation.edit': 'x - - - - - - - -',
  'response.read': 'x x x x x x x x x',
  'response.write': 'x x x x x - - - -',
  'sign-off.view': 'x x x x x x x x x',
  'sign-off.check': 'x - - - - - - x -',
  'sign-off.open': 'x - - - - - - x -',
  'sign-off.decide': '- - - - - - x - -',
  'sign-off.recall': 'x - - - - - - x x',
  'sign-off.reopen': '- - - - - - - - x',
  'export.draft': 'x x x x x x x x x',
  'export.final': 'x - - - - - - x x',
  'submission.record': 'x - - - - - - x x',
  'record.read': 'x x x x x x x x x',
  'record.member': 'x - - - - - - - -',
  'late.read': 'x - - - - - - x -',
  'late.bring': 'x - - - - - - - -',
  'version.keep': 'x x x x x - - - -',
};

test('every role against every command', (t) => {
  t.same(Object.keys(access).sort(), Object.keys(table).sort(), 'the table is complete');
  for (const [command, row] of Object.entries(table) as [Command, string][]) {
    const shown = columns.map((duty) => (may(command, new Set([duty])) ? 'x' : '-')).join(' ');
    t.equal(shown, row, command);
  }
  t.end();
});

test('somebody without any duty in the network is told not-found; a duty without the right, not-allowed', (t) => {
  t.equal(whyNotMay('network.view', new Set())?.code, 'not-found');
  t.equal(whyNotMay('network.manage', new Set<Duty>(['reader']))?.code, 'not-allowed');
  t.equal(whyNotMay('network.manage', new Set<Duty>(['coordinator'])), null);
  t.end();
});

test('offices are the network’s own: the first chairs, the last sponsors, all approve', (t) => {
  t.same([...duties('joan')], ['lead', 'approver', 'chair']);
  t.same([...duties('vic')], ['lead', 'approver']);
  t.same([...duties('ali')], ['reader', 'approver', 'sponsor']);
  t.same([...duties('new')], ['lead']);
  const one = network([office('convenor')], [post('joan', 'convenor')]);
  t.same([...dutiesOf(member('joan'), one, at(0))], ['lead', 'approver', 'chair', 'sponsor'], 'a chain of one office');
  t.same(officesOf(member('joan'), posts(post('joan', 'sponsor'), post('joan', 'chair')).network, at(0)), ['chair', 'sponsor']);
  t.end();
});

test('the coordinator can never decide, not even with an office', (t) => {
  const people = posts(post('nadia', 'chair'), post('nadia', 'sponsor'));
  t.same([...duties('nadia', people)], ['coordinator']);
  t.notOk(may('sign-off.decide', duties('nadia', people)));
  t.end();
});

test('duties end with the appointment, the membership and the network’s border', (t) => {
  const past = posts(post('joan', 'chair', '2026-01-01T00:00:00.000Z', at(0)));
  t.same([...duties('joan', past)], ['lead'], 'an ex-chair');
  t.same([...dutiesOf(member('joan', 'lead', { until: at(0) }), usual.network, at(0))], [], 'a leaver');
  t.same([...dutiesOf(member('joan', 'lead', { from: at(1) }), usual.network, at(0))], [], 'not yet a member');

  t.same([...dutiesOf(member('joan', 'lead', { networkId: NetworkId.parse('n2') }), usual.network, at(0))], [], 'another network');
  t.end();
});
