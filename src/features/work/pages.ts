import type { FastifyInstance } from 'fastify';
import { currentQuestions } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { waitingPassages } from '../../reading/late-words.ts';
import { setUpList } from '../../phrases/set-up.ts';
import { membersOf } from '../../reading/people.ts';
import { requestTo } from '../../reading/positions.ts';
import { consultationsOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { answersSoFar } from '../../reading/answers.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { workView } from './views.ts';
import type { Concern } from './work.ts';

/** The page of one person's tasks, with their due times, and of the people they wait for. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/work', async (request, reply) => {
    const viewer = allowed(request, 'consultation.view');
    const { network, member, duties } = viewer;
    const concerns = await concernsOf(services, viewer);
    const members = await membersOf(services, network.id);
    const now = services.now();
    const setUp = may('network.manage', duties)
      ? setUpList({
          network,
          members: [...members.values()],
          consultations: concerns.map(({ consultation }) => consultation),
          started: concerns.some(({ response }) => response !== null),
          now,
        })
      : null;
    const view = workView({ concerns, network, members, member, duties, setUp, now });
    return reply.page('work/work', view);
  });
}

async function concernsOf(services: Services, viewer: Viewer): Promise<readonly Concern[]> {
  const found = await consultationsOf(services, viewer.network.id);
  return Promise.all(
    found.map(async ({ consultation, response }): Promise<Concern> => {
      const asked = response === null ? null : await requestTo(services, response, viewer.member, viewer.network);
      // Only a draft that is being written has missing answers, and passages to bring in.
      if (response?.status !== 'drafting') return { consultation, response, answers: [], latePassages: 0, asked };
      const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
      const answers = answersSoFar(text, currentQuestions(consultation).questions);
      const handles = may('late.bring', viewer.duties);
      const latePassages = handles ? await waitingPassages(services, response, consultation) : 0;
      return { consultation, response, answers, latePassages, asked };
    }),
  );
}
