import { type Test, test } from 'tap';
import { crawl } from '../../support/crawl.ts';
import { wordsOfPage } from '../../support/words-of-page.ts';
import type { Visitor } from '../../support/visitor.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { base, decideAll, locks, person, submit, takeDocument } from '../../support/worlds/signed-off.ts';

// Every page and every mail of an endorsement calls the network's text an endorsement, from the choice to the record.

const theirs = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

/** The places where the word is right: the text that is endorsed, the other kinds, the department's reference, the place in the bar. */
const right: readonly RegExp[] = [
  /The response (?:of The association|we endorse|that the network endorses)/gi,
  /endorsement of (?:a|the) response\b/gi,
  /endorse[sd]? (?:the|their|another body’s) response/gi,
  /their response/gi,
  /its own response|our own response|own response/gi,
  /whose response/gi,
  /Response ID/g,
  /another body’s response/gi,
  // Words of the letter itself.
  /This response (?:is about them|was prepared by officers\. It does not bind any council)/g,
];

/** The words around each place that calls an endorsement a response. */
function wrongIn(html: string): readonly string[] {
  return wrongWords(wordsOfPage(html));
}

function wrongWords(text: string): readonly string[] {
  const left = right.reduce((rest, words) => rest.replaceAll(words, '…'), text.replaceAll(/https?:\S+/g, '').replaceAll(/\s+/g, ' '));
  return [...left.matchAll(/.{0,60}\bresponses?\b.{0,40}/gi)].map(([words]) => words.trim());
}

async function looks(t: Test, world: World, stage: string, members: readonly string[]): Promise<void> {
  const wrong = new Set<string>();
  for (const member of members) {
    const browser = await person(world, member);
    const pages = await crawl(browser, ({ path, body, headers }) => {
      if (!path.startsWith(base) || !String(headers['content-type']).startsWith('text/html')) return;
      for (const words of wrongIn(body)) wrong.add(`${path}: ${words}`);
    });
    t.ok(pages > 40, `${pages} pages of ${member}`);
    const work = (await browser.get('/work')).body;
    for (const words of wrongIn(work)) wrong.add(`/work: ${words}`);
  }
  t.same([...wrong], [], stage);
}

async function endorses(nadia: Visitor): Promise<void> {
  await nadia.get(`${base}/kind`);
  await nadia.post(`${base}/kind/endorse`, { body: 'The association' });
  await nadia.get(`${base}/kind`);
  await nadia.send(`${base}/kind/document`, { file: new File([theirs], 'Theirs.pdf') });
}

/** The page on which somebody decides. */
async function decisionOf(world: World, member: string): Promise<string> {
  await world.mails();
  const approver = await person(world, member);
  const slot = /name="slot" value="([^"]+)"/.exec((await approver.get(`${base}/sign-off`)).body)?.[1] ?? '';
  await approver.post(`${base}/sign-off/desk`, { slot });
  return (await approver.get('/decision')).body;
}

test(
  '[RK5] [RK6] no page and no mail of an endorsement calls it a response, from the choice to the record',
  { timeout: 240_000 },
  async (t) => {
    const world = await openWorld(t);
    const nadia = await person(world, 'nadia-farrow');
    await endorses(nadia);
    for (const path of ['tell', 'positions']) {
      await nadia.get(`${base}/${path}`);
      t.equal((await nadia.post(`${base}/${path}`, { who: 'not-asked' })).status, 303);
    }
    await looks(t, world, 'written', ['nadia-farrow', 'daniel-rowntree', 'alison-thackeray']);
    await locks(nadia);
    await looks(t, world, 'in sign-off', ['nadia-farrow', 'joanna-prideaux']);
    t.same(wrongIn(await decisionOf(world, 'joanna-prideaux')), [], 'the page of a decision');
    await decideAll(world);
    await looks(t, world, 'approved', ['nadia-farrow']);
    await takeDocument(nadia, 'final');
    await world.mails();
    await submit(nadia);
    await looks(t, world, 'sent', ['nadia-farrow', 'daniel-rowntree']);
    const mails = (await world.mails()).filter(({ text }) => text.includes('SEND Review'));
    t.ok(mails.length > 20, `${mails.length} mails`);
    t.same([...new Set(mails.flatMap(({ subject, text }) => wrongWords(`${subject}\n${text}`)))], [], 'mails');
  },
);
