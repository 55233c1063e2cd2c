import { test } from 'tap';
import type { SignOffWorld } from '../../support/worlds/sign-off.ts';
import { base, openConsultationsWorld, who } from '../../support/worlds/consultations.ts';

const textOf = (body: string): string =>
  body
    .slice(body.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const see = async (world: SignOffWorld, id: string, path: string): Promise<string> => (await (await world.member(id)).get(path)).body;
const section = (body: string, id: string): string => body.slice(body.indexOf(`id="s-${id}"`)).split('</article>')[0] ?? '';
const shownReady = (body: string, id: string): string =>
  [...section(body, id).matchAll(/<p data-when="\w+">([\s\S]*?)<\/p>/g)]
    .map(([, words = '']) => words.replace(/<[^>]+>/g, '').trim())
    .join();

/** Daniel Rowntree, a lead, writes an answer anew by the plain form. */
async function writes(world: SignOffWorld, id: string, text: string): Promise<void> {
  const daniel = await world.member('daniel-rowntree');
  const form = (await daniel.get(`${base}/response/${id}`)).body;
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(form) ?? [];
  const answer = await daniel.post(`${base}/response/${id}`, { mark, text });
  if (answer.status !== 303) throw new Error(`not written: ${answer.status}`);
}

test('[WO10] [WO11] a lead marks a section ready to read; a later edit says so in the section, the outline, the overview and the checks', async (t) => {
  const world = await openConsultationsWorld(t);
  const daniel = await world.member('daniel-rowntree');
  t.notMatch(await see(world, who.coordinator, `${base}/checks`), /Not ready to read/, 'nobody marks sections yet');
  await daniel.get(`${base}/response`);
  for (const press of ['once', 'twice']) t.equal((await daniel.post(`${base}/response/q5/ready`)).location, `${base}/response#s-q5`, press);
  const page = await see(world, who.coordinator, `${base}/response`);
  t.match(shownReady(page, 'q5'), /Ready to read Daniel Rowntree marked it ready to read on 14 July 2026 at 10am\.$/);
  t.match(page, /<span class="cc-oq__m" data-when="ready">Ready to read<\/span>/);
  t.match(section(page, 'q5'), /action="[^"]+q5\/not-ready"/);
  t.match(section(page, 'q2'), /<form action="[^"]+q2\/ready" method="post" data-mark hidden>/, 'the button of an empty section waits');
  t.equal((await daniel.post(`${base}/response/q2/ready`)).status, 400, 'an empty section cannot be marked');
  t.match(textOf(await see(world, who.coordinator, base)), /Drafting Ready to read/);
  t.match(
    textOf(await see(world, who.coordinator, `${base}/checks`)),
    /Not ready to read This does not hold up the lock[\s\S]*Written, and not marked ready to read/,
  );
  t.match(textOf(await see(world, who.coordinator, `${base}/record`)), /Daniel Rowntree marked question 5[^.]* ready to read/i);

  await writes(world, 'q5', 'Other words.');
  const changed = await see(world, 'daniel-rowntree', `${base}/response`);
  t.match(shownReady(changed, 'q5'), /^Changed since ready It has changed since Daniel Rowntree marked it ready to read/);
  t.match(changed, /<span class="cc-oq__m" data-when="changed">Changed since ready<\/span>/);
  t.match(textOf(await see(world, who.coordinator, base)), /Changed since ready/);
  t.match(textOf(await see(world, who.coordinator, `${base}/checks`)), /1 section Changed since it was marked ready to read Question 5/);

  t.equal((await daniel.post(`${base}/response/q5/not-ready`)).status, 303);
  t.equal(shownReady(await see(world, who.coordinator, `${base}/response`), 'q5'), '');
  t.equal((await daniel.post(`${base}/response/q2/ready`)).status, 400, 'nothing is written there');
});

test('[WO10] people who are not lead, deputy or coordinator read the mark and have no button', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/response`);
  await nadia.post(`${base}/response/q5/ready`);
  const body = await see(world, who.sponsor, `${base}/response`);
  t.match(shownReady(body, 'q5'), /Ready to read/);
  t.notMatch(body, /not-ready|q5\/ready/);
  const sponsor = await world.member(who.sponsor);
  await sponsor.get(`${base}/response`);
  t.equal((await sponsor.post(`${base}/response/q5/not-ready`)).status, 403);
});
