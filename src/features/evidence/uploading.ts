import type { EvidenceFile } from '../../domain/evidence/evidence.ts';
import type { EvidenceId } from '../../domain/ids.ts';
import { Digest } from '../../domain/outcome.ts';
import { cleanLine } from '../../domain/consultation/wording.ts';
import type { Services } from '../../services.ts';
import { posted } from '../../web/fields.ts';
import { Refusal } from '../../web/problems.ts';
import { type UploadedFile, fileIn } from '../../web/uploads.ts';
import type { Viewer } from '../../web/viewer.ts';
import { keepFile } from './commands.ts';
import { recognise } from './file.ts';

/** The file of a posted form: kept already, with the words of a CSV; or a sentence why it is refused. Both may be missing. */
export interface Attached {
  readonly kept: { readonly file: EvidenceFile; readonly words: string } | null;
  readonly wrong: string | null;
}

const nothing: Attached = { kept: null, wrong: null };

/**
 * Takes the file of a form: finds its type (EV7), lets the scanner look at it (EV9), and keeps it for the evidence of this id.
 * Where the form sends none, the file of an earlier post of this form is taken again, so that nobody has to choose it twice.
 */
export async function attached(services: Services, { person, network }: Viewer, id: EvidenceId, body: unknown): Promise<Attached> {
  const sent = fileIn(body, 'file');
  const given = sent ?? (await keptBefore(services, id, body));
  if (given === null) return isNamed(body) ? { kept: null, wrong: 'The file is no longer kept. Choose it again' } : nothing;
  const found = await recognise(given);
  if (!found.ok) return { kept: null, wrong: found.wrong };
  const wrong = sent === null ? null : await scanned(services, found.file);
  if (wrong !== null) return { kept: null, wrong };
  const kept = await keepFile(services, person, { networkId: network.id, id }, found.file);
  if (!kept.ok) throw new Refusal(kept);
  return { kept: { file: kept.file, words: found.file.words }, wrong: null };
}

/** The file that an earlier post of the form brought: its fields name it, and only this form’s own files are looked for. */
async function keptBefore({ blobs }: Services, id: EvidenceId, body: unknown): Promise<UploadedFile | null> {
  const digest = Digest.safeParse(posted(body, 'kept'));
  const name = posted(body, 'keptName');
  const bytes = digest.success && posted(body, 'dropFile') !== 'yes' ? await blobs.get(id, digest.data) : null;
  return bytes === null || typeof name !== 'string' ? null : { name: cleanLine(name).slice(0, 200).toWellFormed(), type: '', bytes };
}

/** True where a form names a file that an earlier post brought, and does not drop it. */
function isNamed(body: unknown): boolean {
  return Digest.safeParse(posted(body, 'kept')).success && posted(body, 'dropFile') !== 'yes';
}

/** Null where the scanner found nothing, or there is none; else a sentence without its full stop (EV9). */
async function scanned({ scanner, log }: Services, { name, bytes }: Pick<UploadedFile, 'name' | 'bytes'>): Promise<string | null> {
  const verdict = (await scanner?.scan(bytes)) ?? { found: 'nothing' };
  switch (verdict.found) {
    case 'nothing':
      return null;
    case 'virus':
      return `“${name}” was not taken: the virus scanner found ${verdict.name} in it`;
    case 'no answer':
      log.error({ why: verdict.why }, 'the virus scanner gave no answer, so a file was refused');
      return `“${name}” was not taken: the virus scanner does not answer. Offer the evidence without the file, or try again later`;
  }
}
