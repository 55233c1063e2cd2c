import fc from 'fast-check';
import { test } from 'tap';
import type { Block } from '../../src/domain/consultation/section.ts';
import { compareBlocks, compareStretches } from '../../src/text/compare.ts';

const paragraph = (text: string): Block => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text, marks: [] }] });
const words = (side: readonly (readonly { readonly text: string }[])[]): readonly string[] =>
  side.map((pieces) => pieces.map((piece) => piece.text).join(''));

test('[SO51] a rewritten answer is one stretch: all paragraphs that went, then all that came', (t) => {
  const was = ['Alpha beta gamma.', 'Delta epsilon zeta.', 'It stays.', 'Eta theta iota.'].map(paragraph);
  const now = ['One two three.', 'Four five six.', 'Seven eight nine.', 'It stays.'].map(paragraph);
  const stretches = compareStretches(was, now);
  t.strictSame(
    stretches.map(({ kind, was: before, now: after }) => [kind, words(before), words(after)]),
    [
      ['replaced', ['Alpha beta gamma.', 'Delta epsilon zeta.'], ['One two three.', 'Four five six.', 'Seven eight nine.']],
      ['replaced', ['Eta theta iota.'], []],
    ],
    'an unchanged paragraph ends a stretch',
  );
  t.strictSame(compareStretches(was, was), []);
  t.end();
});

test('[SO51] a paragraph with changed words stays a stretch of its own', (t) => {
  const was = ['Alpha beta gamma.', 'We support the list in the form proposed.', 'Delta epsilon zeta.'].map(paragraph);
  const now = ['One two three.', 'We do not support the list in the form proposed.', 'Four five six.'].map(paragraph);
  t.strictSame(
    compareStretches(was, now).map((stretch) => stretch.kind),
    ['replaced', 'changed', 'replaced'],
  );
  t.end();
});

test('[SO51] stretches lose no paragraph, and no two that replace stand side by side where nothing is between them', (t) => {
  const text = fc.array(fc.constantFrom('Alpha beta.', 'Gamma delta.', 'Epsilon zeta eta.', 'Epsilon zeta theta.'), { maxLength: 6 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const rows = compareBlocks(left.map(paragraph), right.map(paragraph));
      const stretches = compareStretches(left.map(paragraph), right.map(paragraph));
      const differing = rows.filter((row) => row.kind !== 'same');
      t.strictSame(
        stretches.flatMap((stretch) => words(stretch.was)),
        words(differing.map((row) => row.was).filter((side) => side.length > 0)),
      );
      t.strictSame(
        stretches.flatMap((stretch) => words(stretch.now)),
        words(differing.map((row) => row.now).filter((side) => side.length > 0)),
      );
      const runs = rows.map(({ kind }) => (kind === 'removed' || kind === 'added' ? 'r' : '-')).join('');
      t.equal(stretches.filter((stretch) => stretch.kind === 'replaced').length, runs.match(/r+/g)?.length ?? 0);
    }),
    { numRuns: 100 },
  );
  t.end();
});
