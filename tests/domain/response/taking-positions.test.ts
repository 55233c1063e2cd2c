import { test } from 'tap';
import type { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { ConsultationId, MemberId, NetworkId } from '../../../src/domain/ids.ts';
import { takingPositions } from '../../../src/domain/response/taking-positions.ts';
import { at, closing, epoch, opened, start } from '../../support/worlds/toy.ts';

const consultation: Consultation = {
  id: ConsultationId.parse('c1'),
  networkId: NetworkId.parse('n1'),
  title: 'Toy',
  department: 'Toys',
  url: '',
  opensAt: null,
  closesAt: closing,
  closingMoves: [],
  questionSets: [{ version: 1, at: at(0), questions: [] }],
};

test('[PO8] positions are taken from the start until the response is sent, and are marked while a text is locked', (t) => {
  const { response } = start();
  t.same(takingPositions(response, consultation, at(1)), { whyNot: null, round: null });
  const locking = { at: at(1), by: MemberId.parse('nadia'), epoch: epoch('e1'), acknowledged: [], reason: '' };
  t.match(takingPositions({ ...response, locking }, consultation, at(1)), { whyNot: { code: 'not-drafting', detail: /in a minute/ } });
  const signing = opened(start()).response;
  t.same(takingPositions(signing, consultation, at(2)), { whyNot: null, round: 1 });
  t.same(takingPositions({ ...signing, rounds: [], status: 'approved' }, consultation, at(2)), { whyNot: null, round: null });
  t.same(takingPositions({ ...signing, status: 'drafting' }, consultation, at(2)), { whyNot: null, round: null }, 'the text is open again');
  t.match(takingPositions({ ...signing, status: 'submitted' }, consultation, at(2)), { whyNot: { code: 'already-submitted' } });
  t.match(takingPositions({ ...signing, status: 'withdrawn' }, consultation, at(2)), { whyNot: { detail: /withdrawn/ } });
  t.match(takingPositions(response, consultation, closing), { whyNot: { code: 'consultation-closed' } });
  t.end();
});
