import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { refused } from '../domain/outcome.ts';
import { cleanLine } from '../domain/consultation/wording.ts';
import { fieldsOf } from './forms.ts';
import { Refusal } from './problems.ts';

/** A file as it was sent: nothing of it has been checked yet. */
export interface UploadedFile {
  /** Without a path and controls; at most 200 characters. */
  readonly name: string;
  /** The type that the browser gave. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Lets the routes of this scope take `multipart/form-data`: texts become fields of the body, a file becomes an
 * {@link UploadedFile}. Larger files are refused with 413 and the sentence given; the rest of them is read and forgotten.
 */
export function registerUploads(scope: FastifyInstance, limits: { readonly maxBytes: number; readonly tooLarge: string }): void {
  const refusal = (): Refusal => new Refusal(refused('too-large', limits.tooLarge));
  void scope.register(multipart, {
    attachFieldsToBody: 'keyValues',
    // A text may be pasted instead of sent as a file, so its limit is the file's; busboy cuts it one byte later.
    limits: { fileSize: limits.maxBytes, fieldSize: limits.maxBytes + 1, files: 1, fields: 6000, parts: 6001, fieldNameSize: 100 },
    async onFile(part) {
      part.value = { name: baseName(part.filename), type: part.mimetype, bytes: await part.toBuffer() } satisfies UploadedFile;
    },
  });
  scope.setErrorHandler((error) => {
    throw error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE' ? refusal() : error;
  });
  scope.addHook('preHandler', (request, _reply, done) => {
    const long = Object.values(fieldsOf(request.body)).some((value) => typeof value === 'string' && value.length > limits.maxBytes);
    if (long) throw refusal();
    done();
  });
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
