import { test } from 'tap';
import { MemberId, SectionId } from '../../../../src/domain/ids.ts';
import {
  bringPassage,
  decidedAbout,
  decidedFor,
  type Handling,
  leaveOutPassage,
  takeUpPassage,
  whyNotBring,
} from '../../../../src/domain/response/late/late-handling.ts';
import { asksForChanges, at, codeOf, digest, duties, epoch, go, opened, start } from '../../../support/worlds/toy.ts';

const reopened = asksForChanges(opened(start()), 'joan');
const passage = { epoch: epoch('e1'), member: MemberId.parse('new'), section: SectionId.parse('q9') };
const by = (who: string, text = 'a'): Handling => ({
  ...passage,
  digest: digest(text),
  at: at(30),
  by: MemberId.parse(who),
  duties: duties(who),
});
const into = epoch('e2');
const whole = { into, without: [] };

test('[CO5] only the coordinator brings a late passage, and only into an open draft', (t) => {
  t.equal(whyNotBring(reopened.response, duties('nadia')), null);
  t.equal(whyNotBring(reopened.response, duties('joan'))?.code, 'not-allowed', 'the chair reads only');
  t.equal(whyNotBring(opened(start()).response, duties('nadia'))?.code, 'not-drafting', 'in sign-off');
  const locking = { at: at(1), by: MemberId.parse('nadia'), epoch: into, acknowledged: [], reason: '' };
  t.equal(whyNotBring({ ...reopened.response, locking }, duties('nadia'))?.code, 'not-drafting', 'being locked');

  t.equal(codeOf(bringPassage(reopened.response, { ...by('joan'), ...whole })), 'not-allowed');
  const brought = go(reopened, bringPassage(reopened.response, { ...by('nadia'), ...whole }));
  t.same(brought.events.at(-1), { type: 'LatePassageBrought', data: { ...passage, into } });
  t.match(decidedAbout(brought.response, passage), { became: 'brought', by: 'nadia', at: at(30), digest: digest('a') });
  t.equal(codeOf(bringPassage(brought.response, { ...by('nadia'), ...whole })), 'already-exists', 'once');
  t.equal(codeOf(leaveOutPassage(brought.response, by('nadia'))), 'slot-decided', 'what is in is in');
  t.equal(codeOf(takeUpPassage(brought.response, by('nadia'))), 'slot-decided', 'and stays there');
  t.end();
});

test('[ED28] a decision names the parts of a passage that did not come in with the rest', (t) => {
  const partly = go(reopened, bringPassage(reopened.response, { ...by('nadia'), into, without: ['choice'] }));
  t.same(partly.events.at(-1), { type: 'LatePassageBrought', data: { ...passage, into, without: ['choice'] } });
  t.same(decidedFor(partly.response, passage.member)[0]?.without, ['choice']);
  const all = go(reopened, bringPassage(reopened.response, { ...by('nadia'), ...whole }));
  t.notOk('without' in (decidedFor(all.response, passage.member)[0] ?? {}), 'absent where all of it came');
  t.end();
});

test('[CO5] a passage to which more words come is decided about again; other passages are not touched', (t) => {
  const once = go(reopened, bringPassage(reopened.response, { ...by('nadia'), ...whole }));
  const again = go(once, bringPassage(once.response, { ...by('nadia', 'b'), ...whole }));
  t.equal(again.response.latePassages.length, 1);
  t.equal(decidedAbout(again.response, passage)?.digest, digest('b'));
  const differs = [{ epoch: epoch('e9') }, { member: MemberId.parse('joan') }, { section: SectionId.parse('q10') }];
  for (const other of differs) {
    t.equal(decidedAbout(again.response, { ...passage, ...other }), null);
    const both = go(again, leaveOutPassage(again.response, { ...by('nadia'), ...other }));
    t.equal(both.response.latePassages.length, 2);
  }
  t.end();
});

test('[CO5] a passage is left out whether the text is open or locked, and that can be taken back', (t) => {
  const locked = opened(start());
  t.equal(codeOf(leaveOutPassage(locked.response, by('vic'))), 'not-allowed');
  const left = go(locked, leaveOutPassage(locked.response, by('nadia')));
  t.same(left.events.at(-1), { type: 'LatePassageLeftOut', data: passage });
  t.equal(codeOf(leaveOutPassage(left.response, by('nadia'))), 'already-exists');
  t.equal(codeOf(takeUpPassage(left.response, by('vic'))), 'not-allowed');
  const up = go(left, takeUpPassage(left.response, by('nadia')));
  t.same(up.events.at(-1), { type: 'LatePassageTakenUp', data: passage });
  t.same(up.response.latePassages, []);
  t.equal(codeOf(takeUpPassage(up.response, by('nadia'))), 'already-exists');
  t.equal(go(left, bringPassage(left.response, { ...by('nadia'), ...whole })).response.latePassages[0]?.became, 'brought');
  t.end();
});

test('[ED28] a writer learns the decisions about their words that came too late for this draft or the one before', (t) => {
  const decided = go(reopened, leaveOutPassage(reopened.response, by('nadia'))).response;
  t.equal(decided.epoch, into);
  t.same(
    decidedFor(decided, passage.member).map(({ section, became }) => [section, became]),
    [['q9', 'left-out']],
  );
  t.same(decidedFor(decided, MemberId.parse('vic')), [], 'nobody else’s');
  const third = epoch('e3');
  const later = { ...decided, epoch: third, epochs: [...decided.epochs, { id: third, from: into, at: at(40) }] };
  t.same(decidedFor(later, passage.member), [], 'of an older draft');
  t.same(decidedFor({ ...decided, epoch: passage.epoch }, passage.member).length, 1, 'of this one');
  t.end();
});
