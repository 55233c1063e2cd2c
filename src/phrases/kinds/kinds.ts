import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type Attachment, type OfKind, endorsementOf, notResponding } from '../../domain/response/kind/kind.ts';
import { theResponse } from '../names.ts';

// The words of pages and mails for the kinds of response.

/** The kind as a sentence: `The network endorses the response of the association.` */
export function kindSentence(response: OfKind | null, consultation: Pick<Consultation, 'title' | 'representation'>): string {
  if (response !== null && notResponding(response) !== null)
    return consultation.representation === undefined ? 'The network does not respond.' : 'The network does not send this representation.';
  const endorsement = response === null ? null : endorsementOf(response);
  if (endorsement !== null) return `The network endorses the response of ${endorsement.body}.`;
  return consultation.representation === undefined
    ? 'The network gives its own response.'
    : `The network writes ${theResponse(consultation, response)}.`;
}

/** The type of an attached document as people name it. */
export const documentTypeWords = { pdf: 'PDF', docx: 'Word document' } as const satisfies Record<Attachment['type'], string>;
