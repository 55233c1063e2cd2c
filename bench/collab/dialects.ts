import * as encoding from 'lib0/encoding';
import { messageType, syncType } from '../../src/collab/wire/protocol.ts';

/** How clients speak to one kind of server. */
export interface Dialect {
  /** What every message to and from a room begins with. */
  prefix(room: string): Uint8Array;
  path(room: string): string;
  headers(person: string, port: number): Readonly<Record<string, string>>;
  /** What goes before SyncStep1. */
  greeting(room: string): readonly Uint8Array[];
}

const nothing = new Uint8Array();

/** The service: a room is a response's id and epoch, a person a member who is signed in. */
export const concord: Dialect = {
  prefix: () => nothing,
  path: (room) => `/live/${room}/${epochOf(room)}?ack=1`,
  headers: (person, port) => ({ origin: `http://localhost:${port}`, cookie: `concord-session=${tokenOf(person)}` }),
  greeting: () => [],
};

/** y-websocket, and whatever speaks like it. */
export const yWebsocket: Dialect = {
  prefix: () => nothing,
  path: (room) => `/${room}`,
  headers: () => ({}),
  greeting: () => [],
};

const auth = 2;
const token = 0;

/** Hocuspocus: each message begins with the document's name, and a token comes first. */
export const hocuspocus: Dialect = {
  prefix: (room) =>
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, room);
    }),
  path: () => '/',
  headers: () => ({}),
  greeting: (room) => [
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, room);
      encoding.writeVarUint(encoder, auth);
      encoding.writeVarUint(encoder, token);
      encoding.writeVarString(encoder, 'let me in');
      encoding.writeVarString(encoder, '4.7.0');
    }),
  ],
};

/** The epoch of a room's response. */
export function epochOf(room: string): string {
  return `lines-${room}-first`;
}

/** The session of a person, which the server under test opened for them. */
export function tokenOf(person: string): string {
  return `token-of-${person}`;
}

/** A message of the sync protocol. */
export function syncMessage(prefix: Uint8Array, step: keyof typeof syncType, bytes: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, prefix);
    encoding.writeVarUint(encoder, messageType.sync);
    encoding.writeVarUint(encoder, syncType[step]);
    encoding.writeVarUint8Array(encoder, bytes);
  });
}

/** A message that tells of one client's presence. */
export function awarenessMessage(prefix: Uint8Array, entry: { client: number; clock: number; state: unknown }): Uint8Array {
  const inner = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, entry.client);
    encoding.writeVarUint(encoder, entry.clock);
    encoding.writeVarString(encoder, JSON.stringify(entry.state));
  });
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, prefix);
    encoding.writeVarUint(encoder, messageType.awareness);
    encoding.writeVarUint8Array(encoder, inner);
  });
}
