import { z } from 'zod';

/** A field that must satisfy a schema of the domain. For any fault, a person reads the sentence `wrong`. */
export function field<S extends z.ZodType>(schema: S, wrong: string) {
  return z.unknown().transform((value, context): z.output<S> => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    context.issues.push({ code: 'custom', message: wrong, input: value });
    return z.NEVER;
  });
}

/** One posted value, unchecked; undefined where there is none. */
export function posted(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}
