import { z } from 'zod';
import { MemberId } from '../../ids.ts';
import { Digest, Instant } from '../../outcome.ts';

/** What a network does with a consultation: it responds, it endorses another body's response, or it does not respond (RK1). */
export type ResponseKind = 'respond' | 'endorse' | 'none';

/** One choice of a kind, with the fields that the kind needs (RK1, RK2). */
export const KindChoice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('respond'), at: Instant, by: MemberId }),
  /** `body`: whose response is endorsed. */
  z.strictObject({ type: z.literal('endorse'), body: z.string().min(1).max(200), at: Instant, by: MemberId }),
  z.strictObject({ type: z.literal('none'), reason: z.string().min(1).max(2000), at: Instant, by: MemberId }),
]);
export type KindChoice = z.infer<typeof KindChoice>;

/** The document of the body that is endorsed; its bytes are a blob of the response (RK4). */
export const Attachment = z.strictObject({
  digest: Digest,
  name: z.string().min(1).max(200),
  type: z.enum(['pdf', 'docx']),
  bytes: z.number().int().min(1),
  at: Instant,
  by: MemberId,
});
export type Attachment = z.infer<typeof Attachment>;

/** The part of a response that says what the network does. */
export interface OfKind {
  /** Every choice, in order; absent where nobody chose: then the network responds (RK1). */
  readonly kinds?: readonly KindChoice[] | undefined;
  /** The attached document. It stays while another kind is chosen (RK2). */
  readonly attachment?: Attachment | undefined;
}

/** The kind of a response now. */
export function kindOf({ kinds }: OfKind): ResponseKind {
  return kinds?.at(-1)?.type ?? 'respond';
}

/** The choice not to respond that is in force; null where the network responds or endorses. */
export function notResponding({ kinds }: OfKind): Extract<KindChoice, { type: 'none' }> | null {
  const last = kinds?.at(-1);
  return last?.type === 'none' ? last : null;
}

/** The body whose response is endorsed, and its document as far as it is attached; null where nothing is endorsed. */
export function endorsementOf({ kinds, attachment }: OfKind): { readonly body: string; readonly attachment: Attachment | null } | null {
  const last = kinds?.at(-1);
  return last?.type === 'endorse' ? { body: last.body, attachment: attachment ?? null } : null;
}

/** The body that was named last, also where another kind was chosen since; empty where none was (RK2). */
export function namedBody({ kinds }: OfKind): string {
  return kinds?.findLast((one) => one.type === 'endorse')?.body ?? '';
}
