import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DraftKey } from '../../store/drafts.ts';

const Name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const OfRoom = z.object({ responseId: Name, epoch: Name });
const OfStream = z.object({ stream: z.string().regex(/^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{24}$/) });
const AsksForReceipts = z.object({ ack: z.literal('1') });

/** The draft that a live address names; null where no draft can have that name. */
export function keyOf({ params }: FastifyRequest): DraftKey | null {
  const { data } = OfRoom.safeParse(params);
  return data === undefined ? null : { draft: data.responseId, epoch: data.epoch };
}

/** The stream that the address of a post names; null where no stream can have that name. */
export function streamOf({ params }: FastifyRequest): string | null {
  return OfStream.safeParse(params).data?.stream ?? null;
}

/** The acknowledgements that a client asks for in the query of its address. */
export function wishOf({ query }: FastifyRequest): 'receipts' | 'plain' {
  return AsksForReceipts.safeParse(query).success ? 'receipts' : 'plain';
}
