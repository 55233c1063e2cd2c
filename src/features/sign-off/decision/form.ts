import { z } from 'zod';
import { type Refused, refused } from '../../../domain/outcome.ts';
import { DecisionKind, needsReason, sameName } from '../../../domain/round/decision.ts';
import { type FieldError, fieldsOf, optionalLine, optionalText, parseForm } from '../../../web/forms.ts';
import type { Choice, Desk } from './desk.ts';
import { longestComment } from './late-comment.ts';
import type { Matter } from './view.ts';

/** The form as it is first shown. */
export const blank = { decision: '', comment: '', name: '' };
const DecisionForm = z.object({
  decision: z.preprocess((value) => value ?? '', z.string()),
  comment: optionalText(longestComment),
  name: optionalLine(400),
  round: z.string(),
  digest: z.string(),
  nonce: z.string().min(1).max(64),
});

type PostedForm =
  | { readonly ok: true; readonly choice: Choice }
  | { readonly ok: true; readonly stale: Refused }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Reads a posted decision: the choice, a form of another round or text, or the errors by field (SO23). */
export function readPosted(body: unknown, { desk, matter }: { readonly desk: Desk; readonly matter: Matter }): PostedForm {
  const form = parseForm(DecisionForm, body);
  if (!form.ok) return form;
  const { comment, name, nonce, digest, round } = form.value;
  if (round !== String(desk.link.round)) return { ok: true, stale: refused('round-stale') };
  if (digest !== desk.link.digest) return { ok: true, stale: refused('digest-mismatch') };
  const kind = DecisionKind.safeParse(form.value.decision);
  const errors: FieldError[] = [];
  if (!kind.success) errors.push({ field: 'decision', text: 'Choose what you decide' });
  if (kind.success && needsReason(kind.data) && comment === '') errors.push({ field: 'comment', text: 'Give a reason' });
  if (name === '') errors.push({ field: 'name', text: 'Type your full name' });
  else if (!sameName(name, matter.member.name))
    errors.push({ field: 'name', text: `Type your full name as in the email: ${matter.member.name}` });
  if (kind.success && errors.length > 0) errors.unshift({ field: 'decision', text: 'Choose again what you decide: a choice is not kept' });
  return kind.success && errors.length === 0 ? { ok: true, choice: { kind: kind.data, comment, nonce, digest } } : { ok: false, errors };
}

/** The id of the element that mends a field. */
export function idOf(field: string): string {
  return field === 'decision' ? 'decision-1' : field;
}

/** The typed fields alone. A choice is made anew each time: nothing is preselected, not even after an error elsewhere (SO23). */
export function withoutDecision(body: unknown): Readonly<Record<string, unknown>> {
  const { comment, name } = fieldsOf(body);
  return { comment, name };
}
