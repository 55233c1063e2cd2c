import { test } from 'tap';
import { withRoutes } from '../support/routes.ts';
import { changed, contentsOf } from '../support/contents.ts';
import { visitor } from '../support/visitor.ts';
import { openWorld } from '../support/worlds/service.ts';
import { site } from '../support/worlds/site.ts';
import { offerEvidence, person, signOff, takeDocument } from '../support/worlds/signed-off.ts';

// Rules for every route of the service, from the list that the service itself registers.

/** Posts for people who are not signed in. */
const forAnybody: ReadonlySet<string> = new Set([
  '/start',
  '/sign-in',
  '/sign-in/check',
  '/sign-in/link/:token',
  '/sign-out',
  '/w/:token',
  '/d/:token',
  '/decision',
  '/decision/code',
  '/decision/code/new',
  '/decision/code/change',
]);

/** Posts of a page's script, which say their Origin, and are never sent to sign in. */
const forScripts: ReadonlySet<string> = new Set(['/live/:responseId/:epoch/stream', '/live/:responseId/:epoch/stream/:stream']);

/** Posts that check a token of their own, where the session is an emailed link. */
const ownToken: ReadonlySet<string> = new Set([
  '/w/:token',
  '/d/:token',
  '/decision',
  '/decision/code',
  '/decision/code/new',
  '/decision/code/change',
]);

/**
 * Fields that links and forms of every kind carry, so that the test notices a GET that acts on its query. Only opening a message
 * in this computer's mailbox leaves a mark: that it was read.
 */
const fields = 'member=daniel-rowntree&role=reader&reason=x&slot=1-1-1&version=now&format=docx&decision=approve&keep=all&_method=POST';

const ids = {
  consultationId: 'send-review',
  organisationId: 'kent-county-council',
  id: 'daniel-rowntree',
  n: '1',
  responseId: 'send-review',
};

test('[SO21] nothing is changed by GET, HEAD or OPTIONS, on any route, by anybody', async (t) => {
  const [world, routes] = await withRoutes(() => openWorld(t));
  const { app, services } = world;
  const nadia = await person(world, 'nadia-farrow');
  const exportId = await takeDocument(nadia, 'now');
  const evidenceId = await offerEvidence(nadia);
  const consultation = await services.aggregates.get('consultation', 'send-review');
  const questionId = consultation?.state.questionSets.at(-1)?.questions[0]?.id ?? '';
  const fill = (url: string): string =>
    url.replaceAll(
      /:(\w+)/g,
      (_all, name: string) => ({ ...ids, exportId, evidenceId, questionId, section: questionId })[name] ?? `no-${name}`,
    );
  const urls = [...new Set(routes.map(({ url }) => url))].filter((url) => !url.startsWith('/assets/'));
  const posts = new Set(routes.filter(({ method }) => method === 'POST').map(({ url }) => url));
  const gets = new Set(routes.filter(({ method }) => method === 'GET').map(({ url }) => url));
  const sweep = async (phase: string): Promise<void> => {
    await world.mails();
    const people = [nadia, await person(world, 'alison-thackeray'), visitor(app)];
    const before = contentsOf(services.config.dataDir);
    for (const url of urls) {
      for (const browser of people) {
        for (const method of ['get', 'head'] as const) {
          const { status } = await browser[method](`${fill(url)}?${fields}`);
          t.ok(status < 500, `${url}, ${phase}: ${status}`);
          if (posts.has(url) && !gets.has(url)) t.equal(status, 404, `${url} is for POST alone`);
        }
        const answer = await app.inject({ method: 'OPTIONS', url: fill(url), headers: { cookie: browser.cookies() } });
        t.equal(answer.statusCode, 404, `OPTIONS ${url}`);
      }
    }
    await world.mails();
    t.same(changed(before, contentsOf(services.config.dataDir)), [], `not a row, ${phase}`);
  };
  await sweep('drafting');
  await signOff(world, nadia);
  await sweep('signed off');
});

test('[WEB] every form is refused without its token and from another site, and sends a stranger to sign in', async (t) => {
  const [world, routes] = await withRoutes(() => openWorld(t));
  const { app, services } = world;
  const posts = routes.filter(({ method }) => method !== 'GET' && method !== 'OPTIONS');
  t.same([...new Set(posts.map(({ method }) => method))], ['POST'], 'nothing but forms');
  t.same(
    posts
      .filter(({ csrf }) => !csrf)
      .map(({ url }) => url)
      .toSorted(),
    [...ownToken].toSorted(),
    'who checks a token of their own',
  );
  const nadia = await person(world, 'nadia-farrow');
  await world.mails();
  const before = contentsOf(services.config.dataDir);
  const post = (url: string, cookie: string, headers: Readonly<Record<string, string>>) =>
    app.inject({
      method: 'POST',
      url: url.replaceAll(/:(\w+)/g, 'send-review'),
      payload: fields,
      headers: {
        host: 'localhost:3000',
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        cookie,
        ...headers,
      },
    });
  for (const { url } of posts) {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      t.equal((await post(url, nadia.cookies(), headers)).statusCode, 403, `${url} from another site`);
    }
    const bare = (await post(url, nadia.cookies(), {})).statusCode;
    if (ownToken.has(url)) t.ok(bare === 403 || bare === 404, `${url} without a link`);
    else t.equal(bare, 403, `${url} without a token`);
    if (forAnybody.has(url)) continue;
    const stranger = visitor(app);
    await stranger.get('/sign-in');
    const { status, location } = await stranger.post(url.replaceAll(/:(\w+)/g, 'send-review'));
    if (forScripts.has(url)) t.ok(status === 403 || status === 404, `${url} without an Origin`);
    else t.same([status, location], [303, '/sign-in'], `${url} for whoever is not signed in`);
  }
  t.same(changed(before, contentsOf(services.config.dataDir)), [], 'not a row');
});

test('[WEB] /health reads the store, and says so when it cannot', async (t) => {
  const { app, services } = await site(t);
  t.match(await app.inject('/health'), { statusCode: 200, headers: { 'cache-control': 'no-store', 'set-cookie': undefined } });
  await services.close();
  const { statusCode, body } = await app.inject('/health');
  t.equal(statusCode, 503);
  t.notMatch(body, /sqlite|thread\.ts/);
});
