import { type ResponseNoun, responseNoun, singleParts } from '../../phrases/names.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { openAsk, reminderOf } from '../../domain/progress/reminding.ts';
import type { Version } from '../../domain/response/version.ts';
import { capital } from '../../phrases/english.ts';
import { nameOf } from '../../phrases/people.ts';
import { positionWords } from '../../phrases/positions/words.ts';
import { roleWords } from '../../phrases/roles.ts';
import { onAt } from '../../phrases/rounds.ts';
import type { SectionChange } from '../../text/compare.ts';
import { changesView, textView } from '../../text/shown.ts';
import type { ChildQuestion } from '../../web/form-parts/child-question.ts';
import { type DateAsked, type DateInput, dateField } from '../../web/form-parts/date-field.ts';
import type { FormModel } from '../../web/forms.ts';
import { type TypedException, awaiting, type emptyForm, untilAsked } from './form.ts';
import type { Matter } from './matter.ts';
import { sectionNames, statementView } from './statement-view.ts';
import { common } from './views.ts';

/** The text that changed while the form was open: the names of the changed sections, and the difference where a version tells it. */
export interface Moved {
  readonly sections: readonly string[];
  readonly changes: readonly SectionChange[];
}

/** Everything that the form shows beside the matter. */
export interface Filling {
  readonly standing: OrganisationStanding;
  readonly form: ReturnType<typeof emptyForm>;
  readonly exceptions: ReadonlyMap<string, TypedException>;
  readonly errors: ReadonlyMap<string, string>;
  /** The changes since the organisation’s last position; empty where its text is the present one. */
  readonly since: readonly SectionChange[];
  readonly moved: Moved | null;
  /** The section from whose panel the reader comes: its fold is open (PG10). Empty for none. */
  readonly from: string;
  readonly signs: ChildQuestion | null;
}

const choices = [...Object.entries(positionWords), [awaiting, 'Not yet: we wait for clearance']] as const;

const hints: Readonly<Record<string, string>> = {
  'endorses-with-reservation': 'Say below what the reservation is',
  'cannot-take-a-position': 'You have no delegated authority to take one',
  [awaiting]: 'Say below by which day you expect it',
};

/** The form of a position, for the organisation itself and for the coordinator who records an email. */
export function formView(matter: Matter, filling: Filling) {
  const { form, standing, signs, moved } = filling;
  const { organisation, statement } = standing;
  const noun = responseNoun(matter.consultation, matter.response);
  return {
    failed: form.summary !== null || moved !== null,
    form,
    name: organisation.name,
    noun,
    single: singleParts[noun],
    now: statement === null ? null : statementView(matter, statement, organisation.id),
    since: changesView(filling.since),
    kinds: choices.map(([value, text]) => ({
      value,
      text,
      checked: form.values.position === value,
      hint: hints[value] === undefined ? null : { text: hints[value] },
    })),
    until: dateField(form, untilAsked),
    noteShown: [
      { value: 'attributed', text: `With the name of ${organisation.name}`, checked: form.values.shown !== 'anonymous' },
      {
        value: 'anonymous',
        text: 'Without a name in the document: members of the network can still work it out',
        checked: form.values.shown === 'anonymous',
      },
    ],
    listings: [
      {
        value: 'left-off',
        text: `Leave ${organisation.name} off the list of those that endorse`,
        checked: form.values.listing === 'left-off',
      },
    ],
    text: matter.text.digest,
    seen: seenField(matter),
    openedAt: matter.now,
    parts: partsOf(matter, filling, noun),
    exceptions: [...filling.exceptions.values()].filter(({ position }) => position !== '').length,
    isOpen:
      filling.from !== '' ||
      [...filling.exceptions.values()].some(({ position }) => position !== '') ||
      [...filling.errors.keys()].some((field) => field.startsWith('why-')),
    signs,
    moved: moved === null ? null : movedView(moved),
    isLocked: matter.taking.round !== null,
  };
}

function movedView({ sections, changes }: Moved) {
  return { titleText: 'The text changed while this page was open. Nothing is recorded yet', sections, changes: changesView(changes) };
}

/** The digests of the sections on the page, cut short: they tell which section has changed when the form comes back. */
function seenField({ text }: Matter): string {
  return Object.entries(text.digests)
    .map(([id, digest]) => `${id}:${digest.slice(0, 12)}`)
    .join(' ');
}

function partsOf(matter: Matter, { exceptions, errors, from }: Filling, noun: ResponseNoun) {
  const names = sectionNames(matter);
  return textView(matter.text).parts.map((part) => ({
    ...part,
    sections: part.sections.map((section) => {
      const typed = exceptions.get(section.id) ?? { position: '', reason: '' };
      const error = errors.get(`why-${section.id}`) ?? '';
      return {
        ...section,
        name: names.get(section.id) ?? section.title,
        on: `on-${section.id}`,
        why: `why-${section.id}`,
        reason: typed.reason,
        error: error === '' ? null : { text: error },
        isOpen: typed.position !== '' || error !== '' || section.id === from,
        state: typed.position in positionWords ? positionWords[typed.position as keyof typeof positionWords] : '',
        items: [
          { value: '', text: `As on the whole ${noun}`, selected: typed.position === '' },
          ...Object.entries(positionWords).map(([value, text]) => ({ value, text, selected: typed.position === value })),
        ],
      };
    }),
  }));
}

/** The page on which an organisation says where it stands (PO10). */
export function mineView(matter: Matter, filling: Filling) {
  const { positions, organisation } = filling.standing;
  const request = openAsk(positions, reminderOf(matter.response, organisation.id));
  return {
    ...common(matter, `Where ${organisation.name} stands`),
    ...formView(matter, filling),
    asked: request === null ? '' : `${capital(nameOf(matter, request.by))} asked ${onAt(request.at, matter)}.`,
  };
}

/** The page for a person who speaks for no organisation: it names those who do. */
export function notYoursView(matter: Matter, organisation: Organisation | null, speakers: readonly Member[]) {
  return {
    ...common(matter, 'Where your organisation stands'),
    name: organisation?.name ?? '',
    isCoordinator: matter.viewer.duties.has('coordinator'),
    speakers: speakers.map(({ name, role }) => `${name}, ${roleWords[role].toLowerCase()}`),
    whyNot: matter.taking.whyNot?.detail ?? '',
  };
}

export const sentAsked: DateAsked<'sent'> = { name: 'sent', legend: 'The day of the email', hint: 'For example 3 5 2026', withTime: false };

/** The form of the coordinator: the sender, the day and the text that the email speaks of stand before the position. */
export function recordView(
  matter: Matter,
  filling: Filling & {
    readonly email: FormModel<'from' | 'on' | DateInput<'sent'>>;
    readonly senders: readonly Member[];
    readonly versions: readonly Version[];
  },
) {
  const { email, senders, versions, standing } = filling;
  const zone = matter.network.timeZone;
  return {
    ...common(matter, `Record the position of ${standing.organisation.name}`),
    ...formView(matter, filling),
    organisation: standing.organisation.id,
    email,
    sent: dateField(email, sentAsked),
    senders: [
      { value: '', text: 'Choose the sender', selected: email.values.from === '' },
      ...senders.map(({ id, name, role }) => ({
        value: id,
        text: `${name}, ${roleWords[role].toLowerCase()}`,
        selected: email.values.from === id,
      })),
    ],
    hasSenders: senders.length > 0,
    texts: [
      { value: '', text: 'The text as it stands now', selected: email.values.on === '' },
      ...versions.map(({ id, at, name, round }) => {
        const called = name === '' ? (round > 0 ? `, locked for round ${round}` : '') : `, ${name}`;
        return { value: id, text: `The text of ${formatDateTime(at, zone)}${called}`, selected: email.values.on === id };
      }),
    ],
  };
}
