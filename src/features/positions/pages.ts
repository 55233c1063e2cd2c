import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { OrganisationId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { allowed } from '../../web/viewer.ts';
import { ask } from './commands.ts';
import { type Matter, matterOf, standingIn } from './matter.ts';
import { minePages } from './mine-pages.ts';
import { OfOrganisation, recordPages } from './record-pages.ts';
import { askable, organisationView, positionsView } from './views.ts';

const base = '/consultations/:consultationId/positions';

const Whom = z.union([z.object({ who: z.literal('not-asked') }), z.object({ organisation: OrganisationId })]);

/** Where the organisations stand: all of them, one of them, one’s own; the request; the record from an email. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get(base, async (request, reply) => {
    const matter = await matterOf(services, request);
    return app.reading.spend(matter.viewer.member.id, () => reply.page('positions/positions', positionsView(matter)));
  });

  app.post(base, async (request, reply) => {
    const matter = await matterOf(services, request);
    allowed(request, 'position.ask');
    const whom = Whom.safeParse(request.body);
    if (!whom.success) throw new Refusal(refused('invalid', 'Say which organisations to ask.'));
    const done = await ask(services, matter.viewer.person, matter.response.id, organisationsOf(matter, whom.data));
    if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
    const one = 'organisation' in whom.data ? `/${whom.data.organisation}` : '';
    return reply.redirect(`/consultations/${matter.consultation.id}/positions${one}`, 303);
  });

  minePages(app, services);
  recordPages(app, services);

  app.get(`${base}/:organisationId`, async (request, reply) => {
    const matter = await matterOf(services, request);
    const standing = standingIn(matter, paramsOf(request, OfOrganisation).organisationId);
    if (standing === null) throw new Refusal(refused('not-found'));
    return app.reading.spend(matter.viewer.member.id, () => reply.page('positions/organisation', organisationView(matter, standing)));
  });
}

function organisationsOf(matter: Matter, whom: z.infer<typeof Whom>): readonly OrganisationId[] {
  const wanted = (id: OrganisationId): boolean => !('organisation' in whom) || id === whom.organisation;
  return askable(matter)
    .filter(({ organisation }) => wanted(organisation.id))
    .map(({ organisation }) => organisation.id);
}
