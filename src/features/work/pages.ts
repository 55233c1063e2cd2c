import type { FastifyInstance } from 'fastify';
import { currentQuestions } from '../../domain/consultation/consultation.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { progressOf } from '../../text/progress.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { type Concern, workView } from './views.ts';

/** What one person has to do, by when, and what they wait for. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/work', async (request, reply) => {
    const viewer = allowed(request, 'consultation.view');
    const view = workView({
      concerns: await concernsOf(services, viewer),
      network: viewer.network,
      members: await membersOf(services, viewer.network.id),
      member: viewer.member,
      duties: viewer.duties,
      now: services.now(),
    });
    return reply.page('work/work', view);
  });
}

async function concernsOf(services: Services, viewer: Viewer): Promise<readonly Concern[]> {
  const where = { networkId: viewer.network.id };
  const found = await services.aggregates.find('consultation', { where, order: { by: 'closesAt', direction: 'ascending' }, limit: 1000 });
  const responses = await services.aggregates.find('response', { where, limit: 1000 });
  const answers = new Map(responses.map(({ state }) => [state.consultationId, state]));
  return Promise.all(
    found.map(async ({ state: consultation }): Promise<Concern> => {
      const response = answers.get(consultation.id) ?? null;
      // Only a draft that is being written says what is missing.
      const drafting = response?.status === 'drafting';
      const log = drafting ? await services.drafts.load({ draft: response.id, epoch: response.epoch }) : null;
      return { consultation, response, progress: drafting ? progressOf(log, currentQuestions(consultation).questions) : [] };
    }),
  );
}
