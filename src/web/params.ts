import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ConsultationId } from '../domain/ids.ts';
import { refused } from '../domain/outcome.ts';
import { Refusal } from './problems.ts';

// A route declares its params and its query as schemas, and reads them here, after it has asked who the viewer is.

/** The params of a route below one consultation; a route with more of them extends this. */
export const OfConsultation = z.object({ consultationId: ConsultationId });

/** A text in a query; empty where it is missing or given twice. */
export const queryText = z.string().catch('');

/**
 * The params of a request, read by a schema. Throws `not-found` for params that do not parse, as for an id that nobody has;
 * `detail` is that refusal’s sentence.
 */
export function paramsOf<T>(request: FastifyRequest, schema: z.ZodType<T>, detail?: string): T {
  return readBy(schema, request.params, detail);
}

/** The query of a request, read by a schema. Throws `not-found` for a query that does not parse. */
export function queryOf<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  return readBy(schema, request.query);
}

function readBy<T>(schema: z.ZodType<T>, given: unknown, detail?: string): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Refusal(refused('not-found', detail));
  return parsed.data;
}
