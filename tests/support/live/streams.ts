import * as Y from 'yjs';
import { encodeFrame } from '../../../src/collab/wire/protocol.ts';
import type { DraftLog, Drafts } from '../../../src/store/drafts.ts';
import { type LiveServer, origin } from './live-server.ts';
import { addLine, textOf } from './lines.ts';
import { StreamClient, type Way } from './stream-client.ts';

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** A disk whose appends can be broken, stalled and mended. */
export class Disk {
  state: 'well' | 'broken' | 'stalled' = 'well';
  #stalled: (() => void)[] = [];

  mend(): void {
    this.state = 'well';
    for (const go of this.#stalled.splice(0)) go();
  }

  wrap(drafts: Drafts): Drafts {
    const appendAfter: Drafts['appendAfter'] = async (key, seen, entry) => {
      if (this.state === 'broken') throw new Error('the disk is full');
      if (this.state === 'stalled') await new Promise<void>((resolve) => this.#stalled.push(resolve));
      return drafts.appendAfter(key, seen, entry);
    };
    return { ...drafts, appendAfter };
  }
}

/** Connects a member to the server’s own draft, by default as a writer; `may: null` leaves their rights as they are. */
export function stream(
  t: Ending,
  live: LiveServer,
  member: string,
  { may = 'write', document, way }: { readonly may?: 'write' | 'read' | null; readonly document?: Y.Doc; readonly way?: Way } = {},
): StreamClient {
  if (may !== null) live.gate.rights.set(member, may);
  const client = new StreamClient(`${live.url.replace('ws', 'http')}/response/epoch-1`, { origin, 'x-member': member }, document, way);
  t.teardown(() => {
    client.close();
  });
  return client;
}

/** The frame of an edit made on an empty document. */
export function edit(text: string, section = 'q1'): Uint8Array {
  const document = new Y.Doc();
  addLine(document, text, section);
  return encodeFrame({ type: 'update', update: Y.encodeStateAsUpdate(document) });
}

/** The body of a post whose first sync frame has this number. */
export function bodyOf(first: number, frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const lengths = frames.map(({ byteLength }) => varUint(byteLength));
  return new Uint8Array(Buffer.concat([varUint(first), ...frames.flatMap((frame, index) => [lengths[index] ?? varUint(0), frame])]));
}

function varUint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest > 127 ? 128 : 0));
    if (rest <= 127) return Uint8Array.from(bytes);
  }
}

/** The log of the server’s own draft. Throws where it was disposed of. */
export async function logOf({ store, key }: LiveServer): Promise<DraftLog> {
  const log = await store.drafts.load(key);
  if (log === null) throw new TypeError('the draft was begun');
  return log;
}

/** The text of the first section, built from a log. */
export function textIn({ base, entries }: DraftLog): string {
  const document = new Y.Doc();
  for (const update of [base.update, ...entries.map((entry) => entry.update)]) {
    if (update.byteLength > 0) Y.applyUpdate(document, update);
  }
  return textOf(document);
}
