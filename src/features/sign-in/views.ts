import { getsWeekly } from '../../domain/network/following.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { listed } from '../../phrases/english.ts';
import { organisationName, officesHeld } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';
import type { FormModel } from '../../web/forms.ts';
import type { OpenSession } from '../../web/sessions.ts';
import type { Viewer } from '../../web/viewer.ts';
import type { Membership } from '../../reading/memberships.ts';

/** The one field. */
export function signInView(form: FormModel<'email'>, next: string) {
  return { title: 'Sign in', layout: 'plain', width: 'form', form, next, failed: form.summary !== null } as const;
}

/** Where the code is typed; the same for every address (SO29). */
export function checkView(
  given: { readonly address: string; readonly ask: string; readonly held: boolean; readonly mailFrom: string; readonly mailbox: boolean },
  form: FormModel<'code'>,
) {
  const { address, ask, held, mailFrom, mailbox } = given;
  const from = /<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom;
  return {
    title: held ? 'No message was sent now' : 'Check your email',
    layout: 'plain',
    width: 'form',
    address,
    ask,
    held,
    from,
    mailbox,
    form,
    failed: form.summary !== null,
  } as const;
}

/** What a sign-in link shows: here, in another browser, or when it is good no more. */
export function linkView(state: 'here' | 'elsewhere' | 'gone', form: FormModel<'code'>) {
  const titles = { here: 'Sign in', elsewhere: 'Type the code to sign in', gone: 'This link no longer works' } as const;
  return {
    title: titles[state],
    layout: 'plain',
    width: 'form',
    here: state === 'here',
    elsewhere: state === 'elsewhere',
    form,
    failed: form.summary !== null,
  } as const;
}

function placeOf({ member, network }: Membership, current: string) {
  const organisation = organisationName(network, member.organisationId);
  return {
    member: member.id,
    network: network.name,
    role: organisation === '' ? roleWords[member.role] : `${roleWords[member.role]}, ${organisation}`,
    current: member.id === current,
  };
}

/** The networks of one person to choose from. */
export function chooseView(memberships: readonly Membership[], viewer: Viewer, next: string) {
  const places = memberships.map((membership) => ({ ...placeOf(membership, viewer.member.id), next }));
  return { title: 'Which network?', layout: 'plain', width: 'form', places } as const;
}

/** What the service knows of the person who looks, and where they are signed in. */
export function youView(viewer: Viewer, memberships: readonly Membership[], sessions: readonly OpenSession[], now: Instant) {
  const { member, network } = viewer;
  const offices = officesHeld(member, network, now);
  const organisation = organisationName(network, member.organisationId);
  const facts = [
    { label: 'Name', value: member.name },
    { label: 'Email', value: member.email },
    { label: 'Job', value: member.jobTitle },
    { label: 'Organisation', value: organisation },
    { label: 'In the network', value: roleWords[member.role] },
    { label: 'Office', value: listed(offices) },
  ].filter(({ value }) => value !== '');
  const others = memberships.filter((one) => one.member.id !== member.id).map((one) => ({ ...placeOf(one, member.id), next: '/work' }));
  const places = sessions.map(({ id, browser, createdAt }) => ({
    id,
    browser: browser === '' ? 'A browser' : browser,
    since: createdAt === null ? '' : formatDateTime(createdAt, network.timeZone),
    here: id === viewer.sessionId,
  }));
  const gets = getsWeekly(member);
  const weekly = [
    { id: 'weekly-yes', value: 'weekly', text: 'On Mondays, when there is something to tell', checked: gets },
    { id: 'weekly-no', value: 'never', text: 'Never', checked: !gets },
  ];
  return { title: member.name, id: member.id, facts, others, sessions: places, weekly };
}
