import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DecisionKind } from '../../../domain/round/decision.ts';
import { fieldsOf } from '../../../web/forms.ts';

/** The query of a receipt: the decision that a second window posted too late, else null. */
export const OfReceipt = z.object({ chosen: DecisionKind.nullable().catch(null) });

/** Leads to the receipt of the decision made, which says that another one was not taken (SO25). */
export function toReceipt(reply: FastifyReply, made: DecisionKind, chosen: DecisionKind): FastifyReply {
  return reply.redirect(made === chosen ? '/decision/receipt' : `/decision/receipt?chosen=${chosen}`, 303);
}

/** The decision that a form posts; undefined where it names none. */
export function chosenIn(body: unknown): DecisionKind | undefined {
  return DecisionKind.safeParse(fieldsOf(body)['decision']).data;
}
