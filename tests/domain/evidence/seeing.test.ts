import { test } from 'tap';
import { EvidenceLabel } from '../../../src/domain/evidence/label.ts';
import { evidenceViewer, maySeeEvidence } from '../../../src/domain/evidence/seeing.ts';
import { MemberId, OrganisationId } from '../../../src/domain/ids.ts';
import type { Role } from '../../../src/domain/network/member.ts';
import type { Network } from '../../../src/domain/network/network.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { at, member, network, office, post } from '../../support/worlds/toy.ts';

const organisation = (id: string, kind: Organisation['kind'], until: Organisation['until'] = null): Organisation => ({
  id: OrganisationId.parse(id),
  name: id,
  kind,
  brand: '',
  deliveryBody: '',
  from: Instant.parse('2026-01-01T00:00:00.000Z'),
  until,
  successor: null,
});

const people: Network = {
  ...network(
    [office('chair'), office('vice-chair'), office('sponsor')],
    [
      post('chairing', 'chair'),
      post('vice-partner', 'vice-chair'),
      post('charity-member-in-office', 'vice-chair'),
      post('director', 'sponsor'),
      post('independent', 'vice-chair'),
      post('charity-that-left-in-office', 'vice-chair'),
    ],
  ),
  organisations: [
    organisation('kent', 'authority'),
    organisation('surrey', 'authority'),
    organisation('charity', 'partner'),
    organisation('gone', 'authority', at(0)),
    organisation('gone-charity', 'partner', at(0)),
  ],
};

/** Name, role, organisation; then whether they see Kent's shareable, anonymised, network only, meeting only evidence. */
const rows: readonly (readonly [who: string, role: Role, of: string | null, sees: string])[] = [
  ['coordinating', 'coordinator', null, 'yes yes yes yes'],
  ['kent-lead', 'lead', 'kent', 'yes yes yes yes'],
  ['kent-reader', 'reader', 'kent', 'yes yes yes yes'],
  ['surrey-lead', 'lead', 'surrey', 'yes yes yes no'],
  ['surrey-deputy', 'deputy', 'surrey', 'yes yes yes no'],
  ['surrey-member', 'member', 'surrey', 'yes yes yes no'],
  ['surrey-reader', 'reader', 'surrey', 'yes yes no no'],
  ['chairing', 'lead', 'surrey', 'yes yes yes yes'],
  ['director', 'reader', 'surrey', 'yes yes yes yes'],
  ['independent', 'reader', null, 'yes yes yes yes'],
  ['charity-partner', 'partner', 'charity', 'yes yes no no'],
  ['charity-member', 'member', 'charity', 'yes yes no no'],
  ['partner-of-none', 'partner', null, 'yes yes no no'],
  ['vice-partner', 'partner', 'charity', 'yes yes no no'],
  ['charity-member-in-office', 'member', 'charity', 'yes yes no no'],
  ['reader-outside', 'reader', null, 'yes yes no no'],
  ['member-of-none', 'member', null, 'yes yes no no'],
  ['of-one-that-left', 'lead', 'gone', 'yes yes no no'],
  ['charity-that-left-in-office', 'lead', 'gone-charity', 'yes yes no no'],
];

const kents = OrganisationId.parse('kent');

test('[EV2] [EV3] who sees evidence, by role, organisation and label', (t) => {
  for (const [id, role, of, expected] of rows) {
    const viewer = evidenceViewer(member(id, role, { organisationId: of === null ? null : OrganisationId.parse(of) }), people, at(5));
    const sees = EvidenceLabel.options.map((label) => {
      const evidence = { organisationId: kents, labels: [{ label, at: at(0), by: MemberId.parse('kent-lead') }], withdrawn: null };
      return maySeeEvidence(evidence, viewer) ? 'yes' : 'no';
    });
    t.equal(sees.join(' '), expected, id);
  }
  t.end();
});

test('[EV2] evidence that was withdrawn is seen by its organisation and the coordinator alone', (t) => {
  const by = MemberId.parse('kent-lead');
  const evidence = { organisationId: kents, labels: [{ label: 'shareable', at: at(0), by } as const], withdrawn: { at: at(1), by } };
  for (const [id, role, of] of rows) {
    const viewer = evidenceViewer(member(id, role, { organisationId: of === null ? null : OrganisationId.parse(of) }), people, at(5));
    t.equal(maySeeEvidence(evidence, viewer), of === 'kent' || role === 'coordinator', id);
  }
  t.end();
});

test('[EV2] a membership that has ended sees nothing, not even of its own organisation', (t) => {
  const viewer = evidenceViewer(member('left', 'lead', { organisationId: kents, until: at(1) }), people, at(5));
  for (const label of EvidenceLabel.options) {
    t.notOk(maySeeEvidence({ organisationId: kents, labels: [{ label, at: at(0), by: MemberId.parse('left') }], withdrawn: null }, viewer));
  }
  t.end();
});
