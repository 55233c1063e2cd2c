import { test } from 'tap';
import { changesFollowed } from '../../../src/reading/work/followed.ts';
import { membersOf } from '../../../src/reading/people.ts';
import { base, openConsultationsWorld, stored, who } from '../../support/worlds/consultations.ts';
import type { SignOffWorld } from '../../support/worlds/sign-off.ts';

const section = (body: string, id: string): string => body.slice(body.indexOf(`id="s-${id}"`)).split('</article>')[0] ?? '';

/** Daniel Rowntree of Kent writes an answer anew by the plain form. */
async function writes(world: SignOffWorld, id: string, text: string): Promise<void> {
  const daniel = await world.member('daniel-rowntree');
  const form = (await daniel.get(`${base}/response/${id}`)).body;
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(form) ?? [];
  const answer = await daniel.post(`${base}/response/${id}`, { mark, text });
  if (answer.status !== 303) throw new Error(`not written: ${answer.status}`);
}

/** The changed sections of the sponsor, as Your work and the weekly email read them. */
async function changes(world: SignOffWorld) {
  const { services } = world;
  const response = (await services.aggregates.get('response', 'send-review'))?.state;
  const members = await membersOf(services, (await stored(world, 'send-review')).networkId);
  const member = members.get(who.sponsor);
  if (response === undefined || member === undefined) throw new Error('the world is not there');
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  return changesFollowed(services, { member, members, response, consultation: await stored(world, 'send-review'), text });
}

test('[WO40] a person follows a section by its button, sees what changed in it since they looked, and looks', async (t) => {
  const world = await openConsultationsWorld(t);
  const alison = await world.member(who.sponsor);
  const page = (await alison.get(`${base}/response`)).body;
  t.match(section(page, 'q2'), /action="[^"]+q2\/follow" method="post">[\s\S]*Follow</);
  t.equal((await alison.post(`${base}/response/q2/follow`)).location, `${base}/response#s-q2`);
  t.equal((await alison.post(`${base}/response/q2/follow`)).status, 303, 'pressed twice, it acts once');
  t.match(section((await alison.get(`${base}/response`)).body, 'q2'), /q2\/unfollow" method="post" data-followed[\s\S]*Stop following/);
  t.same(await changes(world), [], 'nothing has changed yet');
  await writes(world, 'q2', 'Nine other words stand here in place of these.');
  await writes(world, 'q7', 'Nobody follows this one.');
  t.match(await changes(world), [{ section: 'q2', added: [{ organisationId: 'kent-county-council', words: 9 }] }]);
  await alison.get(`${base}/response`);
  t.equal((await changes(world)).length, 1, 'opening the page writes nothing');
  t.match(
    (await alison.get('/work')).body,
    /Changed since you looked: SEND Review[\s\S]*Question 2:[\s\S]*9 words from Kent County Council\./,
  );
  const gone = { next: 'work', section: ['q7', 'unknown'] };
  t.equal((await alison.post(`${base}/seen`, gone)).location, '/work');
  t.equal((await changes(world)).length, 1, 'another section was seen');
  t.equal((await alison.post(`${base}/seen`, { section: ['q2', 'q7', 'unknown'] })).status, 204);
  t.notMatch((await alison.get('/work')).body, /Changed since you looked/);
  t.same(await changes(world), []);
  await writes(world, 'q2', 'Nine other words stand here.');
  t.match(await changes(world), [{ section: 'q2', added: [], takenOut: 4 }]);
  await alison.post(`${base}/response/q2/unfollow`);
  t.same(await changes(world), [], 'no longer followed');
});

test('[WO40] the page of all sections follows those that are ticked, and no others', async (t) => {
  const world = await openConsultationsWorld(t);
  const alison = await world.member(who.sponsor);
  t.match((await alison.get(base)).body, /href="[^"]+\/following"/);
  t.match((await alison.get(`${base}/following`)).body, /Opening parts[\s\S]*value="key-messages"[\s\S]*value="q5"/);
  t.equal((await alison.post(`${base}/following`, { section: ['q5', 'key-messages', 'nowhere'] })).location, base);
  const ticked = async () => [...(await alison.get(`${base}/following`)).body.matchAll(/value="([\w-]+)" checked/g)].map(([, id]) => id);
  t.same((await ticked()).toSorted(), ['key-messages', 'q5']);
  await alison.post(`${base}/following`, {});
  t.same(await ticked(), []);
  const events = await world.services.aggregates.events('member', who.sponsor, 0, 99);
  t.same(
    events.slice(-2).map(({ type }) => type),
    ['SectionsFollowed', 'SectionsUnfollowed'],
  );
});
