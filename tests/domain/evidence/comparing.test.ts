import { test } from 'tap';
import { compareWithEvidence as compare, indexed } from '../../../src/domain/evidence/comparing.ts';
import { type Evidence, offerEvidence } from '../../../src/domain/evidence/evidence.ts';
import { howDiffers, keptOf, whyHeld } from '../../../src/domain/evidence/quoting.ts';
import { shortNameIn } from '../../../src/domain/evidence/short-names.ts';
import { EvidenceId, MemberId, NetworkId, OrganisationId, ResponseId } from '../../../src/domain/ids.ts';
import { at } from '../../support/worlds/toy.ts';

const compareWithEvidence = (box: string, said: string): ReturnType<typeof compare> => compare(box, indexed(said));

const text = 'Of 212 families, 41 had not been offered a placement. Nobody told them why. Two moved away.';

test('[EV12] a box that quotes all or some sentences of its evidence says nothing else', (t) => {
  for (const box of [
    text,
    text.toUpperCase(),
    'Nobody told them why.',
    'Of 212 families, 41 had not been offered a placement.\nTwo moved away.',
  ]) {
    t.same(compareWithEvidence(box, text), { quotes: true, differences: [], added: [] }, box);
  }
  t.end();
});

test('[EV12] words that were changed, added, or left out within a sentence are each shown beside the evidence', (t) => {
  const difference = (box: string): unknown => compareWithEvidence(box, text).differences;
  t.same(difference('Of 212 families, 99 had not been offered a placement.'), [{ box: '99', evidence: '41' }]);
  t.same(difference('Of 212 families, 41 had been offered a placement.'), [{ box: '', evidence: 'not' }]);
  t.same(difference('We say: of 212 families, 41 had not been offered a placement. Shame on them.'), [
    { box: 'We say', evidence: '' },
    { box: 'Shame on them', evidence: '' },
  ]);
  t.same(difference('Two moved away. Nobody told them why.'), [], 'sentences may be put in another order');
  t.same(difference('Nobody told them why, two moved away.'), []);
  t.end();
});

test('[EV12] a box that holds no run of the evidence’s words quotes nothing', (t) => {
  t.equal(compareWithEvidence('The network asks for one more year.', text).quotes, false);
  t.equal(compareWithEvidence('', text).quotes, false);
  t.same(compareWithEvidence('…', ''), { quotes: false, differences: [], added: [] });
  t.equal(compareWithEvidence('41', '41').quotes, true, 'the shortest evidence');
  t.equal(compareWithEvidence('Two moved', text).quotes, true, 'the shortest box');
  t.end();
});

const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  ...offerEvidence({
    id: EvidenceId.parse('e1'),
    networkId: NetworkId.parse('n1'),
    responseId: ResponseId.parse('r1'),
    organisationId: OrganisationId.parse('kent'),
    offeredBy: MemberId.parse('kofi'),
    at: at(0),
    kind: 'case-study',
    text,
    label: 'shareable',
    source: 'Our survey',
    date: 'March 2022',
    area: '',
    permission: '',
    section: null,
    file: null,
  }).state,
  ...more,
});
const names = ['Kent County Council', ''];
const others = 'The network asks for one more year.';
const withdrawn = { withdrawn: { at: at(1), by: MemberId.parse('kofi') } };

test('[EV12] the mark of a member’s own evidence on words of others holds nothing, and the checks show it', (t) => {
  const box = { words: others, names };
  t.equal(whyHeld(evidence(withdrawn), box), null);
  t.equal(whyHeld(evidence(withdrawn), { ...box, words: `${others} Nobody told them why.` }), 'withdrawn');
  t.same(howDiffers(evidence(), box), { quotes: false, differences: [], mayName: null });
  t.same(howDiffers(null, box), { quotes: false, differences: [], mayName: null });
  const from = { ...box, words: 'Kent County Council March 2022' };
  const restricted = evidence({ labels: [{ label: 'network-only', at: at(0), by: MemberId.parse('kofi') }] });
  for (const hidden of [restricted, evidence(withdrawn)])
    t.same(
      howDiffers(hidden, from),
      { quotes: false, differences: [], mayName: null },
      '[EV5] no word of evidence that readers may not see',
    );
  t.equal(howDiffers(null, { ...box, words: ' ' }), null);
  t.equal(howDiffers(evidence(), { ...box, words: `${text}\n\nKent County Council, Our survey, March 2022` }), null);
  t.match(howDiffers(evidence(), { ...box, words: text.replace('212', '213') }), { quotes: true, differences: [{ box: 'Of 213' }] });
  t.end();
});

test('[EV12] the line that says where a quotation comes from is no difference, and a difference never names the organisation', (t) => {
  const branded = ['Kent County Council', 'KCC', 'Kent Trust'];
  const said = (words: string, more: Partial<Evidence> = {}): unknown => howDiffers(evidence(more), { words, names: branded });
  const source = 'Our survey of schools';
  t.equal(said(`${text}\n\nKent County Council, ${source}, March 2022`, { source }), null);
  t.equal(said(`${text}\n\nKent Trust, March 2022\n${text}\n\nKCC`), null, 'two boxes of one piece that touch');
  t.same(said(`${text}\n\nSurrey, March 2022`), {
    quotes: true,
    differences: [{ box: 'Surrey, March 2022', evidence: '' }],
    mayName: null,
  });
  t.same(said('Kent County Council'), { quotes: false, differences: [], mayName: null });
  const anonymised: Partial<Evidence> = { labels: [{ label: 'anonymised', at: at(0), by: MemberId.parse('kofi') }] };
  t.equal(said(`${text}\n\nMarch 2022`, anonymised), null);
  t.same(said(`${text}\n\nCollected 12 March 2022`, anonymised), {
    quotes: true,
    differences: [{ box: 'Collected 12 March 2022', evidence: '' }],
    mayName: null,
  });
  t.end();
});

test('[EV13] of a box that is taken out, the words stay that its evidence does not say', (t) => {
  const kept = (words: string, from: Evidence | null = evidence()): readonly string[] =>
    keptOf(from, { words, names }).map((passage) => words.slice(passage.from, passage.to));
  t.same(kept(others), [others]);
  t.same(kept(text.replace('41', 'more than 41')), [], 'an edit of the quotation goes with it');
  t.same(kept(`${text} ${others} It would cost less.`), ['The network asks for one more year. It would cost less']);
  t.same(kept('Kent County Council, Our survey, March 2022'), []);
  t.same(kept(text, null), [text]);
  t.end();
});

test('[EV18] a short name in anonymised evidence is told, as a word of its own with its capitals', (t) => {
  const found = (words: string, name: string): string | null => shortNameIn(words, ['', name]);
  t.equal(found('Families in Kent waited.', 'Kent County Council'), 'Kent');
  t.equal(found('Families in Kentish Town waited, and in kent.', 'Kent County Council'), null);
  t.equal(found('We are of Windsor and Maidenhead', 'Royal Borough of Windsor and Maidenhead'), 'Windsor and Maidenhead');
  t.equal(found('the council', 'The Council'), null);
  t.equal(found('Kin and Home told us', 'Kin and Home'), null, 'a name without such words is looked for as a whole (EV4)');
  const anonymised = evidence({ labels: [{ label: 'anonymised', at: at(0), by: MemberId.parse('kofi') }], text: `Kent: ${text}` });
  const box = { words: `Kent: ${text}`, names };
  t.equal(whyHeld(anonymised, box), null, 'it never blocks');
  t.same(howDiffers(anonymised, box), { quotes: true, differences: [], mayName: 'Kent' });
  t.equal(howDiffers({ ...anonymised, labels: evidence().labels }, box), null);
  t.end();
});
