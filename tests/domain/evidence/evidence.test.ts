import { test } from 'tap';
import {
  Evidence,
  type EvidenceChange,
  type Offer,
  labelOf,
  noteBox,
  offerEvidence,
  relabelEvidence,
  withdrawEvidence,
} from '../../../src/domain/evidence/evidence.ts';
import { EvidenceLabel } from '../../../src/domain/evidence/label.ts';
import { whyHeld } from '../../../src/domain/evidence/quoting.ts';
import { EvidenceId, MemberId, NetworkId, OrganisationId, ResponseId, SectionId } from '../../../src/domain/ids.ts';
import { at } from '../../support/worlds/toy.ts';

const kofi = MemberId.parse('kofi');
const nadia = MemberId.parse('nadia');
const offer: Offer = {
  id: EvidenceId.parse('e1'),
  networkId: NetworkId.parse('n1'),
  responseId: ResponseId.parse('r1'),
  organisationId: OrganisationId.parse('west-sussex'),
  offeredBy: kofi,
  at: at(0),
  kind: 'case-study',
  text: 'Of 212 families, 41 had been offered a placement.',
  label: 'network-only',
  source: '',
  date: '',
  area: '',
  permission: '',
  section: null,
  file: null,
};
const owner: EvidenceChange = { at: at(1), by: kofi, as: 'owner' };
const keeper: EvidenceChange = { at: at(1), by: nadia, as: 'keeper' };
const labelled = (label: EvidenceLabel): Evidence => offerEvidence({ ...offer, label }).state;

test('[EV1] evidence needs a text and a label, and nothing else', (t) => {
  const { state } = offerEvidence(offer);
  t.same(Evidence.parse(state), state);
  t.equal(labelOf(state), 'network-only');
  t.notOk(Evidence.safeParse({ ...state, text: '' }).success);
  t.notOk(Evidence.safeParse({ ...state, labels: [] }).success);
  t.throws(() => labelOf({ labels: [] }), TypeError);
  t.end();
});

test('[EV5] events of evidence hold no word of it', (t) => {
  const given = offerEvidence({ ...offer, source: 'Our survey', area: 'Arun', permission: 'Asked the family' });
  t.same(given.events, [{ type: 'EvidenceOffered', data: { responseId: 'r1', organisationId: 'west-sussex', label: 'network-only' } }]);
  t.match(relabelEvidence(given.state, 'shareable', owner), {
    events: [{ type: 'EvidenceRelabelled', data: { from: 'network-only', to: 'shareable' } }],
  });
  t.match(withdrawEvidence(given.state, owner), { events: [{ type: 'EvidenceWithdrawn', data: {} }] });
  const section = SectionId.parse('q7');
  for (const type of ['EvidenceQuoted', 'EvidenceTakenOut'] as const)
    t.same(noteBox(given.state, type, section), { ok: true, state: given.state, events: [{ type, data: { section } }] });
  t.end();
});

test('[EV6] an owner gives any label; the coordinator may narrow and never widen; every label stays', (t) => {
  for (const from of EvidenceLabel.options) {
    for (const to of EvidenceLabel.options) {
      const by = { owner: relabelEvidence(labelled(from), to, owner), keeper: relabelEvidence(labelled(from), to, keeper) };
      const isSame = from === to;
      const isNarrower = EvidenceLabel.options.indexOf(to) > EvidenceLabel.options.indexOf(from);
      t.equal(by.owner.ok, !isSame, `owner: ${from} to ${to}`);
      t.equal(by.keeper.ok, isNarrower, `coordinator: ${from} to ${to}`);
      if (by.owner.ok)
        t.same(
          by.owner.state.labels.map(({ label }) => label),
          [from, to],
        );
    }
  }
  t.end();
});

test('[EV6] withdrawing is for good', (t) => {
  const gone: Evidence = { ...labelled('shareable'), withdrawn: { at: at(1), by: nadia } };
  t.same(withdrawEvidence(labelled('shareable'), keeper), { ok: true, state: gone, events: [{ type: 'EvidenceWithdrawn', data: {} }] });
  t.match(withdrawEvidence(gone, owner), { ok: false, code: 'already-exists' });
  t.match(relabelEvidence(gone, 'anonymised', owner), { ok: false, code: 'already-exists' });
  t.end();
});

test('[EV4] a box goes out only while its evidence stands, may be quoted, and is not named where it is anonymised', (t) => {
  const box = { words: 'Of 212 families, 41. West Sussex, March 2022', names: ['West Sussex', ''] };
  const unnamed = { ...box, words: 'Of 212 families, 41. March 2022' };
  t.equal(whyHeld(null, box), null, '[EV12] a mark that names no evidence is no box');
  t.equal(whyHeld({ ...labelled('shareable'), withdrawn: { at: at(1), by: kofi } }, box), 'withdrawn');
  t.equal(whyHeld(labelled('network-only'), unnamed), 'restricted');
  t.equal(whyHeld(labelled('meeting-only'), unnamed), 'restricted');
  t.equal(whyHeld(labelled('shareable'), box), null);
  t.equal(whyHeld(labelled('anonymised'), box), 'names-organisation');
  t.equal(whyHeld(labelled('anonymised'), unnamed), null);
  t.end();
});
