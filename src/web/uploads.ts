import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refused } from '../domain/outcome.ts';
import { cleanLine } from '../domain/consultation/wording.ts';
import type { Services } from '../services.ts';
import { fieldsOf } from './forms.ts';
import { mostReadAway, readAway, Refusal, wantsPage } from './problems.ts';
import { checkToken, tokenHeader } from './security.ts';
import { signedIn } from './viewer.ts';

/** A file as it was sent: nothing of it has been checked yet. */
export interface UploadedFile {
  /** Without a path and controls; at most 200 characters. */
  readonly name: string;
  /** The type that the browser gave. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The rules of one upload: the right to send it, and its limits. */
export interface UploadRules {
  /** Judges network and role before the body is read. Throws a `Refusal`. */
  readonly judge: (request: FastifyRequest) => Promise<unknown>;
  /** The most bytes of the file, and of a text in its place. */
  readonly maxBytes: number;
  /** The sentence for a file or a text that is too large. */
  readonly tooLarge: string;
  /** The field with a text in place of the file, as large as the file may be; null where there is none. */
  readonly source: string | null;
  /** The most fields, the form's token included. */
  readonly fields: number;
  /** Answers a browser whose file is too large with the form again: with the texts that came before the file, and `tooLarge` at it. */
  readonly again: (request: FastifyRequest, reply: FastifyReply, tooLarge: FileTooLarge) => FastifyReply | Promise<FastifyReply>;
}

/** A file that is too large, with the fields of its form that were read before it. */
export interface FileTooLarge {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

/** The most bytes of each field other than `source`. */
const smallField = 32 * 1024;
/** The most bytes of all fields and of the headers of the parts together. */
const besides = 1024 * 1024;

/**
 * Lets the routes of this scope take `multipart/form-data`: texts become fields of the body, a file becomes an
 * {@link UploadedFile}. Person and declared length are judged before the body is read, the form's token with its first field;
 * `x-csrf-token` may hold the token instead. A body beyond the rules is refused with 413, and nothing of it is kept. A member
 * sends one upload at a time.
 */
export function registerUploads(scope: FastifyInstance, services: Services, rules: UploadRules): void {
  void scope.register(multipart, {
    // busboy cuts a text at this length, one byte too long; this module refuses a text that was cut.
    limits: {
      fileSize: rules.maxBytes,
      fieldSize: rules.maxBytes + 1,
      files: 1,
      fields: rules.fields,
      parts: rules.fields + 1,
      fieldNameSize: 100,
    },
  });
  const sending = new Map<string, FastifyRequest>();
  scope.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return;
    await rules.judge(request);
    if (!isMultipart(request)) return;
    if (request.headers[tokenHeader] !== undefined) checkToken(request, services, request.headers[tokenHeader]);
    // A browser gets its form back, so the texts before the file are read; nothing of the rest is kept.
    if (declared(request) > (wantsPage(request) ? mostReadAway : totalOf(rules))) throw tooLarge(rules);
    // The sender may have left while the network and role were judged. Then no later event would end the upload.
    if (request.raw.destroyed) throw new Refusal(refused('invalid'));
    takeTurn(sending, request, reply);
  });
  scope.addHook('preValidation', async (request, reply) => {
    if (!isMultipart(request)) return undefined;
    const body = await readBody(request, services, rules);
    if (body.over === null) request.body = body.fields;
    else if (wantsPage(request)) {
      await readAway(request.raw);
      return rules.again(request, reply, { fields: body.fields, sentence: rules.tooLarge });
    } else throw tooLarge(rules);
    return undefined;
  });
}

/** Takes the member's turn until the request is answered or breaks off. Throws `too-many` while another upload has the turn. */
function takeTurn(sending: Map<string, FastifyRequest>, request: FastifyRequest, reply: FastifyReply): void {
  const sender = signedIn(request).member.id;
  if (sending.has(sender)) {
    throw new Refusal(refused('too-many', 'Another file of yours is still arriving. Send this one after it.'), { retryAfter: 10 });
  }
  sending.set(sender, request);
  const end = (): void => {
    if (sending.get(sender) === request) sending.delete(sender);
  };
  reply.raw.once('close', end).once('finish', end);
}

function isMultipart(request: FastifyRequest): boolean {
  return request.headers['content-type']?.toLowerCase().startsWith('multipart/form-data') === true;
}

function totalOf({ maxBytes }: UploadRules): number {
  return maxBytes + besides;
}

function tooLarge(rules: UploadRules): Refusal {
  return new Refusal(refused('too-large', rules.tooLarge));
}

/** The fields of a body; `over` names the field whose file is too large, and the fields before it are there. */
interface Read {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly over: string | null;
}

/** Reads the fields of a body. The rest of a refused body is read and dropped. */
async function readBody(request: FastifyRequest, services: Services, rules: UploadRules): Promise<Read> {
  const over = Promise.withResolvers<never>();
  const reading: Reading = { fields: new Map(), file: null };
  let bytes = 0;
  request.raw.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    // The parts that arrived before are read first, so that the form can come back with them.
    if (bytes > totalOf(rules)) setImmediate(over.reject, tooLarge(rules));
  });
  try {
    await Promise.race([readFields(request, services, rules, reading), over.promise]);
    return { fields: Object.fromEntries(reading.fields), over: null };
  } catch (error) {
    request.raw.unpipe();
    request.raw.resume();
    if (!isTooLarge(error)) throw error;
    if (reading.file === null) throw tooLarge(rules);
    return { fields: Object.fromEntries(reading.fields), over: reading.file };
  }
}

/** The fields of a body that were read so far; `file` is the field whose file is being read. */
interface Reading {
  readonly fields: Map<string, unknown>;
  file: string | null;
}

async function readFields(request: FastifyRequest, services: Services, rules: UploadRules, reading: Reading): Promise<void> {
  const { fields } = reading;
  let first = request.headers[tokenHeader] === undefined;
  for await (const part of request.parts()) {
    const name = part.fieldname;
    if (first) checkToken(request, services, part.type === 'field' && name === '_csrf' ? part.value : null);
    first = false;
    if (part.type === 'field') checkSize(name, part.value, rules);
    else reading.file = name;
    const value = part.type === 'field' ? part.value : { name: baseName(part.filename), type: part.mimetype, bytes: await part.toBuffer() };
    fields.set(name, fields.has(name) ? [fields.get(name), value].flat() : value);
    reading.file = null;
  }
}

function checkSize(name: string, value: unknown, rules: UploadRules): void {
  const bytes = typeof value === 'string' ? Buffer.byteLength(value) : 0;
  if (name === rules.source) {
    if (bytes > rules.maxBytes) throw tooLarge(rules);
  } else if (bytes > smallField) throw new Refusal(refused('too-large'));
}

function isTooLarge(error: unknown): boolean {
  if (error instanceof Refusal) return error.refused.code === 'too-large';
  return error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE';
}

function declared(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0);
}

/** The file sent in a field; null where none was chosen. */
export function fileIn(body: unknown, field: string): UploadedFile | null {
  const value = fieldsOf(body)[field];
  return isUploaded(value) && (value.bytes.byteLength > 0 || value.name !== '') ? value : null;
}

function baseName(given: string): string {
  return cleanLine(given.replace(/^.*[/\\]/su, ''))
    .slice(0, 200)
    .toWellFormed();
}

function isUploaded(value: unknown): value is UploadedFile {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array;
}
