import fc from 'fast-check';
import { test } from 'tap';
import { snippets } from '../../../bench/child-signs/snippets.ts';
import type { ChildSign } from '../../../src/domain/privacy/child-sign.ts';
import { childSigns } from '../../../src/domain/privacy/child-signs.ts';

function kinds(text: string, known: readonly string[] = []): readonly string[] {
  return childSigns(text, known).map(({ kind }) => kind);
}

test('[PR1] a date of birth is a date beside a word for a birth', (t) => {
  for (const text of [
    'DOB 12/03/2015',
    'D.O.B.: 1.9.16',
    'born on the 3rd of May 2014',
    'Birthday: Feb 9, 2018',
    '2 June 2012 (date of birth)',
  ])
    t.same(kinds(text), ['birth-date'], text);
  for (const text of ['12/03/2015', 'The Act came into force on 1 September 2014.', 'a reborn service of 3 May 2014'])
    t.same(kinds(text), [], text);
  t.end();
});

test('[PR1] a pupil number has its form; ten digits are an NHS number by their check digit, or by the words before', (t) => {
  for (const text of ['A123456789012', 'h80120000101a', '(T801200001001)']) t.same(kinds(text), ['pupil-number'], text);
  for (const text of ['943 476 5919', '9434765919', '943-476-5919', '400 000 0020', 'NHS number: 9434765918'])
    t.same(kinds(text), ['nhs-number'], text);
  for (const text of ['9434765918', '01622 696 969', '£9434765919', '0000000000', '19434765919', 'I123456789012'])
    t.same(kinds(text), [], text);
  t.end();
});

test('[PR1] a name near the age of one person is a sign, and a name near another number is none', (t) => {
  for (const text of [
    'Ella Brown, 9, waited.',
    'seven-year-old Callum Reed',
    'ANNA LEWIS (12)',
    'Zofia (b. 2016)',
    'At the age of 13, Nikhil Patel moved.',
    'Year 9 pupil Connor Blake',
    'Baby Isla, 11 months, stayed.',
  ])
    t.same(kinds(text), ['name-near-age'], text);
  for (const text of [
    'Kent County Council supports people aged 16 to 25.',
    'children aged 9',
    'Carers such as Margaret, aged 71',
    'Key Stage 2',
    'In Year 11 the funding changes.',
    'Schools in Reading, 12 in all',
  ])
    t.same(kinds(text), [], text);
  t.same(childSigns('The Panel Ella\n Brown, 9, waited.')[0]?.found, 'Ella\n Brown, 9');
  t.same(kinds('North Downs, 9, was first.', ['North Downs Council']), [], 'a known name is no child’s');
  t.end();
});

test('[PR1] a row of cells that counts one to four is a sign, and a sentence with small numbers is none', (t) => {
  for (const text of ['Ashford\t3\t12', 'Kent; Plans: 1,204; Exclusions: 2', 'Hythe | 4 | 1', 'Hailsham,1,0,3'])
    t.same(kinds(text), ['small-count'], text);
  for (const text of [
    'West Sussex, 1,204, 38, 77%',
    'Options: 1, 2, 3 or 4',
    'Surrey; Plans: 5,210; Tribunals: 96',
    'In 3 of 19, 2 agreed.',
  ])
    t.same(kinds(text), [], text);
  t.end();
});

test('[PR1] a sign says the part of the text, and where it stands', (t) => {
  const text = 'First a line.\nElla Brown, 9, waited. DOB 12/03/2015.';
  for (const { found, from } of childSigns(text)) t.equal(text.slice(from, from + found.length), found);
  t.same(
    childSigns(text).map(({ found }) => found),
    ['Ella Brown, 9', 'DOB 12/03/2015'],
  );
  t.end();
});

test('[PR1] of the invented snippets nine in ten of those that tell are noticed, and one in ten of the others at most raises an alarm', (t) => {
  const all = [...snippets.before, ...snippets.after].map((snippet) => ({ ...snippet, signs: childSigns(snippet.text) }));
  const share = (of: readonly { readonly signs: readonly ChildSign[] }[]): number =>
    of.filter(({ signs }) => signs.length > 0).length / of.length;
  t.ok(all.length >= 50);
  t.ok(share(all.filter(({ tells }) => tells)) >= 0.9);
  t.ok(share(all.filter(({ tells }) => !tells)) <= 0.1);
  t.end();
});

test('[PR1] any text is read, in time that grows with its length', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(childSigns(text))));
  for (const unit of ['Aa ', 'Aa al ', 'AA ', '9 ', 'born on the ', '7-year-old (', ', ', '1;']) {
    const used = process.cpuUsage();
    childSigns(unit.repeat(40_000));
    t.ok(process.cpuUsage(used).user < 5_000_000, unit);
  }
  t.end();
});
