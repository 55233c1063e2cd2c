import { type Consultation, hasClosed, isRepresentation } from '../../consultation/consultation.ts';
import { cleanLine, cleanText } from '../../consultation/wording.ts';
import type { MemberId } from '../../ids.ts';
import { type Duty, may } from '../../network/access.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../../outcome.ts';
import { type Attachment, type KindChoice, kindOf } from './kind.ts';
import type { ResponseEvent } from '../response-event.ts';
import { type Response, isUnlocked } from '../response.ts';

type Result = Outcome<Response, ResponseEvent>;

/** The kind that a coordinator asks for. */
export type Wish =
  { readonly type: 'respond' } | { readonly type: 'endorse'; readonly body: string } | { readonly type: 'none'; readonly reason: string };

const locked = 'The text is locked. Take it back first, then choose again what the network does.';

/** Null where somebody with these duties can choose the kind now: while nothing is locked and the consultation is open (RK3). */
export function whyNotChoose(
  response: Response | null,
  consultation: Consultation,
  { duties, at }: { readonly duties: ReadonlySet<Duty>; readonly at: Instant },
): Refused | null {
  if (!may('response.choose-kind', duties)) return refused('not-allowed');
  if (response?.status === 'submitted') return refused('already-submitted');
  if (response?.status === 'withdrawn') return refused('not-allowed', 'The text has been withdrawn.');
  if (response !== null && !isUnlocked(response)) return refused('not-drafting', locked);
  return hasClosed(consultation, at) ? refused('consultation-closed') : null;
}

/** The circumstances of a choice; `reasonHash` is the digest of the reason's cleaned words. */
export interface Choosing {
  readonly consultation: Consultation;
  readonly duties: ReadonlySet<Duty>;
  readonly at: Instant;
  readonly by: MemberId;
  readonly hashOf: (words: string) => Digest;
}

/** Chooses what the network does. Everything written, and the attached document, stays (RK2). Refuses the choice in force with `already-exists`. */
export function chooseKind(response: Response, wish: Wish, choosing: Choosing): Result {
  const { consultation, at, by, hashOf } = choosing;
  const refusal = whyNotChoose(response, consultation, choosing) ?? whyNotWish(wish, consultation);
  if (refusal !== null) return refusal;
  const choice = choiceOf(wish, { at, by });
  const last = response.kinds?.at(-1) ?? null;
  const isSame = last === null ? choice.type === 'respond' : plain(last) === plain(choice);
  if (isSame) return refused('already-exists', 'This is chosen already.');
  const reason = choice.type === 'none' ? { reasonHash: hashOf(choice.reason) } : {};
  const body = choice.type === 'endorse' ? { body: choice.body } : {};
  const kinds = [...(response.kinds ?? []), choice];
  return accepted<Response, ResponseEvent>(
    { ...response, kinds },
    { type: 'KindChosen', data: { kind: choice.type, before: kindOf(response), choice: kinds.length, ...body, ...reason } },
  );
}

function whyNotWish(wish: Wish, consultation: Consultation): Refused | null {
  if (wish.type === 'endorse') {
    if (isRepresentation(consultation)) return refused('invalid', 'A representation is our own letter. There is nothing to endorse.');
    if (cleanLine(wish.body) === '') return refused('invalid', 'Say whose response the network endorses.');
    if (cleanLine(wish.body).length > 200) return refused('invalid', 'The name must be 200 characters or fewer.');
  }
  if (wish.type !== 'none') return null;
  if (cleanText(wish.reason) === '') return refused('reason-needed', 'Say why the network does not respond.');
  return cleanText(wish.reason).length > 2000 ? refused('invalid', 'The reason must be 2,000 characters or fewer.') : null;
}

function choiceOf(wish: Wish, made: { readonly at: Instant; readonly by: MemberId }): KindChoice {
  switch (wish.type) {
    case 'respond':
      return { type: 'respond', ...made };
    case 'endorse':
      return { type: 'endorse', body: cleanLine(wish.body), ...made };
    case 'none':
      return { type: 'none', reason: cleanText(wish.reason), ...made };
  }
}

function plain(choice: KindChoice): string {
  return JSON.stringify({ ...choice, at: null, by: null });
}

/** Attaches the document of the body that is endorsed, in place of an earlier one (RK4). Its bytes are kept before. */
export function attachDocument(
  response: Response,
  { attachment, ...choosing }: Pick<Choosing, 'consultation' | 'duties' | 'at'> & { readonly attachment: Attachment },
): Result {
  const refusal = whyNotChoose(response, choosing.consultation, choosing);
  if (refusal !== null) return refusal;
  if (kindOf(response) !== 'endorse') return refused('invalid', 'Choose first that the network endorses another body’s response.');
  const { digest, name } = attachment;
  if (response.attachment?.digest === digest && response.attachment.name === name)
    return refused('already-exists', 'This document is attached already.');
  return accepted<Response, ResponseEvent>({ ...response, attachment }, { type: 'DocumentAttached', data: { name, digest } });
}
