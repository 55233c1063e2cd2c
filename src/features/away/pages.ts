import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MemberId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import { Instant, refused } from '../../domain/outcome.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { posted } from '../../web/fields.ts';
import { failedForm, type FieldError } from '../../web/forms.ts';
import { paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { endAway, recordAway } from './commands.ts';
import { awayError, freshAway, readAway } from './form.ts';
import { awayView } from './view.ts';

const OfMember = z.object({ id: MemberId });

const path = '/network/members/:id/away';

/** When a member is away, and who stands in: a page for themselves and for the coordinator (WO30). */
export function pages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => shown(services, reply, await found(services, request), freshAway));

  app.post(path, async (request, reply) => {
    const place = await found(services, request);
    const read = readAway(request.body, place.viewer.network);
    const done = read.ok ? await recordAway(services, place.viewer.person, place.member.id, read.value) : read;
    if (done.ok) return reply.redirect(pageOf(place), 303);
    const errors: readonly FieldError[] = 'errors' in done ? done.errors : [awayError(done)];
    return shown(services, reply, place, failedForm(freshAway, request.body, errors), 400);
  });

  app.post(`${path}/end`, async (request, reply) => {
    const place = await found(services, request);
    const from = Instant.safeParse(posted(request.body, 'from'));
    const done = from.success ? await endAway(services, place.viewer.person, place.member.id, from.data) : refused('invalid');
    if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
    return reply.redirect(pageOf(place), 303);
  });
}

interface Place {
  readonly viewer: Viewer;
  readonly member: Member;
  readonly members: ReadonlyMap<string, Member>;
}

/** A member whose absences the viewer may record. Throws `not-found` for a member of another network before anything else (AC5). */
async function found(services: Services, request: FastifyRequest): Promise<Place> {
  const viewer = allowed(request, 'network.view');
  const members = await membersOf(services, viewer.network.id);
  const member = members.get(paramsOf(request, OfMember).id);
  if (member === undefined) throw new Refusal(refused('not-found'));
  allowed(request, 'absence.record', { mine: member.id === viewer.member.id });
  return { viewer, member, members };
}

function pageOf({ member }: Place): string {
  return `/network/members/${member.id}/away`;
}

function shown(services: Services, reply: FastifyReply, place: Place, form: typeof freshAway, status = 200): FastifyReply {
  const { viewer, member, members } = place;
  const own = member.id === viewer.member.id;
  return reply.page('away/away', awayView({ network: viewer.network, members, member, own, form, now: services.now() }), status);
}
