import type { FastifyRequest } from 'fastify';
import { fieldsOf, listOf } from './forms.ts';

/** The words of a form that was refused, so that its answer loses none of them (SF9). */
export interface Kept {
  /** The texts that somebody wrote, to read and copy. */
  readonly texts: readonly string[];
  /** The form again, to send as it was; null where sending it again brings no other answer, or where its token is not ours to give. */
  readonly again: Again | null;
}

interface Again {
  /** A path of this service. */
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/** Text with fewer characters is typed again in a moment. */
const short = 20;

/**
 * The words of a posted form; null where it had none. Only a browser that says that the form stood on a page of ours gets them back:
 * no other site can have its words shown here. `repeats`: the form may succeed if it is sent once more.
 */
export function keptOf(request: FastifyRequest, repeats: 'repeats' | 'ends'): Kept | null {
  if (request.method !== 'POST' || request.is404 || !request.isFromOurPage) return null;
  const fields = Object.entries(fieldsOf(request.body)).flatMap(([name, value]) => listOf(value).map((one) => ({ name, value: one })));
  const texts = fields.map(({ value }) => value.trim()).filter((text) => text.length >= short && /\s/u.test(text));
  const mayRepeat = repeats === 'repeats' && request.routeOptions.config.csrf !== false && fields.length > 0;
  const again = mayRepeat ? { action: request.url, fields } : null;
  return texts.length === 0 && again === null ? null : { texts, again };
}
