import type { FastifyInstance } from 'fastify';
import type { Losses } from '../../collab/ports.ts';
import { z } from 'zod';
import { type Consultation, type Question, shortTitle } from '../../domain/consultation/consultation.ts';
import { questionHeading } from '../../domain/consultation/question-name.ts';
import { SectionId } from '../../domain/ids.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { questionsIn } from '../../domain/response/kind/sections.ts';
import { type Response, whyNotOpen } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { answersSoFar } from '../../reading/answers.ts';
import { membersOf } from '../../reading/people.ts';
import type { PresentText } from '../../reading/present-text.ts';
import { responseTo } from '../../reading/response.ts';
import { readSaid } from '../../reading/said.ts';
import type { Services } from '../../services.ts';
import { countBlocks } from '../../text/counts.ts';
import { isEmptySection, readSection } from '../../text/read.ts';
import { type ReasonNow, longestReason, longestStoredReason } from '../../text/reasons/reasons.ts';
import { limitText } from '../../text/standing.ts';
import { type ChildQuestion, childQuestion } from '../../web/form-parts/child-question.ts';
import { listOf } from '../../web/forms.ts';
import { namedConsultation } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import type { Viewer } from '../../web/viewer.ts';
import { aroundView, nameOfSection } from './around-view.ts';
import { conditionShown } from './condition-view.ts';
import { legendOf } from './legend.ts';
import { type FieldAtFault, type PostedAnswer, answerIn, rewrite, sectionNamed } from './rewriting.ts';

const OfSection = OfConsultation.extend({ section: SectionId });

// A form posts each line break as two characters.
const ReasonWords = z
  .string()
  .max(2 * longestStoredReason)
  .default('')
  .transform((words) => words.replace(/\r\n?/g, '\n'));

const Posted = z.object({
  text: z.string().default(''),
  mark: z.string().max(64).default(''),
  reason: ReasonWords,
  shownReason: ReasonWords,
  notAnswering: z.enum(['', 'yes']).default(''),
  shownNotAnswering: z.enum(['', 'yes']).default(''),
  chosen: z.unknown().optional(),
});

/** One section as a plain form: writing without JavaScript, or where the live editor cannot work. */
export function formPages(app: FastifyInstance, services: Services, losses: Losses): void {
  app.get('/consultations/:consultationId/response/:section', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'response.write');
    const { model } = await shown(services, viewer, consultation, paramsOf(request, OfSection).section);
    return reply.page('responses/section-form', model);
  });

  app.post('/consultations/:consultationId/response/:section', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'response.write');
    const { section } = paramsOf(request, OfSection);
    const { response, model, options } = await shown(services, viewer, consultation, section);
    const posted = readPosted(request.body);
    const chosen = options.filter((id) => listOf(posted.chosen).includes(id));
    const answer = answerOf(posted, chosen);
    const signs = await childQuestion(services, consultation.networkId, request.body, {
      readers: 'Everybody in the network reads this answer, and it may be published.',
      fields: [
        { field: 'text', place: 'In the answer', words: answer.text, before: model.now },
        { field: 'reason', place: 'In the reason', words: answer.reason.words, before: model.reason.words },
      ],
    });
    if (signs !== null)
      return reply.page('responses/section-form', withChosen({ ...model, ...answer, signs, mark: posted.mark }, chosen), 422);
    const rewritten = { section, answer, mark: posted.mark };
    const result = await rewrite(services, viewer.person, { response, consultation }, rewritten, losses);
    // The whole response has no place for the answer to a question that was taken out.
    const next = model.isTakenOut ? `${model.back}/${section}` : `${model.back}#s-${section}`;
    if (result.ok && result.became !== 'late') return reply.redirect(next, 303);
    if (!result.ok && result.why !== 'stale' && isOfRight(result.why)) throw new Refusal(result.why);
    const problem = result.ok
      ? problems.late
      : result.why === 'stale'
        ? problems.stale
        : notSaved(result.why, result.field, model.options[0]?.input ?? 'text');
    const typed = withChosen({ ...model, ...answer, problem, errors: problem.errors }, chosen);
    return reply.page('responses/section-form', { ...typed, failed: true }, result.ok ? 409 : result.why === 'stale' ? 409 : 413);
  });
}

function isOfRight({ code }: Refused): boolean {
  return code === 'not-found' || code === 'not-allowed';
}

/** Why an answer was not saved: the summary at the top, and the message of the field at fault. */
interface ProblemShown {
  readonly titleText: string;
  readonly descriptionText: string;
  readonly errorList: readonly { readonly text: string; readonly href: string }[];
  readonly errors: Errors;
}

type Errors = Readonly<Record<FieldAtFault, { readonly text: string } | null>>;

const noErrors: Errors = { text: null, reason: null, chosen: null };

const problems = {
  late: {
    titleText: 'The text was locked before this was saved',
    errorList: [],
    errors: noErrors,
    descriptionText:
      'What you wrote is not in the locked text. Nothing is lost: the coordinator has the words and can bring them into the next draft.',
  },
  stale: {
    titleText: 'Somebody changed this answer while you were writing',
    errorList: [],
    errors: noErrors,
    descriptionText: 'The answer as it stands now is below. What you wrote is still in the box: bring the two together, then save again.',
  },
} as const;

/** A refusal, at its field where there is one. `first`: the id of the first option. */
function notSaved({ detail }: Refused, field: FieldAtFault | undefined, first: string): ProblemShown {
  const titleText = 'This was not saved';
  if (field === undefined) return { titleText, descriptionText: detail, errorList: [], errors: noErrors };
  const href = `#${field === 'chosen' ? first : field}`;
  return { titleText, descriptionText: '', errorList: [{ text: detail, href }], errors: { ...noErrors, [field]: { text: detail } } };
}

function readPosted(body: unknown): z.infer<typeof Posted> {
  const posted = Posted.safeParse(body);
  if (!posted.success) throw new Refusal(refused('invalid'));
  return posted.data;
}

function answerOf(posted: z.infer<typeof Posted>, chosen: readonly string[]): PostedAnswer {
  const reason: ReasonNow = { ticked: posted.notAnswering === 'yes', words: posted.reason };
  return { text: posted.text, chosen, reason, shown: { ticked: posted.shownNotAnswering === 'yes', words: posted.shownReason } };
}

async function shown(services: Services, viewer: Viewer, consultation: Consultation, section: SectionId) {
  const stored = await responseTo(services, consultation);
  const named = sectionNamed(consultation, section);
  if (stored === null || named === null) throw new Refusal(refused('not-found'));
  const locked = whyNotOpen(stored.state);
  if (locked !== null) throw new Refusal(locked);
  const response = await inTodaysForm(services, stored.state);
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const { document } = text;
  const { answer, mark } = answerIn(document, section);
  const { question, title, isTakenOut } = named;
  const options = question?.options ?? [];
  const name = nameOfSection({ question, title });
  const isEmpty = isEmptySection(text.content([section]), section);
  const model = {
    title: question === null ? title : questionHeading(question),
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'response' as const },
    heading: title,
    isTakenOut,
    hasBox: question?.freeText ?? true,
    limit: limitOf(question),
    condition: isTakenOut ? null : conditionShown(consultation, question, text.content(sectionIds(consultation)).chosen),
    count: countBlocks(readSection(document, section)).words,
    type: question?.kind === 'multiple-choice' ? ('checkbox' as const) : ('radio' as const),
    asked: question !== null,
    legend: question === null ? '' : legendOf(question),
    options: options.map((option) => ({ ...option, input: `o-${option.id}`, checked: answer.chosen.includes(option.id) })),
    text: answer.text,
    now: answer.text,
    reason: answer.reason,
    shown: answer.reason,
    longestReason: longestReason.toLocaleString('en-GB'),
    mark,
    problem: null as ProblemShown | null,
    errors: noErrors,
    failed: false,
    signs: null as ChildQuestion | null,
    back: `/consultations/${consultation.id}/response`,
    around: isTakenOut ? null : await besideForm(services, { viewer, consultation, response, text }, { id: section, name, isEmpty }),
  };
  return { response, model, options: options.map((option) => option.id) };
}

/** The panel of one section, below its form (PG10). */
async function besideForm(
  services: Services,
  {
    viewer,
    ...it
  }: { readonly viewer: Viewer; readonly consultation: Consultation; readonly response: Response; readonly text: PresentText },
  { id, name, isEmpty }: { readonly id: SectionId; readonly name: string; readonly isEmpty: boolean },
) {
  const { network, member } = viewer;
  const members = await membersOf(services, network.id);
  const said = await readSaid(services, { network, member, ...it });
  const beside = aroundView({ viewer, ...it, members, said, now: services.now() });
  const answer = answersSoFar(it.text, questionsIn(it)).find((one) => one.id === id);
  return beside({ id, name, standing: answer?.standing ?? (isEmpty ? 'not-started' : 'drafting') });
}

/** `250 words.`; empty where there is no limit. */
function limitOf(question: Question | null): string {
  const limit = question === null ? '' : limitText(question.wordLimit, question.characterLimit);
  return limit === '' ? '' : `${limit}.`;
}

function withChosen<M extends { readonly options: readonly { readonly id: string; readonly checked: boolean }[] }>(
  model: M,
  chosen: readonly string[],
): M {
  return { ...model, options: model.options.map((option) => ({ ...option, checked: chosen.includes(option.id) })) };
}
