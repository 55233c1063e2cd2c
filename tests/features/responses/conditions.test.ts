import { test } from 'tap';
import { currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { changeQuestion, removeQuestion } from '../../../src/domain/consultation/register.ts';
import { SectionId } from '../../../src/domain/ids.ts';
import { writeChosen } from '../../../src/text/write.ts';
import { addLine } from '../../support/live/lines.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

const base = `/consultations/${draftIds.consultation}`;
const page = `${base}/response`;

test('[QS14] [QS15] [QS17] the response page and the plain form say when a question is asked', async (t) => {
  const draft = await openDraftWorld(t);
  await draft.asks((now) => {
    const { questions } = currentQuestions(now);
    const [six, seven] = ['6', '7'].map((number) => questions.find((one) => one.number === number));
    if (six === undefined || seven === undefined) throw new Error('none');
    const option = six.options[1]?.text ?? '';
    const asked = { ...seven, options: seven.options.map(({ text }) => text), dependsOn: { number: '6', options: [option] } };
    return changeQuestion(now, seven.id, asked, draft.services.now());
  });
  const daniel = await draft.live('daniel-rowntree');
  writeChosen(daniel.document, 'q6', ['o1']);
  await daniel.settled();
  const nadia = await draft.browser('nadia-farrow');
  t.match(
    (await nadia.get(page)).body,
    /Asked only if the answer to question 6 is [^]*data-not-asked="q6" data-if="o2">\s*Not asked, because question 6/,
  );
  t.match((await nadia.get(`${page}/q7`)).body, /Not asked, because the answer to question 6 is/);
  await draft.asks((now) => removeQuestion(now, SectionId.parse('q6'), draft.services.now()));
  t.match((await nadia.get(page)).body, /Question 6 is no longer asked, so this question always is\./);
});

/** Question 21, which nobody has answered, is asked after the second option of question 16. */
async function makesDependent(draft: Draft): Promise<void> {
  await draft.asks((now) => {
    const { questions } = currentQuestions(now);
    const [on, asked] = ['16', '21'].map((number) => questions.find((one) => one.number === number));
    if (on === undefined || asked === undefined) throw new Error('none');
    const dependsOn = { number: '16', options: on.options.slice(1, 2).map(({ text }) => text) };
    return changeQuestion(now, asked.id, { ...asked, options: [], dependsOn }, draft.services.now());
  });
}

test('[QS18] [QS19] an empty answer that is not asked is missing nowhere: not in pages, tasks, board or document', async (t) => {
  const draft = await openDraftWorld(t);
  const daniel = await draft.live('daniel-rowntree');
  const nadia = await draft.browser('nadia-farrow');
  const pages = ['/response', '', '/progress', '/response/q21', '/sign-off/draft', '/checks'];
  const read = async (): Promise<readonly string[]> => {
    const bodies = await Promise.all(pages.map(async (path) => (await nadia.get(`${base}${path}`)).body));
    return bodies.map((body) => body.replace(/\s+/gu, ' '));
  };
  const toStart = async (): Promise<number> => Number(/Start (\d+) answers/u.exec((await nadia.get('/work')).body)?.[1]);
  await makesDependent(draft);
  const notStarted = /(\d+) not started/u;
  const [page = ''] = await read();
  const before = Number(notStarted.exec(page)?.[1]);
  const start = await toStart();
  writeChosen(daniel.document, 'q16', ['o1']);
  await daniel.settled();
  const [response = '', overview = '', board = '', form = '', whole = '', checks = ''] = await read();
  t.match(response, new RegExp(`${before - 2} not started, 1 not asked`, 'u'));
  t.match(response, /data-outline="q21"[^]*?Not asked/u, 'the list of sections');
  t.match(response, /id="p-q21"[^]*?This question is not asked, and no reply is awaited/u, 'the panel beside it');
  t.match(form, /This question is not asked, and no reply is awaited/u);
  t.match(overview, /1<\/b> not asked|1 not asked/u);
  t.equal(await toStart(), start - 2, 'question 16 is chosen, and nobody is to start question 21');
  t.match(board, /question not asked[^]*<i>Not asked<\/i>/u);
  t.match(whole, /Asked only if the answer to question 16 is [^.]+\. Not asked, because the answer to question 16 is /u);
  t.notMatch(checks, /Question 21[^]{0,200}no answer/u);

  addLine(daniel.document, 'Written all the same.', 'q21');
  await daniel.settled();
  const [written = '', , , , printed = '', warned = ''] = await read();
  t.notMatch(written, /1 not asked/u, 'an answer that is printed is an answer');
  t.match(printed, /Not asked, because the answer to question 16 is [^]*Written all the same\./u);
  t.match(warned, /Question 21/u);
});
