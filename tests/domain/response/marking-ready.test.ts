import { test } from 'tap';
import { MemberId, SectionId } from '../../../src/domain/ids.ts';
import { type Marking, markReady, readinessOf, takeReadyBack, whyNotMarkReady } from '../../../src/domain/response/marking-ready.ts';
import { at, codeOf, digest, duties, go, opened, start } from '../../support/worlds/toy.ts';

const section = SectionId.parse('q1');
const marking = (change: Partial<Marking> = {}): Marking => ({
  section,
  digest: digest('a'),
  at: at(5),
  by: MemberId.parse('joan'),
  duties: duties('joan'),
  isEmpty: false,
  ...change,
});

test('[WO10] a lead, deputy or coordinator marks a written section ready while the text is open, and takes that back', (t) => {
  const marked = go(start(), markReady(start().response, marking()));
  t.same(marked.events.at(-1), { type: 'SectionMarkedReady', data: { section: 'q1', digest: digest('a') } });
  t.match(marked.response.ready, [{ section: 'q1', by: 'joan', at: at(5) }]);
  t.equal(codeOf(markReady(marked.response, marking({ at: at(6) }))), 'already-exists');
  t.equal(codeOf(markReady(start().response, marking({ isEmpty: true }))), 'invalid');
  for (const id of ['sam', 'ali']) {
    t.equal(codeOf(markReady(start().response, marking({ duties: duties(id) }))), 'not-allowed', id);
    t.equal(codeOf(takeReadyBack(marked.response, { section, duties: duties(id) })), 'not-allowed', id);
  }
  t.equal(codeOf(whyNotMarkReady(opened(start()).response, duties('nadia'))), 'not-drafting');
  const back = go(marked, takeReadyBack(marked.response, { section, duties: duties('nadia') }));
  t.same(back.events.at(-1), { type: 'SectionReadyTakenBack', data: { section: 'q1' } });
  t.same(back.response.ready, []);
  t.equal(codeOf(takeReadyBack(back.response, { section, duties: duties('nadia') })), 'already-exists');
  t.end();
});

test('[WO11] a section with other words has changed since; its mark stays until somebody takes it back or sets it again', (t) => {
  const { response } = go(start(), markReady(start().response, marking()));
  t.match(readinessOf(response, { section, digest: digest('a') }), { isChanged: false, mark: { by: 'joan' } });
  t.match(readinessOf(response, { section, digest: digest('b') }), { isChanged: true, mark: { by: 'joan' } });
  t.equal(readinessOf(response, { section: SectionId.parse('q2'), digest: digest('a') }), null);
  const again = go({ response, events: [] }, markReady(response, marking({ digest: digest('b'), by: MemberId.parse('nadia'), at: at(9) })));
  t.match(again.response.ready, [{ section: 'q1', digest: digest('b'), by: 'nadia' }]);
  t.equal(again.response.ready.length, 1);
  t.end();
});
