import { z } from 'zod';
import { EmailAddress } from '../domain/network/member.ts';
import { readEmail } from '../domain/typed/email.ts';
import { readLink } from '../domain/typed/link.ts';
import { type Read, plainTyped, unread } from '../domain/typed/read.ts';

/** A field that must satisfy a schema of the domain. For any fault, a person reads the sentence `wrong`. */
export function field<S extends z.ZodType>(schema: S, wrong: string) {
  return z.unknown().transform((value, context): z.output<S> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    context.issues.push({ code: 'custom', message: wrong, input: value });
    return z.NEVER;
  });
}

/** An email address, as people paste it (SF3). `wanted` is the sentence for an empty field, and begins that for a wrong one. */
export function email(wanted: string): z.ZodType<EmailAddress> {
  return typedAs(readEmail, { missing: wanted, wanted }).pipe(EmailAddress);
}

/** An email address that may be left out: then it is empty. `wanted` begins the sentence for a wrong one. */
export function optionalEmail(wanted: string): z.ZodType<EmailAddress | ''> {
  return typedAs(readEmail, { missing: null, wanted }).pipe(z.union([z.literal(''), EmailAddress]));
}

/** The address of a web page, as people paste it (SF4); empty where a person leaves it out. */
export function optionalLink(): z.ZodType<string> {
  return typedAs(readLink, { missing: null, wanted: '' });
}

/** A field that is read by a reader of the domain; `missing` is the error of an empty one, null where it may be empty. */
function typedAs(
  reader: (typed: string) => Read<string>,
  { missing, wanted }: { readonly missing: string | null; readonly wanted: string },
) {
  return z.unknown().transform((value, context): string => {
    const typed = typeof value === 'string' ? value : '';
    const blank = plainTyped(typed) === '';
    if (blank && missing === null) return '';
    const got = blank ? unread(missing ?? '') : reader(typed);
    if (got.ok) return got.value;
    context.issues.push({ code: 'custom', message: blank || wanted === '' ? got.why : `${wanted}. ${got.why}`, input: value });
    return z.NEVER;
  });
}

/** One posted value, unchecked; undefined where there is none. */
export function posted(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}
