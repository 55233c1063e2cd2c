import { test } from 'tap';
import { MemberId, SectionId } from '../../../src/domain/ids.ts';
import {
  type LeadChange,
  canLead,
  leadOf,
  nameLeads,
  sectionsLedBy,
  whoLeads,
  whyNotNameLeads,
} from '../../../src/domain/response/leading.ts';
import { Response } from '../../../src/domain/response/response.ts';
import { refused } from '../../../src/domain/outcome.ts';
import { at, founded, member, start } from '../../support/worlds/toy.ts';

const coordinator = { by: MemberId.parse('nadia'), duties: new Set(['coordinator'] as const) };
const [q1, q2] = [SectionId.parse('q1'), SectionId.parse('q2')];
const [ann, joel] = [MemberId.parse('ann'), MemberId.parse('joel')];
const named = (response: Response, changes: readonly LeadChange[], minute = 1) =>
  nameLeads(response, { changes, at: at(minute), ...coordinator });
const led = (): Response => {
  const outcome = named(start().response, [
    { section: q1, was: null, member: ann },
    { section: q2, was: null, member: ann },
  ]);
  if (!outcome.ok) throw new TypeError(outcome.detail);
  return outcome.state;
};

test('[WO17] a coordinator names one lead a section, several sections at once, and takes a lead away', (t) => {
  const response = led();
  t.ok(Response.safeParse(response).success);
  t.equal(leadOf(start().response, q1), null);
  t.same(leadOf(response, q1), { sectionId: q1, memberId: ann, at: at(1), by: coordinator.by });
  t.same(sectionsLedBy(response, ann), [q1, q2]);
  t.same(sectionsLedBy(start().response, ann), []);
  const changed = named(response, [
    { section: q1, was: ann, member: joel },
    { section: q2, was: ann, member: null },
  ]);
  t.match(changed, {
    ok: true,
    events: [
      {
        type: 'LeadsNamed',
        data: {
          leads: [
            { section: q1, member: joel, was: ann },
            { section: q2, member: null, was: ann },
          ],
        },
      },
    ],
  });
  if (changed.ok) t.same([leadOf(changed.state, q1)?.memberId, leadOf(changed.state, q2)], [joel, null]);
  t.end();
});

test('[WO17] of two coordinators who name leads at once, the second is told; sections that they left alone hold up nothing', (t) => {
  const response = led();
  t.match(named(response, [{ section: q1, was: joel, member: null }]), { ok: false, code: 'plan-changed' });
  const both = [
    { section: q1, was: joel, member: joel },
    { section: q2, was: ann, member: joel },
  ];
  t.match(named(response, both), { ok: true, events: [{ data: { leads: [{ section: q2 }] } }] });
  t.match(named(response, [{ section: q1, was: joel, member: ann }]), { ok: false, code: 'already-exists' });
  t.end();
});

test('[WO17] nobody else names leads, and nobody once the response is sent or withdrawn', (t) => {
  const { response } = start();
  t.same(whyNotNameLeads(response, new Set(['lead'])), refused('not-allowed'));
  t.match(whyNotNameLeads({ ...response, status: 'submitted' }, coordinator.duties), { code: 'already-submitted' });
  t.match(named({ ...response, status: 'withdrawn' }, [{ section: q1, was: null, member: ann }]), { ok: false, code: 'not-allowed' });
  t.equal(whyNotNameLeads({ ...response, status: 'in-sign-off' }, coordinator.duties), null);
  t.end();
});

test('[WO17] a member who left, or who may only read, leads no more', (t) => {
  const response = led();
  const seen = (one: ReturnType<typeof member> | null) =>
    whoLeads(response, q1, { members: new Map(one === null ? [] : [['ann', one]]), network: founded, at: at(5) });
  t.equal(seen(member('ann'))?.isLeading, true);
  t.equal(seen(member('ann', 'lead', { until: at(4) }))?.isLeading, false);
  t.equal(seen(member('ann', 'reader'))?.isLeading, false);
  t.equal(seen(null)?.isLeading, false);
  t.equal(whoLeads(start().response, q1, { members: new Map(), network: founded, at: at(5) }), null);
  t.equal(canLead(member('nadia', 'coordinator'), founded, at(5)), true);
  t.end();
});
