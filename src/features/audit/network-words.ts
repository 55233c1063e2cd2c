import { Role, type MemberEvent } from '../../domain/network/member.ts';
import type { NetworkEvent } from '../../domain/network/network.ts';
import { counted, listed } from '../../phrases/english.ts';
import { roleWords } from '../../phrases/roles.ts';
import type { Entry, WordsFor } from './entry.ts';

const details: Readonly<Record<string, string>> = {
  about: 'its description',
  overseenBy: 'who oversees it',
  contact: 'its contact address',
};

/** The events of a network. */
export const networkWords = {
  NetworkCreated: { kind: 'network', tell: (e) => `The network “${e.text('name')}” was set up${e.byWhom}` },
  NetworkDetailsChanged: {
    kind: 'network',
    tell: (e) => `${e.who} changed what the network says of itself: ${listed(e.texts('fields').map((field) => details[field] ?? field))}`,
  },
  OrganisationAdded: { kind: 'organisations', tell: (e) => e.did('added', `the organisation ${e.text('name')}`) },
  AppointmentMade: {
    kind: 'offices',
    tell: (e) => {
      const made = e.appointment;
      const from = made === null ? '' : `, from ${e.day(made.from)}`;
      return `${e.did('appointed', e.name(e.text('memberId')))} as ${e.office}${from}${authority(made?.authority)}`;
    },
  },
  AppointmentEnded: {
    kind: 'offices',
    tell: (e) => {
      const held = e.appointment;
      if (held === null) return `${e.who} ended an appointment`;
      return `${e.who} ended the appointment of ${e.name(held.memberId)} as ${e.officeNamed(held.office)}${authority(held.ended?.authority)}`;
    },
  },
} as const satisfies WordsFor<Exclude<NetworkEvent['type'], 'Restored'>>;

/** The events of a member. */
export const memberWords = {
  MemberAdded: {
    kind: 'membership',
    tell: (e) => {
      const organisation = e.organisation('organisationId');
      const place = `as ${roleOf(e)}${organisation === '' ? '' : ` for ${organisation}`}`;
      return e.isFirst ? `${e.did('added', e.subject)} ${place}` : `${e.who} brought ${e.subject} back ${place}`;
    },
  },
  MemberInvited: { kind: 'membership', tell: (e) => `${e.who} had the invitation sent to ${e.subject}` },
  MemberRoleChanged: { kind: 'membership', tell: (e) => `${e.who} changed the role of ${e.subject} to ${roleOf(e)}` },
  AbsenceRecorded: {
    kind: 'membership',
    tell: (e) => {
      const deputy = e.text('deputyId');
      return `${e.who} recorded that ${e.subject} is away from ${e.dayOf('from')} to ${e.lastDayOf('until')}. ${deputy === '' ? 'Nobody' : e.name(deputy)} stands in`;
    },
  },
  AbsenceEnded: {
    kind: 'membership',
    tell: (e) => `${e.who} recorded that ${e.subject} is back: the absence from ${e.dayOf('from')} is over`,
  },
  SectionsFollowed: {
    kind: 'membership',
    tell: (e) => `${e.who} follows ${counted(e.texts('sections').length, 'more section', 'more sections')} of a response`,
  },
  SectionsUnfollowed: {
    kind: 'membership',
    tell: (e) => `${e.who} stopped following ${counted(e.texts('sections').length, 'section', 'sections')} of a response`,
  },
  WeeklyDigestChosen: {
    kind: 'membership',
    tell: (e) => {
      const choice = e.text('choice') === 'never' ? 'no weekly email' : 'the weekly email';
      return e.text('by') === 'link'
        ? `The link in a weekly email was used: ${e.subject} gets ${choice}`
        : `${e.who} chose to get ${choice}`;
    },
  },
  MembershipEnded: { kind: 'membership', tell: (e) => `${e.who} ended the membership of ${e.subject}` },
} as const satisfies WordsFor<Exclude<MemberEvent['type'], 'Restored'>>;

function roleOf(e: Entry): string {
  const role = Role.safeParse(e.text('role'));
  return role.success ? roleWords[role.data].toLowerCase() : 'member';
}

function authority(given = ''): string {
  return given === '' ? '' : `, by authority of “${given}”`;
}
