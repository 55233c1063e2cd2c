import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Losses } from '../../collab/ports.ts';
import { SectionId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { isOpen } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { evidenceSeenBy, judgeBoxes } from '../../reading/evidence.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { isEvidence } from '../../text/lines/stored.ts';
import { field } from '../../web/fields.ts';
import { parseForm } from '../../web/forms.ts';
import { caseOf } from '../../web/found.ts';
import { Refusal } from '../../web/problems.ts';
import { boxesView } from './boxes-view.ts';
import { unquote } from './quoting.ts';
import { notStarted } from './views.ts';

const path = '/consultations/:consultationId/evidence/boxes';
const gone = 'There is no such box. Load the page of the boxes again.';
const Box = z.object({ section: field(SectionId, gone), evidence: field(z.string().refine(isEvidence), gone) });

/** The boxes of the present text, those that may not go out among them. Each writer may take each of them out (EV13). */
export function boxesPages(app: FastifyInstance, services: Services, losses: Losses): void {
  app.get(path, async (request, reply) => showBoxes(services, request, reply));

  app.post(`${path}/take-out`, async (request, reply) => {
    const { response, consultation, viewer } = await caseOf(services, request, 'response.write', notStarted);
    const form = parseForm(Box, request.body);
    if (!form.ok) throw new Refusal(refused('invalid', gone));
    const done = await unquote(services, viewer.person, { response, consultation, ...form.value, losses });
    if (!done.ok) throw new Refusal(done);
    if (done.became === 'late') throw new Refusal(refused('not-drafting'));
    return reply.redirect(`/consultations/${consultation.id}/evidence/boxes`, 303);
  });
}

async function showBoxes(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, network, consultation, response } = await caseOf(services, request, 'response.read', notStarted);
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const blocks = [...text.content(sectionIds(consultation)).blocks];
  const [findings, { evidence }, members] = await Promise.all([
    judgeBoxes(services, response, blocks),
    evidenceSeenBy(services, response, viewer),
    membersOf(services, network.id),
  ]);
  const matter = { consultation, response, network, members, duties: viewer.duties };
  const seen = evidence.map(({ state }) => state);
  const view = boxesView(matter, { blocks, findings, seen, isOpen: isOpen(response) });
  return request.server.reading.spend(viewer.member.id, () => reply.page('evidence/boxes', view));
}
