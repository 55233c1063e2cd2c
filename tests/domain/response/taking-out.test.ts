import { test } from 'tap';
import type { Duty } from '../../../src/domain/network/access.ts';
import { ConsultationId, EpochId, MemberId, NetworkId, ResponseId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { type Response, startResponse } from '../../../src/domain/response/response.ts';
import { isNearlyFull, takeOut, whyNotTakeOut } from '../../../src/domain/response/taking-out.ts';

const epoch = EpochId.parse('e1');
const ids = { id: ResponseId.parse('r1'), networkId: NetworkId.parse('n1'), consultationId: ConsultationId.parse('c1') };
const started = startResponse({ ...ids, epoch, at: Instant.parse('2026-07-14T09:00:00.000Z'), marking: '' });
const taken = { epoch, part: 'member', members: [MemberId.parse('joel')], words: 12 } as const;
const coordinator = new Set<Duty>(['coordinator']);

test('[CO17] the coordinator takes an addition out of an open draft, and nobody else does', (t) => {
  const response: Response = started.state;
  t.equal(whyNotTakeOut(response, coordinator), null);
  t.match(whyNotTakeOut(response, new Set<Duty>(['lead'])), { code: 'not-allowed' });
  t.match(whyNotTakeOut({ ...response, status: 'in-sign-off' }, coordinator), { code: 'not-drafting' });
  t.same(takeOut(response, taken, coordinator), { ok: true, state: response, events: [{ type: 'AdditionTakenOut', data: taken }] });
  t.match(takeOut(response, taken, new Set<Duty>(['chair'])), { ok: false, code: 'not-allowed' });
  t.end();
});

test('[CO17] a draft is nearly full at 80% of its size or of its paragraphs', (t) => {
  t.same(
    [
      [0.79, 0.79],
      [0.8, 0],
      [0, 0.8],
    ].map(([size = 0, lines = 0]) => isNearlyFull({ size, lines })),
    [false, true, true],
  );
  t.end();
});
