import type { Presences } from '../../collab/ports.ts';
import type { Services } from '../../services.ts';
import type { DraftKey } from '../../store/drafts.ts';

const space = 'presence';
/** The most records read for one room; a service has far fewer nodes. */
const mostNodes = 50;

/** The people of each room on each node, as records that expire (CO30). Null for a store that one process alone can open. */
export function presencesOf({ ephemeral, now, nodes }: Pick<Services, 'ephemeral' | 'now' | 'nodes'>): Presences | null {
  if (nodes === 'one') return null;
  return {
    async put(key, node, frame, milliseconds) {
      const expiresAt = new Date(Date.parse(now()) + milliseconds).toISOString();
      await ephemeral.put(space, `${roomOf(key)}${node}`, Buffer.from(frame).toString('base64'), expiresAt);
    },
    drop: (key, node) => ephemeral.drop(space, `${roomOf(key)}${node}`),
    async of(key) {
      const records = await ephemeral.list(space, roomOf(key), mostNodes);
      return records.map((record) => ({
        node: record.key.slice(roomOf(key).length),
        frame: new Uint8Array(Buffer.from(String(record.value), 'base64')),
      }));
    },
  };
}

function roomOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}/`;
}
