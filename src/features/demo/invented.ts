import type { FastifyRequest } from 'fastify';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { isOpened } from './opened.ts';

/** The people a visitor may be. Only a browser that opened the printed address on this computer gets any. */
export async function inventedPeople(services: Services, request: FastifyRequest): Promise<readonly Member[]> {
  if (!isOpened(services, request)) return [];
  const found = await all(services.aggregates, 'member', { where: { demo: true } });
  const now = services.now();
  return found.map((stored) => stored.state).filter((member) => isCurrent(member, now));
}
