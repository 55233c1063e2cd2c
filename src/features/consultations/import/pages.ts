import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Asked, Consultation } from '../../../domain/consultation/consultation.ts';
import type { Entry } from '../../../domain/consultation/questions/entry.ts';
import type { Preview } from '../../../domain/consultation/questions/import.ts';
import { pairImport } from '../../../domain/consultation/register.ts';
import type { Services } from '../../../services.ts';
import { namedConsultation } from '../../../web/found.ts';
import { registerUploads, type UploadRules } from '../../../web/uploads.ts';
import { bringIn } from '../commands.ts';
import { type PostedImport, mostBytes, readImport } from './form.ts';
import { readSource } from './read.ts';
import { withTitle } from './titles.ts';
import { chooseView, previewView } from './view.ts';

const tooLarge = 'A question set must be 5 MB or smaller; 500 questions need less than 1 MB.';

/** Importing a question set: paste or choose a file, mend each fault at its place, keep the set as a new version. */
export function importPages(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => namedConsultation(services, request, 'consultation.edit');
    // A person may have changed every field of each question, or marked the question as new.
    const again: UploadRules['again'] = async (request, reply, { fields, sentence }) => {
      const { consultation } = await namedConsultation(services, request, 'consultation.edit');
      const unreadable = { ok: false, wrong: 'The file is too large', mend: sentence.replace(/\.$/u, '') } as const;
      return reply.page('consultations/import', chooseView(consultation, readImport(fields), unreadable, 'file'), 413);
    };
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: 'source', fields: 2_000, again });

    scope.get('/consultations/:consultationId/questions/import', async (request, reply) => {
      const { consultation } = await namedConsultation(services, request, 'consultation.edit');
      return reply.page('consultations/import', chooseView(consultation, { typed: '' }, null));
    });

    scope.get('/consultations/:consultationId/questions/example.csv', async (request, reply) => {
      await namedConsultation(services, request, 'consultation.edit');
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="questions-example.csv"')
        .send(exampleTable);
    });

    scope.post('/consultations/:consultationId/questions/import', async (request, reply) => {
      const { viewer, consultation } = await namedConsultation(services, request, 'consultation.edit');
      const posted = readImport(request.body);
      const read = posted.unreadable ?? readSource(posted.source, posted.mends);
      if (!read.ok) {
        const at = posted.unreadable === null ? 'source' : 'file';
        return reply.page('consultations/import', chooseView(consultation, posted, read, at), 400);
      }
      const ready = readyIn(read);
      const whole = ready.length === read.entries.length;
      if (ready.length === 0 || posted.wanted === 'look' || (posted.wanted === 'all' && !whole)) {
        return reply.page('consultations/preview', previewView(consultation, posted, read), whole ? 200 : 400);
      }
      const kept = await bringIn(services, viewer.person, consultation.id, {
        asked: titled(consultation, ready, posted),
        fresh: freshAmong(ready, posted),
      });
      if (!kept.ok && kept.code !== 'already-exists') {
        return reply.page(
          'consultations/import',
          chooseView(consultation, posted, { ok: false, wrong: kept.detail.replace(/\.$/, ''), mend: '' }),
          400,
        );
      }
      return reply.redirect(`/consultations/${consultation.id}?done=${kept.ok ? 'imported' : 'same'}`, 303);
    });
    done();
  });
}

/** An example for a spreadsheet. The mark at its beginning tells Excel that it is UTF-8. */
const exampleTable = [
  '\ufeffNumber,Short title,Question,Kind,Options,Choose up to,Word limit,Follow-up,Part',
  '1,National standards,"What matters most in setting national standards?",Text,,,250,,Chapter 2',
  '2,Redress,"How far do you agree with the approach to redress?",Scale,Strongly agree; Agree; Disagree; Strongly disagree,,250,"If you disagree, say why.",Chapter 2',
  '7a,Features,"Which three features matter most?",Several choices,Location; Space; Staff; Garden,3,,,Chapter 3',
  '',
].join('\r\n');

type Ready = Entry & { readonly asked: Asked };

function readyIn(preview: Preview): readonly Ready[] {
  return preview.entries.filter((entry): entry is Ready => entry.asked !== null);
}

/** The questions to keep, with their short titles. */
function titled(consultation: Consultation, ready: readonly Ready[], { mends }: PostedImport): readonly Asked[] {
  const pairings = pairImport(
    consultation,
    ready.map(({ asked }) => asked),
  );
  return ready.map(({ asked, n }, place) => withTitle(asked, pairings[place] ?? null, mends.get(n) ?? {}));
}

function freshAmong(ready: readonly Ready[], posted: PostedImport): ReadonlySet<number> {
  return new Set(ready.flatMap((entry, place) => (posted.fresh.has(entry.n) ? [place] : [])));
}
