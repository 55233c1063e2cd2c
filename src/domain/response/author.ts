import { z } from 'zod';

/**
 * Who is behind what was written under one Yjs client id. `declared`: a connection of this member declared the id.
 * `brought`: nobody did, and this member sent it first. `relayed`: some of it came otherwise than from its writer's own page, so
 * who wrote it is not certain.
 */
export const Author = z.strictObject({ member: z.string(), how: z.enum(['declared', 'brought', 'relayed']) });
export type Author = z.infer<typeof Author>;

/** By Yjs client id, in decimal. */
export type Authors = Readonly<Record<string, Author>>;
