import { test } from 'tap';
import {
  type Act,
  type Circumstance,
  type Duty,
  access,
  circumstances,
  dutiesOf,
  may,
  officesOf,
  whyNotMay,
} from '../../../src/domain/network/access.ts';
import { NetworkId } from '../../../src/domain/ids.ts';
import { type Refused, refused } from '../../../src/domain/outcome.ts';
import { at, duties, member, network, office, post, posts, usual } from '../../support/worlds/toy.ts';

// One column a duty, one row an act: `x` always, `o` in the circumstance named behind it, `-` never.
const columns: readonly Duty[] = [
  'coordinator',
  'lead',
  'deputy',
  'member',
  'partner',
  'reader',
  'approver',
  'chair',
  'sponsor',
  'desk',
  'system',
];
const table: Readonly<Record<Act, string>> = {
  'network.found': '- - - - - - - - - - x',
  'network.enter': 'x x x x x x x x x - -',
  'network.view': 'x x x x x x x x x - -',
  'network.manage': 'x - - - - - - - - - -',
  'absence.record': 'x o o o o o o o o - - mine',
  'consultation.view': 'x x x x x x x x x - -',
  'consultation.add': 'x - - - - - - - - - -',
  'consultation.edit': 'x - - - - - - - - - -',
  'plan.view': 'x x x x x x x x x - -',
  'plan.change': 'x - - - - - - - - - -',
  'response.start': 'x - - - - - - - - - -',
  'response.choose-kind': 'x - - - - - - - - - -',
  'response.tell': 'x - - - - - - - - - -',
  'response.read': 'x x x x x x x x x - -',
  'response.write': 'x x x x x - - - - - -',
  'section.follow': 'x x x x x x x x x - -',
  'section.mark-ready': 'x x x - - - - - - - -',
  'position.read': 'x x x x x x x x x - -',
  'position.give': '- x x - x - - - - - -',
  'position.record': 'x - - - - - - - - - -',
  'position.ask': 'x - - - - - - - - - -',
  'progress.view': 'x x x x x x x x x - -',
  'progress.chase': 'x - - - - - - - - - -',
  'response.convert': '- - - - - - - - - - x',
  'version.keep': 'x x x x x - - - - - -',
  'version.keep-due': '- - - - - - - - - - x',
  'sign-off.view': 'x x x x x x x x x - -',
  'sign-off.check': 'x - - - - - - x - - -',
  'sign-off.open': 'x - - - - - - o - - - uncoordinated',
  'sign-off.sit': '- o o o o o x - - - - asked',
  'sign-off.hand-over': 'o - - - - - o - - - - asked away',
  'sign-off.hand-back': 'x - - - - - o - - - - asked',
  'sign-off.decide': '- - - - - - - - - x -',
  'sign-off.recall': 'o - - - - - - x x - - unapproved',
  'sign-off.reopen': '- - - - - - - - x - -',
  'sign-off.tend': '- - - - - - - - - - x',
  'addition.take-out': 'x - - - - - - - - - -',
  'words.remove': 'o - - - - - - x x - - unsigned',
  'words.clear': '- - - - - - - - - - x',
  'late.read': 'x - - - - - - x - - -',
  'answer.bring': 'x - - - - - - - - - -',
  'late.bring': 'x - - - - - - - - - -',
  'export.draft': 'x x x x x x x x x - -',
  'export.final': 'x - - - - - - x x - -',
  'export.take-draft': 'o o o o o o o o o - - own',
  'export.take-final': 'o - - - - - - o o - - own',
  'export.make': '- - - - - - - - - - x',
  'submission.record': 'x - - - - - - x x - -',
  'submission.send': 'x - - - - - x - - - -',
  'evidence.view': 'x x x x x x x x x - -',
  'evidence.offer': 'x x x x x - - - - - -',
  'evidence.relabel': 'x o o o o - - - - - - theirs',
  'evidence.withdraw': 'x o o o o - - - - - - theirs',
  'weekly.choose': 'x x x x x x x x x - -',
  'weekly.choose-by-link': '- - - - - - - - - - x',
  'record.read': 'x x x x x x x x x - -',
  'record.member': 'x o o o o o o o o - - self',
};

/** The refusal of any act; `found` says which circumstances hold. */
function refusal(act: Act, duty: Duty, found: Partial<Record<Circumstance, boolean>> = {}): Refused | null {
  const judge = whyNotMay as (act: Act, duties: ReadonlySet<Duty>, found: Partial<Record<Circumstance, boolean>>) => Refused | null;
  return judge(act, new Set([duty]), found);
}

test('[AC1] [AC3] every duty against every act', (t) => {
  t.same(Object.keys(access).sort(), Object.keys(table).sort(), 'the table is complete');
  for (const [act, row] of Object.entries(table) as [Act, string][]) {
    const cells = row.split(' ').slice(0, columns.length);
    const hanging = row.split(' ').slice(columns.length) as Circumstance[];
    const openedBy = (duty: Duty): Circumstance | undefined => hanging.find((one) => refusal(act, duty, { [one]: true }) === null);
    const cellOf = (duty: Duty): string => (refusal(act, duty) === null ? 'x' : openedBy(duty) === undefined ? '-' : 'o');
    t.same(columns.map(cellOf), cells, act);
    for (const [column, duty] of columns.entries()) {
      const circumstance = cells[column] === 'o' ? openedBy(duty) : undefined;
      const shut = refusal(act, duty, Object.fromEntries(hanging.map((one) => [one, false])));
      const sentence = circumstance === undefined ? refused('not-allowed').detail : circumstances[circumstance];
      if (shut !== null) t.same(shut, refused('not-allowed', sentence), `${act} for a ${duty} without the circumstance`);
    }
  }
  t.end();
});

test('[AC2] an actor without a duty in the network gets not-found; an actor without the right gets not-allowed', (t) => {
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
  t.notOk(may('sign-off.sit', duties('nadia', people), { asked: true }));
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
