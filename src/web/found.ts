import type { FastifyRequest } from 'fastify';
import { type Consultation, shortTitle } from '../domain/consultation/consultation.ts';
import type { ConsultationId } from '../domain/ids.ts';
import { type PlainAct, whyNotMay } from '../domain/network/access.ts';
import type { Network } from '../domain/network/network.ts';
import { refused } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { responseTo } from '../reading/response.ts';
import type { Stored } from '../store/aggregates.ts';
import type { Reader } from '../store/reader.ts';
import { OfConsultation, paramsOf } from './params.ts';
import { NotStarted, Refusal } from './problems.ts';
import { allowed, type Viewer } from './viewer.ts';

/** A consultation of the viewer's network. Throws `not-found` for another network's exactly as for none. */
export async function consultationFor(reader: Reader, viewer: Viewer, id: ConsultationId): Promise<Stored<'consultation'>> {
  const stored = await reader.aggregates.get('consultation', id);
  if (stored?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
  return stored;
}

/** A response with the consultation it answers, as this viewer may see them. */
export interface Case {
  readonly viewer: Viewer;
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
}

/**
 * The case in a URL, for a viewer who may do an act. Throws `not-found` first for a consultation of another network (AC5). For a
 * consultation without a response the error has the sentence `notStarted`.
 */
export async function caseOf(reader: Reader, request: FastifyRequest, act: PlainAct, notStarted?: string): Promise<Case> {
  const { viewer, consultation } = await namedConsultation(reader, request, act);
  const response = await responseTo(reader, consultation);
  if (response === null) throw new NotStarted(notStarted, { id: consultation.id, title: shortTitle(consultation.title) });
  return { viewer, network: viewer.network, consultation, response: response.state };
}

/** The consultation in a URL, for a viewer who may do an act. Throws `not-found` first for a consultation of another network (AC5). */
export async function namedConsultation(
  reader: Reader,
  request: FastifyRequest,
  act: PlainAct,
): Promise<{ readonly viewer: Viewer; readonly consultation: Consultation }> {
  const viewer = allowed(request, 'consultation.view');
  const { consultationId } = paramsOf(request, OfConsultation);
  const { state: consultation } = await consultationFor(reader, viewer, consultationId);
  const refusal = whyNotMay(act, viewer.duties);
  if (refusal !== null) throw new Refusal(refusal);
  return { viewer, consultation };
}
