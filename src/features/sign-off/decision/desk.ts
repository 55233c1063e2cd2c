import { randomInt } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Member } from '../../../domain/network/member.ts';
import { type Assurance, DecisionKind } from '../../../domain/round/decision.ts';
import { refused } from '../../../domain/outcome.ts';
import type { Services } from '../../../services.ts';
import { sameText } from '../../../keys.ts';
import { deskLifetime, deskOf, keepDesk } from '../../../web/desks.ts';
import { Refusal } from '../../../web/problems.ts';
import { Link } from '../links.ts';

// The steps between an emailed link and a decision: the 30-minute session, the posted choice, the code.

const minutes = 60_000;
const codeFor = 10 * minutes;
const choiceFor = 24 * 60 * minutes;

/** Tries per code; codes and posted decisions per slot in one half hour; tries per slot in a day, over all codes, so that the holder of a link cannot go on guessing. */
export const limits = { tries: 5, codes: 10, posts: 60, window: deskLifetime, guesses: 75, day: 24 * 60 * minutes } as const;

/** By how a person came to the desk. The certificate names it, so it is kept with the session. */
const assurances = {
  'by-link': { name: 'name', code: 'code' },
  'signed-in': { name: 'signed-in', code: 'signed-in-code' },
} as const satisfies Record<Sitting['came'], Record<'name' | 'code', Assurance>>;
/** A desk that was opened signed in names that session: it is worth nothing without it (SO23). */
const Sitting = z.discriminatedUnion('came', [
  z.object({ link: Link, came: z.literal('by-link') }),
  z.object({ link: Link, came: z.literal('signed-in'), session: z.string() }),
]);
type Sitting = z.infer<typeof Sitting>;

/** A session for one slot and nothing else (SO23). */
export interface Desk {
  readonly id: string;
  readonly link: Link;
  /** The assurance recorded with a decision: with a typed name alone, and with a code as well. */
  readonly assurance: (typeof assurances)[Sitting['came']];
  /** The token that every form of this session posts back. */
  readonly csrf: string;
}

/** Starts a fresh session for the link of a member; the session the browser came with ends. */
export async function openDesk(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { member, ...sitting }: Sitting & { readonly member: Member },
): Promise<void> {
  await keepDesk(services, request, reply, { member, value: sitting });
}

/** The session a request comes with; null where there is none, its half hour is over, or the sign-in that opened it has ended (SO23). */
export async function readDesk(services: Services, request: FastifyRequest): Promise<Desk | null> {
  const kept = await deskOf(services, request);
  const sitting = Sitting.safeParse(kept?.value);
  if (kept === null || !sitting.success) return null;
  const { data } = sitting;
  if (data.came === 'signed-in' && request.viewer?.sessionId !== data.session) return null;
  return { id: kept.id, link: data.link, assurance: assurances[data.came], csrf: services.keys.hmac('csrf', `decision ${kept.id}`) };
}

/** Throws `not-allowed` unless a form was posted from this very session. */
export function checkDeskToken(desk: Desk, body: unknown): void {
  const given = typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : null;
  if (typeof given === 'string' && sameText(given, desk.csrf)) return;
  throw new Refusal(refused('not-allowed', 'This page was out of date, so nothing was recorded. Open the link in your email again.'));
}

/** A choice signed with a name, until its code is typed. */
export const Choice = z.object({ kind: DecisionKind, comment: z.string(), nonce: z.string(), digest: z.string() });
export type Choice = z.infer<typeof Choice>;

function choiceKey({ responseId, round, slot }: Link): string {
  return `${responseId}/${round}/${slot}`;
}

/** Keeps a choice, so that opening the link again comes back to the code with everything kept (SO24). */
export async function keepChoice(services: Services, link: Link, choice: Choice): Promise<void> {
  await services.ephemeral.put('choice', choiceKey(link), choice, from(services, choiceFor));
}

/** The choice that waits for its code; null where there is none for this text. */
export async function keptChoice(services: Services, link: Link): Promise<Choice | null> {
  const choice = Choice.safeParse((await services.ephemeral.get('choice', choiceKey(link)))?.value);
  return choice.success && choice.data.digest === link.digest ? choice.data : null;
}

/** Forgets the choice: it was recorded, or changed. */
export async function dropChoice(services: Services, link: Link): Promise<void> {
  await services.ephemeral.drop('choice', choiceKey(link));
}

const Code = z.object({ name: z.string(), hash: z.string(), sentAt: z.string(), choice: z.string() });

/** The mark that binds a code to one choice. A second holder of the link can post another choice; the code must not record it. */
function markOf(services: Services, { kind, comment, nonce, digest }: Choice): string {
  return services.keys.hmac('choice', JSON.stringify([kind, comment, nonce, digest]));
}

/** Makes a code for this session and choice; the code before it stops working. Throws `too-many` beyond ten in half an hour. Answers the digits, for the mail alone. */
export async function makeCode(
  services: Services,
  desk: Desk,
  choice: Choice,
): Promise<{ readonly digits: string; readonly name: string }> {
  const count = await services.ephemeral.count('limit', `decision-code/${choiceKey(desk.link)}`, limits.window);
  if (count > limits.codes)
    throw new Refusal(refused('too-many', 'Too many codes were sent. Wait half an hour, then open the link again.'), { retryAfter: 1800 });
  const digits = String(randomInt(1_000_000)).padStart(6, '0');
  const name = services.newId();
  const hash = services.keys.hmac('code', `${desk.id} ${digits}`);
  const code = { name, hash, sentAt: services.now(), choice: markOf(services, choice) };
  await services.ephemeral.put('decision-code', desk.id, code, from(services, codeFor));
  return { digits, name };
}

/** When this session's code for this choice was sent; null where no code works any more. */
export async function codeSentAt(services: Services, desk: Desk, choice: Choice): Promise<string | null> {
  const code = Code.safeParse((await services.ephemeral.get('decision-code', desk.id))?.value);
  return code.success && code.data.choice === markOf(services, choice) ? code.data.sentAt : null;
}

/** The outcome of a typed code. A right code works once: if two people type it at once, for one of them. */
export type Tried = 'right' | 'wrong' | 'spent' | 'none' | 'other-choice' | 'guessed';

/**
 * Tries a typed code: five times at most, after which only a new code helps (SO24). `other-choice`: the code was sent for
 * another choice than the present one.
 */
export async function tryCode(services: Services, desk: Desk, choice: Choice, typed: string): Promise<Tried> {
  const code = Code.safeParse((await services.ephemeral.get('decision-code', desk.id))?.value);
  if (!code.success) return 'none';
  if (code.data.choice !== markOf(services, choice)) return 'other-choice';
  const today = await services.ephemeral.count('limit', `decision-guess/${choiceKey(desk.link)}`, limits.day);
  if (today > limits.guesses) return 'guessed';
  const tries = await services.ephemeral.count('limit', `decision-try/${code.data.name}`, codeFor);
  if (tries > limits.tries) return 'spent';
  const digits = typed.replace(/\D/g, '');
  if (!sameText(services.keys.hmac('code', `${desk.id} ${digits}`), code.data.hash)) return tries === limits.tries ? 'spent' : 'wrong';
  return (await services.ephemeral.take('decision-code', desk.id)) === null ? 'none' : 'right';
}

function from(services: Services, milliseconds: number): string {
  return new Date(Date.parse(services.now()) + milliseconds).toISOString();
}
