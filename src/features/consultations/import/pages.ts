import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../../../services.ts';
import { registerUploads, type UploadRules } from '../../../web/uploads.ts';
import { askedIn } from '../asked.ts';
import { bringIn } from '../commands.ts';
import { mostBytes, readImport } from './form.ts';
import { plannedImport, toKeep } from './planned.ts';
import { readSource } from './read.ts';
import { chooseView, previewView } from './view.ts';

const tooLarge = 'A question set must be 5 MB or smaller; 500 questions need less than 1 MB.';

/** Importing a question set: paste or choose a file, mend each fault at its place, keep the set as a new version. */
export function importPages(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => askedIn(services, request);
    // Each question has its short title, its condition, its origin and each field that was mended.
    const again: UploadRules['again'] = async (request, reply, { fields, sentence }) => {
      const { consultation } = await askedIn(services, request);
      const unreadable = { ok: false, wrong: 'The file is too large', mend: sentence.replace(/\.$/u, '') } as const;
      return reply.page('consultations/import', chooseView(consultation, readImport(fields), unreadable, 'file'), 413);
    };
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: 'source', fields: 5_000, again });

    scope.get('/consultations/:consultationId/questions/import', async (request, reply) => {
      const { consultation } = await askedIn(services, request);
      return reply.page('consultations/import', chooseView(consultation, { typed: '' }, null));
    });

    scope.get('/consultations/:consultationId/questions/example.csv', async (request, reply) => {
      await askedIn(services, request);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="questions-example.csv"')
        .send(exampleTable);
    });

    scope.post('/consultations/:consultationId/questions/import', async (request, reply) => {
      const { viewer, consultation } = await askedIn(services, request);
      const posted = readImport(request.body);
      const read = posted.unreadable ?? readSource(posted.source, posted.mends);
      if (!read.ok) {
        const at = posted.unreadable === null ? 'source' : 'file';
        return reply.page('consultations/import', chooseView(consultation, posted, read, at), 400);
      }
      const it = { consultation, posted, read };
      const planned = plannedImport(consultation, read, posted);
      const whole = planned.ready.length === read.entries.length;
      if (planned.ready.length === 0 || posted.wanted === 'look' || (posted.wanted === 'all' && !whole))
        return reply.page('consultations/preview', previewView(it, null), whole ? 200 : 400);
      const { decisions } = planned;
      const asked = toKeep(planned, posted);
      const kept = await bringIn(services, viewer.person, consultation.id, { asked, decisions, over: posted.over });
      if (kept.ok || kept.code === 'already-exists')
        return reply.redirect(`/consultations/${consultation.id}?done=${kept.ok ? 'imported' : 'same'}`, 303);
      // Another import may have come first: the page compares with the set as it is now, and every choice stays.
      const now = (await askedIn(services, request)).consultation;
      return reply.page(
        'consultations/preview',
        previewView({ ...it, consultation: now }, kept),
        kept.code === 'questions-changed' ? 409 : 400,
      );
    });
    done();
  });
}

/** An example for a spreadsheet. The mark at its beginning tells Excel that it is UTF-8. */
const exampleTable = [
  '\ufeffNumber,Short title,Question,Kind,Options,Choose up to,Word limit,Follow-up,Asked only if,Part',
  '1,National standards,"What matters most in setting national standards?",Text,,,250,,,Chapter 2',
  '2,Redress,"How far do you agree with the approach to redress?",Scale,Strongly agree; Agree; Disagree; Strongly disagree,,250,"If you disagree, say why.",,Chapter 2',
  '3,Better redress,"What would work better?",Text,,,250,,2: Disagree; Strongly disagree,Chapter 2',
  '7a,Features,"Which three features matter most?",Several choices,Location; Space; Staff; Garden,3,,,,Chapter 3',
  '',
].join('\r\n');
