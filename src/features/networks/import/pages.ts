import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readRoster, type Roster } from '../../../domain/network/roster.ts';
import { membersOf } from '../../../reading/people.ts';
import type { Services } from '../../../services.ts';
import { Refusal } from '../../../web/problems.ts';
import { registerUploads, type UploadRules } from '../../../web/uploads.ts';
import { allowed, type Viewer } from '../../../web/viewer.ts';
import { bringIn } from '../commands.ts';
import { readList } from './columns.ts';
import { mostBytes, readPosted } from './form.ts';
import { chooseView, previewView, totals } from './view.ts';

const path = '/network/import';
const tooLarge = 'A list must be 1 MB or smaller. That is room for several thousand people: bring in a part at a time.';

/** Adding organisations and people from a list: paste it or choose a file, look at the preview, add everything at once. */
export function importPages(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => Promise.resolve(allowed(request, 'network.manage'));
    const again: UploadRules['again'] = (_request, reply, { fields, sentence }) => {
      const error = { field: 'file', wrong: 'The file is too large', mend: sentence.replace(/\.$/u, '') } as const;
      return reply.page('networks/import', chooseView(readPosted(fields).source, error), 413);
    };
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: 'source', fields: 10, again });

    scope.get(path, (request, reply) => {
      allowed(request, 'network.manage');
      return reply.page('networks/import', chooseView('', null));
    });

    scope.post(path, async (request, reply) => posted(services, allowed(request, 'network.manage'), request, reply));
    done();
  });
}

async function posted(services: Services, viewer: Viewer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const given = readPosted(request.body);
  if (!given.ok) return reply.page('networks/import', chooseView(given.source, given), 400);
  const list = readList(given.source);
  if (!list.ok) return reply.page('networks/import', chooseView(given.source, { ...list, field: 'source' }), 400);
  const read = async (): Promise<Roster> => {
    const network = await services.aggregates.get('network', viewer.network.id);
    const members = [...(await membersOf(services, viewer.network.id)).values()];
    return readRoster(list.rows, network?.state ?? viewer.network, members, services.now());
  };
  const roster = await read();
  if (!given.adding) return reply.page('networks/preview', previewView(given.source, list, roster), roster.flaws.length > 0 ? 400 : 200);
  const done = await bringIn(services, viewer.person, roster);
  if (!done.ok) throw new Refusal(done);
  if (roster.flaws.length === 0) return reply.redirect('/network?done=list', 303);
  // The lines that need mending stay in the form. A second post adds nothing twice (NW5).
  const added = totals(roster.organisations.length, roster.people.length);
  return reply.page('networks/preview', previewView(given.source, list, await read(), added), 200);
}
