import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { signedIn } from '../../web/viewer.ts';
import { addressSince, dropAddress, makeAddress, ownerOf } from './address.ts';
import { datesFor } from './dates.ts';
import { calendarFile } from './file.ts';
import { Pace } from './pace.ts';
import { calendarView } from './views.ts';

const OfToken = z.object({ token: z.string().regex(/^[\w-]{43}$/u) });

const here = '/you/calendar';

/** The most addresses that a person makes in a window of milliseconds. */
const makings = { most: 20, window: 3_600_000 };

/** A person's dates in their own calendar: the page with the secret address, and the calendar behind it (WO36 to WO38). */
export function pages(app: FastifyInstance, services: Services): void {
  addressPages(app, services);
  const pace = new Pace();
  app.get('/calendar/:token.ics', async (request, reply) => {
    const owner = await ownerOf(services, paramsOf(request, OfToken).token);
    if (owner === null) throw new Refusal(refused('not-found'));
    pace.count(owner.person);
    const dates = await datesFor(services, owner);
    if (dates === null) throw new Refusal(refused('not-found'));
    const { body, etag } = calendarFile(dates, services.baseUrl());
    void reply.headers({ etag, 'cache-control': 'private, no-cache' });
    // A proxy that packs the file marks the tag as weak.
    if (request.headers['if-none-match']?.includes(etag) === true) return reply.code(304).send();
    return reply.type('text/calendar; charset=utf-8').header('content-disposition', 'inline; filename="concord.ics"').send(body);
  });
}

function addressPages(app: FastifyInstance, services: Services): void {
  app.get(here, async (request, reply) => {
    const viewer = signedIn(request);
    const since = await addressSince(services, viewer.member);
    return reply.page('calendar/calendar', calendarView(viewer, { since, made: '' }));
  });

  // The answer to this POST is the one page that shows the address, so it is no redirect.
  app.post(here, async (request, reply) => {
    const viewer = signedIn(request);
    await limit(services, `calendar/${viewer.member.id}`, makings.most, makings.window);
    const made = `${services.baseUrl()}/calendar/${await makeAddress(services, viewer.member)}.ics`;
    return reply.page('calendar/calendar', calendarView(viewer, { since: services.now(), made }));
  });

  app.post(`${here}/off`, async (request, reply) => {
    await dropAddress(services, signedIn(request).member);
    return reply.redirect(here, 303);
  });
}
