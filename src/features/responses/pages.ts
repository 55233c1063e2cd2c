import type { FastifyInstance } from 'fastify';
import type { Losses } from '../../collab/ports.ts';
import { goneQuestions } from '../../domain/consultation/gone.ts';
import { refused } from '../../domain/outcome.ts';
import { decidedFor } from '../../domain/response/late/late-handling.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { membersOf } from '../../reading/people.ts';
import { responseTo } from '../../reading/response.ts';
import { readSaid } from '../../reading/said.ts';
import type { Services } from '../../services.ts';
import { namedConsultation } from '../../web/found.ts';
import { lockNoticeFor } from '../../web/lock.ts';
import { Refusal } from '../../web/problems.ts';
import { start } from './commands.ts';
import { formPages } from './form-pages.ts';
import { gonePages } from './gone/pages.ts';
import { kindPages } from './kind/pages.ts';
import { takeBackOf } from './strip-views.ts';
import { tellPages, untoldOf } from './tell-pages.ts';
import { readyPages } from './ready-pages.ts';
import { notStartedView, responseView, room } from './views.ts';

/** The response page, the state that it asks for again, and the choice to respond. */
export function pages(app: FastifyInstance, services: Services, losses: Losses): void {
  app.get('/consultations/:consultationId/response', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'response.read');
    const stored = await responseTo(services, consultation);
    if (stored === null) return reply.page('responses/not-started', notStartedView(viewer, consultation));
    const response = await inTodaysForm(services, stored.state);
    const lock = await lockNoticeFor(services, viewer, response);
    const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
    const view = responseView({
      viewer,
      consultation,
      response,
      text,
      members: await membersOf(services, viewer.network.id),
      lock,
      said: await readSaid(services, { network: viewer.network, consultation, response, text, member: viewer.member }),
      untold: await untoldOf(services, { viewer, consultation, response }),
      now: services.now(),
    });
    return reply.page('responses/response', view);
  });

  app.get('/consultations/:consultationId/response/state', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'response.read');
    const stored = await responseTo(services, consultation);
    if (stored === null) throw new Refusal(refused('not-found'));
    void reply.header('cache-control', 'no-store');
    const response = stored.state;
    return {
      ...room({ viewer, consultation, response }),
      notice: await lockNoticeFor(services, viewer, response),
      takeBack: takeBackOf({ viewer, consultation, response }),
      gone: goneQuestions(consultation).map(({ question }) => question.id),
      late: decidedFor(response, viewer.member.id).map(({ epoch, section, became, without, at }) => ({
        epoch,
        section,
        became,
        without: without ?? [],
        at,
      })),
    };
  });

  app.post('/consultations/:consultationId/response', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'response.start');
    const started = await start(services, viewer.person, consultation.id);
    if (!started.ok) throw new Refusal(started);
    return reply.redirect(`/consultations/${consultation.id}/response`, 303);
  });

  kindPages(app, services);
  tellPages(app, services);
  readyPages(app, services);
  gonePages(app, services);
  formPages(app, services, losses);
}
