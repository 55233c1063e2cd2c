import type { FastifyRequest } from 'fastify';
import { type Consultation, isRepresentation } from '../../domain/consultation/consultation.ts';
import { refused } from '../../domain/outcome.ts';
import type { Reader } from '../../store/reader.ts';
import { namedConsultation } from '../../web/found.ts';
import { Refusal } from '../../web/problems.ts';
import type { Viewer } from '../../web/viewer.ts';

interface Found {
  readonly viewer: Viewer;
  readonly consultation: Consultation;
}

/** A department’s consultation in a URL, for somebody who may edit it. Throws `not-found` for a representation, which has pages of its own. */
export async function askedIn(reader: Reader, request: FastifyRequest): Promise<Found> {
  return ofKind(reader, request, false);
}

/** A representation in a URL, for somebody who may edit it. Throws `not-found` for a department’s consultation. */
export async function letterIn(reader: Reader, request: FastifyRequest): Promise<Found> {
  return ofKind(reader, request, true);
}

async function ofKind(reader: Reader, request: FastifyRequest, isLetter: boolean): Promise<Found> {
  const found = await namedConsultation(reader, request, 'consultation.edit');
  if (isRepresentation(found.consultation) !== isLetter) throw new Refusal(refused('not-found'));
  return found;
}
