import { test } from 'tap';
import { ResponseId, SectionId } from '../../../src/domain/ids.ts';
import {
  chooseFollowed,
  chooseWeekly,
  followedIn,
  getsWeekly,
  mostFollowed,
  wasStoppedByLink,
} from '../../../src/domain/network/following.ts';
import type { Member } from '../../../src/domain/network/member.ts';
import { at, digest, member } from '../../support/worlds/toy.ts';

const [r1, r2] = [ResponseId.parse('r1'), ResponseId.parse('r2')];
const words = (...ids: readonly string[]) => ids.map((id) => ({ section: SectionId.parse(id), digest: digest('a') }));

function chosen(ann: Member, responseId: ResponseId, minute: number, ...ids: readonly string[]): Member {
  const done = chooseFollowed(ann, { responseId, sections: words(...ids), at: at(minute) });
  if (!done.ok) throw new Error(done.detail);
  return done.state;
}

test('[WO40] a member chooses the sections of a response to follow; a section that stays keeps its beginning', (t) => {
  const first = chosen(chosen(member('ann'), r1, 1, 'q1', 'q2'), r2, 2, 'q1');
  const done = chooseFollowed(first, { responseId: r1, sections: words('q2', 'q3'), at: at(3) });
  t.match(done, {
    ok: true,
    events: [
      { type: 'SectionsFollowed', data: { responseId: 'r1', sections: ['q3'] } },
      { type: 'SectionsUnfollowed', data: { responseId: 'r1', sections: ['q1'] } },
    ],
  });
  const next = chosen(first, r1, 3, 'q2', 'q3');
  t.same(
    followedIn(next, r1).map(({ section, at: since }) => [section, since]),
    [
      ['q2', at(1)],
      ['q3', at(3)],
    ],
  );
  t.equal(followedIn(next, r2).length, 1, 'another response is left alone');
  t.match(chooseFollowed(next, { responseId: r1, sections: words('q2', 'q3'), at: at(4) }), { ok: false, code: 'already-exists' });
  t.match(chooseFollowed(next, { responseId: r1, sections: [], at: at(4) }), { ok: true, events: [{ type: 'SectionsUnfollowed' }] });
  t.same(followedIn(member('bob'), r1), []);
  t.end();
});

test('[WO40] nobody follows more than six hundred sections of a response, and earlier responses do not count', (t) => {
  const many = Array.from({ length: mostFollowed }, (_, n) => `q${n}`);
  const full = chosen(member('ann'), r1, 1, ...many);
  t.match(chooseFollowed(full, { responseId: r2, sections: words('q1'), at: at(2) }), { ok: true });
  t.match(chooseFollowed(full, { responseId: r1, sections: words(...many, 'one-more'), at: at(2) }), { ok: false, code: 'invalid' });
  t.end();
});

test('[MA10] everybody gets the weekly email until they choose; a choice by link can be confirmed or taken back by its person', (t) => {
  const ann = member('ann');
  t.equal(getsWeekly(ann), true);
  const choose = (who: Member, choice: 'weekly' | 'never', by: 'person' | 'link') => chooseWeekly(who, { choice, by, at: at(1) });
  t.match(choose(ann, 'weekly', 'link'), { ok: false, code: 'already-exists' });
  t.match(choose(ann, 'weekly', 'person'), { ok: false, code: 'already-exists' });
  const stopped = choose(ann, 'never', 'link');
  t.match(stopped, { ok: true, events: [{ type: 'WeeklyDigestChosen', data: { choice: 'never', by: 'link' } }] });
  if (!stopped.ok) throw new Error(stopped.detail);
  t.same([getsWeekly(stopped.state), wasStoppedByLink(stopped.state)], [false, true]);
  t.match(choose(stopped.state, 'never', 'link'), { ok: false, code: 'already-exists' });
  t.match(choose(stopped.state, 'weekly', 'link'), { ok: true, state: { weeklyDigest: { choice: 'weekly' } } });
  const confirmed = choose(stopped.state, 'never', 'person');
  t.match(confirmed, { ok: true, state: { weeklyDigest: { choice: 'never', by: 'person' } } });
  if (confirmed.ok) {
    t.equal(wasStoppedByLink(confirmed.state), false);
    t.match(choose(confirmed.state, 'never', 'link'), { ok: false, code: 'already-exists' }, 'a link does not take a choice over');
  }
  t.equal(wasStoppedByLink(ann), false);
  t.end();
});
