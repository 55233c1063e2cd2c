import { fileTypeFromBuffer } from 'file-type';
import type { Attachment } from '../../../domain/response/kind/kind.ts';
import type { Services } from '../../../services.ts';
import type { UploadedFile } from '../../../web/uploads.ts';
import type { Document } from './commands.ts';

/** The most bytes of the document that is endorsed (RK4, SE2). */
export const mostBytes = 10 * 1024 * 1024;

/** The document of a posted form, or one sentence for the person, without its full stop. */
export type Taken = { readonly ok: true; readonly document: Document } | { readonly ok: false; readonly wrong: string };

const types: Readonly<Record<string, Attachment['type']>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};

const allowed = 'Attach their document as a PDF or as Word (DOCX)';

/** Finds the type of a document by its content, whatever its name says, and lets the scanner look at it (RK4). */
export async function takeDocument(services: Services, file: UploadedFile | null): Promise<Taken> {
  if (file === null) return { ok: false, wrong: 'Choose their document' };
  const { name, bytes } = file;
  if (bytes.byteLength === 0) return { ok: false, wrong: `“${name}” is empty` };
  const found = await fileTypeFromBuffer(bytes);
  const type = found === undefined ? undefined : types[found.mime];
  if (type === undefined) return { ok: false, wrong: `“${name}” is a file of another kind. ${allowed}` };
  const wrong = await scanned(services, file);
  if (wrong !== null) return { ok: false, wrong };
  return { ok: true, document: { name: withEnding(name, type), type, bytes } };
}

/** A name that ends as its content does. */
function withEnding(name: string, type: Attachment['type']): string {
  return name.toLowerCase().endsWith(`.${type}`) ? name : `${name.slice(0, 190).toWellFormed()}.${type}`;
}

/** Null where the scanner found nothing, or there is none; else a sentence without its full stop (EV9). */
async function scanned({ scanner, log }: Services, { name, bytes }: UploadedFile): Promise<string | null> {
  const verdict = (await scanner?.scan(bytes)) ?? { found: 'nothing' };
  if (verdict.found === 'nothing') return null;
  if (verdict.found === 'virus') return `“${name}” was not taken: the virus scanner found ${verdict.name} in it`;
  log.error({ why: verdict.why }, 'the virus scanner gave no answer, so a file was refused');
  return `“${name}” was not taken: the virus scanner does not answer. Try again later`;
}
