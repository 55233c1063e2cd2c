import { test } from 'tap';
import type { Config } from '../../../src/config.ts';
import { currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { OrganisationId } from '../../../src/domain/ids.ts';
import { endMembership } from '../../../src/domain/network/member.ts';
import { addOrganisation } from '../../../src/domain/network/network.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { localParts } from '../../../src/domain/time/calendar.ts';
import { sectionIds } from '../../../src/domain/response/snapshot.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { CommandRefused, runNetwork } from '../../../src/features/networks/cli.ts';
import { composers } from '../../../src/features/networks/mails.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { change } from '../../../src/store/change.ts';
import { countBlocks } from '../../../src/text/counts.ts';
import { openDraft, readDraft } from '../../../src/text/read.ts';
import { sessionsOf } from '../../../src/web/sessions.ts';
import { visitor } from '../../support/visitor.ts';
import { type BareServices, bareServices } from '../../support/worlds/bare-services.ts';
import { as, memberBy, settle, site } from '../../support/worlds/networks.ts';

const away: Partial<Config> = { host: '0.0.0.0', baseUrl: 'https://concord.example.org', smtpUrl: 'smtp://mail.example.org' };

test('the page shows offices with dates and authority, organisations and people', async (t) => {
  const { app, services } = await site(t);
  const { body } = await (await as({ app, services }, 'daniel-rowntree')).get('/network');
  t.match(body, /19 authorities and trusts and 1 partner/);
  t.match(
    body,
    /Chair<\/th>[\s\S]*Joanna Prideaux[\s\S]*1 September 2025[\s\S]*to 31 August 2027[\s\S]*Meeting of 16 July 2025, item 6[\s\S]*In office/,
  );
  t.match(body, /Sponsor<\/th>[\s\S]*Alison Thackeray[\s\S]*Director of Children’s Services, Oxfordshire County Council[\s\S]*no end set/);
  t.match(body, /Brighton &amp; Hove City Council[\s\S]*Cerys Vaughan[\s\S]*Ben Ashgrove/);
  t.match(body, /Slough Children First[\s\S]*Ines Moreau[\s\S]*No deputy/);
  t.match(body, /when the chair, one vice chair and the sponsor have approved it, in that order/);
  t.notMatch(body, /Add a member|@|North Downs/, 'a lead sees no forms and no addresses');
});

test('[NW7] the coordinator adds a member, who is invited when the coordinator says so', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  t.match((await nadia.get('/network')).body, /Add a member/);
  await nadia.get('/network/members/new');
  const fields = {
    name: 'Piers Lovell',
    email: 'P.Lovell@kent.example.org',
    jobTitle: 'Analyst',
    role: 'member',
    organisation: 'kent-county-council',
  };
  t.match(await nadia.post('/network/members/new', fields), { status: 303, location: '/network?done=added' });
  const piers = await memberBy(services, 'p.lovell@kent.example.org');
  t.match(piers?.state, { networkId: 'south-east-kinship', role: 'member', organisationId: 'kent-county-council', demo: true });
  t.match(await nadia.post('/network/members/new', fields), { status: 400, body: /is a member already/ });
  const [event] = await services.aggregates.events('member', piers?.id ?? '', 0, 9);
  t.match(event, { type: 'MemberAdded', actor: 'nadia-farrow' });
  await settle(services);
  t.same(await readMailbox(services.ephemeral), [], 'nobody is told yet');
  const waiting = await nadia.get('/network?done=added');
  t.match(waiting.body, /The person is not told yet[\s\S]*1 person has not been told yet[\s\S]*Piers Lovell, Kent County Council/);
  t.match(await nadia.post('/network/invitations'), { status: 303, location: '/network?done=invited' });
  await settle(services);
  await settle(services);
  t.match(await readMailbox(services.ephemeral), [{ subject: /You are a member/, text: /You now speak for Kent County Council/ }]);
  t.notMatch((await nadia.get('/network')).body, /not been told/);
  await nadia.post('/network/invitations');
  await settle(services);
  t.equal((await readMailbox(services.ephemeral)).length, 1, 'a second press tells nobody twice');
});

test('[NW7] a member who is added may be told at once, or alone later', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const fields = { name: 'Piers Lovell', email: 'p.lovell@kent.example.org', jobTitle: '', role: 'reader', organisation: '' };
  t.match(await nadia.post('/network/members/new', { ...fields, invitation: 'now' }), { status: 303, location: '/network?done=told' });
  await settle(services);
  t.equal((await readMailbox(services.ephemeral)).length, 1);
  await nadia.post('/network/members/new', { ...fields, name: 'Ida Moss', email: 'i.moss@kent.example.org' });
  const ida = (await memberBy(services, 'i.moss@kent.example.org'))?.id ?? '';
  t.match((await nadia.get(`/network/members/${ida}`)).body, /Not told yet[\s\S]*Send the invitation/);
  t.equal((await nadia.post(`/network/members/${ida}/invitation`)).status, 303);
  t.equal((await nadia.post(`/network/members/${ida}/invitation`)).status, 409, 'once');
  await settle(services);
  t.equal((await readMailbox(services.ephemeral)).length, 2);
  t.notMatch((await nadia.get(`/network/members/${ida}`)).body, /Not told yet/);
  const daniel = await as({ app, services }, 'daniel-rowntree');
  t.equal((await daniel.post('/network/invitations')).status, 403);
});

test('an organisation that joins next year is neither counted nor offered yet', async (t) => {
  const { app, services } = await site(t);
  await change(services.aggregates, 'network', 'south-east-kinship', 'system', (network) => {
    const [kent] = network.organisations;
    if (kent === undefined) throw new Error('there is no organisation');
    const from = Instant.parse('2099-01-01T00:00:00.000Z');
    return addOrganisation(network, { ...kent, id: OrganisationId.parse('new'), name: 'Newcomer Council', from });
  });
  const nadia = await as({ app, services }, 'nadia-farrow');
  const { body } = await nadia.get('/network');
  t.match(body, /19 authorities and trusts and 1 partner/);
  t.notMatch(body, /Newcomer Council/);
  t.notMatch((await nadia.get('/network/members/new')).body, /Newcomer Council/);
});

test('an invitation is sent for a coordinator whose membership ends on a later day', async (t) => {
  const { services } = await site(t);
  const ends = Instant.parse('2099-01-01T00:00:00.000Z');
  const nadia = await services.aggregates.get('member', 'nadia-farrow');
  const network = await services.aggregates.get('network', 'south-east-kinship');
  const daniel = await services.aggregates.get('member', 'daniel-rowntree');
  if (nadia === null || network === null || daniel === null) throw new Error('somebody is not there');
  await change(services.aggregates, 'member', nadia.id, 'system', (member) =>
    endMembership(member, { by: member.id, at: ends }, [{ ...member, id: daniel.state.id }]),
  );
  const mail = { kind: 'invitation' } as Parameters<NonNullable<typeof composers.invitation>>[1];
  t.match(await composers.invitation(services, mail, daniel.state, network.state), { footer: [/Sent for Nadia Farrow/] });
});

test('each error stands at its field, and the typed values stay', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const none = await nadia.post('/network/members/new', { name: '', email: 'x', jobTitle: 'Kept <b>', role: '', organisation: '' });
  t.match(none, { status: 400, body: /Enter the person’s name[\s\S]*Enter a personal work address[\s\S]*Choose what the person does/ });
  t.match(none.body, /Kept &lt;b&gt;/);
  const lead = { name: 'A B', email: 'a@b.example.org', jobTitle: '', role: 'lead', organisation: '' };
  t.match(await nadia.post('/network/members/new', lead), { status: 400, body: /Pick the organisation/ });
  t.match(await nadia.post('/network/members/new', { ...lead, organisation: 'ashdown-borough-council' }), {
    status: 400,
    body: /an organisation of the network/,
  });
  const office = await nadia.post('/network/appointments/new', {
    office: '',
    member: '',
    authority: '',
    'from-day': '31',
    'from-month': '2',
    'from-year': '2026',
  });
  t.match(office, { status: 400, body: /Choose the office[\s\S]*Pick a member[\s\S]*by what authority[\s\S]*only 28 days/ });
  t.match(await nadia.post('/network/organisations/new', { name: 'kent COUNTY council', kind: 'authority' }), {
    status: 400,
    body: /in the network already/,
  });
  t.equal((await nadia.post('/network/organisations/new', { name: 'Thanet Unitary Council', kind: 'authority' })).status, 303);
  t.match((await nadia.get('/network')).body, /20 authorities and trusts[\s\S]*Thanet Unitary Council[\s\S]*No lead/);
});

test('the coordinator changes the network’s description of itself', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  t.match((await nadia.get('/network/details')).body, /brings together local authorities[\s\S]*kinship-network@example\.org/);
  const details = { about: 'We answer <together>.', overseenBy: 'The DCS group', contact: 'nobody' };
  t.match(await nadia.post('/network/details', details), { status: 400, body: /We answer &lt;together&gt;[\s\S]*or leave it empty/ });
  t.equal((await nadia.post('/network/details', { ...details, contact: '' })).status, 303);
  t.equal((await nadia.post('/network/details', { ...details, contact: '' })).status, 303, 'twice changes nothing');
  t.match((await services.aggregates.get('network', 'south-east-kinship'))?.state, { ...details, contact: '' });
  t.match((await nadia.get('/network')).body, /We answer &lt;together&gt;/);
});

test('appointments are made with their authority, and end; the page names a vacancy first', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const sponsor = (await services.aggregates.get('network', 'south-east-kinship'))?.state.appointments.find(
    (one) => one.office === 'sponsor',
  );
  t.equal((await nadia.post(`/network/appointments/${sponsor?.id ?? ''}/end`, { authority: 'Minute 2' })).status, 303);
  const page = await nadia.get('/network');
  t.match(page.body, /Appoint a sponsor[\s\S]*Nothing can be signed off[\s\S]*Last held by Alison Thackeray[\s\S]*Vacant/);
  t.match((await nadia.get('/network/appointments/new?office=sponsor')).body, /value="sponsor" checked/);
  const fields = { office: 'sponsor', member: 'sunita-rao', authority: 'DCS group, 3 July 2026, minute 2' };
  const dates = {
    'from-day': '14',
    'from-month': '7',
    'from-year': '2026',
    'until-day': '31',
    'until-month': 'October',
    'until-year': '2026',
  };
  t.match(await nadia.post('/network/appointments/new', { ...fields, ...dates }), { status: 303 });
  const network = (await services.aggregates.get('network', 'south-east-kinship'))?.state;
  t.match(
    network?.appointments.at(-1),
    { memberId: 'sunita-rao', from: '2026-07-13T23:00:00.000Z', until: '2026-11-01T00:00:00.000Z' },
    'whole UK days, across the change of the clocks',
  );
  t.match((await nadia.get('/network')).body, /Sunita Rao[\s\S]*14 July 2026[\s\S]*to 31 October 2026/);
  t.match(await nadia.post('/network/appointments/new', { ...fields, ...dates }), { status: 400, body: /in that time already/ });
  t.match(await nadia.post('/network/appointments/new', { ...fields, ...dates, member: 'nadia-farrow' }), {
    status: 400,
    body: /coordinator cannot hold/,
  });
  t.equal((await nadia.post('/network/appointments/nothing/end')).status, 404);
});

test('[NW1] somebody who is added and appointed on one day is in office at once', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const today = localParts(services.now(), 'Europe/London');
  const person = { name: 'Piers Lovell', email: 'p.lovell@kent.example.org', jobTitle: '', role: 'reader', organisation: '' };
  t.equal((await nadia.post('/network/members/new', person)).status, 303);
  const piers = (await memberBy(services, person.email))?.id ?? '';
  const dates = { 'from-day': today.day, 'from-month': today.month, 'from-year': today.year };
  const chair = { office: 'chair', member: piers, authority: 'Meeting of today, item 1' };
  t.match(await nadia.post('/network/appointments/new', { ...chair, ...dates }), { status: 303 });
  t.match((await nadia.get('/network')).body, /Piers Lovell[\s\S]*Meeting of today, item 1[\s\S]*In office/);
  const earlier = { 'from-day': '1', 'from-month': 'September', 'from-year': '2024' };
  t.match(await nadia.post('/network/appointments/new', { ...chair, office: 'vice-chair', ...earlier }), { status: 303 });
  await nadia.post(`/network/members/${piers}/end`);
  services.clock.forward(1);
  const late = await nadia.post('/network/appointments/new', { ...chair, office: 'sponsor', ...dates });
  t.match(late, { status: 400, body: /has left the network\. Add them as a member again/ });
});

test('[NW2] an appointment that ended today may be made again from today', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const { appointments = [] } = (await services.aggregates.get('network', 'south-east-kinship'))?.state ?? {};
  const sponsor = appointments.find((one) => one.office === 'sponsor');
  services.clock.forward(60_000);
  await nadia.post(`/network/appointments/${sponsor?.id ?? ''}/end`, { authority: 'Minute 2' });
  services.clock.forward(60_000);
  const today = localParts(services.now(), 'Europe/London');
  const again = { office: 'sponsor', member: sponsor?.memberId ?? '', authority: 'Minute 3' };
  const dates = { 'from-day': today.day, 'from-month': today.month, 'from-year': today.year };
  t.match(await nadia.post('/network/appointments/new', { ...again, ...dates }), { status: 303 });
});

test('[NW3] a member and an organisation may have been in the network before they were entered', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const since = { 'since-day': '1', 'since-month': '9', 'since-year': '2024' };
  t.equal((await nadia.post('/network/organisations/new', { name: 'Thanet Council', kind: 'authority', ...since })).status, 303);
  const { organisations = [] } = (await services.aggregates.get('network', 'south-east-kinship'))?.state ?? {};
  t.match(organisations.at(-1), { name: 'Thanet Council', from: '2024-08-31T23:00:00.000Z' });
  const person = { name: 'Piers Lovell', email: 'p.lovell@kent.example.org', jobTitle: '', role: 'reader', organisation: '' };
  const toCome = { ...since, 'since-year': '2199' };
  t.match(await nadia.post('/network/members/new', { ...person, ...toCome }), { status: 400, body: /still to come[\s\S]*value="2199"/ });
  t.match(await nadia.post('/network/members/new', { ...person, ...since, 'since-day': '31' }), { status: 400, body: /only 30 days/ });
  t.equal((await nadia.post('/network/members/new', { ...person, ...since })).status, 303);
  t.match((await memberBy(services, person.email))?.state, { from: '2024-08-31T23:00:00.000Z' });
  t.match((await nadia.get('/network')).body, /Piers Lovell[\s\S]*1 September 2024/);
});

test('a membership ends, and the page lists the offices the person held; the only coordinator stays', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const joanna = await as({ app, services }, 'joanna-prideaux');
  t.equal((await nadia.post('/network/members/joanna-prideaux/end')).status, 303);
  services.clock.forward(1);
  t.equal((await joanna.get('/network')).status, 303, 'signed out at once');
  t.match((await nadia.get('/network')).body, /Appoint a chair[\s\S]*Joanna Prideaux[\s\S]*Has left/);
  t.match((await nadia.get('/network/members/joanna-prideaux')).body, /cannot sign off[\s\S]*End this appointment/);
  t.match(await nadia.post('/network/members/nadia-farrow/end'), { status: 403, body: /needs a coordinator/ });
  t.match(await nadia.post('/network/members/nadia-farrow/role', { role: 'lead' }), { status: 403 });
  t.equal((await nadia.post('/network/members/daniel-rowntree/role', { role: 'coordinator' })).status, 303);
  t.equal((await nadia.post('/network/members/daniel-rowntree/role', { role: 'king' })).status, 400);
  t.equal((await nadia.post('/network/members/nadia-farrow/end')).status, 303, 'now there is another');
  const back = await as({ app, services }, 'daniel-rowntree');
  const fields = { name: 'Joanna Prideaux', email: 'j.prideaux@east-sussex.example.org', jobTitle: '', role: 'reader', organisation: '' };
  t.equal((await back.post('/network/members/new', fields)).status, 303, 'whoever left may return');
  t.match((await services.aggregates.get('member', 'joanna-prideaux'))?.state, { role: 'reader', until: null });
});

test('a member of another network gets 404 for everything of this one, never 403', async (t) => {
  const { app, services } = await site(t);
  const tobias = await as({ app, services }, 'tobias-wren-north-downs');
  const { body } = await tobias.get('/network');
  t.match(body, /North Downs Fostering Network/);
  t.notMatch(body, /Kinship|Kent|Farrow/);
  const chair = (await services.aggregates.get('network', 'south-east-kinship'))?.state.appointments[0]?.id ?? '';
  t.equal((await tobias.get('/network/members/daniel-rowntree')).status, 404);
  t.equal((await tobias.get('/network/members/nobody')).status, 404);
  t.equal((await tobias.post('/network/members/daniel-rowntree/end')).status, 404);
  t.equal((await tobias.post('/network/members/daniel-rowntree/role', { role: 'reader' })).status, 404);
  t.equal((await tobias.post(`/network/appointments/${chair}/end`)).status, 404);
  const fields = { office: 'chair', member: 'daniel-rowntree', authority: 'x', 'from-day': '1', 'from-month': '7', 'from-year': '2026' };
  t.equal((await tobias.post('/network/appointments/new', fields)).status, 400);
  t.match((await services.aggregates.get('member', 'daniel-rowntree'))?.state, { role: 'lead', until: null });
});

test('only the coordinator manages', async (t) => {
  const { app, services } = await site(t);
  const daniel = await as({ app, services }, 'daniel-rowntree');
  for (const path of [
    '/network/details',
    '/network/members/new',
    '/network/organisations/new',
    '/network/appointments/new',
    '/network/members/nadia-farrow',
  ]) {
    t.equal((await daniel.get(path)).status, 403, path);
  }
  await daniel.get('/you');
  t.equal((await daniel.post('/network/members/nadia-farrow/end')).status, 403);
  t.equal((await daniel.post('/network/organisations/new', { name: 'X', kind: 'authority' })).status, 403);
  t.equal((await visitor(app).get('/network')).status, 303);
});

test('the demonstration is seeded once, whole, and as the domain would have it', async (t) => {
  const { services } = await site(t);
  const consultation = (await services.aggregates.get('consultation', 'send-review'))?.state;
  const response = (await services.aggregates.get('response', 'send-review'))?.state;
  if (consultation === undefined || response === undefined) throw new Error('not seeded');
  t.equal(currentQuestions(consultation).questions.length, 22);
  t.match(consultation.closesAt, /T22:45:00.000Z$/, '11:45pm, UK summer time');
  t.equal(response.status, 'drafting');
  const log = await services.drafts.load({ draft: response.id, epoch: response.epoch });
  if (log === null) throw new Error('no draft');
  const draft = readDraft(openDraft(log), sectionIds(consultation));
  const answered = currentQuestions(consultation).questions.filter((question) => (draft.blocks.get(question.id)?.length ?? 0) > 0);
  t.ok(answered.length >= 8, `${answered.length} answers are begun`);
  for (const { id, number } of answered)
    t.ok(countBlocks(draft.blocks.get(id) ?? []).words <= 250, `question ${number} keeps to its limit`);
  t.same(draft.chosen.get('q6')?.length, 1);
  const people = await services.aggregates.find('member', { where: { demo: true }, limit: 1000 });
  t.ok(
    people.every(({ state }) => state.email.endsWith('.example.org')),
    'every person is invented',
  );
  t.equal((await services.aggregates.find('network', { where: {} })).length, 2);
  const [first] = await services.aggregates.events('network', 'south-east-kinship', 0, 100);
  t.equal(first?.type, 'NetworkCreated');
  const before = await services.aggregates.events('member', 'nadia-farrow', 0, 100);
  await seedDemo(services);
  t.same(await services.aggregates.events('member', 'nadia-farrow', 0, 100), before, 'a second start changes nothing');
});

test('a seeding that broke off goes on; START_EMPTY and a real network are left alone', async (t) => {
  const broken = await bareServices(t);
  let commits = 0;
  const dying = {
    ...broken,
    aggregates: {
      ...broken.aggregates,
      commit: ((given) =>
        (commits += 1) > 9 ? Promise.reject(new Error('killed')) : broken.aggregates.commit(given)) as BareServices['aggregates']['commit'],
    },
  };
  await t.rejects(seedDemo(dying), /killed/);
  await seedDemo(broken);
  t.equal((await broken.aggregates.find('network', { where: {} })).length, 2);
  t.equal((await broken.aggregates.find('member', { where: { demo: true }, limit: 1000 })).length, 47);

  const empty = await bareServices(t, { config: { startEmpty: true } });
  await seedDemo(empty);
  t.same(await empty.aggregates.find('network', { where: {} }), []);

  const real = await bareServices(t);
  await runNetwork(real, ['create', 'Real Network', '--coordinator', 'Ann Able', '--email', 'ann@example.org']);
  await seedDemo(real);
  t.equal((await real.aggregates.find('network', { where: {} })).length, 1);
});

test('the command line makes a network with its first coordinator, who is invited', async (t) => {
  const services = await bareServices(t, { config: away });
  const said = await runNetwork(services, ['create', 'Real Network', '--coordinator', 'Ann Able', '--email', 'Ann@Council.example.org']);
  t.match(said, /Made the network Real Network, with Ann Able[\s\S]*ann@council.example.org gets an invitation/);
  t.equal(await runNetwork(services, ['list']), 'Real Network: 1 member, coordinated by Ann Able');
  await settle(services);
  await settle(services);
  const mails = await readMailbox(services.ephemeral);
  t.equal(mails.length, 1, 'reactions may run twice');
  t.match(mails[0], {
    subject: 'You are a member of the Real Network',
    text: /https:\/\/concord\.example\.org\/sign-in\n[\s\S]*no password/,
  });
  t.notMatch(mails[0]?.text, /^\d{6}$/m, '[SO29] an invitation carries no code');

  const refuse = (...argv: readonly string[]): Promise<unknown> => runNetwork(services, argv).catch((error: unknown) => error);
  for (const argv of [
    [],
    ['create'],
    ['create', 'X'],
    ['create', 'X', '--coordinator', 'A'],
    ['remove', 'X'],
    ['create', 'X', '--nonsense'],
    ['create', 'x'.repeat(201), '--coordinator', 'A', '--email', 'a@b.org'],
  ]) {
    t.ok((await refuse(...argv)) instanceof CommandRefused, argv.join(' ').slice(0, 40));
  }
  t.match(await refuse('create', 'real network', '--coordinator', 'B', '--email', 'b@c.org'), { message: /already/ });
  const demo = await bareServices(t);
  t.equal(await runNetwork(demo, ['list']), 'There is no network yet.');
  await seedDemo(demo);
  await t.rejects(runNetwork(demo, ['create', 'X', '--coordinator', 'A B', '--email', 'a@b.org']), /DATA_DIR/);
});

test('the command line adds a coordinator to a network whose coordinators are gone', async (t) => {
  const services = await bareServices(t, { config: away });
  await runNetwork(services, ['create', 'Real Network', '--coordinator', 'Ann Able', '--email', 'ann@council.example.org']);
  const add = (name: string, email: string): Promise<string> =>
    runNetwork(services, ['add-coordinator', name, '--coordinator', 'Bea Brook', '--email', email]);
  t.match(await add('real network', 'bea@council.example.org'), /Added Bea Brook to Real Network as a coordinator/);
  t.match(await runNetwork(services, ['list']), 'Real Network: 2 members, coordinated by Ann Able and Bea Brook');
  await settle(services);
  await settle(services);
  t.equal((await readMailbox(services.ephemeral)).length, 2, 'she is invited');
  await t.rejects(add('real network', 'ANN@council.example.org'), { name: 'CommandRefused', message: /already/ });
  await t.rejects(add('Another Network', 'c@council.example.org'), { name: 'CommandRefused', message: /npm run network -- list/ });
  await t.rejects(runNetwork(services, ['add-coordinator', 'Real Network']), { name: 'CommandRefused' });
});

test('[SE8] [SE10] a membership takes its sessions along when it ends; changes of roles and offices are logged by ids', async (t) => {
  const log: string[] = [];
  const { app, services } = await site(t, log);
  const nadia = await as({ app, services }, 'nadia-farrow');
  await as({ app, services }, 'joanna-prideaux');
  const [joanna, other] = await Promise.all(['joanna-prideaux', 'nadia-farrow'].map((id) => services.aggregates.get('member', id)));
  if (!joanna || !other) throw new Error('somebody is not there');
  t.equal((await sessionsOf(services, joanna.state)).length, 1);
  await settle(services);
  log.length = 0;
  await nadia.post('/network/members/daniel-rowntree/role', { role: 'deputy' });
  await nadia.post('/network/members/joanna-prideaux/end');
  await settle(services);
  t.same(await sessionsOf(services, joanna.state), []);
  t.equal((await sessionsOf(services, other.state)).length, 1, 'nobody else');
  const lines = log.filter((line) => line.includes('"security"')).join('');
  const network = '"network":"south-east-kinship","actor":"nadia-farrow"';
  t.match(lines, `"security":"role-changed","member":"daniel-rowntree",${network},"role":"deputy"`);
  t.match(lines, `"security":"membership-ended","member":"joanna-prideaux",${network}`);
  t.notMatch(lines, /@|Prideaux|Rowntree/);
});

test('[SE12] names, titles and bodies lose controls and directional overrides, and stay on one line', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as({ app, services }, 'nadia-farrow');
  const nasty = (words: string): string => `\u202e${words}\ufffe\u0007\n`;
  const email = 'kim.lee@example.org';
  const fields = { email, role: 'lead', organisation: 'brighton-hove-city-council' };
  const added = await nadia.post('/network/members/new', { ...fields, name: nasty('Kim\nLee'), jobTitle: nasty('Head') });
  t.equal(added.status, 303, added.body.slice(0, 200));
  t.match((await memberBy(services, email))?.state, { name: 'Kim Lee', jobTitle: 'Head' });
  t.match(await nadia.post('/network/members/new', { ...fields, name: '\u202e\u0007', jobTitle: '' }), {
    status: 400,
    body: /Enter the person’s name/,
  });
  await nadia.post('/network/organisations/new', {
    name: nasty('Ashdown Borough Council'),
    kind: 'authority',
    deliveryBody: nasty('Trust'),
  });
  const network = await services.aggregates.get('network', 'south-east-kinship');
  t.match(network?.state.organisations.at(-1), { name: 'Ashdown Borough Council', deliveryBody: 'Trust' });
});
