import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { VersionId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { type Version, longestVersionName } from '../../domain/response/version.ts';
import { type Text, textOf } from '../../drafts/version-text.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { compareSnapshots } from '../../text/compare.ts';
import { type FormModel, failedForm, freshForm, parseForm, requiredLine } from '../../web/forms.ts';
import { caseOf, type Case } from '../../web/found.ts';
import { OfConsultation, paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { addedPages } from './added-pages.ts';
import { keepNamed, versionsOf } from '../../drafts/keeping.ts';
import { goneNow, textNow } from './texts.ts';
import { type HistoryShown, compareView, draftNow, historyView, versionView } from './views.ts';

const base = '/consultations/:consultationId/history';

/** The most versions a page lists: at one an hour, months of writing without a pause. */
const most = 1000;

/** How many versions one member can keep in an hour. */
const mostNamed = 30;
const hour = 60 * 60 * 1000;

const OfVersion = OfConsultation.extend({ version: VersionId });
const Listing = z.object({ all: queryText });
const Chosen = z.union([z.literal(draftNow), VersionId]);
const Comparing = z.object({ was: Chosen, now: Chosen });

const nothingYet = 'There is no history yet: the text was not started.';

/** The versions of a draft: listed, read, compared, and kept under a name (CO13). */
export function pages(app: FastifyInstance, services: Services): void {
  app.get(base, async (request, reply) => {
    const it = await caseOf(services, request, 'response.read', nothingYet);
    return showHistory(services, reply, it, freshForm({ name: '' }), { all: queryOf(request, Listing).all === '1' });
  });
  app.post(base, async (request, reply) => {
    const it = await caseOf(services, request, 'version.keep', nothingYet);
    const posted = parseForm(NameForm, request.body);
    if (!posted.ok)
      return showHistory(services, reply, it, failedForm(freshForm({ name: '' }), request.body, posted.errors), { status: 400 });
    await limit(services, `version/${it.viewer.member.id}`, mostNamed, hour);
    const id = VersionId.parse(services.newId());
    const { response, consultation, viewer } = it;
    const kept = await keepNamed(services, viewer.person, { response, consultation }, { id, name: posted.value.name });
    if (kept !== null && 'ok' in kept) throw new Refusal(kept);
    return reply.redirect(`/consultations/${consultation.id}/history#v-${id}`, 303);
  });
  addedPages(app, services);
  app.get(`${base}/compare`, async (request, reply) => {
    const it = await caseOf(services, request, 'response.read', nothingYet);
    const shown = await shownOf(services, it);
    const asked = queryOf(request, Comparing);
    const [was, now] = [chosenIn(shown, asked.was), chosenIn(shown, asked.now)];
    const [before, after] = await Promise.all([was, now].map((one) => textFor(services, it, one)));
    if (before === undefined || after === undefined) throw new Refusal(refused('not-found'));
    return app.reading.spend(it.viewer.member.id, () => {
      const changes = compareSnapshots(before.snapshot, after.snapshot);
      return reply.page('history/compare', compareView(shown, { was, now, changes, sections: after.snapshot.sections.length }));
    });
  });
  app.get(`${base}/:version`, async (request, reply) => {
    const it = await caseOf(services, request, 'response.read', nothingYet);
    const shown = await shownOf(services, it);
    const { version: id } = paramsOf(request, OfVersion);
    const version = shown.versions.find((one) => one.id === id);
    if (version === undefined) throw new Refusal(refused('not-found'));
    const text = await textOf(services, it, version);
    return app.reading.spend(it.viewer.member.id, () => reply.page('history/version', versionView(shown, version, text)));
  });
}

const NameForm = z.object({ name: requiredLine('Give the version a name', longestVersionName) });

async function shownOf(reader: Reader, it: Case): Promise<HistoryShown> {
  const versions = (await versionsOf(reader, it.response, most)).map(({ state }) => state);
  return { ...it, duties: it.viewer.duties, members: await membersOf(reader, it.viewer.network.id), versions, now: reader.now() };
}

async function showHistory(
  services: Services,
  reply: FastifyReply,
  it: Case,
  form: FormModel<'name'>,
  { all = false, status = 200 }: { readonly all?: boolean; readonly status?: number },
): Promise<FastifyReply> {
  const model = historyView(await shownOf(services, it), await textNow(services, it), { form, all, gone: await goneNow(services, it) });
  return reply.page('history/history', model, status);
}

/** A version by its id, or the present text. Throws `not-found` for an unknown version. */
function chosenIn({ versions }: HistoryShown, asked: z.infer<typeof Chosen>): Version | typeof draftNow {
  if (asked === draftNow) return draftNow;
  const version = versions.find((one) => one.id === asked);
  if (version === undefined) throw new Refusal(refused('not-found'));
  return version;
}

function textFor(services: Services, it: Case, chosen: Version | typeof draftNow): Promise<Text> {
  return chosen === draftNow ? textNow(services, it) : textOf(services, it, chosen);
}
