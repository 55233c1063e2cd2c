import * as Y from 'yjs';
import type { Authors } from '../../src/store/drafts.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { authorsIn } from '../../src/text/reseed.ts';
import { textOf } from './live/lines.ts';
import type { LiveServer } from './live/live-server.ts';

/** The words of a section's only line. Places are counted in UTF-16 code units from the line's marker. */
export interface Words {
  insert(at: number, text: string): void;
  delete(at: number, length: number): void;
  toJSON(): string;
}

/** The words of the first section's line. */
export function words(document: Y.Doc): Words {
  const text = sectionText(document, 'q1');
  return {
    insert(at, added) {
      text.insert(1 + at, added);
    },
    delete(at, length) {
      text.delete(1 + at, length);
    },
    toJSON: () => textOf(document),
  };
}

/** What a document writes, as the update an editor sends. */
export function edit(document: Y.Doc, write: () => void): Uint8Array {
  const updates: Uint8Array[] = [];
  const keep = (update: Uint8Array): unknown => updates.push(update);
  document.on('update', keep);
  write();
  document.off('update', keep);
  return Y.mergeUpdates(updates);
}

/** A copy of a document that writes under a client id. */
export function copyAs(document: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  copy.clientID = client;
  return copy;
}

/** Ann wrote "Mine.", which is saved, and her cable is pulled; what she writes from now on is sent by the test. */
export async function annGone(live: LiveServer): Promise<Y.Doc> {
  const ann = live.client('ann');
  await ann.settled();
  ann.announce({}, 1);
  ann.type('Mine.');
  await ann.settled();
  await ann.cut();
  return ann.document;
}

/** Whether a member's updates are acknowledged, or how the connection ends. */
export async function outcome(live: LiveServer, member: string, ...updates: readonly Uint8Array[]): Promise<string> {
  const client = live.client(member, { mute: true });
  await client.until('the server to ask', () => client.frames.length > 0);
  for (const update of updates) client.say({ type: 'update', update });
  await client.until('an answer', () => client.durable >= updates.length || client.closed !== null);
  const answer = client.closed === null ? 'saved' : await client.ending();
  await client.close();
  return answer;
}

/** Everything that the log tells of who wrote. */
export async function authorsOf({ store, key }: LiveServer): Promise<Authors> {
  const log = await store.drafts.load(key);
  return log === null ? {} : authorsIn(log);
}
