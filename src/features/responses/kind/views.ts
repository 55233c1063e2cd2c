import { type Consultation, isRepresentation, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { Refused } from '../../../domain/outcome.ts';
import { endorsementOf, kindOf, namedBody, notResponding } from '../../../domain/response/kind/kind.ts';
import type { Response } from '../../../domain/response/response.ts';
import { formatDateTime, formatDay } from '../../../domain/time/calendar.ts';
import { fileSize } from '../../../phrases/evidence.ts';
import { capital, followedBy } from '../../../phrases/english.ts';
import { documentTypeWords, kindSentence } from '../../../phrases/kinds/kinds.ts';
import { responseTitle } from '../../../phrases/names.ts';
import { type Cast, nameOf } from '../../../phrases/people.ts';
import { recordNumber } from '../../../phrases/record-number.ts';
import { type FormModel, freshForm } from '../../../web/forms.ts';

/** The forms of the page as one: each has its own button, and the others keep their words. */
export type KindForm = FormModel<'body' | 'reason' | 'file'>;

/** The forms as they are first shown, with the body that was named last. */
export function emptyForm(response: Response | null): KindForm {
  return freshForm({ body: response === null ? '' : namedBody(response), reason: '', file: '' });
}

/** Everything that the page of the kind shows. */
export interface KindShown {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly cast: Cast;
  /** Null where this person can choose now. */
  readonly whyNot: Refused | null;
  /** The hash of the last event of the response; empty before there is one. */
  readonly hash: string;
  readonly form: KindForm;
  readonly notice: string;
  readonly scans: boolean;
  readonly now: Response['epochs'][number]['at'];
}

/** The page: what the network does, who decided it, and for the coordinator the other ways (RK1, RK8). */
export function kindView(shown: KindShown) {
  const { consultation, response, cast, whyNot, form, now } = shown;
  const zone = cast.network.timeZone;
  const kind = response === null ? 'respond' : kindOf(response);
  const last = response?.kinds?.at(-1) ?? null;
  const none = response === null ? null : notResponding(response);
  const letter = isRepresentation(consultation);
  return {
    title: none === null ? 'What the network does' : kindSentence(response, consultation).replace(/\.$/u, ''),
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    base: `/consultations/${consultation.id}`,
    failed: form.summary !== null,
    about: followedBy(none === null ? responseTitle(consultation, response) : consultation.title, formatDay(now, zone)),
    notice: shown.notice,
    sentence: kindSentence(response, consultation),
    isNone: none !== null,
    reason: none?.reason ?? '',
    unchosen: letter
      ? 'Nobody has chosen: a representation is sent unless the network decides otherwise'
      : 'Nobody has chosen: a network responds unless it says otherwise',
    decided: last === null ? '' : `${capital(nameOf(cast, last.by))}, ${formatDateTime(last.at, zone)}`,
    recordNumber: shown.hash === '' ? '' : recordNumber(shown.hash),
    document: documentOf(shown),
    isEndorsing: kind === 'endorse',
    mayChoose: whyNot === null,
    whyNot: whyNot === null || whyNot.code === 'not-allowed' ? '' : whyNot.detail,
    takesBack: whyNot?.code === 'not-drafting' ? `/consultations/${consultation.id}/sign-off` : '',
    ways: {
      respond: kind !== 'respond',
      endorse: !letter,
      none: kind !== 'none',
      letter,
    },
    form,
    scans: shown.scans,
  };
}

function documentOf({ response, consultation, cast }: KindShown) {
  const attachment = response === null ? null : (endorsementOf(response)?.attachment ?? null);
  if (attachment === null) return null;
  const { name, type, bytes, digest, at, by } = attachment;
  return {
    name,
    about: `${documentTypeWords[type]}, ${fileSize(bytes)}`,
    digest,
    attached: `${capital(nameOf(cast, by))}, ${formatDateTime(at, cast.network.timeZone)}`,
    href: `/consultations/${consultation.id}/kind/document`,
  };
}
