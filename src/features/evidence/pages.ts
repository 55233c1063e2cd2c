import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Losses } from '../../collab/ports.ts';
import { EvidenceLabel, isQuotable } from '../../domain/evidence/label.ts';
import { EvidenceId, SectionId } from '../../domain/ids.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { removalOf } from '../../domain/response/removal/removal.ts';
import { isOpen } from '../../domain/response/response.ts';
import { evidenceNamed, evidenceSeenBy } from '../../reading/evidence.ts';
import { membersOf } from '../../reading/people.ts';
import { readBlob } from '../../reading/snapshot.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import type { Reader } from '../../store/reader.ts';
import { parseForm } from '../../web/forms.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { field, posted } from '../../web/fields.ts';
import { relabel, withdraw } from './commands.ts';
import { type Owning, itemView } from './item-view.ts';
import { boxesPages } from './boxes-pages.ts';
import { offerPages } from './offer-pages.ts';
import { quote, unquote } from './quoting.ts';
import { usedIn } from './used.ts';
import { type Matter, listView, notStarted } from './views.ts';

const OfEvidence = OfConsultation.extend({ evidenceId: EvidenceId });
const Relabelling = z.object({ label: field(EvidenceLabel, 'Choose a label.') });

const path = '/consultations/:consultationId/evidence';

/** Evidence of a response: the list, offering, one piece, its file, its label, its withdrawal. */
export function pages(app: FastifyInstance, services: Services, losses: Losses): void {
  app.get(path, async (request, reply) => {
    const found = await caseOf(services, request, 'evidence.view', notStarted);
    const { evidence, hidden } = await evidenceSeenBy(services, found.response, found.viewer);
    const states = evidence.map(({ state }) => state);
    const used = await usedIn(services, found.response, found.consultation);
    const matter = await matterOf(services, found);
    return app.reading.spend(found.viewer.member.id, () =>
      reply.page('evidence/list', listView(matter, { evidence: states, hidden }, used)),
    );
  });
  offerPages(app, services);
  boxesPages(app, services, losses);
  itemPages(app, services, losses);
  quotingPages(app, services, losses);
}

/** The matter of a page from its case. */
export async function matterOf(reader: Reader, { viewer, network, consultation, response }: Case): Promise<Matter> {
  return { consultation, response, network, members: await membersOf(reader, network.id), duties: viewer.duties };
}

function itemPages(app: FastifyInstance, services: Services, losses: Losses): void {
  app.get(`${path}/:evidenceId`, async (request, reply) => {
    const { found, stored } = await seen(services, request);
    const used = await usedIn(services, found.response, found.consultation);
    const shown = { owns: owning(found, stored), usedIn: used.get(stored.id) ?? [], isOpen: isOpen(found.response) };
    return reply.page('evidence/item', itemView(await matterOf(services, found), stored.state, shown));
  });

  app.get(`${path}/:evidenceId/file`, async (request, reply) => fileOf(services, request, reply));

  app.post(`${path}/:evidenceId/label`, async (request, reply) => {
    const { found, stored } = await seen(services, request);
    const form = parseForm(Relabelling, request.body);
    if (!form.ok) throw new Refusal(refused('invalid', 'Choose a label.'));
    const { label } = form.value;
    const done = await relabel(services, found.viewer.person, stored.state, label);
    if (done.ok && !isQuotable(label)) await takeOutToo(services, request, { found, stored, losses });
    return afterwards(done, found, stored, reply);
  });

  app.post(`${path}/:evidenceId/withdraw`, async (request, reply) => {
    const { found, stored } = await seen(services, request);
    const done = await withdraw(services, found.viewer.person, stored.state);
    if (done.ok) await takeOutToo(services, request, { found, stored, losses });
    return afterwards(done, found, stored, reply);
  });
}

/**
 * Takes the boxes of a piece out of all answers where its form asks for that (EV16). A box that stays, because the text is locked or
 * the person may not write, holds the text up as any other: the page that follows shows it.
 */
async function takeOutToo(services: Services, request: FastifyRequest, { found, stored, losses }: Changing): Promise<void> {
  const { response, consultation, viewer } = found;
  if (posted(request.body, 'takeOut') !== 'yes') return;
  const used = (await usedIn(services, response, consultation)).get(stored.id) ?? [];
  for (const id of used) {
    await unquote(services, viewer.person, { response, consultation, section: SectionId.parse(id), evidence: stored.id, losses });
  }
}

interface Changing {
  readonly found: Case;
  readonly stored: Stored<'evidence'>;
  readonly losses: Losses;
}

const Section = z.object({ section: field(SectionId, 'Choose a question.') });

function quotingPages(app: FastifyInstance, services: Services, losses: Losses): void {
  for (const [way, act] of [
    ['quote', quote],
    ['unquote', unquote],
  ] as const) {
    app.post(`${path}/:evidenceId/${way}`, async (request, reply) => {
      const { found, stored } = await seen(services, request);
      const form = parseForm(Section, request.body);
      if (!form.ok) throw new Refusal(refused('invalid', 'Choose a question.'));
      const { response, consultation, viewer } = found;
      const { section } = form.value;
      const done = await act(services, viewer.person, { response, consultation, section, evidence: stored.state.id, losses });
      if (!done.ok) throw new Refusal(done);
      if (done.became === 'late') throw new Refusal(refused('not-drafting'));
      const there = `/consultations/${consultation.id}`;
      return reply.redirect(way === 'quote' ? `${there}/response#s-${section}` : `${there}/evidence/${stored.id}`, 303);
    });
  }
}

/** Evidence in a URL that the viewer may see. Throws `not-found` for any other, exactly as for an id that nobody has (EV5). */
async function seen(reader: Reader, request: FastifyRequest): Promise<{ readonly found: Case; readonly stored: Stored<'evidence'> }> {
  const found = await caseOf(reader, request, 'evidence.view', notStarted);
  const { evidenceId: id } = paramsOf(request, OfEvidence);
  const stored = await evidenceNamed(reader, { responseId: found.response.id, id }, found.viewer);
  if (stored === null) throw new Refusal(refused('not-found'));
  return { found, stored };
}

function owning({ viewer: { member } }: Case, { state }: Stored<'evidence'>): Owning {
  if (member.organisationId === state.organisationId) return 'organisation';
  return state.offeredBy === member.id ? 'recorder' : 'other';
}

/** Leads to the piece. A second post of a form is no failure (SF7). */
function afterwards(
  done: { readonly ok: true } | Refused,
  { consultation }: Case,
  { id }: Stored<'evidence'>,
  reply: FastifyReply,
): FastifyReply {
  if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
  return reply.redirect(`/consultations/${consultation.id}/evidence/${id}`, 303);
}

const goneFile = 'This file held words that were removed for good, so it was removed with them.';

/** A file leaves as a download: no browser opens it here (EV10). */
async function fileOf(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { stored, found } = await seen(services, request);
  const { file } = stored.state;
  const bytes = file === null ? null : await readBlob(services, stored.id, file.digest);
  if (file !== null && removalOf(found.response, file.digest) !== null) throw new Refusal(refused('removed', goneFile));
  if (file === null || bytes === null) throw new Refusal(refused('not-found'));
  if (bytes === 'damaged') throw new Refusal(refused('not-found', 'The stored file is damaged. Ask its organisation for another copy.'));
  const name = encodeURIComponent(file.name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(bytes));
}
