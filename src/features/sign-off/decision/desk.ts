import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Sitter } from '../../../domain/network/actor.ts';
import type { Member } from '../../../domain/network/member.ts';
import { type Assurance, DecisionKind } from '../../../domain/round/decision.ts';
import { type Instant, refused } from '../../../domain/outcome.ts';
import type { Services } from '../../../services.ts';
import { sameText } from '../../../keys.ts';
import { deskOf, isDeskOpen, keepDesk, longestDesk } from '../../../web/desks.ts';
import { Refusal } from '../../../web/problems.ts';
import { Link } from '../links.ts';

// The steps between an emailed link and a decision: the session at the desk, the posted choice, the code.

const minutes = 60_000;
const choiceFor = 24 * 60 * minutes;

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
  /** Its end, unless another request comes before. */
  readonly until: Instant;
}

/** Starts a fresh session for the link of a member; the session the browser came with ends. Answers its id. */
export async function openDesk(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { member, ...sitting }: Sitting & { readonly member: Member },
): Promise<string> {
  return keepDesk(services, request, reply, { member, value: sitting });
}

/** The session a request comes with; null where there is none, its time is over, or the sign-in that opened it has ended (SO23). */
export async function readDesk(services: Services, request: FastifyRequest): Promise<Desk | null> {
  const kept = await deskOf(services, request);
  const sitting = Sitting.safeParse(kept?.value);
  if (kept === null || !sitting.success) return null;
  const { data } = sitting;
  if (data.came === 'signed-in' && request.viewer?.sessionId !== data.session) return null;
  return { id: kept.id, link: data.link, assurance: assurances[data.came], csrf: deskToken(services, kept.id), until: kept.until };
}

/** The token of the forms of a desk. */
export function deskToken(services: Services, id: string): string {
  return services.keys.hmac('csrf', `decision ${id}`);
}

/** The actor at a desk. `checked`: the proof of identity that the person has just given (SO24). */
export function sitterAt({ link, assurance }: Desk, checked: 'name' | 'code'): Sitter<Assurance> {
  return new Sitter(link, assurance[checked]);
}

/** Throws `not-allowed` unless a form was posted from this very session. */
export function checkDeskToken(desk: Desk, body: unknown): void {
  const given = typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : null;
  if (typeof given === 'string' && sameText(given, desk.csrf)) return;
  throw new Refusal(
    refused(
      'not-allowed',
      'This page was out of date, so nothing was recorded. Go back to the email or the Sign-off page, and open your decision again.',
    ),
  );
}

/** A choice signed with a name, until its code is typed. */
export const Choice = z.object({ kind: DecisionKind, comment: z.string(), nonce: z.string(), digest: z.string() });
export type Choice = z.infer<typeof Choice>;

/** Names the slot of a request; every holder of its link shares it. */
export function slotKey({ responseId, round, slot }: Link): string {
  return `${responseId}/${round}/${slot}`;
}

/** One way to a slot: by the link, which others may hold, or signed in. Choices and allowances are kept apart for each. */
export type Way = Pick<Desk, 'link' | 'assurance'>;

/** The way of everybody who holds a link, or of the office-holder signed in. */
export function wayOf(link: Link, came: keyof typeof assurances): Way {
  return { link, assurance: assurances[came] };
}

/** Whether a way was opened by the office-holder, signed in. */
export function isSignedIn({ assurance }: Way): boolean {
  return assurance === assurances['signed-in'];
}

/** Names one way to a slot. */
export function wayKey(way: Way): string {
  return `${slotKey(way.link)}${isSignedIn(way) ? '/signed-in' : ''}`;
}

/** Keeps a choice, so that opening the link again comes back to the code with everything kept (SO24). */
export async function keepChoice(services: Services, way: Way, choice: Choice): Promise<void> {
  await services.ephemeral.put('choice', wayKey(way), choice, from(services, choiceFor));
}

/** The choice that waits for its code; null where there is none for this text. */
export async function keptChoice(services: Services, way: Way): Promise<Choice | null> {
  const choice = Choice.safeParse((await services.ephemeral.get('choice', wayKey(way)))?.value);
  return choice.success && choice.data.digest === way.link.digest ? choice.data : null;
}

/** Forgets the choice: it was recorded, or changed. */
export async function dropChoice(services: Services, way: Way): Promise<void> {
  await services.ephemeral.drop('choice', wayKey(way));
}

/** Notes that a desk posted a choice. */
export async function noteChoice(services: Services, desk: Desk): Promise<void> {
  await services.ephemeral.put('choosing', `${slotKey(desk.link)}/${desk.id}`, {}, from(services, longestDesk));
}

/** Whether another open desk posted a choice for this request: somebody else uses the link, or the person has two browsers (SO24). */
export async function isChosenElsewhere(services: Services, link: Link, deskId: string): Promise<boolean> {
  const prefix = `${slotKey(link)}/`;
  const ids = (await services.ephemeral.list('choosing', prefix, 500)).map((record) => record.key.slice(prefix.length));
  const open = await Promise.all(ids.map(async (id) => id !== deskId && (await isDeskOpen(services, id))));
  return open.includes(true);
}

/** Milliseconds from now as an instant. */
export function from(services: Services, milliseconds: number): string {
  return new Date(Date.parse(services.now()) + milliseconds).toISOString();
}
