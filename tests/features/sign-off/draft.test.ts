import { test } from 'tap';
import { axe, noBrowser, openContext } from '../../support/browser.ts';
import { base, decides, locks, openSignOffWorld, settle, sitsDown, who } from '../../support/worlds/sign-off.ts';

const address = `${base}/sign-off/draft`;

/** The brief and the full text of a page, without the line that names the lock or the draft. */
function documentOf(body: string): readonly string[] {
  const [, brief = ''] = /<h2 id="brief">([\s\S]*?)<h[23]/.exec(body) ?? [];
  const [, key = ''] = /<h3>Key messages<\/h3>([\s\S]*?)<h[23]/.exec(body) ?? [];
  const [, full = ''] = /(<div class="cc-full">[\s\S]*?<\/div>)\s*(?:<form class="cc-decide"|<\/div>\s*<\/main>)/.exec(body) ?? [];
  return [brief.replace(', round 1.', '.'), key, full].map((part) => part.trim());
}

test('[WO13] everybody in the network reads the draft as its approvers would, and the locked page has the same document', async (t) => {
  const world = await openSignOffWorld(t);
  const [nadia, daniel] = [await world.member(who.coordinator), await world.member('daniel-rowntree')];
  const before = (await world.response()).revision;
  const { status, body } = await daniel.get(address);
  t.equal(status, 200);
  t.match(body, /A draft, not the locked text<\/p>\s*<p>\s*This is the text as it stood on 14 July 2026 at 10am\./);
  t.match(body, /It can still change, and it cannot be signed\.\s*Once it is locked, the first request goes to Joanna Prideaux,/);
  const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
  t.notMatch(main, /<form|name="digest"|Version words|#decide/, 'nothing to sign');
  t.equal((await world.response()).revision, before, 'reading writes nothing');
  for (const path of [`${base}/checks`, `${base}/sign-off`]) t.match((await nadia.get(path)).body, `href="${address}"`, path);
  const draft = documentOf(body);
  t.ok(draft.every((part) => part.length > 100));

  await locks(world);
  await settle(world.services);
  t.same(documentOf((await (await sitsDown(world, who.chair)).get('/decision')).body), draft, 'word for word');
  t.match(await daniel.get(address), { status: 303, location: `${base}/sign-off` }, 'a locked text has pages of its own');
  t.notMatch((await nadia.get(`${base}/sign-off`)).body, address);

  await decides(world, who.chair, { decision: 'request-changes', comment: 'Say more in question 5.' });
  t.match(
    (await daniel.get(address)).body,
    /The last locked text is of round 1, locked on [^.]+\. Nothing has changed: the text is word for word/,
  );
});

test('[WO13] the page of the draft has no fault of accessibility, at both widths', { skip: noBrowser }, async (t) => {
  const world = await openSignOffWorld(t);
  const nadia = await world.member(who.coordinator);
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const url = world.app.listeningOrigin.replace('127.0.0.1', 'localhost');
  const cookies = nadia.cookies().split('; ');
  for (const width of [1280, 390]) {
    const context = await openContext(t, { viewport: { width, height: 844 } });
    await context.addCookies(cookies.map((cookie) => ({ name: cookie.split('=')[0] ?? '', value: cookie.split('=')[1] ?? '', url })));
    const page = await context.newPage();
    await page.goto(`${url}${address}`);
    t.equal(await page.textContent('h1'), 'The draft as it would be signed');
    t.same(await axe(page), [], `${width}`);
    t.notOk(
      await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
      'as wide as its window',
    );
  }
});
