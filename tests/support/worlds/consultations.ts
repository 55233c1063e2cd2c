import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { type Consultation, type Question, currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { Digest, type Instant } from '../../../src/domain/outcome.ts';
import { ExportId, ResponseId } from '../../../src/domain/ids.ts';
import { recordFinalExport } from '../../../src/domain/document/release.ts';
import { approvedRound } from '../../../src/domain/response/response.ts';
import { MassDeletions } from '../../../src/features/history/mass-deletions.ts';
import { pages as audit } from '../../../src/features/audit/pages.ts';
import { pages as consultations } from '../../../src/features/consultations/pages.ts';
import { pages as following } from '../../../src/features/following/pages.ts';
import { pages as networks } from '../../../src/features/networks/pages.ts';
import { pages as progress } from '../../../src/features/progress/pages.ts';
import { pages as positions } from '../../../src/features/positions/pages.ts';
import { pages as responses } from '../../../src/features/responses/pages.ts';
import { pages as submissions } from '../../../src/features/submissions/pages.ts';
import { pages as weekly } from '../../../src/features/weekly/pages.ts';
import { pages as work } from '../../../src/features/work/pages.ts';
import { change } from '../../../src/store/change.ts';
import { type SignOffWorld, base, decides, locks, openSignOffWorld, who } from './sign-off.ts';
import type { Answer } from '../visitor.ts';

// The demonstration's network with every page that stands around its consultation.

/** Opens the world with the pages of the register, of work, of submission, of the record and of the network. */
export async function openConsultationsWorld(t: Test): Promise<SignOffWorld> {
  const world = await openSignOffWorld(t);
  work(world.app, world.services);
  weekly(world.app, world.services);
  consultations(world.app, world.services);
  responses(world.app, world.services, new MassDeletions(world.services));
  following(world.app, world.services);
  progress(world.app, world.services);
  positions(world.app, world.services);
  submissions(world.app, world.services);
  audit(world.app, world.services);
  networks(world.app, world.services);
  return world;
}

/** A consultation as it is stored now. */
export async function stored(world: SignOffWorld, id: string): Promise<Consultation> {
  const found = await world.services.aggregates.get('consultation', id);
  if (found === null) throw new Error(`there is no consultation ${id}`);
  return found.state;
}

export async function questionsOf(world: SignOffWorld, id: string): Promise<readonly Question[]> {
  return currentQuestions(await stored(world, id)).questions;
}

/** One part of a multipart form: a text, or a file. */
export type Part = string | { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** Posts a multipart form as somebody who is signed in, with the token of the page it saw last. */
export async function send(
  app: FastifyInstance,
  world: SignOffWorld,
  id: string,
  url: string,
  parts: Readonly<Record<string, Part>>,
): Promise<Answer> {
  await world.member(id);
  const session = world.services.keys.hmac('session', id);
  const form = new FormData();
  form.set('_csrf', world.services.keys.hmac('csrf', session));
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === 'string') form.set(name, part);
    else form.set(name, new File([new Uint8Array(part.bytes)], part.name, { type: part.type }));
  }
  const request = new Request('http://localhost:3000', { method: 'POST', body: form });
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: {
      host: 'localhost:3000',
      accept: 'text/html',
      cookie: `concord-session=${id}`,
      'content-type': request.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: answer.statusCode, location: answer.headers.location ?? '', body: answer.body, headers: answer.headers };
}

/** Takes the response through its three offices. */
export async function approve(world: SignOffWorld): Promise<Digest> {
  await locks(world);
  await decides(world, who.chair, { decision: 'approve', comment: 'Question 5 now says <what> we mean' });
  await decides(world, who.vice, { decision: 'approve' });
  await decides(world, who.sponsor, { decision: 'approve' });
  const round = approvedRound((await world.response()).state);
  if (round === null) throw new Error('not approved');
  return round.digest;
}

/** Records that the final document was made, as the export job does. */
export async function exported(world: SignOffWorld, digest: Digest): Promise<void> {
  const at: Instant = world.services.now();
  const made = { exportId: ExportId.parse('e1'), format: 'pdf' as const, digest, artefact: Digest.parse('b'.repeat(64)), at };
  await change(world.services.aggregates, 'response', ResponseId.parse('send-review'), 'system', (response) =>
    recordFinalExport(response, made),
  );
}

export { base, who };
