import { test } from 'tap';
import { readList } from '../../../src/features/networks/import/columns.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { membersOf } from '../../../src/reading/people.ts';
import { as, settle, site } from '../../support/worlds/networks.ts';

const network = 'north-downs-fostering';
const coordinator = 'tobias-wren-north-downs';

/** The hidden field that ties the button of a preview to the text that it shows. */
function seenIn(body: string): string {
  return /name="seen" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

/** Nineteen authorities with leads and deputies, as Excel exports them with semicolons. */
const authorities = [
  'Kinship contacts;;;;;',
  '',
  'Local Authority;Lead Representative;E-mail;Deputy;E-mail;Phone',
  ...Array.from(
    { length: 19 },
    (_, n) =>
      `"Council ${n + 1}; the ""${n + 1}th""";Léa Lead ${n};lead${n}@c${n}.example.org;Dai Deputy ${n};deputy${n}@c${n}.example.org;0${n}`,
  ),
].join('\r\n');

test('[NW4] [NW5] an export of nineteen authorities with leads and deputies is shown, then added at once, and once', async (t) => {
  const { app, services } = await site(t);
  const tobias = await as({ app, services }, coordinator);
  const before = (await membersOf(services, tobiasNetwork())).size;
  t.match((await tobias.get('/network/import')).body, /Paste the list[\s\S]*Or choose a file/);
  const latin = new File([Buffer.from(authorities, 'latin1')], 'contacts.csv');
  const preview = await tobias.send('/network/import', { source: '', file: latin });
  t.match(preview, {
    status: 200,
    body: /Check 19 organisations and 38 people[\s\S]*Columns that have no place here: “Phone”[\s\S]*lines? 1/,
  });
  t.match(preview.body, /Council 19; the &quot;19th&quot;[\s\S]*Léa Lead 18[\s\S]*Lead representative/, 'Windows-1252 is read');
  t.equal((await membersOf(services, tobiasNetwork())).size, before, 'nothing is added yet');
  const adding = { source: authorities, wanted: 'add', seen: seenIn(preview.body) };
  t.match(await tobias.send('/network/import', adding), { status: 303, location: '/network?done=list' });
  const members = [...(await membersOf(services, tobiasNetwork())).values()];
  t.equal(members.length, before + 38);
  t.match(
    members.find(({ email }) => email === 'deputy3@c3.example.org'),
    { name: 'Dai Deputy 3', role: 'deputy', untold: true, organisationId: /./ },
  );
  await settle(services);
  t.same(await readMailbox(services.ephemeral), [], '[NW7] nobody is told yet');
  t.match((await tobias.get('/network?done=list')).body, /38 people have not been told yet[\s\S]*Send the invitations/);
  const again = await tobias.send('/network/import', adding);
  t.equal(again.status, 303);
  t.equal((await membersOf(services, tobiasNetwork())).size, before + 38, 'nothing twice');
  const known = await tobias.send('/network/import', { source: authorities });
  t.match(known.body, /Everything in this list is in the network already[\s\S]*19 organisations and 38 people/);
  t.equal((await tobias.post('/network/invitations')).status, 303);
  await settle(services);
  t.equal((await readMailbox(services.ephemeral)).length, 38);
});

function tobiasNetwork(): Parameters<typeof membersOf>[1] {
  return network as Parameters<typeof membersOf>[1];
}

test('[NW6] lines to mend are named, the list stays in the form, and the sound part can be added first', async (t) => {
  const { app, services } = await site(t);
  const tobias = await as({ app, services }, coordinator);
  await tobias.get('/network/import');
  const source = 'Organisation,Name,Email,Role\nThanet Council,Ann Lee,ann@thanet.example.org,lead\nThanet Council,Bob Day,bob@,deputy\n';
  const preview = await tobias.send('/network/import', { source });
  t.match(preview, {
    status: 400,
    body: /1 line needs mending[\s\S]*Line 3: “bob@” is no email address[\s\S]*Thanet Council,Bob Day,bob@,deputy/,
  });
  t.match(preview.body, /Add what is ready: 1 organisation and 1 person/);
  t.match(preview.body, /<textarea[^>]*name="source"[\s\S]*bob@,deputy/);
  const seen = seenIn(preview.body);
  const changed = await tobias.send('/network/import', { source: `${source}X,Cy,cy@x.example.org,lead`, wanted: 'add', seen });
  t.match(
    changed,
    { status: 400, body: /Nothing is added yet[\s\S]*2 organisations and 2 people/ },
    'a text that was changed is shown first',
  );
  const partly = await tobias.send('/network/import', { source: source.replaceAll('\n', '\r\n'), wanted: 'add', seen });
  t.match(partly, { status: 200, body: /Added 1 organisation and 1 person[\s\S]*bob@,deputy/ });
  t.match(partly.body, /Nothing else is left to add/);
  const mended = await tobias.send('/network/import', { source: source.replace('bob@', 'bob@thanet.example.org') });
  t.match(mended, { status: 200, body: /Check 1 person[\s\S]*Bob Day[\s\S]*Add 1 person/ });
});

test('[NW6] a list that cannot be read says why, and what was typed stays', async (t) => {
  const { app, services } = await site(t);
  const tobias = await as({ app, services }, coordinator);
  await tobias.get('/network/import');
  const refuse = async (fields: Readonly<Record<string, string | File>>): Promise<string> => {
    const answer = await tobias.send('/network/import', fields);
    t.equal(answer.status, 400);
    return answer.body;
  };
  t.match(await refuse({ source: 'Ann Lee, ann@x.org\nBob <b>, bob@x.org' }), /No line names the columns[\s\S]*Bob &lt;b&gt;/);
  t.match(await refuse({ source: 'Organisation,Email' }), /nothing below the headings/);
  t.match(await refuse({ source: '' }), /There is nothing in it/);
  t.match(await refuse({ source: 'Organisation\n"Kent' }), /quotation mark is opened on line 2/);
  const book = new File([Buffer.from('PK\u0003\u0004')], 'contacts.xlsx');
  t.match(await refuse({ source: '', file: book }), /CSV UTF-8/);
  const text = new File(['Organisation\nKent'], 'a.csv');
  t.match(await refuse({ source: 'Typed Council', file: text }), /a file and a pasted list[\s\S]*Typed Council/);
  const daniel = await as({ app, services }, 'daniel-rowntree');
  t.equal((await daniel.get('/network/import')).status, 403);
  t.equal((await daniel.send('/network/import', { source: 'Organisation\nKent' })).status, 403);
});

test('[NW4] columns are found as people name them', (t) => {
  const cells = (text: string) => {
    const list = readList(text);
    return list.ok ? list.rows.map((row) => row.cells) : list.wrong;
  };
  t.same(cells('Kent County Council\nMedway Council'), [{ organisation: 'Kent County Council' }, { organisation: 'Medway Council' }]);
  t.same(cells('Name\tType\nKent\tAuthority'), [{ organisation: 'Kent', kind: 'Authority' }]);
  t.match(cells('Authority,Lead name,Lead’s email,Lead job title\nKent,Ann,ann@x.org,Head'), [
    { organisation: 'Kent', lead: 'Ann', leadEmail: 'ann@x.org', leadJobTitle: 'Head' },
  ]);
  t.match(cells('First name,Surname,Email address,Job title,Organisation (name)\nAnn,Lee,ann@x.org,Head,Kent'), [
    { firstName: 'Ann', lastName: 'Lee', email: 'ann@x.org', jobTitle: 'Head', organisation: 'Kent' },
  ]);
  t.match(cells('LA,Lead,Job title,Email,Deputy,Job title,Email\nKent,A,1,a@x,B,2,b@x'), [
    { organisation: 'Kent', leadJobTitle: '1', leadEmail: 'a@x', deputyJobTitle: '2', deputyEmail: 'b@x' },
  ]);
  t.same(cells('Organisation,Lead\nKent,"Ann\u00a0  Lee\n\nBob"'), [{ organisation: 'Kent', lead: 'Ann Lee\nBob' }]);
  t.end();
});

test('[NW4] 150 organisations with 300 people are added in one go', async (t) => {
  const { app, services } = await site(t);
  const tobias = await as({ app, services }, coordinator);
  await tobias.get('/network/import');
  const lines = Array.from({ length: 150 }, (_, n) => `Council ${n},Lead ${n},lead${n}@x.example.org,Deputy ${n},deputy${n}@x.example.org`);
  const source = ['Organisation,Lead,Email,Deputy,Email', ...lines].join('\n');
  const preview = await tobias.send('/network/import', { source });
  t.match(preview.body, /Check 150 organisations and 300 people/);
  const began = performance.now();
  t.equal((await tobias.send('/network/import', { source, wanted: 'add', seen: seenIn(preview.body) })).status, 303);
  const took = performance.now() - began;
  t.ok(took < 10_000, `${Math.round(took)} ms`);
  t.match((await tobias.get('/network')).body, /300 people have not been told yet[\s\S]*Council 149/);
});
