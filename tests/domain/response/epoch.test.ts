import { test } from 'tap';
import { ConsultationId, type EpochId, NetworkId, ResponseId } from '../../../src/domain/ids.ts';
import {
  convertDraft,
  formOf,
  isToConvert,
  newEpochId,
  nextEpochId,
  restoreDraft,
  wasConverted,
} from '../../../src/domain/response/epoch.ts';
import { type Response, startResponse } from '../../../src/domain/response/response.ts';
import { at as minute, epoch } from '../../support/worlds/toy.ts';

const at = minute(0);
const [old, fresh] = [epoch('a1'), newEpochId('b2')];
const ids = { id: ResponseId.parse('r1'), networkId: NetworkId.parse('n1'), consultationId: ConsultationId.parse('c1') };

function drafted(epoch: EpochId): Response {
  return startResponse({ ...ids, epoch, at, marking: '' }).state;
}

test('[TX18] the id of an epoch tells its form, and an epoch that goes on keeps the form', (t) => {
  t.equal(fresh, 'lines-b2');
  t.equal(formOf(fresh), 'lines');
  t.equal(formOf(old), 'elements');
  t.equal(nextEpochId(fresh, 'c3'), 'lines-c3');
  t.equal(nextEpochId(old, 'c3'), 'c3');
  t.end();
});

test('[TX18] an open draft of the first form is converted once; a locked one is not', (t) => {
  const response = drafted(old);
  t.ok(isToConvert(response));
  const converted = convertDraft(response, { from: old, epoch: fresh, at });
  if (!converted.ok) throw new Error(converted.code);
  t.same(converted.events, [{ type: 'DraftConverted', data: { epoch: fresh, from: old } }]);
  t.equal(converted.state.epoch, fresh);
  t.same(converted.state.epochs.at(-1), { id: fresh, from: old, at });
  t.ok(wasConverted(converted.state, old));
  t.notOk(wasConverted(converted.state, fresh));
  t.notOk(isToConvert(converted.state));
  t.match(convertDraft(converted.state, { from: old, epoch: newEpochId('d4'), at }), { ok: false, code: 'not-drafting' });
  t.match(convertDraft({ ...response, status: 'approved' }, { from: old, epoch: fresh, at }), { ok: false, code: 'not-drafting' });
  t.notOk(isToConvert(drafted(fresh)));
  t.end();
});

test('[OP7] an open draft goes on from a backup in a new epoch; a text that is not open stays as it is', (t) => {
  const open = drafted(fresh);
  const next = newEpochId('d4');
  const backup = minute(-60);
  const restored = restoreDraft(open, { epoch: next, backup, at });
  t.same(restored.events, [
    { type: 'Restored', data: { backup } },
    { type: 'DraftRestored', data: { epoch: next, from: fresh } },
  ]);
  t.same(restored.state.epochs.at(-1), { id: next, from: fresh, at });
  const approved: Response = { ...open, status: 'approved' };
  t.same(restoreDraft(approved, { epoch: next, backup, at }), {
    ok: true,
    state: approved,
    events: [{ type: 'Restored', data: { backup } }],
  });
  t.end();
});
