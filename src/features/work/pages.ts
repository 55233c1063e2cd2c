import type { FastifyInstance } from 'fastify';
import { may } from '../../domain/network/access.ts';
import { setUpList } from '../../phrases/set-up.ts';
import { membersOf } from '../../reading/people.ts';
import { concernsOf } from '../../reading/work/concerns.ts';
import type { Services } from '../../services.ts';
import { allowed } from '../../web/viewer.ts';
import { workView } from './views.ts';

/** The page of one person's tasks, with their due times, and of the people they wait for. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/work', async (request, reply) => {
    const viewer = allowed(request, 'consultation.view');
    const { network, member, duties } = viewer;
    const members = await membersOf(services, network.id);
    const concerns = await concernsOf(services, { network, member, duties, members });
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
