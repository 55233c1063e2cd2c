import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

// Shared with the browser: this file may import nothing of Node.

/** The first number of a frame. 0 to 3 are y-protocols'; 102 and 103 are ours, sent only to clients that ask for them (`?ack=1`). */
export const messageType = { sync: 0, awareness: 1, permissionDenied: 2, queryAwareness: 3, acknowledgement: 102, status: 103 } as const;

/** The second number of a sync frame. */
export const syncType = { step1: 0, step2: 1, update: 2 } as const;

/** The largest frame that is accepted, in bytes (CO3). A client should ask for an undo rather than send a larger one. */
export const largestFrame = 1_048_576;

/**
 * The reasons for closing a connection. 44xx is permanent: connecting again will not help. 45xx: try again. Each sentence is
 * for a person and fits the 123 bytes of a close frame.
 */
export const closings = {
  'bad-frame': { code: 4400, sentence: 'This page sent something that could not be read. Reload the page.' },
  'no-access': { code: 4403, sentence: 'You no longer have access to this text.' },
  gone: { code: 4404, sentence: 'Words were removed from this text for good. Open the page again.' },
  contradicted: { code: 4409, sentence: 'Something else stands in the place of your last words.' },
  diverged: { code: 4410, sentence: 'This page shows words that were not saved. Reload the page.' },
  'too-large': { code: 4413, sentence: 'That change is too large to save. Undo it, then try again in smaller parts.' },
  'document-full': { code: 4414, sentence: 'This response is full: it holds no more words.' },
  'not-text': { code: 4422, sentence: 'This page wrote something that cannot be kept here. Undo it, or reload the page.' },
  outdated: { code: 4426, sentence: 'Concord was updated, and this text with it. Reload the page.' },
  'not-loaded': { code: 4500, sentence: 'The text could not be loaded. Trying again.' },
  restarting: { code: 4501, sentence: 'The service is restarting. Trying again.' },
  'ask-again': { code: 4503, sentence: 'Your access may have changed. Trying again.' },
  slow: { code: 4508, sentence: 'The connection is too slow to keep up. Trying again.' },
  sealed: { code: 4523, sentence: 'The text was locked. Open the page again.' },
  busy: { code: 4513, sentence: 'Many people are opening this text at once. Trying again soon.' },
  'too-many-connections': { code: 4529, sentence: 'You have this service open in too many tabs. Close some. Trying again.' },
  'too-many-openings': { code: 4532, sentence: 'You connected too often. Trying again soon.' },
  'too-many-changes': { code: 4530, sentence: 'Too many changes came from you at once. Trying again.' },
  'too-much-at-once': { code: 4531, sentence: 'Too much text came from you at once. Trying again.' },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly sentence: string }>>;
export type Closing = keyof typeof closings;

/** The closing of a close code; null where the code is none of ours. */
export function closingOf(code: number): Closing | null {
  const names = Object.keys(closings) as Closing[];
  return names.find((name) => closings[name].code === code) ?? null;
}

/** The sentence of a connection closed as `busy`, with the seconds until the client should try again (CO22). */
export function busySentence(seconds: number): string {
  return `Many people are opening this text at once. Trying again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}

/** The sentence of a connection closed as `too-many-openings`: in that time, a member may connect a hundred times more (CO21). */
export const oftenSentence = 'You connected too often. Trying again in 10 seconds.';

/** The seconds that a close reason says to wait; null where it names none. */
export function retryAfterOf(reason: string): number | null {
  const found = /Trying again in (\d{1,4}) seconds?\.$/.exec(reason);
  return found === null ? null : Number(found[1]);
}

/** True for a code after which connecting again cannot help. */
export function isPermanent(code: number): boolean {
  return code >= 4400 && code < 4500;
}

/**
 * What has become of a connection's sync frames (CO12). Every frame of type 0 that the client sent is counted, from 1,
 * SyncStep1 too.
 */
export interface Acknowledgement {
  /** All frames up to this one are durable: saved in the text, or set aside. */
  readonly durable: number;
  /** The frames up to `durable`, not named before, that came too late: kept for the coordinator, not in the text (CO5). */
  readonly setAside: readonly number[];
}

/**
 * How the room is saving. `saving`: all is well. `not-saving`: the store fails and is tried again. `read-only`: the store has
 * failed for too long, and changes are no longer taken. `sealed`: the text is locked, and changes are set aside.
 */
export const roomStates = ['saving', 'not-saving', 'read-only', 'sealed'] as const;
export type RoomState = (typeof roomStates)[number];

/** One client's entry in an awareness frame. The state is null once the client has left. */
export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** The person, under `user` in their awareness state. The server puts it there, in place of the client's own. */
export interface AwarenessUser {
  readonly member: string;
  readonly name: string;
  readonly organisation: string;
}

/** One binary frame, which holds exactly one message. */
export type Frame =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  | { readonly type: 'permission-denied'; readonly reason: string }
  | { readonly type: 'query-awareness' }
  | { readonly type: 'acknowledgement'; readonly acknowledgement: Acknowledgement }
  | { readonly type: 'status'; readonly state: RoomState };

/** A frame as it was read. One that this release does not know is ignored by both sides (CO41). */
export type ReadFrame = Frame | { readonly type: 'unknown' };

/** The bytes are no frame of this protocol. */
export class BadFrame extends Error {
  override name = 'BadFrame';
}

/** The bytes of one frame. */
export function encodeFrame(frame: Frame): Uint8Array {
  const encoder = encoding.createEncoder();
  switch (frame.type) {
    case 'step1':
      writeSync(encoder, syncType.step1, frame.stateVector);
      break;
    case 'step2':
      writeSync(encoder, syncType.step2, frame.update);
      break;
    case 'update':
      writeSync(encoder, syncType.update, frame.update);
      break;
    case 'awareness':
      encoding.writeVarUint(encoder, messageType.awareness);
      encoding.writeVarUint8Array(encoder, encodeAwareness(frame.entries));
      break;
    case 'permission-denied':
      encoding.writeVarUint(encoder, messageType.permissionDenied);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, frame.reason);
      break;
    case 'query-awareness':
      encoding.writeVarUint(encoder, messageType.queryAwareness);
      break;
    case 'acknowledgement':
      encoding.writeVarUint(encoder, messageType.acknowledgement);
      writeAcknowledgement(encoder, frame.acknowledgement);
      break;
    case 'status':
      encoding.writeVarUint(encoder, messageType.status);
      encoding.writeVarString(encoder, frame.state);
  }
  return encoding.toUint8Array(encoder);
}

function writeSync(encoder: encoding.Encoder, step: number, bytes: Uint8Array): void {
  encoding.writeVarUint(encoder, messageType.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
}

/** The JSON texts of states, kept because each state is sent to every newcomer. */
const texts = new WeakMap<object, string>();

function textOf(state: object): string {
  const known = texts.get(state);
  if (known !== undefined) return known;
  const text = JSON.stringify(state);
  texts.set(state, text);
  return text;
}

function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state === null ? 'null' : textOf(state));
  }
  return encoding.toUint8Array(encoder);
}

function writeAcknowledgement(encoder: encoding.Encoder, { durable, setAside }: Acknowledgement): void {
  encoding.writeVarUint(encoder, durable);
  encoding.writeVarUint(encoder, setAside.length);
  for (const frame of setAside) encoding.writeVarUint(encoder, frame);
}

/**
 * Reads one frame, without judging the update inside. Of a type that this release does not know, only the type is read.
 * Throws `BadFrame` for anything else, also for bytes left over.
 */
export function decodeFrame(bytes: Uint8Array): ReadFrame {
  // A copy: lib0 checks lengths against the whole buffer, and a slice's buffer holds the bytes of others.
  const decoder = decoding.createDecoder(new Uint8Array(bytes));
  try {
    const frame = readFrame(decoder);
    if (frame.type !== 'unknown' && decoding.hasContent(decoder)) throw new BadFrame('bytes left over');
    return frame;
  } catch (error) {
    throw error instanceof BadFrame ? error : new BadFrame('not a frame', { cause: error });
  }
}

function readFrame(decoder: decoding.Decoder): ReadFrame {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case messageType.sync:
      return readSync(decoder);
    case messageType.awareness:
      return { type: 'awareness', entries: readAwareness(decoding.readVarUint8Array(decoder)) };
    case messageType.permissionDenied:
      decoding.readVarUint(decoder);
      return { type: 'permission-denied', reason: decoding.readVarString(decoder) };
    case messageType.queryAwareness:
      return { type: 'query-awareness' };
    case messageType.acknowledgement:
      return { type: 'acknowledgement', acknowledgement: readAcknowledgement(decoder) };
    case messageType.status: {
      const state = readStatus(decoder);
      return state === null ? { type: 'unknown' } : { type: 'status', state };
    }
    default:
      return { type: 'unknown' };
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  switch (step) {
    case syncType.step1:
      return { type: 'step1', stateVector: bytes };
    case syncType.step2:
      return { type: 'step2', update: bytes };
    case syncType.update:
      return { type: 'update', update: bytes };
    default:
      throw new BadFrame(`no such sync message: ${step}`);
  }
}

function readAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  const entries: AwarenessEntry[] = [];
  while (entries.length < count) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    if (!isState(state)) throw new BadFrame('an awareness state is an object or null');
    entries.push({ client, clock, state });
  }
  return entries;
}

function isState(value: unknown): value is Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Reads the rest of a frame after 102, for `provider.messageHandlers[102]` of y-websocket. */
export function readAcknowledgement(decoder: decoding.Decoder): Acknowledgement {
  const durable = decoding.readVarUint(decoder);
  const count = decoding.readVarUint(decoder);
  const setAside: number[] = [];
  while (setAside.length < count) setAside.push(decoding.readVarUint(decoder));
  return { durable, setAside };
}

/**
 * Reads the rest of a frame after 103, for `provider.messageHandlers[103]` of y-websocket. Returns null for a state that this
 * release does not know.
 */
export function readStatus(decoder: decoding.Decoder): RoomState | null {
  const name = decoding.readVarString(decoder);
  return roomStates.find((one) => one === name) ?? null;
}
