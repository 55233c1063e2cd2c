import type { FastifyInstance } from 'fastify';
import { dutiesOf, may } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import { setUpList } from '../../phrases/set-up.ts';
import { todosOf } from '../../phrases/work/todos.ts';
import { membershipsOf } from '../../reading/memberships.ts';
import { membersOf } from '../../reading/people.ts';
import { concernsOf } from '../../reading/work/concerns.ts';
import type { Services } from '../../services.ts';
import { allowed } from '../../web/viewer.ts';
import { workView } from './views.ts';
import type { Elsewhere } from './work.ts';

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
    const elsewhere = await elsewhereOf(services, member);
    const view = workView({ concerns, network, members, member, duties, setUp, elsewhere, now });
    return reply.page('work/work', view);
  });
}

/** The other networks of a person. The tasks are counted by the function that lists them there. */
async function elsewhereOf(services: Services, { id, email }: Member): Promise<readonly Elsewhere[]> {
  const others = (await membershipsOf(services, email)).filter(({ member }) => member.id !== id);
  return Promise.all(
    others.map(async ({ member, network }) => {
      const now = services.now();
      const whose = { network, member, duties: dutiesOf(member, network, now), members: await membersOf(services, network.id) };
      return { member, network, count: todosOf({ ...whose, concerns: await concernsOf(services, whose), now }).length };
    }),
  );
}
