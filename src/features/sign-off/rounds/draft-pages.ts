import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { removalOf } from '../../../domain/response/removal/removal.ts';
import { type Response, isOpen, latestRound } from '../../../domain/response/response.ts';
import { sectionIds } from '../../../domain/response/snapshot.ts';
import type { SignOffRound } from '../../../domain/round/round.ts';
import { castOf } from '../../../reading/people.ts';
import { storedPositions } from '../../../reading/positions.ts';
import { signedText } from '../../../reading/signed-text.ts';
import { readSnapshot, snapshotOf } from '../../../reading/snapshot.ts';
import type { Services } from '../../../services.ts';
import { canonicalBytes } from '../../../text/canonical.ts';
import { caseOf } from '../../../web/found.ts';
import { compareTexts } from '../changes.ts';
import { draftView } from './draft-view.ts';

const nothingYet = 'There is no draft yet: the text was not started.';

/** The whole draft as its approvers would read it, for everybody who may read the draft (WO13). */
export function draftPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/sign-off/draft', async (request, reply) => showDraft(services, request, reply));
}

/** The latest round, unless its text was removed for good: then there is nothing to compare the draft with. */
function lastKept(response: Response): SignOffRound | null {
  const round = latestRound(response);
  return round === null || removalOf(response, round.digest) !== null ? null : round;
}

async function showDraft(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, network, consultation, response } = await caseOf(services, request, 'response.read', nothingYet);
  if (!isOpen(response)) return reply.redirect(`/consultations/${consultation.id}/sign-off`, 303);
  const cast = await castOf(services, network);
  const round = lastKept(response);
  const was = round === null ? null : (await snapshotOf(services, response, round.digest)).snapshot;
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const positions = await storedPositions(services, response);
  const now = services.now();
  return request.server.reading.spend(viewer.member.id, () => {
    // Written and read as a lock would, so the page shows the characters that would be signed (SO40).
    const composed = signedText({ network, consultation, response }, text.content(sectionIds(consultation)), positions, now);
    const snapshot = readSnapshot(canonicalBytes(composed.snapshot));
    const last = round === null || was === null ? null : { round, changes: compareTexts(was, snapshot) };
    return reply.page('sign-off/draft', draftView({ consultation, response, cast, now, snapshot, last }));
  });
}
