import { test } from 'tap';
import { OrganisationId } from '../../../src/domain/ids.ts';
import { EmailAddress } from '../../../src/domain/network/member.ts';
import { addOrganisations, mostOrganisations, type Network, usualOffices } from '../../../src/domain/network/network.ts';
import { contactsOf, type RosterCells } from '../../../src/domain/network/roster-cells.ts';
import { kindIn, roleIn } from '../../../src/domain/network/roster-words.ts';
import { readRoster, type Roster } from '../../../src/domain/network/roster.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { authority, founded, member } from '../../support/worlds/toy.ts';

const now = Instant.parse('2026-11-30T09:00:00.000Z');
const kent = authority('kent', 'Kent County Council', now);
const network: Network = { ...founded, organisations: [kent] };

const ann = member('ann', 'lead', {
  name: 'Ann Able',
  email: EmailAddress.parse('ann@kent.example.org'),
  organisationId: kent.id,
  from: now,
});

/** Rows from line 2 on, as below a line of headings. */
function rows(...cells: readonly RosterCells['cells'][]): readonly RosterCells[] {
  return cells.map((one, n) => ({ line: n + 2, cells: one }));
}

function read(...cells: readonly RosterCells['cells'][]): Roster {
  return readRoster(rows(...cells), network, [ann], now);
}

const wrongs = (roster: Roster): readonly string[] => roster.flaws.map(({ line, wrong }) => `${line}: ${wrong}`);

test('[NW4] one line for each person: organisations once, people with their roles', (t) => {
  const roster = read(
    { organisation: 'Medway Council', kind: '', name: 'Bob Day', email: 'B.Day@medway.example.org', role: 'Lead representative' },
    { organisation: 'MEDWAY council', name: 'Cy Ford', email: 'cy@medway.example.org', role: 'deputy', jobTitle: 'Manager' },
    { organisation: 'Kinship Charity', kind: 'Charity', firstName: 'Di', lastName: 'Gray', email: 'di@charity.example.org' },
    { name: 'Eve Hall', email: 'eve@sponsor.example.org', role: '' },
    { organisation: 'Trust for Slough', deliveryBody: '' },
    { organisation: 'Trust for Slough', kind: 'trust', deliveryBody: 'Slough First' },
    { organisation: 'Trust for Slough', deliveryBody: 'Another' },
  );
  t.same(wrongs(roster), []);
  t.match(roster.organisations, [
    { line: 2, name: 'Medway Council', kind: 'authority' },
    { name: 'Kinship Charity', kind: 'partner' },
    { name: 'Trust for Slough', kind: 'authority', deliveryBody: 'Slough First' },
  ]);
  t.match(roster.people, [
    { name: 'Bob Day', email: 'b.day@medway.example.org', role: 'lead', organisation: 'Medway Council', returns: false },
    { name: 'Cy Ford', role: 'deputy', organisation: 'Medway Council', jobTitle: 'Manager' },
    { name: 'Di Gray', role: 'partner', organisation: 'Kinship Charity' },
    { name: 'Eve Hall', role: 'member', organisation: '' },
  ]);
  t.end();
});

test('[NW4] one line for each organisation, with its lead and deputy; a merged cell counts for the lines below', (t) => {
  const beside = read({
    organisation: 'Medway Council',
    lead: 'Bob Day',
    leadEmail: 'bob@medway.example.org',
    leadJobTitle: 'Head',
    deputy: 'Cy Ford <cy@medway.example.org>',
  });
  t.match(beside.people, [
    { name: 'Bob Day', role: 'lead', jobTitle: 'Head', organisation: 'Medway Council' },
    { name: 'Cy Ford', email: 'cy@medway.example.org', role: 'deputy', organisation: 'Medway Council' },
  ]);
  const merged = read(
    { organisation: 'Medway Council', name: 'Bob Day', email: 'bob@medway.example.org', role: 'lead' },
    { organisation: '', name: 'Cy Ford', email: 'cy@medway.example.org', role: 'deputy' },
    { organisation: '', name: 'Eve Hall', email: 'eve@sponsor.example.org', role: 'reader' },
  );
  t.match(merged.people, [{}, { organisation: 'Medway Council' }, { organisation: '' }]);
  t.same(merged.carried, [3], 'only somebody who speaks for an organisation takes the one above');
  t.end();
});

test('[NW5] a list that is read again adds nothing twice, and a former member comes back', (t) => {
  const again = { organisation: 'Kent  county council.', name: 'Ann Able', email: 'ANN@kent.example.org', role: 'lead' };
  t.match(read(again), {
    organisations: [],
    people: [],
    flaws: [],
    known: { organisations: ['Kent County Council'], people: ['Ann Able'] },
  });
  const left = readRoster(rows(again), network, [{ ...ann, until: now }], now);
  t.match(left.people, [{ name: 'Ann Able', returns: true, organisation: 'Kent County Council' }]);
  const gone = { ...network, organisations: [{ ...kent, until: now }] };
  t.match(readRoster(rows(again), gone, [ann], now).organisations, [{ name: 'Kent  county council.' }], 'one that left may come back');
  const twice = { organisation: 'Kent County Council', name: 'Bob Day', email: 'bob@kent.example.org', role: 'lead' };
  t.match(read(twice, twice), { people: [{ name: 'Bob Day' }], flaws: [] });
  t.equal(read(twice, twice).people.length, 1);
  t.same(wrongs(read(twice, { ...twice, role: 'deputy' })), ['3: bob@kent.example.org is on line 2 already']);
  t.end();
});

test('[NW6] each flaw names its line, and the sound parts of the list are kept', (t) => {
  const long = 'x'.repeat(201);
  const roster = read(
    { organisation: '??', lead: 'Nobody Here', leadEmail: 'n@x.example.org' },
    { organisation: long },
    { organisation: 'Medway Council', deliveryBody: long },
    { organisation: 'Some University', kind: 'university' },
    { organisation: 'Some University', kind: 'university', name: 'Prof Ash', email: 'ash@uni.example.org' },
    { organisation: 'Reading', lead: 'Bob Day', leadEmail: 'bob@', deputy: 'Cy Ford', deputyEmail: 'cy@reading.example.org' },
    { organisation: 'Reading', name: 'Di Gray', email: '' },
    { organisation: 'Reading', name: '', email: 'eve@reading.example.org' },
    { organisation: 'Reading', name: long, email: 'f@reading.example.org' },
    { organisation: 'Reading', name: 'Gus Hay', jobTitle: long, email: 'g@reading.example.org' },
    { organisation: 'Reading', name: 'Ian Jay', email: 'i@reading.example.org', role: 'Vice-chair' },
    { organisation: 'Reading', name: 'Ian Jay', email: 'i@reading.example.org', role: 'queen' },
    {},
  );
  t.same(wrongs(roster), [
    '2: “??” is no name of an organisation',
    '3: The name of the organisation has more than 200 characters',
    '4: The delivery body has more than 200 characters',
    '5: “university” is no kind of organisation',
    '6: “university” is no kind of organisation',
    '7: “bob@” is no email address',
    '8: Di Gray has no email address',
    '9: eve@reading.example.org has no name',
    '10: The name has more than 200 characters',
    '11: The job of Gus Hay has more than 200 characters',
    '12: “Vice-chair” is an office, not a role',
    '13: “queen” is no role',
    '14: There is no organisation and no person on it',
  ]);
  t.match(roster.organisations, [{ name: 'Reading' }]);
  t.match(roster.people, [{ name: 'Cy Ford', role: 'deputy' }]);
  t.same(wrongs(read({ name: 'Bob Day', email: 'bob@x.example.org', role: 'lead' })), ['2: Bob Day speaks for no organisation']);
  const elsewhere = read(
    { organisation: '', email: 'lee@x.example.org', role: 'deputy' },
    { organisation: 'Some University', kind: 'university' },
    { organisation: '', name: long, email: 'bob@x.example.org', role: 'deputy' },
  );
  t.match(wrongs(elsewhere), [/^2: lee@x/, /^3: “university”/, /^4: The organisation of x{60}… needs mending$/]);
  t.end();
});

test('[NW4] a cell may hold several people, addresses in brackets, and words for nobody', (t) => {
  const of = (cells: RosterCells['cells']) => contactsOf({ line: 1, cells }).map(({ name, email, role }) => [name, email, role]);
  t.same(of({ lead: 'Ann Lee; Bob Day', leadEmail: 'ann@x.org;\nbob@x.org' }), [
    ['Ann Lee', 'ann@x.org', 'lead'],
    ['Bob Day', 'bob@x.org', 'lead'],
  ]);
  t.same(of({ email: 'Ann Lee <ann@x.org>' }), [['Ann Lee', 'ann@x.org', null]]);
  t.same(of({ name: '"Ann Lee" <ann@x.org>' }), [['Ann Lee', 'ann@x.org', null]]);
  t.same(of({ lead: 'TBC', deputy: 'Vacant', deputyEmail: 'n/a', name: '–' }), []);
  t.same(of({ lead: 'TBC', leadEmail: 'ann@x.org' }), [['', 'ann@x.org', 'lead']]);
  t.same(of({ firstName: 'Ann', lastName: '' }), [['Ann', '', null]]);
  t.end();
});

test('[NW4] roles and kinds are read as people write them', (t) => {
  const words = ['Lead', 'lead rep', 'Deputy Lead Representative', 'Co-ordinator', 'network coordinator', 'Officer', 'Partner', 'Observer'];
  t.same(
    words.map((word) => roleIn(word, usualOffices)),
    ['lead', 'lead', 'deputy', 'coordinator', 'coordinator', 'member', 'partner', 'reader'],
  );
  t.equal(roleIn(' ', usualOffices), null);
  t.match(roleIn('Sponsor (DCS)', usualOffices), { wrong: /an office/, mend: /appoint them afterwards/ });
  t.match(roleIn('Boss', usualOffices), { wrong: '“Boss” is no role' });
  t.same(['', 'Unitary authority', 'Voluntary sector', 'Club'].map(kindIn), ['authority', 'authority', 'partner', null]);
  t.end();
});

test('[NW5] several organisations join at once, each name once, and a network holds a thousand', (t) => {
  const medway = authority('medway', 'Medway Council', now);
  const added = addOrganisations(network, [{ ...kent, id: OrganisationId.parse('k2') }, medway, { ...medway, name: 'Medway  council' }]);
  t.match(added, { ok: true, events: [{ type: 'OrganisationAdded', data: { organisationId: 'medway', name: 'Medway Council' } }] });
  t.equal(added.ok && added.state.organisations.length, 2);
  t.match(addOrganisations(network, [kent]), { ok: false, code: 'already-exists' });
  const many = Array.from({ length: mostOrganisations }, (_, n) => ({ ...kent, id: OrganisationId.parse(`o${n}`), name: `Council ${n}` }));
  t.match(addOrganisations(network, many), { ok: false, code: 'invalid', detail: /1,000 organisations at most/ });
  t.end();
});
