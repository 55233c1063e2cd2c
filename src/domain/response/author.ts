import { z } from 'zod';

/**
 * The author of the text under one Yjs client id. `declared`: a connection of this member declared the id. `brought`: nobody
 * declared the id, and this member sent its text first. `relayed`: some of its text came from elsewhere than the author's own
 * page, so the author is not certain.
 */
export const Author = z.strictObject({ member: z.string(), how: z.enum(['declared', 'brought', 'relayed']) });
export type Author = z.infer<typeof Author>;

/** By Yjs client id, in decimal. */
export type Authors = Readonly<Record<string, Author>>;
