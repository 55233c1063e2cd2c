import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey } from '../../store/drafts.ts';
import type { Admission } from '../ports.ts';

/** Somebody the Gate let in, by the count of its rechecks when it was asked. */
export interface Admitted {
  readonly admission: Admission;
  readonly askedAt: number;
}

/** Too many are opening at once: after how many seconds to try again. */
export interface Busy {
  readonly retryAfter: number;
}

/** How people come in, whatever carries their frames. */
export interface Door {
  /** Whether pages of this Origin may connect. */
  welcomes(origin: string | undefined): boolean;
  /** Asks the Gate, in turn; null where there is nothing to see. */
  enter(request: FastifyRequest, key: DraftKey): Promise<Admitted | Busy | null>;
}

const titles = {
  403: 'Pages of other sites may not connect.',
  404: 'There is nothing here, or it is not yours to see.',
  410: 'This connection has ended. Open another.',
} as const;

/** What is not theirs and what is not there look the same. */
export function refuse(reply: FastifyReply, status: keyof typeof titles): FastifyReply {
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title: titles[status], status });
}
