import { z } from 'zod';

/**
 * Who is behind what was written under one Yjs client id. `declared`: a connection of this member declared the id.
 * `brought`: nobody did, and this member sent it. `relayed`: another member sent some of it, so it may not all be theirs.
 */
export const Author = z.strictObject({ member: z.string(), how: z.enum(['declared', 'brought', 'relayed']) });
export type Author = z.infer<typeof Author>;

/** By Yjs client id, in decimal. */
export type Authors = Readonly<Record<string, Author>>;
