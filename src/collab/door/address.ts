import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DraftKey } from '../../store/drafts.ts';

const Name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const OfRoom = z.object({ responseId: Name, epoch: Name });
const OfStream = z.object({ stream: z.string().regex(/^[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{24}$/) });
const Polls = z.object({ poll: z.literal('1') });
const Has = z.object({ has: z.coerce.number().int().min(0) });
const Leaves = z.object({ leave: z.literal('1') });
const AsksForReceipts = z.object({ ack: z.literal('1') });
const SendsOwnFirst = z.object({ ack: z.literal('1'), own: z.literal('first') });

/** The draft that a live address names; null where no draft can have that name. */
export function keyOf({ params }: FastifyRequest): DraftKey | null {
  const { data } = OfRoom.safeParse(params);
  return data === undefined ? null : { draft: data.responseId, epoch: data.epoch };
}

/** The stream that the address of a post names; null where no stream can have that name. */
export function streamOf({ params }: FastifyRequest): string | null {
  return OfStream.safeParse(params).data?.stream ?? null;
}

/**
 * The acknowledgements that the query of a client's address asks for. `receipts`: acknowledgements. `own-first`: acknowledgements,
 * and the client promises to send its unacknowledged edits ahead of every whole answer (CO12).
 */
export type Wish = 'plain' | 'receipts' | 'own-first';

/** The acknowledgements that a client asks for. */
export function wishOf({ query }: FastifyRequest): Wish {
  if (SendsOwnFirst.safeParse(query).success) return 'own-first';
  return AsksForReceipts.safeParse(query).success ? 'receipts' : 'plain';
}

/** How the server's frames are to reach a client without WebSockets: in one answer that stays open, or in many that end (CO40). */
export function wayOf({ query }: FastifyRequest): 'stream' | 'polls' {
  return Polls.safeParse(query).success ? 'polls' : 'stream';
}

/** The number of the last event that a client which polls has received. */
export function hasOf({ query }: FastifyRequest): number {
  return Has.safeParse(query).data?.has ?? 0;
}

/** True for the last post of a page that polls. No connection breaks when such a page is closed, so the page says it. */
export function leaves({ query }: FastifyRequest): boolean {
  return Leaves.safeParse(query).success;
}
