import type { FastifyReply } from 'fastify';
import { refused } from '../../../domain/outcome.ts';
import type { Response } from '../../../domain/response/response.ts';
import { readBlob, snapshotOf } from '../../../reading/snapshot.ts';
import type { Reader } from '../../../store/reader.ts';
import { sendDownload } from '../../../web/sending/download.ts';
import { Refusal } from '../../../web/problems.ts';

/** Sends the document that a locked text endorses: exactly the bytes whose digest is in that text (RK6). */
export async function sendEndorsed(
  reader: Reader,
  reply: FastifyReply,
  { response, digest }: { readonly response: Response; readonly digest: string },
): Promise<FastifyReply> {
  const { snapshot } = await snapshotOf(reader, response, digest);
  const attachment = snapshot.endorsed?.attachment ?? null;
  const bytes = attachment === null ? null : await readBlob(reader, response.id, attachment.digest);
  if (attachment === null || bytes === null) throw new Refusal(refused('not-found'));
  if (bytes === 'damaged') throw new Refusal(refused('not-found', 'The stored file is damaged. Tell whoever asks you.'));
  return sendDownload(reply, { name: attachment.name, bytes });
}
