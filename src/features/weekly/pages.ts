import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Services } from '../../services.ts';
import { posted } from '../../web/fields.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { checkToken, limit } from '../../web/security.ts';
import { allowed } from '../../web/viewer.ts';
import { choose } from './commands.ts';
import { type Linked, chosenByLink, memberOf } from './link.ts';
import { choiceView, goneView } from './views.ts';

const OfLink = z.object({ token: z.string().max(100) });
const Saved = z.object({ saved: queryText });
const Choice = z.enum(['weekly', 'never']);

/** The most choices that one link makes in a day: a robot that presses on and on fills no record. */
const mostADay = 20;
const day = 24 * 3_600_000;
/** The longest body of a press: a mail program sends one field. */
const longestPress = 4_096;

/** The choice about the weekly email: by the link in it, without signing in, and on the page *You* (MA10). */
export function pages(app: FastifyInstance, services: Services): void {
  app.post('/you/weekly', async (request, reply) => {
    const viewer = allowed(request, 'weekly.choose');
    const choice = Choice.safeParse(posted(request.body, 'choice'));
    if (choice.success) {
      const done = await choose(services, viewer.person, choice.data);
      if (!done.ok) throw new Refusal(done);
    }
    return reply.redirect(posted(request.body, 'next') === 'work' ? '/work' : '/you#weekly', 303);
  });
  void app.register((scope, _options, done) => {
    linkPages(scope, services);
    done();
  });
}

function linkPages(app: FastifyInstance, services: Services): void {
  // Mail programs press the button of RFC 8058 in either form of a body.
  app.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: longestPress }, (_request, body, done) => {
    done(null, isPressInParts(String(body)) ? { 'List-Unsubscribe': 'One-Click' } : {});
  });

  app.get('/w/:token', async (request, reply) => {
    const linked = await memberOf(services, paramsOf(request, OfLink).token);
    if (linked === null) return gone(reply);
    return reply.page('weekly/choice', choiceView(linked, { saved: queryOf(request, Saved).saved !== '', error: '' }));
  });

  app.post('/w/:token', { config: { csrf: false } }, async (request, reply) => {
    const { token } = paramsOf(request, OfLink);
    const linked = await memberOf(services, token);
    if (linked === null) return gone(reply);
    if (posted(request.body, 'List-Unsubscribe') === 'One-Click') return stopped(services, reply, linked);
    checkToken(request, services, posted(request.body, '_csrf'));
    const choice = Choice.safeParse(posted(request.body, 'choice'));
    // Nothing is picked beforehand: a robot that presses the button alone changes nothing.
    if (!choice.success)
      return reply.page('weekly/choice', choiceView(linked, { saved: false, error: 'Say if you want the weekly email' }), 400);
    await save(services, linked, choice.data);
    return reply.redirect(`/w/${token}?saved=yes`, 303);
  });
}

async function stopped(services: Services, reply: FastifyReply, linked: Linked): Promise<FastifyReply> {
  await save(services, linked, 'never');
  return reply.type('text/plain; charset=utf-8').send('You get no weekly email any more.\n');
}

async function save(services: Services, linked: Linked, choice: z.infer<typeof Choice>): Promise<void> {
  await limit(services, `weekly/${linked.member.id}`, mostADay, day);
  const done = await chosenByLink(services, linked, choice);
  if (!done.ok) throw new Refusal(done);
}

function isPressInParts(body: string): boolean {
  return /name="?List-Unsubscribe"?\s+One-Click\s/.test(body);
}

function gone(reply: FastifyReply): FastifyReply {
  return reply.page('weekly/gone', goneView(), 404);
}
