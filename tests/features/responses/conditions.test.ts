import { test } from 'tap';
import { currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { changeQuestion, removeQuestion } from '../../../src/domain/consultation/register.ts';
import { SectionId } from '../../../src/domain/ids.ts';
import { writeChosen } from '../../../src/text/write.ts';
import { draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

const page = `/consultations/${draftIds.consultation}/response`;

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
