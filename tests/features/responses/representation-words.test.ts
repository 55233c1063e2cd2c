import { type Test, test } from 'tap';
import { crawl } from '../../support/crawl.ts';
import { wordsOfPage } from '../../support/words-of-page.ts';
import { beginLetter } from '../../support/worlds/representation.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { decideAll, locks, person, submit, takeDocument } from '../../support/worlds/signed-off.ts';

// No page and no mail of a representation speaks of questions, of a department, of a close, or of a response.

const wrongs = /.{0,60}\b(?:questions?|department|responses?|closes|closed|the close|consultations?)\b.{0,40}/gi;

/** Where such a word is right: the divisions of the record, a decision that is no longer asked for, whom to ask. */
const right: readonly RegExp[] = [/\bConsultations?\b/g, /are of the consultation;/g, /your request is closed/g, /Questions\? /g];

function wrongIn(text: string): readonly string[] {
  const left = right.reduce((rest, words) => rest.replaceAll(words, '…'), text.replaceAll(/https?:\S+/g, '').replaceAll(/\s+/g, ' '));
  return [...left.matchAll(wrongs)].map(([words]) => words.trim());
}

async function looks(
  t: Test,
  world: World,
  at: string,
  { stage, members }: { readonly stage: string; readonly members: readonly string[] },
) {
  const wrong = new Set<string>();
  for (const member of members) {
    const pages = await crawl(await person(world, member), ({ path, body, headers }) => {
      if (!path.startsWith(at) || !String(headers['content-type']).startsWith('text/html')) return;
      for (const words of wrongIn(wordsOfPage(body))) wrong.add(`${path.slice(at.length)}: ${words}`);
    });
    t.ok(pages > 40, `${pages} pages of ${member}`);
  }
  t.same([...wrong].sort(), [], stage);
}

for (const [ending, whose] of [
  ['send-by', 'the network'],
  ['close', 'the recipient'],
] as const)
  test(
    `[RK12] no page and no mail of a representation speaks of a question, a department or a close, where ${whose} set the date`,
    { timeout: 240_000 },
    async (t) => {
      const world = await openWorld(t);
      const nadia = await person(world, 'nadia-farrow');
      const at = await beginLetter(nadia, { ending });
      await looks(t, world, at, { stage: 'begun', members: ['nadia-farrow'] });
      await nadia.post(`${at}/response`, {});
      for (const path of ['tell', 'positions']) {
        await nadia.get(`${at}/${path}`);
        t.equal((await nadia.post(`${at}/${path}`, { who: 'not-asked' })).status, 303, path);
      }
      await looks(t, world, at, { stage: 'written', members: ['nadia-farrow', 'daniel-rowntree'] });
      await locks(nadia, at);
      await looks(t, world, at, { stage: 'in sign-off', members: ['nadia-farrow', 'joanna-prideaux'] });
      await decideAll(world, at);
      await takeDocument(nadia, 'final', at);
      await world.mails();
      await submit(nadia, at, 'post');
      await looks(t, world, at, { stage: 'sent', members: ['nadia-farrow'] });
      const mails = (await world.mails()).filter(({ text }) => text.includes('Funding of kinship care'));
      t.ok(mails.length > 10, `${mails.length} mails`);
      t.same([...new Set(mails.flatMap(({ subject, text }) => wrongIn(`${subject}\n${text}`)))].sort(), [], 'mails');
    },
  );
