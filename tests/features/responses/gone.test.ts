import { test } from 'tap';
import { currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { noDecisions } from '../../../src/domain/consultation/questions/plan.ts';
import { importQuestions, removeQuestion } from '../../../src/domain/consultation/register.ts';
import { SectionId } from '../../../src/domain/ids.ts';
import { authorsIn } from '../../../src/text/reseed.ts';
import { openDraft } from '../../../src/text/read.ts';
import { wordsByClient } from '../../../src/text/writers.ts';
import { addLine } from '../../support/live/lines.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

// Answers whose questions went: kept, read, and brought into other questions.

const base = `/consultations/${draftIds.consultation}`;
const page = `${base}/response`;

test('[QS13] an answer whose question goes is kept, shown where people look, and brought in with its authors', async (t) => {
  const draft = await openDraftWorld(t);
  const [daniel, joel] = [await draft.live('daniel-rowntree'), await draft.live('joel-finch')];
  addLine(daniel.document, 'Carers wait for twelve weeks.', 'q20');
  await daniel.settled();
  await joel.until('to see it', () => joel.document.share.has('text:q20'));
  await joel.settled();
  await draft.asks((asked) => removeQuestion(asked, SectionId.parse('q20'), draft.services.now()));
  // Joel's page was open when the question went.
  addLine(joel.document, 'Typed while it went away.', 'q20');
  await joel.settled();
  t.same([daniel.closed, joel.closed], [null, null], 'nobody is cut off');
  const nadia = await draft.browser('nadia-farrow');
  const shown = (await nadia.get(page)).body;
  t.match(shown, /id="g-q20"[^]*No longer asked since[^]*Carers wait for twelve weeks\.[^]*Typed while it went away\./);
  t.match((await nadia.get(base)).body, /1 answer whose question has gone/);
  t.match((await nadia.get(`${base}/history`)).body, /Answers whose question has gone[^]*<li>Question 20/);
  t.match((await nadia.get(`${base}/checks`)).body, /Question 20[^]*Bring its answer into another question, or say why it is left out/);
  t.notMatch((await nadia.get(`${base}/sign-off/draft`)).body, /twelve weeks/, 'it is in no document');
  const lead = await draft.browser('daniel-rowntree');
  const seen = (await lead.get(page)).body;
  t.match(seen, /Carers wait for twelve weeks/);
  t.notMatch(seen, /q20\/bring/, 'a lead reads it, and the coordinator brings it');
  const digest = /action="[^"]+q20\/bring"[^]*?name="digest" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
  t.equal((await lead.post(`${page}/q20/bring`, { into: 'q21', digest })).status, 403);
  const stale = await nadia.post(`${page}/q20/bring`, { into: 'q21', digest: 'a'.repeat(64) });
  t.equal(stale.status, 409, 'other words than the page showed');
  const before = await draft.words('q21');
  const done = await nadia.post(`${page}/q20/bring`, { into: 'q21', digest });
  t.same([done.status, done.location], [303, `${page}#s-q21`]);
  t.match(await draft.words('q21'), new RegExp(`^${before}[^]*Carers wait for twelve weeks\\.[^]*Typed while it went away\\.`));
  t.match(await draft.words('q20'), /Carers wait/, 'the answer stays where it was, too');
  t.same(await wordsOf(draft, 'q21', ['daniel-rowntree', 'joel-finch']), [5, 5], 'each keeps the words that are theirs');
  t.equal((await nadia.post(`${page}/q20/bring`, { into: 'q21', digest })).status, 303);
  t.equal((await draft.words('q21')).match(/twelve weeks/gu)?.length, 1, 'a second press adds nothing');
  const after = (await nadia.get(page)).body;
  t.match(after, /Brought into question 21 by Nadia Farrow on/);
  t.notMatch((await nadia.get(base)).body, /whose question has gone/);
  t.notMatch((await nadia.get(`${base}/checks`)).body, /say why it is left out/);
  t.match((await nadia.get(`${base}/record`)).body, /brought the answer to question 20, which had gone or was split, into question 21/);
  addLine(daniel.document, 'And more.', 'q20');
  await daniel.settled();
  t.match((await nadia.get(`${base}/checks`)).body, /say why it is left out/, 'more was written into it since');
});

test('[QS12] of a question that was split, the answer stays with one part and is offered to the other', async (t) => {
  const draft = await openDraftWorld(t);
  const daniel = await draft.live('daniel-rowntree');
  addLine(daniel.document, 'One answer to both.', 'q20');
  await daniel.settled();
  await draft.asks((now) => {
    const { questions } = currentQuestions(now);
    const part = { number: '99', text: 'The other half?', kind: 'open', options: [], part: '', guidance: '', followUp: '' } as const;
    const asked = questions.map((question) => ({
      ...question,
      dependsOn: 'as-before' as const,
      options: question.options.map(({ text }) => text),
    }));
    const origins = new Map([[questions.length, { is: 'part-of', id: 'q20' } as const]]);
    return importQuestions(now, {
      asked: [...asked, { ...part, freeText: true, wordLimit: null, characterLimit: null }],
      decisions: { ...noDecisions, origins },
      over: null,
      ids: [...asked.map((_one, n) => `x${n}`), 'half'],
      at: draft.services.now(),
    });
  });
  const nadia = await draft.browser('nadia-farrow');
  const shown = (await nadia.get(page)).body;
  t.match(shown, /Answers to questions that were split[^]*Offered to question 99\.[^]*One answer to both\./);
  const digest = /action="[^"]+q20\/bring"[^]*?name="digest" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
  t.equal((await nadia.post(`${page}/q20/bring`, { into: 'q21', digest })).status, 404, 'it is offered to no other question');
  t.equal((await nadia.post(`${page}/q20/bring`, { into: 'half', digest })).status, 303);
  t.match(await draft.words('half'), /One answer to both\./);
  t.notMatch((await nadia.get(page)).body, /questions that were split/);
});

/** The number of words of a section that stand under the name of each member. */
async function wordsOf(draft: Draft, section: string, members: readonly string[]): Promise<readonly number[]> {
  const log = await draft.services.drafts.load(await draft.key());
  if (log === null) return [];
  const document = openDraft(log);
  const authors = authorsIn(log);
  const counts = [...wordsByClient(document, [section])].filter(([client]) => authors[String(client)]?.how === 'brought');
  return members.map((member) =>
    counts.reduce((sum, [client, words]) => sum + (authors[String(client)]?.member === member ? words : 0), 0),
  );
}
