import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';

/**
 * Lets a page speak for itself alone: y-websocket sends the awareness of others back to the server, and with sixty people that
 * is more than all other traffic. Lets a page that reconnects be seen by the others, and see them, at once (CO7). When a
 * connection breaks, both sides drop each other's states and remember the clocks, and neither believes the same clock again.
 * So the page takes a newer clock, and forgets those of the others.
 */
export function speakForOneself(provider: WebsocketProvider, awareness: Awareness): void {
  const broadcast = provider._awarenessUpdateHandler;
  awareness.off('update', broadcast);
  awareness.on('update', (change: Parameters<typeof broadcast>[0], origin: unknown) => {
    if (origin !== provider) broadcast(change, origin);
  });
  provider.on('status', ({ status }) => {
    if (status !== 'disconnected') return;
    for (const client of [...awareness.meta.keys()]) if (client !== awareness.clientID) awareness.meta.delete(client);
    // Setting a state moves its clock. Nothing is sent now, because the connection is closed.
    awareness.setLocalState(awareness.getLocalState());
  });
}
