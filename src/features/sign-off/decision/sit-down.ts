import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../../services.ts';
import { deskIdOf } from '../../../web/desks.ts';
import { openDesk, wayOf } from './desk.ts';
import { carryComment } from './late-comment.ts';

/** Sits a person down at a fresh desk, with the comment that this browser posted late for this request (SO23, SO58). */
export async function sitDown(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  sitting: Parameters<typeof openDesk>[3],
): Promise<void> {
  const before = deskIdOf(services, request);
  const desk = await openDesk(services, request, reply, sitting);
  await carryComment(services, before, desk, wayOf(sitting.link, sitting.came));
}
