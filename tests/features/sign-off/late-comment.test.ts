import { test } from 'tap';
import { chooses, decides, formOf, locks, openSignOffWorld, sitsDown, who } from '../../support/worlds/sign-off.ts';

const minute = 60_000;
const reason = 'The figure in question 5 is wrong.\nPlease look at it again.';

test('[SO23] the half hour counts from the last request, for four hours at most', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  for (let n = 0; n < 9; n += 1) {
    world.services.clock.forward(25 * minute);
    t.equal((await joanna.get('/decision')).status, 200, `after ${(n + 1) * 25} minutes`);
  }
  world.services.clock.forward(15 * minute);
  t.equal((await joanna.get('/decision')).status, 403, 'four hours are over');
  const late = await sitsDown(world, who.chair);
  world.services.clock.forward(30 * minute);
  t.equal((await late.get('/decision')).status, 403, 'half an hour without a request');
});

test('[SO23] a desk that is ended while it is read stays ended', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const before = joanna.cookies();
  world.services.clock.forward(5 * minute);
  const old = { url: '/decision', headers: { host: 'localhost:3000', accept: 'text/html', cookie: before } };
  const answers = await Promise.all([world.app.inject(old), joanna.post(await world.linkOf(who.chair)), world.app.inject(old)]);
  t.equal(answers[1].status, 303);
  t.equal((await world.app.inject(old)).statusCode, 403);
});

test('[SO58] a comment that was posted late comes back after Continue; the choice and the name do not', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = formOf((await joanna.get('/decision')).body);
  world.services.clock.forward(31 * minute);
  const posted = { ...fields, decision: 'request-changes', comment: reason, name: 'Joanna Prideaux' };
  const late = await joanna.post('/decision', posted);
  t.equal(late.status, 403);
  t.match(late.body, /Nothing was recorded just now[\s\S]*Your comment is kept/);
  t.equal((await world.response()).state.rounds[0]?.status, 'open');
  await joanna.post(await world.linkOf(who.chair));
  const { body } = await joanna.get('/decision');
  t.match(body, /<textarea[^>]*>\s*The figure in question 5 is wrong\.(?:\s|&#10;)*Please look at it again\.\s*<\/textarea>/);
  t.match(body, /Your comment is here again/);
  t.notMatch(body, /type="radio"[^>]*checked/);
  t.notMatch(body, /value="Joanna Prideaux"/);
  t.equal((await chooses(world, joanna, who.chair, { decision: 'request-changes', comment: reason })).status, 303);
});

test('[SO58] a late comment comes back to its own request and browser alone', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = formOf((await joanna.get('/decision')).body);
  world.services.clock.forward(31 * minute);
  const forged = await joanna.post('/decision', { ...fields, _csrf: 'forged', comment: reason });
  t.notMatch(forged.body, /Your comment is kept/);
  t.match((await joanna.post('/decision', { ...fields, comment: reason })).body, /Your comment is kept/);
  t.notMatch((await world.stranger().post('/decision', { ...fields, comment: reason })).body, /Your comment is kept/);
  const elsewhere = await sitsDown(world, who.chair);
  t.notMatch((await elsewhere.get('/decision')).body, 'The figure in question 5');
  await decides(world, who.chair, { decision: 'approve' });
  await joanna.get(await world.linkOf(who.vice));
  await joanna.post(await world.linkOf(who.vice));
  t.notMatch((await joanna.get('/decision')).body, 'The figure in question 5');
});

test('[SO25] a decision posted in a second window is told that it was not taken, and which one stands', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = formOf((await joanna.get('/decision')).body);
  t.equal((await chooses(world, joanna, who.chair, { decision: 'approve' })).location, '/decision/receipt');
  const second = await joanna.post('/decision', { ...fields, decision: 'decline', comment: reason, name: 'Joanna Prideaux' });
  t.match((await joanna.get(second.location)).body, /“Decline: it should not be sent” was not taken[\s\S]*You had already approved/);
});

test('[SO22] [SO25] a decision posted after the round ended is told that it was not taken', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  const meera = await sitsDown(world, who.vice);
  const fields = formOf((await meera.get('/decision')).body);
  await decides(world, who.otherVice, { decision: 'request-changes', comment: reason });
  const late = await meera.post('/decision', { ...fields, decision: 'approve', name: 'Meera Vasani' });
  t.equal(late.status, 409);
  t.match(late.body, /“Approve this text” was not taken[\s\S]*Nothing was recorded just now/);
});
