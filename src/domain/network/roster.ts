import { EmailAddress, type Member, isCurrent } from './member.ts';
import type { Network } from './network.ts';
import { nameKey, type Organisation } from './organisation.ts';
import type { Instant } from '../outcome.ts';
import { isInForce } from '../time/span.ts';
import { readEmail } from '../typed/email.ts';
import { type Contact, type RosterCells, contactsOf } from './roster-cells.ts';
import { kindIn, roleIn } from './roster-words.ts';

// A roster is a list of organisations and people, as a coordinator has it in a spreadsheet (NW4 to NW6).

/** One thing to mend in a list: the line, the fault and the way out. Both sentences lack their full stop. */
export interface RosterFlaw {
  readonly line: number;
  readonly wrong: string;
  readonly mend: string;
}

/** An organisation of a list that is not in the network yet. */
export interface RosterOrganisation extends Pick<Organisation, 'name' | 'kind' | 'deliveryBody'> {
  readonly line: number;
}

/** A person of a list who is no member now. */
export interface RosterPerson extends Pick<Member, 'name' | 'email' | 'jobTitle' | 'role'> {
  readonly line: number;
  /** The name of the organisation, as the network or the list has it first; empty for none. */
  readonly organisation: string;
  /** True for a former member, who is brought back. */
  readonly returns: boolean;
}

/** A whole list as read: additions, flaws, and the parts that the network holds already. */
export interface Roster {
  readonly organisations: readonly RosterOrganisation[];
  readonly people: readonly RosterPerson[];
  readonly flaws: readonly RosterFlaw[];
  /** The organisations and members that the list names and the network has; nothing changes for them. */
  readonly known: { readonly organisations: readonly string[]; readonly people: readonly string[] };
  /** The lines of people without an organisation of their own, who got that of the line above. */
  readonly carried: readonly number[];
}

/**
 * Reads the rows of a list against a network at an instant. An organisation is known by its name and a person by their address, so
 * that a list which is read again adds nothing twice (NW5). A row with a flaw adds only its sound parts.
 */
export function readRoster(rows: readonly RosterCells[], network: Network, members: readonly Member[], at: Instant): Roster {
  const reading = new Reading(network, members, at);
  for (const row of rows) reading.organisation(row);
  for (const row of rows) reading.people(row);
  return reading.roster();
}

interface Named extends RosterOrganisation {
  readonly known: boolean;
}

/** A person whose cells are sound. */
type Sound = Omit<RosterPerson, 'returns'>;

class Reading {
  readonly #network: Network;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #at: Instant;
  readonly #organisations = new Map<string, Named>();
  readonly #broken = new Map<string, number>();
  readonly #people = new Map<string, RosterPerson>();
  readonly #knownPeople = new Map<string, string>();
  readonly #flaws: RosterFlaw[] = [];
  readonly #carried = new Set<number>();
  #above = '';

  constructor(network: Network, members: readonly Member[], at: Instant) {
    this.#network = network;
    this.#members = new Map(members.map((member) => [member.email, member]));
    this.#at = at;
  }

  /** Takes in the organisation of a row. Later rows of one organisation fill in a kind and a delivery body that it lacks. */
  organisation({ line, cells }: RosterCells): void {
    const { organisation: name = '', deliveryBody = '', kind: typed = '' } = cells;
    if (name === '') return;
    const key = nameKey(name);
    const kind = kindIn(typed);
    const flaw = organisationFlaw({ line, name, deliveryBody });
    if (flaw !== null || kind === null) {
      this.#flaws.push(flaw ?? noKind(line, typed));
      this.#broken.set(key, line);
      return;
    }
    const held = this.#network.organisations.find((one) => isInForce(one, this.#at) && nameKey(one.name) === key);
    const first = this.#organisations.get(key);
    const given: Named = { line, name, kind, deliveryBody, known: false };
    if (held !== undefined) this.#organisations.set(key, { ...given, name: held.name, kind: held.kind, known: true });
    else if (first === undefined) this.#organisations.set(key, given);
    else
      this.#organisations.set(key, { ...first, kind: typed === '' ? first.kind : kind, deliveryBody: first.deliveryBody || deliveryBody });
  }

  /** Takes in the people of a row. */
  people(row: RosterCells): void {
    const { line, cells } = row;
    const own = cells.organisation ?? '';
    const contacts = contactsOf(row);
    for (const contact of contacts) {
      const read = this.#person(line, own, contact);
      if (read !== null && 'wrong' in read) this.#flaws.push(read);
      else if (read !== null) this.#add(read);
    }
    if (own === '' && contacts.length === 0)
      this.#flaws.push({ line, wrong: 'There is no organisation and no person on it', mend: 'Take the line out, or fill it in' });
    if (own !== '') this.#above = own;
  }

  /** A person, or the flaw; null where the flaw of the organisation stands on this line already. */
  #person(line: number, own: string, contact: Contact): Sound | RosterFlaw | null {
    const role = contact.role === null ? null : roleIn(contact.role, this.#network.offices);
    if (role !== null && typeof role !== 'string') return { line, ...role };
    const speaks = role === 'lead' || role === 'deputy';
    // A spreadsheet with merged cells names an organisation on the first of its lines only.
    const typed = own === '' && speaks ? this.#above : own;
    if (typed === '' && speaks)
      return { line, wrong: `${who(contact)} speaks for no organisation`, mend: 'Name the organisation on this line' };
    const organisation = this.#organisations.get(nameKey(typed));
    const broken = typed === '' || organisation !== undefined ? undefined : this.#broken.get(nameKey(typed));
    if (broken === line) return null;
    if (broken !== undefined) return { line, wrong: `The organisation of ${who(contact)} needs mending`, mend: `See line ${broken}` };
    const email = readEmail(contact.email);
    const flaw = contactFlaw(contact);
    if (flaw !== null) return { line, ...flaw };
    if (!email.ok) return { line, wrong: `“${shorten(contact.email)}” is no email address`, mend: email.why };
    if (own !== typed) this.#carried.add(line);
    return {
      line,
      name: contact.name,
      email: EmailAddress.parse(email.value),
      jobTitle: contact.jobTitle,
      role: role ?? (organisation?.kind === 'partner' ? 'partner' : 'member'),
      organisation: organisation?.name ?? '',
    };
  }

  #add(person: Sound): void {
    const { email, line } = person;
    const twin = this.#people.get(email);
    const member = this.#members.get(email);
    if (twin !== undefined) {
      const same = twin.role === person.role && twin.organisation === person.organisation;
      if (!same)
        this.#flaws.push({ line, wrong: `${email} is on line ${twin.line} already`, mend: 'Keep one of the two: a person has one role' });
    } else if (member !== undefined && isCurrent(member, this.#at)) this.#knownPeople.set(email, member.name);
    else this.#people.set(email, { ...person, returns: member !== undefined });
  }

  roster(): Roster {
    const organisations = [...this.#organisations.values()];
    return {
      organisations: organisations.flatMap(({ known, ...one }) => (known ? [] : [one])),
      people: [...this.#people.values()],
      flaws: this.#flaws.toSorted((a, b) => a.line - b.line),
      known: {
        organisations: organisations.flatMap(({ known, name }) => (known ? [name] : [])),
        people: [...this.#knownPeople.values()],
      },
      carried: [...this.#carried],
    };
  }
}

function organisationFlaw({ line, name, deliveryBody }: Pick<Named, 'line' | 'name' | 'deliveryBody'>): RosterFlaw | null {
  if (nameKey(name) === '') return { line, wrong: `“${shorten(name)}” is no name of an organisation`, mend: 'Write the name in full' };
  if (name.length > 200) return { line, wrong: 'The name of the organisation has more than 200 characters', mend: 'Shorten it' };
  if (deliveryBody.length > 200) return { line, wrong: 'The delivery body has more than 200 characters', mend: 'Shorten it' };
  return null;
}

function noKind(line: number, typed: string): RosterFlaw {
  return { line, wrong: `“${shorten(typed)}” is no kind of organisation`, mend: 'Write authority or partner, or leave it empty' };
}

function contactFlaw(contact: Contact): Omit<RosterFlaw, 'line'> | null {
  if (contact.email === '') return { wrong: `${who(contact)} has no email address`, mend: 'Add a personal work address' };
  if (contact.name === '') return { wrong: `${shorten(contact.email)} has no name`, mend: 'Add the full name' };
  if (contact.name.length > 200) return { wrong: 'The name has more than 200 characters', mend: 'Shorten it' };
  if (contact.jobTitle.length > 200) return { wrong: `The job of ${who(contact)} has more than 200 characters`, mend: 'Shorten it' };
  return null;
}

function who({ name, email }: Contact): string {
  return name === '' ? email : shorten(name);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
