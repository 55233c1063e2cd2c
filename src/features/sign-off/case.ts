import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import { ConsultationId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Services } from '../../services.ts';
import { Refusal } from '../../web/problems.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { responseTo } from '../../reading/response.ts';

/** A response with the consultation it answers, as this viewer may see them. */
export interface Case {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
  readonly response: Response;
}

const Params = z.object({ consultationId: ConsultationId });

/** The case a URL names. Throws `not-found` for what is not there, another network’s, or a consultation without a response. */
export async function caseOf(services: Services, request: FastifyRequest, command: Parameters<typeof allowed>[1]): Promise<Case> {
  const viewer = allowed(request, command);
  const params = Params.safeParse(request.params);
  const consultation = params.success ? await services.aggregates.get('consultation', params.data.consultationId) : null;
  if (consultation?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
  const response = await responseTo(services, consultation.state);
  if (response === null) throw new Refusal(refused('not-found'));
  return { viewer, consultation: consultation.state, response: response.state };
}
