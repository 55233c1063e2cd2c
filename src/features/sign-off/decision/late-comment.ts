import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sameText } from '../../../keys.ts';
import type { Services } from '../../../services.ts';
import { deskIdOf } from '../../../web/desks.ts';
import { posted } from '../../../web/fields.ts';
import { optionalText } from '../../../web/forms.ts';
import { type Desk, type Way, deskToken, from, wayKey } from './desk.ts';

// A comment that was posted after its desk had ended comes back at the next desk of that browser (SO58). The choice and the name
// do not: they are made anew each time.

const space = 'desk-comment';
const keptFor = 24 * 60 * 60_000;

/** The comment of one desk, for one way to one text. */
const Kept = z.object({ way: z.string(), digest: z.string(), comment: z.string() });

/** The most characters of a comment. */
export const longestComment = 20_000;

/** Makes a place for the comment of a new desk, with the comment that this browser posted late for the request. */
export async function carryComment(services: Services, before: string | null, desk: string, way: Way): Promise<void> {
  const late = before === null ? null : Kept.safeParse((await services.ephemeral.take(space, before))?.value);
  const fits = late?.success === true && late.data.way === wayKey(way) && late.data.digest === way.link.digest;
  const kept = { way: wayKey(way), digest: way.link.digest, comment: fits ? late.data.comment : '' };
  await services.ephemeral.put(space, desk, kept, from(services, keptFor));
}

/** Keeps the comment of a form whose desk has ended. False where there is none, or the form is not of this browser’s last desk. */
export async function keepLateComment(services: Services, request: FastifyRequest): Promise<boolean> {
  const id = deskIdOf(services, request);
  const token = posted(request.body, '_csrf');
  const typed = optionalText(longestComment).safeParse(posted(request.body, 'comment'));
  if (id === null || typeof token !== 'string' || !sameText(token, deskToken(services, id))) return false;
  if (!typed.success || typed.data === '') return false;
  const record = await services.ephemeral.get(space, id);
  const kept = Kept.safeParse(record?.value);
  if (record === null || !kept.success) return false;
  return services.ephemeral.replace(space, id, record.value, { ...kept.data, comment: typed.data }, from(services, keptFor));
}

/** The comment that came back to a desk; empty where none did. */
export async function lateComment(services: Services, desk: Desk): Promise<string> {
  return Kept.safeParse((await services.ephemeral.get(space, desk.id))?.value).data?.comment ?? '';
}

/** Forgets the comment of a desk: its decision is recorded. */
export async function dropComment(services: Services, desk: Desk): Promise<void> {
  await services.ephemeral.drop(space, desk.id);
}
