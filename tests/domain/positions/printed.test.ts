import * as fc from 'fast-check';
import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import { Digest, type Instant } from '../../../src/domain/outcome.ts';
import { type Note, Position } from '../../../src/domain/positions/position.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { PrintedPositions, printPositions } from '../../../src/domain/positions/printed.ts';
import { positionsSince } from '../../../src/domain/positions/since-lock.ts';
import type { Said, Statement } from '../../../src/domain/positions/statement.ts';
import { type OrganisationStanding, standingsOf } from '../../../src/domain/positions/totals.ts';
import { composeSnapshot, withPositions } from '../../../src/domain/response/snapshot.ts';
import { at, authority, consultation, digest, network, openQuestion } from '../../support/worlds/toy.ts';

const names = ['Ashford', 'Brighton', 'Crawley', 'Dover', 'Epsom', 'Fareham'];
const [q5, q7, gone] = ['q5', 'q7', 'gone'].map((id) => SectionId.parse(id)) as [SectionId, SectionId, SectionId];
const beside = { digest: digest('a'), sections: [q5, q7] };
const net = { ...network([], []), organisations: names.map((name) => authority(name.toLowerCase(), name, at(-10_000))) };

function stated(position: Position, change: Partial<Statement> = {}): Statement {
  const source = { how: 'given', by: MemberId.parse('m1') } as const;
  const text = { digest: digest('a'), version: VersionId.parse('v1') };
  return { kind: 'position', position, exceptions: [], note: null, listing: 'listed', source, at: at(0), text, round: null, ...change };
}

const note = (words: string, shown: Note['shown'] = 'attributed'): Note => ({ words, shown });
const on = (section: SectionId, position: Position, reason = ''): Statement['exceptions'] => [{ section, position, reason }];

function positions(name: string, ...said: readonly Said[]): Positions {
  const of = {
    networkId: NetworkId.parse('n1'),
    responseId: ResponseId.parse('r1'),
    organisationId: OrganisationId.parse(name.toLowerCase()),
  };
  return { ...noPositions({ id: PositionsId.parse(`p-${name}`), ...of }), said: [...said] };
}

const standings = (...all: readonly Positions[]): readonly OrganisationStanding[] => standingsOf(net, all, at(1));

test('[PO11] positions are printed only where one was given; a promise and a request are none', (t) => {
  t.equal(printPositions(standings(), beside), null);
  const promise = { kind: 'awaiting', until: at(100), source: stated('endorses').source, at: at(0) } as const;
  t.equal(printPositions(standings(positions('Dover', promise)), beside), null);
  t.end();
});

test('[PO11] [PO12] the organisations are named by position in the order of the network; the silent are a number', (t) => {
  const printed = printPositions(
    standings(
      positions('Dover', stated('does-not-endorse')),
      positions('Crawley', stated('endorses', { exceptions: [...on(q7, 'cannot-take-a-position'), ...on(gone, 'endorses')] })),
      positions('Ashford', stated('endorses', { text: { digest: digest('b'), version: VersionId.parse('v0') } })),
    ),
    beside,
  );
  t.strictSame(printed, {
    of: 6,
    counts: { endorses: 2, 'endorses-with-reservation': 0, 'cannot-take-a-position': 0, 'does-not-endorse': 1 },
    named: [
      { organisation: 'Ashford', position: 'endorses', onEarlierText: true },
      { organisation: 'Crawley', position: 'endorses' },
      { organisation: 'Dover', position: 'does-not-endorse' },
    ],
    sections: [
      {
        section: 'q7',
        counts: { endorses: 1, 'endorses-with-reservation': 0, 'cannot-take-a-position': 1, 'does-not-endorse': 1 },
        exceptions: [{ organisation: 'Crawley', position: 'cannot-take-a-position', reason: '' }],
      },
    ],
    notes: [],
  });
  t.strictSame(PrintedPositions.parse(printed), printed);
  t.end();
});

test('[PO13] a note decides whether the words of an organisation carry its name; the list is another matter', (t) => {
  const printed = printPositions(
    standings(
      positions('Ashford', stated('endorses', { exceptions: on(q5, 'does-not-endorse', 'Zeal.'), note: note('We differ.', 'anonymous') })),
      positions('Brighton', stated('does-not-endorse', { note: note('Too early.', 'anonymous') })),
      positions('Crawley', stated('endorses-with-reservation', { listing: 'left-off', note: note('With care.') })),
      positions('Dover', stated('endorses', { listing: 'left-off', exceptions: on(q5, 'does-not-endorse', 'Costs.') })),
      positions('Epsom', stated('endorses-with-reservation', { exceptions: on(q5, 'does-not-endorse', 'Time.'), note: note('Not yet.') })),
    ),
    beside,
  );
  t.strictSame(
    printed?.named.map(({ organisation, position }) => [organisation, position]),
    [
      ['Ashford', 'endorses'],
      ['Epsom', 'endorses-with-reservation'],
    ],
  );
  t.strictSame(
    printed?.sections[0]?.exceptions.map(({ organisation, reason }) => [organisation, reason]),
    [
      ['Epsom', 'Time.'],
      [null, 'Costs.'],
      [null, 'Zeal.'],
    ],
    'those without a name come last, by their words',
  );
  t.strictSame(
    printed?.notes.map(({ organisation, words }) => [organisation, words]),
    [
      ['Crawley', 'With care.'],
      ['Epsom', 'Not yet.'],
      [null, 'Too early.'],
      [null, 'We differ.'],
    ],
  );
  t.strictSame(printed?.notes[1], { organisation: 'Epsom', position: 'endorses-with-reservation', sections: ['q5'], words: 'Not yet.' });
  t.strictSame(
    printed?.notes[3],
    { organisation: null, position: null, sections: [], words: 'We differ.' },
    'nothing that leads to its author',
  );
  t.end();
});

const anyPosition = fc.constantFrom(...Position.options);
const anyStatement = fc
  .record({
    position: anyPosition,
    on5: fc.option(anyPosition),
    words: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
    shown: fc.constantFrom('attributed' as const, 'anonymous' as const),
    listing: fc.constantFrom('listed' as const, 'left-off' as const),
    letter: fc.constantFrom('a', 'b'),
  })
  .map(({ position, on5, words, shown, listing, letter }) =>
    stated(position, {
      exceptions: on5 === null ? [] : on(q5, on5, `because ${words ?? ''}`),
      note: words === null ? null : note(words, shown),
      listing,
      text: { digest: digest(letter), version: VersionId.parse('v1') },
    }),
  );

const written = () => {
  const paragraph = { type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'We agree.', marks: [] }] };
  const content = { blocks: new Map([['q5', [paragraph]]]), chosen: new Map(), notAnswered: new Map() };
  return composeSnapshot(net, consultation(at(0), [openQuestion('q5', '5'), openQuestion('q7', '7')]), { marking: '' }, content, at(1));
};

test('[PO11] positions never change a word of the text beside them; without one the snapshot is as before', (t) => {
  const plain = written();
  t.equal(withPositions(plain, standings(), digest('a')), plain);
  t.notOk('positions' in plain);
  fc.assert(
    fc.property(fc.array(anyStatement, { minLength: 1, maxLength: names.length }), (statements) => {
      const all = statements.map((statement, index) => positions(names[index] ?? '', statement));
      const { positions: printed, organisations, ...rest } = withPositions(plain, standings(...all), digest('a'));
      t.strictSame({ ...rest, organisations: plain.organisations }, plain);
      t.strictSame(organisations, []);
      t.ok(printed);
    }),
    { numRuns: 60 },
  );
  t.end();
});

test('[PO13] the snapshot tells nobody whose an anonymous note is: two authors who change places leave it as it was', (t) => {
  fc.assert(
    fc.property(anyStatement, anyStatement, fc.array(anyStatement, { maxLength: 3 }), (one, other, rest) => {
      const anonymous = (statement: Statement, words: string): Statement => ({
        ...statement,
        listing: 'left-off',
        note: note(words, 'anonymous'),
      });
      const [a, b] = [anonymous(one, 'first words'), anonymous(other, 'other words')];
      const others = rest.map((statement, index) => positions(names[index + 2] ?? '', statement));
      const text = withPositions(written(), standings(positions('Ashford', a), positions('Brighton', b), ...others), digest('a'));
      const swapped = withPositions(written(), standings(positions('Ashford', b), positions('Brighton', a), ...others), digest('a'));
      t.strictSame(text, swapped);
      t.notMatch(JSON.stringify(text), /Ashford|Brighton/);
    }),
    { numRuns: 60 },
  );
  t.end();
});

const head = Digest.parse('0'.repeat(64));
const heard = (name: string, said: number) => ({ organisation: OrganisationId.parse(name.toLowerCase()), said, head });
const since = (all: readonly Positions[], until: Instant = at(99)) =>
  positionsSince(standings(...all), [heard('Ashford', 1), heard('Brighton', 1), heard('Crawley', 1)], until);

test('[PO15] a position after the lock is a dated note, beside where the locked text says that its organisation stands', (t) => {
  const all = [
    positions('Ashford', stated('endorses'), stated('does-not-endorse', { at: at(30), exceptions: on(q5, 'endorses'), note: note('No.') })),
    positions('Brighton', stated('endorses'), stated('endorses', { at: at(20) })),
    positions('Crawley', stated('endorses')),
    positions('Dover', stated('cannot-take-a-position', { at: at(10) }), stated('endorses', { at: at(50) })),
  ];
  t.strictSame(since(all), [
    { organisation: 'Brighton', position: 'endorses', was: 'endorses', exceptions: [], words: '', at: at(20) },
    {
      organisation: 'Ashford',
      position: 'does-not-endorse',
      was: 'endorses',
      exceptions: [{ section: 'q5', position: 'endorses' }],
      words: 'No.',
      at: at(30),
    },
    { organisation: 'Dover', position: 'endorses', was: null, exceptions: [], words: '', at: at(50) },
  ]);
  t.strictSame(
    since(all, at(20)).map(({ organisation, position }) => [organisation, position]),
    [
      ['Dover', 'cannot-take-a-position'],
      ['Brighton', 'endorses'],
    ],
    'as it was known at an instant',
  );
  t.strictSame(since([positions('Crawley', stated('endorses'))]), []);
  t.end();
});

test('[PO15] a dated note names no organisation against its will, and says when one leaves the list', (t) => {
  const anonymous = stated('does-not-endorse', { at: at(5), note: note('Secret.', 'anonymous') });
  const all = [
    positions('Ashford', stated('endorses'), stated('endorses', { at: at(4), listing: 'left-off' })),
    positions('Brighton', stated('endorses', { listing: 'left-off' }), anonymous),
    positions(
      'Crawley',
      stated('endorses'),
      stated('endorses', { at: at(6), exceptions: on(q5, 'does-not-endorse'), note: note('Quiet.', 'anonymous') }),
    ),
    positions('Dover', stated('endorses-with-reservation', { at: at(7), note: note('Loud.') })),
  ];
  t.strictSame(since(all), [
    { organisation: 'Ashford', position: null, was: 'endorses', exceptions: [], words: '', at: at(4) },
    { organisation: null, position: 'does-not-endorse', was: null, exceptions: [], words: '', at: at(5) },
    { organisation: 'Crawley', position: 'endorses', was: 'endorses', exceptions: [], words: '', at: at(6) },
    { organisation: 'Dover', position: 'endorses-with-reservation', was: null, exceptions: [], words: 'Loud.', at: at(7) },
  ]);
  t.end();
});
