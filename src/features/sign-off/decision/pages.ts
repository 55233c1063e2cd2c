import { sendEndorsed } from './document.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Digest, refused } from '../../../domain/outcome.ts';
import type { DecisionKind } from '../../../domain/round/decision.ts';
import { decisionOf } from '../../../domain/round/stage.ts';
import { whyNotDecide } from '../../../domain/sign-off/decide.ts';
import { judgeBoxes } from '../../../reading/evidence.ts';
import { everybodyIn } from '../../../reading/people.ts';
import { positionsSinceLock } from '../../../reading/signed-text.ts';
import { snapshotOf } from '../../../reading/snapshot.ts';
import type { Services } from '../../../services.ts';
import { type FormModel, failedForm, fieldsOf, freshForm } from '../../../web/forms.ts';
import { paramsOf, queryOf } from '../../../web/params.ts';
import { Refusal } from '../../../web/problems.ts';
import { noteSecurity } from '../../../web/security-log.ts';
import { changesFor } from '../changes.ts';
import { recordDecision } from '../commands.ts';
import { type Link, isAddressedTo, readLink } from '../links.ts';
import { spendCode, spendPost } from './allowance.ts';
import { sendCodeMail } from './code-mail.ts';
import { codeMailOf, tryCode } from './code.ts';
import {
  type Choice,
  type Desk,
  checkDeskToken,
  dropChoice,
  keepChoice,
  keptChoice,
  noteChoice,
  readDesk,
  sitterAt,
  wayOf,
} from './desk.ts';
import { blank, idOf, readPosted, withoutDecision } from './form.ts';
import { dropComment, keepLateComment, lateComment } from './late-comment.ts';
import { matterOf } from './matter.ts';
import { sitDown } from './sit-down.ts';
import { OfReceipt, chosenIn, toReceipt } from './second.ts';
import { type Matter, closedView, codeView, continueView, decisionView, endedView, movedView, receiptView, withChosen } from './view.ts';

// Every page here is for one person and one request. They check their own token: the session is not a sign-in.
const own = { config: { csrf: false } };
const OfLink = z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
const unknownLink =
  'This link is not known here. Check that the whole address was copied from the email. Or sign in, and open the request from your work.';

/** The emailed link and the pages behind it (SO20 to SO27). Nothing here changes anything by GET, HEAD or OPTIONS. */
export function decisionPages(app: FastifyInstance, services: Services): void {
  app.get('/d/:token', async (request, reply) => {
    const { link, token } = await linkIn(services, request);
    const matter = await matterOf(services, link);
    const closed = await whyClosed(services, link, matter);
    return closed === null ? reply.page('sign-off/continue', continueView(matter, token)) : reply.page('sign-off/closed', closed, 200);
  });
  app.post('/d/:token', own, async (request, reply) => {
    const { link } = await linkIn(services, request);
    const matter = await matterOf(services, link);
    const closed = await whyClosed(services, link, matter);
    if (closed !== null && decisionOf(matter.seat.slot) === null) return reply.page('sign-off/closed', closed, 409);
    await sitDown(services, request, reply, { link, came: 'by-link', member: matter.member });
    if (decisionOf(matter.seat.slot) !== null) return reply.redirect('/decision/receipt', 303);
    return reply.redirect((await keptChoice(services, wayOf(link, 'by-link'))) === null ? '/decision' : '/decision/code', 303);
  });
  deskPages(app, services);
  codePages(app, services);
}

function deskPages(app: FastifyInstance, services: Services): void {
  app.get('/decision', async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    return at.closed?.() ?? showDecision(services, reply, at, freshForm({ ...blank, comment: await lateComment(services, at.desk) }));
  });
  app.post('/decision', own, async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply, (await keepLateComment(services, request)) ? 'comment-kept' : 'nothing-kept');
    checkDeskToken(at.desk, request.body);
    await spendPost(services, at.desk);
    if (at.closed !== null) return at.closed(chosenIn(request.body));
    const posted = readPosted(request.body, at);
    if (!posted.ok)
      return showDecision(services, reply, at, failedForm(freshForm(blank), withoutDecision(request.body), posted.errors, idOf), 400);
    if ('stale' in posted) throw new Refusal(posted.stale);
    return act(services, reply, at, posted.choice);
  });
  documentPage(app, services);
  app.get('/decision/receipt', async (request, reply) => {
    const desk = await readDesk(services, request);
    if (desk === null) return ended(request, reply);
    const matter = await matterOf(services, desk.link);
    const { chosen } = queryOf(request, OfReceipt);
    return decisionOf(matter.seat.slot) === null
      ? reply.redirect('/decision', 303)
      : reply.page('sign-off/receipt', receiptView(matter, chosen));
  });
}

function codePages(app: FastifyInstance, services: Services): void {
  app.get('/decision/code', async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    const choice = await keptChoice(services, at.desk);
    if (at.closed !== null) return at.closed();
    return choice === null ? reply.redirect('/decision', 303) : showCode(services, reply, at, choice, freshForm({ code: '' }));
  });
  app.post('/decision/code', own, async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    checkDeskToken(at.desk, request.body);
    if (at.closed !== null) return at.closed(chosenIn(request.body));
    const choice = await keptChoice(services, at.desk);
    if (choice === null) return reply.redirect('/decision', 303);
    const typed = fieldsOf(request.body)['code'];
    const wrong = codeErrors[await tryCode(services, at.desk, choice, typeof typed === 'string' ? typed : '')];
    if (wrong === null) return record(services, reply, at, choice, 'code');
    noteSecurity(services, 'code-wrong', { way: 'decision', member: at.matter.member.id, network: at.matter.member.networkId });
    const form = failedForm(freshForm({ code: '' }), {}, [{ field: 'code', text: wrong }]);
    return showCode(services, reply, at, choice, form, 400);
  });
  app.post('/decision/code/new', own, async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    checkDeskToken(at.desk, request.body);
    await spendPost(services, at.desk);
    if (at.closed !== null) return at.closed();
    const choice = await keptChoice(services, at.desk);
    return choice === null ? reply.redirect('/decision', 303) : sendCode(services, reply, at, choice);
  });
  app.post('/decision/code/change', own, async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    checkDeskToken(at.desk, request.body);
    if (at.closed !== null) return at.closed();
    await dropChoice(services, at.desk);
    return reply.redirect('/decision', 303);
  });
}

const codeErrors = {
  right: null,
  wrong: 'That is not the code. Look at the newest email, and type its six digits',
  guessed: 'Too many codes were typed for this request today. If it was not you, somebody else has your link: tell whoever asks you',
  spent: 'That code was tried too often and no longer works. Send a new one',
  none: 'That code no longer works. Send a new one',
  'other-choice': 'The decision was changed in another window after that code was sent. Read below what it is now, then send a new code',
} as const;

interface AtDesk {
  readonly desk: Desk;
  readonly matter: Matter;
  /**
   * Answers once the request is over: with the receipt, or with how it ended. To be called once the form is known to be real.
   * `chosen`: the decision that the form posts.
   */
  readonly closed: ((chosen?: DecisionKind) => FastifyReply) | null;
}

/** The session at the desk, and whether there is still something to decide; null where the session has ended. */
async function atDesk(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<AtDesk | null> {
  const desk = await readDesk(services, request);
  if (desk === null) return null;
  const matter = await matterOf(services, desk.link);
  const made = decisionOf(matter.seat.slot);
  if (made !== null) return { desk, matter, closed: (chosen = made.kind) => toReceipt(reply, made.kind, chosen) };
  const closed = await whyClosed(services, desk.link, matter);
  return { desk, matter, closed: closed === null ? null : (chosen) => reply.page('sign-off/closed', withChosen(closed, chosen), 409) };
}

/** Records a choice at once, or keeps it and sends the code where the office asks for one (SO24). */
async function act(services: Services, reply: FastifyReply, at: AtDesk, choice: Choice): Promise<FastifyReply> {
  if (at.matter.seat.stage.office.assurance === 'name') return record(services, reply, at, choice, 'name');
  await keepChoice(services, at.desk, choice);
  return sendCode(services, reply, at, choice);
}

async function sendCode(services: Services, reply: FastifyReply, { desk }: AtDesk, choice: Choice): Promise<FastifyReply> {
  await noteChoice(services, desk);
  await spendCode(services, desk);
  await sendCodeMail(services, desk, choice);
  return reply.redirect('/decision/code', 303);
}

async function record(
  services: Services,
  reply: FastifyReply,
  { desk }: AtDesk,
  choice: Choice,
  checked: 'name' | 'code',
): Promise<FastifyReply> {
  const { kind } = choice;
  const done = await recordDecision(services, sitterAt(desk, checked), { ...choice, digest: Digest.parse(choice.digest) });
  await dropChoice(services, desk);
  await dropComment(services, desk);
  const matter = await matterOf(services, desk.link);
  if (done.ok || done.code === 'slot-decided') return toReceipt(reply, decisionOf(matter.seat.slot)?.kind ?? kind, kind);
  return reply.page(
    'sign-off/closed',
    (await whyClosed(services, desk.link, matter)) ?? closedView(matter, { title: 'Nothing was recorded', detail: done.detail }),
    409,
  );
}

async function showDecision(
  services: Services,
  reply: FastifyReply,
  { desk, matter }: AtDesk,
  form: FormModel<'decision' | 'comment' | 'name'>,
  status = 200,
): Promise<FastifyReply> {
  const { response, round, member } = matter;
  const { snapshot } = await snapshotOf(services, response, round.digest);
  const changes = await changesFor(services, response, round, member.id);
  const since = await positionsSinceLock(services, { network: matter.cast.network, response, round }, services.now());
  const { held } = await judgeBoxes(
    services,
    response,
    snapshot.sections.map(({ id, blocks }) => [id, blocks] as const),
  );
  const shown = { desk, snapshot, changes, since, held, nonce: services.newId(), form };
  return reply.page('sign-off/decision', decisionView(matter, shown), status);
}

async function showCode(
  services: Services,
  reply: FastifyReply,
  at: AtDesk,
  choice: Choice,
  form: FormModel<'code'>,
  status = 200,
): Promise<FastifyReply> {
  const mail = await codeMailOf(services, at.desk, choice);
  return reply.page('sign-off/code', codeView(at.matter, { desk: at.desk, choice, mail, form }), status);
}

function ended(request: FastifyRequest, reply: FastifyReply, kept: 'comment-kept' | 'nothing-kept' = 'nothing-kept'): FastifyReply {
  return reply.page('sign-off/ended', endedView(request.viewer, kept), 403);
}

async function linkIn(services: Services, request: FastifyRequest): Promise<{ readonly link: Link; readonly token: string }> {
  const { token } = paramsOf(request, OfLink, unknownLink);
  const link = await readLink(services, token);
  if (link === null) throw new Refusal(refused('not-found', unknownLink));
  return { link, token };
}

/** The page that says why nothing can be decided by a link now; null where something can. */
async function whyClosed(services: Services, link: Link, matter: Matter): Promise<ReturnType<typeof closedView> | null> {
  if (!isAddressedTo(services, link, matter.member)) {
    return movedView(matter);
  }
  const { closesAt } = matter.consultation;
  const caller = { ...(await everybodyIn(services, link.networkId)), ...link, closesAt, at: services.now() };
  const whyNot = whyNotDecide(matter.response, caller);
  if (whyNot === null) return null;
  const personal: ReadonlySet<string> = new Set(['not-in-office', 'two-hats', 'consultation-closed', 'digest-mismatch']);
  const open = matter.seat.slot.status === 'pending' && matter.round.status === 'open';
  return open && personal.has(whyNot.code)
    ? closedView(matter, { title: 'You cannot decide this now', detail: whyNot.detail })
    : closedView(matter);
}

/** The document that the text of this request endorses, as a download. It opens where the decision page does. */
function documentPage(app: FastifyInstance, services: Services): void {
  app.get('/decision/document', async (request, reply) => {
    const at = await atDesk(services, request, reply);
    if (at === null) return ended(request, reply);
    if (at.closed !== null) return at.closed();
    const { response, round } = at.matter;
    return sendEndorsed(services, reply, { response, digest: round.digest });
  });
}
