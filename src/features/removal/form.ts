import { z } from 'zod';
import { asPhrase, canBeSought, holdsPhrase, phraseLength } from '../../domain/privacy/phrase.ts';
import { Disposed } from '../../domain/response/removal/removal.ts';
import { listOf, requiredLine, requiredText } from '../../web/forms.ts';

const phrase = requiredLine('Type the words to look for', phraseLength.most)
  .transform(asPhrase)
  .refine(canBeSought, { error: 'Type at least three characters, with a letter or a digit' });

/** The first form: the words to look for. */
export const FindForm = z.object({ phrase });

/** The word that a person types to confirm. */
export const confirmation = 'remove';

const typed = z
  .string({ error: `Type the word ${confirmation}` })
  .refine((word) => word.trim().toLowerCase() === confirmation, { error: `Type the word ${confirmation} to confirm` });

/** The second form: the words once more, the reason, and the word that confirms. */
export const RemoveForm = z
  .object({ phrase, reason: requiredText('Say why the words are removed', 2000), confirm: typed })
  .refine((form) => !holdsPhrase(form.phrase, form.reason), {
    path: ['reason'],
    error: 'The reason holds the words themselves. The record shows the reason, so write it without them',
  });

/** True where a person ticked that words are to be removed that no search finds: somebody typed and deleted them. */
export function isDeletedWords(body: unknown): boolean {
  return z.object({ deleted: z.literal('yes') }).safeParse(body).success;
}

/** The files that a person ticked, each posted as `owner/digest`. */
export function filesIn(body: unknown): readonly Disposed[] {
  const boxes = z.object({ files: z.unknown() }).safeParse(body).data?.files;
  return listOf(boxes).flatMap((box) => {
    const [owner = '', digest = ''] = box.split('/');
    const file = Disposed.safeParse({ owner, digest });
    return file.success ? [file.data] : [];
  });
}
