import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { castOf, membersOf } from '../../reading/people.ts';
import { type BoardRead, readBoard } from '../../reading/board.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { fieldsOf, listOf } from '../../web/forms.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { boardView } from './board-view.ts';
import { remind } from './commands.ts';
import { remindView, remindersView } from './remind-view.ts';

const path = '/consultations/:consultationId/progress';
const nothingYet = 'There is no progress to show: the text was not started.';

/** A filter or an order that is not known is that of a page without a query. */
const Chosen = z.object({
  show: z.enum(['all', 'silent', 'reservation', 'mine', 'drafting']).catch('all'),
  order: z.enum(['missing', 'name']).catch('missing'),
});

/** The page *Progress*, and the reminders to organisations (PG1, PG6). */
export function pages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const it = await caseOf(services, request, 'progress.view', nothingYet);
    const choice = queryOf(request, Chosen);
    const members = await membersOf(services, it.network.id);
    const read = await boardFor(services, it);
    const { member, duties } = it.viewer;
    const shown = { ...it, ...read, ...choice, members, member, duties, now: services.now() };
    return app.reading.spend(member.id, () => reply.page('progress/board', boardView(shown)));
  });
  remindPages(app, services);
}

function remindPages(app: FastifyInstance, services: Services): void {
  app.get(`${path}/remind`, async (request, reply) => {
    const it = await caseOf(services, request, 'progress.chase', nothingYet);
    const shown = await shownTo(services, it);
    const { organisation } = queryOf(request, z.object({ organisation: queryText }));
    const ticked = organisation === '' ? null : new Set([organisation]);
    return app.reading.spend(it.viewer.member.id, () => reply.page('progress/remind', remindView(shown, ticked, '')));
  });
  app.post(`${path}/remind`, async (request, reply) => {
    const it = await caseOf(services, request, 'progress.chase', nothingYet);
    const chosen = new Set(listOf(fieldsOf(request.body)['organisation']));
    if (chosen.size === 0) {
      const view = remindView(await shownTo(services, it), chosen, 'Tick the organisations to remind');
      return reply.page('progress/remind', { ...view, failed: true }, 400);
    }
    const reminded = await remind(services, it.viewer.person, it.response, chosen);
    if (!reminded.ok) throw new Refusal(reminded);
    return reply.redirect(`/consultations/${it.consultation.id}/progress/reminders`, 303);
  });
  app.get(`${path}/reminders`, async (request, reply) => {
    const it = await caseOf(services, request, 'progress.chase', nothingYet);
    const cast = await castOf(services, it.network);
    const mails = await all(services.aggregates, 'mail', { where: { responseId: it.response.id, kind: 'reminder' } });
    const shown = { ...it, ...cast, now: services.now() };
    return reply.page(
      'progress/reminders',
      remindersView(
        shown,
        mails.map(({ state }) => state),
      ),
    );
  });
}

async function shownTo(services: Services, it: Case) {
  const { board, standings } = await boardFor(services, it);
  return { ...it, board, standings, members: await membersOf(services, it.network.id), now: services.now() };
}

/** The board of a case, as its viewer may see it. */
async function boardFor(services: Services, { viewer, ...it }: Case): Promise<BoardRead> {
  const text = await services.presentTexts.of({ draft: it.response.id, epoch: it.response.epoch });
  return readBoard(services, { ...it, text, member: viewer.member });
}
