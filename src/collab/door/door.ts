import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey } from '../../store/drafts.ts';
import type { Admission } from '../ports.ts';

/** The Gate's admission. `askedAt`: the count of rechecks when the Gate was asked. */
export interface Admitted {
  readonly admission: Admission;
  readonly askedAt: number;
}

/** Too many connections are opening at once. `retryAfter`: seconds until the client should try again. */
export interface Busy {
  readonly retryAfter: number;
}

/** How clients come in: sockets and streams alike. */
export interface Door {
  /** True where pages of this Origin may connect. */
  welcomes(origin: string | undefined): boolean;
  /** Asks the Gate when the turnstile lets it; null where the member may see nothing. */
  enter(request: FastifyRequest, key: DraftKey): Promise<Admitted | Busy | null>;
}

const titles = {
  403: 'Pages of other sites may not connect.',
  404: 'There is nothing here, or it is not yours to see.',
  410: 'This connection has ended. Open another.',
} as const;

/** A draft that is not the member's and one that does not exist are refused alike. */
export function refuse(reply: FastifyReply, status: keyof typeof titles): FastifyReply {
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title: titles[status], status });
}
