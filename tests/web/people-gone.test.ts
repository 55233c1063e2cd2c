import { test } from 'tap';
import { openWorld } from '../support/worlds/service.ts';
import { base, person, signOff, submit, takeDocument } from '../support/worlds/signed-off.ts';

const gone = { coordinator: ['nadia-farrow', 'Nadia Farrow'], viceChair: ['meera-vasani', 'Meera Vasani'] } as const;
/** Each page names one of the two while their records are there. */
const pages = [base, `${base}/sign-off`, `${base}/documents`, `${base}/record`, `${base}/history`, `${base}/submission`, '/network'];

test('every page calls a person whose record was removed a former member', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, gone.coordinator[0]);
  await takeDocument(nadia, 'now');
  await signOff(world, nadia);
  await takeDocument(nadia, 'final');
  await world.mails();
  await submit(nadia);
  const joanna = await person(world, 'joanna-prideaux');
  const names = Object.values(gone).map(([, name]) => name);
  for (const path of pages) {
    const { body } = await joanna.get(path);
    t.ok(
      names.some((name) => body.includes(name)),
      `${path} names one of them`,
    );
  }

  for (const [id] of Object.values(gone)) await world.services.aggregates.dispose('member', id);
  for (const path of pages) {
    const { status, body } = await joanna.get(path);
    t.equal(status, 200, path);
    t.match(body, /\bformer member\b/i, `${path} says so`);
    for (const name of names) t.notMatch(body, new RegExp(name), `${path} does not name ${name}`);
    t.notMatch(body, /no longer on file|undefined/, `${path} has no other words for it`);
  }
});
