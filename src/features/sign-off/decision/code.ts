import { z } from 'zod';
import { sameText, sixDigits } from '../../../keys.ts';
import type { Fate } from '../../../outbox/prompt.ts';
import type { Services } from '../../../services.ts';
import { limits, mayTry } from './allowance.ts';
import { type Choice, type Desk, from } from './desk.ts';

// The six digits of a desk (SO24). They follow from the code's name and the installation's secret, so no store holds them.

const codeFor = 10 * 60_000;
const Code = z.object({
  name: z.string(),
  at: z.string(),
  mail: z.enum(['sent', 'delayed', 'refused']),
  choice: z.string(),
});
type Code = z.infer<typeof Code>;

/** Where the mail with a code stands, and since when. */
export type CodeMail = Pick<Code, 'at' | 'mail'>;

/** The mark that binds a code to one choice. A second holder of the link can post another choice; the code must not record it. */
export function markOf(services: Services, { kind, comment, nonce, digest }: Choice): string {
  return services.keys.hmac('choice', JSON.stringify([kind, comment, nonce, digest]));
}

/** The digits of a code, for its mail alone. */
export function digitsOf(services: Services, deskId: string, name: string): string {
  return sixDigits(services.keys, 'code', `${deskId} ${name}`);
}

/** Makes a code for a desk and a choice; the code before it stops working. Answers its name, and until when it works at least. */
export async function makeCode(
  services: Services,
  desk: Desk,
  choice: Choice,
): Promise<{ readonly name: string; readonly expiresAt: string }> {
  const name = services.newId();
  await keep(services, desk.id, { name, at: services.now(), mail: 'delayed', choice: markOf(services, choice) });
  return { name, expiresAt: from(services, codeFor) };
}

/** Notes the outcome of an attempt to mail a code; the ten minutes run from the moment the mail was taken. */
export async function noteMail(services: Services, deskId: string, name: string, fate: Fate): Promise<void> {
  const code = await codeOf(services, deskId);
  if (fate === 'over' || code?.name !== name) return;
  await keep(services, deskId, { ...code, at: services.now(), mail: fate });
}

/** The present code of a desk; null where it has none that works. */
export async function codeOf(services: Services, deskId: string): Promise<Code | null> {
  const code = Code.safeParse((await services.ephemeral.get('decision-code', deskId))?.value);
  return code.success ? code.data : null;
}

/** The state of the mail with this desk's code for this choice; null once the code has ended, or is for another choice. */
export async function codeMailOf(services: Services, desk: Desk, choice: Choice): Promise<CodeMail | null> {
  const code = await codeOf(services, desk.id);
  return code?.choice === markOf(services, choice) ? code : null;
}

/** The outcome of a typed code. A right code works once: if two people type it at once, for one of them. */
export type Tried = 'right' | 'wrong' | 'spent' | 'none' | 'other-choice' | 'guessed';

/**
 * Tries a typed code: five times at most, after which only a new code helps (SO24). `other-choice`: the code was sent for
 * another choice than the present one.
 */
export async function tryCode(services: Services, desk: Desk, choice: Choice, typed: string): Promise<Tried> {
  const code = await codeOf(services, desk.id);
  if (code === null) return 'none';
  if (code.choice !== markOf(services, choice)) return 'other-choice';
  if (!(await mayTry(services, desk))) return 'guessed';
  const tries = await services.ephemeral.count('limit', `decision-try/${code.name}`, limits.day);
  if (tries > limits.tries) return 'spent';
  const digits = typed.replace(/\D/g, '');
  if (!sameText(digits, digitsOf(services, desk.id, code.name))) return tries === limits.tries ? 'spent' : 'wrong';
  return (await services.ephemeral.take('decision-code', desk.id)) === null ? 'none' : 'right';
}

function keep(services: Services, deskId: string, code: Code): Promise<void> {
  return services.ephemeral.put('decision-code', deskId, code, from(services, codeFor));
}
