import { test } from 'tap';
import { appOver, chooses, decides, locks, openSignOffWorld, signOffWorldOver, sitsDown, who } from '../support/worlds/sign-off.ts';

test('[NO1] [SO26] one slot that is decided on two nodes at one moment is decided once, by the form that came first', async (t) => {
  const north = await openSignOffWorld(t);
  const south = signOffWorldOver(north.services, await appOver(t, north.services));
  await locks(north);
  const [here, there] = [await sitsDown(north, who.chair), await sitsDown(south, who.chair)];
  const answers = await Promise.all([
    chooses(north, here, who.chair, { decision: 'approve' }),
    chooses(south, there, who.chair, { decision: 'request-changes', comment: 'Question 5 is wrong.' }),
  ]);
  t.notOk(
    answers.some(({ status }) => status >= 500),
    answers.map(({ status }) => status).join(' '),
  );
  const { state } = await north.response();
  const slots = state.rounds
    .flatMap(({ stages }) => stages.flatMap(({ slots: all }) => all))
    .filter(({ memberId }) => memberId === who.chair);
  const decided = slots.filter(({ status }) => status === 'approved' || status === 'changes');
  t.equal(decided.length, 1, 'one decision');
  const events = await north.services.aggregates.events('response', state.id, 0, 200);
  t.equal(
    events.filter(({ type, actor }) => actor === who.chair && /Approved|Changes/.test(type)).length,
    1,
    events.map(({ type }) => type).join(' '),
  );
  if (decided[0]?.status === 'approved') {
    await decides(south, who.vice, { decision: 'approve' });
    t.equal((await north.response()).state.rounds.length, 1, 'the next stage goes on at the other node');
  } else t.equal(state.status, 'drafting', 'the text is open again');
});
