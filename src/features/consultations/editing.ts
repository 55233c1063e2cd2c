import type { FastifyRequest } from 'fastify';
import { whyNotMay } from '../../domain/network/access.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Reader } from '../../store/reader.ts';
import { consultationFor } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';

/** A consultation, and a viewer who may change it. */
export interface Editing {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
}

/** The consultation a URL names, and a viewer who may change it. Throws `not-found` for another network's before any other refusal. */
export async function editing(reader: Reader, request: FastifyRequest): Promise<Editing> {
  const viewer = allowed(request, 'consultation.view');
  const { state } = await consultationFor(reader, viewer, paramsOf(request, OfConsultation).consultationId);
  const refusal = whyNotMay('consultation.edit', viewer.duties);
  if (refusal !== null) throw new Refusal(refusal);
  return { viewer, consultation: state };
}
