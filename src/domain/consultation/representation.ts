import { z } from 'zod';
import { MemberId } from '../ids.ts';
import { Instant } from '../outcome.ts';

const line = z.string().max(200);

/** The person or body that a letter of our own goes to. One of `name`, `post` and `organisation` at least is given (RK9). */
export const Recipient = z
  .strictObject({ name: line, post: line, organisation: line, address: z.array(line.min(1)).max(8) })
  .refine(({ name, post, organisation }) => [name, post, organisation].some((one) => one !== ''));
export type Recipient = z.infer<typeof Recipient>;

/** The parts that only a representation has. It is a letter on our own initiative (RK9). */
export const Representation = z.strictObject({
  recipient: Recipient,
  /** The address that it is sent to by email; absent where there is none. It is no line of the letter. */
  email: z.email().max(254).optional(),
  /** The date of our own to send it by; null where the recipient set a close. */
  sendBy: Instant.nullable(),
  /** Each move of the date to send by, in order. */
  moves: z.array(z.strictObject({ at: Instant, by: MemberId, from: Instant, to: Instant })),
});
export type Representation = z.infer<typeof Representation>;

/** The lines of a recipient as an envelope has them: the person, the post, the organisation, the address. */
export function recipientLines({ name, post, organisation, address }: Recipient): readonly string[] {
  return [name, post, organisation, ...address].filter((one) => one !== '');
}

/** A recipient in one line: the organisation, or the post, or the person where neither is given. */
export function recipientName({ name, post, organisation }: Recipient): string {
  return [organisation, post, name].find((one) => one !== '') ?? '';
}
