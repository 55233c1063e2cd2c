import { formatDateTime, localParts } from '../../domain/time/calendar.ts';
import { MemberId } from '../../domain/ids.ts';
import { Digest, type Instant } from '../../domain/outcome.ts';
import type { Submission } from '../../domain/response/submission.ts';
import { cleanLine, cleanText } from '../../domain/consultation/wording.ts';
import { type DateAsked, dateError, dateValues, readDate } from '../../web/form-parts/date-field.ts';
import { type FieldError, type Parsed, fieldsOf, freshForm } from '../../web/forms.ts';
import { type UploadedFile, fileIn } from '../../web/uploads.ts';

/** Ways of sending as pages say them. */
export const channelWords = {
  portal: 'The department’s online form',
  email: 'Email',
  post: 'Post, or by hand',
} as const satisfies Record<Submission['channel'], string>;

export const sentAsked: DateAsked<'sent'> = {
  name: 'sent',
  legend: 'When it was sent',
  hint: 'UK time, as the receipt says',
  withTime: true,
};

/** The most bytes a receipt may have. */
export const mostBytes = 5 * 1024 * 1024;

/** The form as it is first shown, with the present time in it. */
export function emptyForm(now: Instant, zone: string, by: string) {
  return freshForm({ channel: '', by, reference: '', receipt: '', note: '', ...dateValues('sent', localParts(now, zone)) });
}

/** A submission as a person recorded it, before the domain has judged it. */
export interface Recorded {
  readonly submission: Omit<Submission, 'receipt' | 'recordedAt'>;
  readonly receipt: UploadedFile | null;
}

/** Reads the posted form. A future time is an error, and so is a receipt that is no document, picture or email. */
export function readForm(body: unknown, zone: string, now: Instant): Parsed<Recorded> {
  const fields = fieldsOf(body);
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const channel = text('channel');
  const sent = readDate(body, sentAsked, zone);
  const by = MemberId.safeParse(text('by'));
  const reference = cleanLine(text('reference'));
  const note = cleanText(text('note'));
  const receipt = fileIn(body, 'receipt');
  const digest = Digest.safeParse(text('digest'));
  const errors: readonly FieldError[] = [
    ...(isChannel(channel) ? [] : [{ field: 'channel', text: 'Choose how it was sent' }]),
    ...(sent.ok ? [] : [dateError('sent', 'When it was sent', sent)]),
    ...(sent.ok && sent.at > now ? [{ field: 'sent-day', text: `When it was sent: it is only ${formatDateTime(now, zone)}` }] : []),
    ...(by.success ? [] : [{ field: 'by', text: 'Choose who sent it' }]),
    ...(reference.length > 200 ? [{ field: 'reference', text: 'Use 200 characters or fewer' }] : []),
    ...(note.length > 2000 ? [{ field: 'note', text: 'Use 2,000 characters or fewer' }] : []),
    ...receiptErrors(receipt),
  ];
  if (errors.length > 0 || !isChannel(channel) || !sent.ok || !by.success) return { ok: false, errors };
  const approved = digest.success ? digest.data : null;
  return { ok: true, value: { submission: { at: sent.at, by: by.data, channel, reference, note, digest: approved }, receipt } };
}

function isChannel(text: string): text is Submission['channel'] {
  return Object.hasOwn(channelWords, text);
}

const receiptNames = /\.(pdf|png|jpe?g|gif|webp|heic|eml|msg|txt)$/i;

function receiptErrors(receipt: UploadedFile | null): readonly FieldError[] {
  if (receipt === null) return [];
  if (receipt.bytes.byteLength === 0) return [{ field: 'receipt', text: 'The file is empty' }];
  return receiptNames.test(receipt.name) ? [] : [{ field: 'receipt', text: 'Add a PDF, a picture, or the email itself' }];
}
