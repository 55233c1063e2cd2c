import { test } from 'tap';
import { EvidenceLabel } from '../../../src/domain/evidence/label.ts';
import { AppointmentId, MemberId, OfficeId } from '../../../src/domain/ids.ts';
import { appoint } from '../../../src/domain/network/network.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { leftoverSweep } from '../../../src/features/evidence/leftovers.ts';
import { change } from '../../../src/store/change.ts';
import type { Answer, Visitor } from '../../support/visitor.ts';
import { putsMark } from '../../support/worlds/boxed.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { base, locks, person } from '../../support/worlds/signed-off.ts';

// Evidence by the pages of the whole service, on one world: Kent offers, Surrey and a charity look.

const here = `${base}/evidence`;
const who = { kent: 'daniel-rowntree', surrey: 'owen-larbi', charity: 'samuel-okafor', coordinator: 'nadia-farrow' } as const;
type Fields = Readonly<Record<string, string | File>>;

/** The hidden fields of the form on a page. */
function hidden({ body }: Answer): Readonly<Record<string, string>> {
  const form = /<form[^>]*multipart[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  const found = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

async function offers(visitor: Visitor, fields: Fields): Promise<Answer> {
  return visitor.send(`${here}/new`, { ...hidden(await visitor.get(`${here}/new`)), ...fields });
}

async function worldOf(): Promise<World> {
  return openWorld({ teardown: (act) => void endings.push(act) });
}
const endings: (() => unknown)[] = [];
const world = await worldOf();
const [kent, surrey, charity, coordinator] = await Promise.all([
  person(world, who.kent),
  person(world, who.surrey),
  person(world, who.charity),
  person(world, who.coordinator),
]);

/** Appoints a member as chair beside the others. */
async function becomesChair({ services }: World, id: string): Promise<void> {
  const member = await services.aggregates.get('member', MemberId.parse(id));
  if (member === null) throw new Error(`there is no ${id}`);
  const office = { id: AppointmentId.parse('chair-too'), memberId: member.state.id, office: OfficeId.parse('chair') };
  const span = { from: services.now(), until: null };
  await change(services.aggregates, 'network', member.state.networkId, 'system', (network) =>
    appoint(network, { ...office, ...span, authority: 'Minute 7' }, member.state),
  );
}

/** The text of evidence with a label, as Kent offered it. */
const secret = (label: string): string => `Zebrafish ${label}: of 212 families, 41 had been offered a placement.`;
const places = new Map<EvidenceLabel, string>();

test('[EV1] evidence needs a text and a label; a form sent twice makes one piece [SF7]', async (t) => {
  const bare = await offers(kent, { text: ' ', label: 'secret' });
  t.equal(bare.status, 400);
  t.match(bare.body, /href="#text">Write what the evidence says[\s\S]*href="#label">Choose who may read it/);
  for (const label of EvidenceLabel.options) {
    const file = new File([`council,${label}\nKent,212\n`], `zebrafish-${label}.csv`);
    const fields = { text: secret(label), label, section: 'q5', source: 'Zebrafish survey', file };
    const form = hidden(await kent.get(`${here}/new`));
    const [first, second] = [
      await kent.send(`${here}/new`, { ...form, ...fields }),
      await kent.send(`${here}/new`, { ...form, ...fields }),
    ];
    t.match(first, { status: 303 });
    t.equal(second.location, first.location, `${label}: once`);
    places.set(label, first.location);
  }
  t.equal((await world.services.aggregates.find('evidence', { where: {} })).length, 4);
  const page = await kent.get(places.get('network-only') ?? '');
  t.match(page.body, /Zebrafish network-only[\s\S]*Kent County Council[\s\S]*Daniel Rowntree/);
});

test('[EV2] [EV3] [EV5] no list, address, file or form shows evidence to a person from whom its label keeps it', async (t) => {
  const sees: readonly (readonly [string, Visitor, readonly EvidenceLabel[]])[] = [
    [who.kent, kent, EvidenceLabel.options],
    [who.coordinator, coordinator, EvidenceLabel.options],
    [who.surrey, surrey, ['shareable', 'anonymised', 'network-only']],
    ['joanna-prideaux', await person(world, 'joanna-prideaux'), EvidenceLabel.options],
    ['alison-thackeray', await person(world, 'alison-thackeray'), EvidenceLabel.options],
    [who.charity, charity, ['shareable', 'anonymised']],
  ];
  for (const [id, visitor, labels] of sees) {
    const list = (await visitor.get(here)).body;
    for (const [label, place] of places) {
      const expected = labels.includes(label);
      t.equal(list.includes(secret(label)), expected, `${id}, ${label}: list`);
      t.equal(list.includes(place), expected, `${id}, ${label}: no link either`);
      const unknown = await visitor.get(`${here}/nobody-has-this-id`);
      for (const path of ['', '/file']) {
        const answer = await visitor.get(`${place}${path}`);
        t.equal(answer.status, expected ? 200 : 404, `${id}, ${label}${path}`);
        if (!expected) t.equal(bare(answer), bare(unknown), `${id}, ${label}${path}: as an unknown address`);
      }
      if (expected) continue;
      for (const path of ['/label', '/withdraw']) {
        const [real, none] = [
          await visitor.post(`${place}${path}`, { label: 'shareable' }),
          await visitor.post(`${here}/nobody-has-this-id${path}`),
        ];
        t.equal(bare(real), bare(none), `${id}, ${label}${path}: as an unknown address`);
      }
    }
    const more = EvidenceLabel.options.length - labels.length;
    t.match(list, more === 0 ? /^(?![\s\S]*restricted)/ : new RegExp(`${more} more pieces? of evidence`), `${id}: how many more there are`);
  }
});

/** An answer without the parts that differ from one request to the next. */
function bare({ status, location, body }: Answer): string {
  return `${status} ${location}\n${body.replaceAll(/req-[\da-z]+/g, 'req').replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'id')}`;
}

test('[EV5] a charity learns nothing of a network only piece on any page', async (t) => {
  const pages = ['', '/response', '/evidence', '/evidence/new', '/history', '/sign-off', '/documents', '/record', '/submission'];
  for (const path of [...pages.map((page) => `${base}${page}`), '/work', '/network', '/network/record']) {
    const { status, body } = await charity.get(path);
    t.equal(status, 200, path);
    t.notMatch(body, /Zebrafish (?:network|meeting)-only|zebrafish-(?:network|meeting)-only/, path);
    for (const label of ['network-only', 'meeting-only'] as const)
      t.notOk(body.includes(String(places.get(label)?.split('/').at(-1))), path);
  }
});

test('[EV10] a file is a download, and no browser opens it', async (t) => {
  const file = await kent.get(`${places.get('shareable') ?? ''}/file`);
  t.equal(file.body, '\ufeffcouncil,shareable\r\nKent,212\r\n');
  t.match(file.headers, {
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''zebrafish-shareable.csv",
    'x-content-type-options': 'nosniff',
    'content-security-policy': /sandbox/,
    'cache-control': 'private, no-store',
  });
});

test('[EV6] its organisation and the coordinator change a label; a colleague elsewhere cannot', async (t) => {
  const place = places.get('shareable') ?? '';
  t.equal((await surrey.post(`${place}/label`, { label: 'meeting-only' })).status, 403);
  t.notMatch((await surrey.get(place)).body, 'Change the label');
  t.match(await coordinator.post(`${place}/label`, { label: 'network-only' }), { status: 303, location: place });
  t.equal((await charity.get(place)).status, 404, 'the label holds at once');
  t.equal((await coordinator.post(`${place}/label`, { label: 'shareable' })).status, 403, 'a coordinator never widens');
  t.equal((await kent.post(`${place}/label`, { label: 'shareable' })).status, 303);
  t.match(
    (await charity.get(place)).body,
    /Daniel Rowntree[^<]*<\/dt><dd>Shareable[\s\S]*Nadia Farrow[^<]*<\/dt><dd>Network only/,
    'every label stays in the history',
  );
  t.equal((await kent.post(`${place}/label`, { label: 'nonsense' })).status, 400);
});

test('[EV6] evidence that was withdrawn is gone for others', async (t) => {
  const place = places.get('anonymised') ?? '';
  t.match((await charity.get(here)).body, secret('anonymised'));
  t.equal((await kent.post(`${place}/withdraw`)).status, 303);
  t.equal((await kent.post(`${place}/withdraw`)).status, 303, 'a second post changes nothing [SF7]');
  t.equal((await charity.get(place)).status, 404);
  t.notMatch((await charity.get(here)).body, secret('anonymised'));
  t.match((await kent.get(place)).body, /Withdrawn by Daniel Rowntree/);
  t.notMatch((await kent.get(place)).body, 'Change the label');
});

test('[EV4] [EV11] evidence is quoted as a box; relabelling shows where, and holds the lock until the box is gone', async (t) => {
  const { location: place } = await offers(kent, {
    text: 'Zebrafish quote: 41 families waited.',
    label: 'shareable',
    source: 'Our survey',
  });
  const section = 'general-comments';
  t.equal((await charity.post(`${places.get('network-only') ?? ''}/quote`, { section })).status, 404);
  t.equal((await kent.post(`${places.get('network-only') ?? ''}/quote`, { section })).status, 400, 'restricted evidence is never quoted');
  t.match(await surrey.post(`${place}/quote`, { section }), { status: 303, location: `${base}/response#s-${section}` });
  t.equal((await surrey.post(`${place}/quote`, { section })).status, 303, 'a second post adds no second box [SF7]');
  const box =
    /<p class="cc-evidence" data-evidence="[^"]+">Zebrafish quote: 41 families waited\.<\/p><p class="cc-evidence"[^>]*>Kent County Council, Our survey<\/p>/g;
  t.equal((await charity.get(`${base}/response`)).body.match(box)?.length, 1);
  t.match((await kent.get(here)).body, 'Used in the text');
  t.match((await kent.get(place)).body, /General comments[\s\S]*Take the box out/);
  const checks = async (): Promise<string> => (await coordinator.get(`${base}/checks`)).body;
  t.notMatch(await checks(), 'evidence box');

  t.equal((await kent.post(`${place}/label`, { label: 'anonymised' })).status, 303);
  t.match(await checks(), /General comments[\s\S]*Take the name out of the evidence box/);
  t.equal((await kent.post(`${place}/label`, { label: 'network-only' })).status, 303);
  t.match(await checks(), /General comments[\s\S]*Take the evidence box out of the answer[\s\S]*its label was changed/);
  await becomesChair(world, who.charity);
  const chair = (await charity.get(`${base}/checks`)).body;
  t.match(chair, /Take the evidence box out of the answer[\s\S]*may not go out/, 'a chair of a charity reads that a box is held');
  t.notMatch(chair, /its label was changed|was withdrawn/, 'and not why: a partner may not see the piece [EV5]');
  const draft = await charity.post(`${base}/documents`, { version: 'now', format: 'pdf' });
  t.match(draft, { status: 409, body: /Take the box out on the page of the evidence/ }, 'no draft document carries the words away');
  await coordinator.get(`${base}/checks`);
  t.equal((await coordinator.post(`${base}/checks`, { reason: 'All the same.' })).status >= 400, true, 'the lock is held');
  t.equal((await surrey.post(`${place}/unquote`, { section })).status, 303);
  t.notMatch(await checks(), 'evidence box');
  t.notMatch((await charity.get(`${base}/response`)).body, 'Zebrafish quote');
});

test('[EV4] anonymised evidence is quoted without its organisation, and not at all where its words name it', async (t) => {
  const named = await offers(kent, {
    text: 'In Kent County Council 41 waited.',
    label: 'anonymised',
    date: 'March 2022',
    source: 'Kent survey',
  });
  t.match(await surrey.post(`${named.location}/quote`, { section: 'q7' }), { status: 400, body: /the box names its organisation/ });
  const plain = await offers(kent, { text: 'Zebrafish plain: 41 waited.', label: 'anonymised', date: 'March 2022', source: 'Kent survey' });
  t.equal((await surrey.post(`${plain.location}/quote`, { section: 'q7' })).status, 303);
  t.match((await surrey.get(`${base}/response`)).body, /Zebrafish plain: 41 waited\.<\/p><p class="cc-evidence"[^>]*>March 2022<\/p>/);
  t.equal((await surrey.post(`${plain.location}/unquote`, { section: 'q7' })).status, 303);
});

const forges = (section: string, evidence: string, words: string): Promise<void> =>
  putsMark(world.services, base, section, evidence, words);

test('[EV12] [EV13] the mark of evidence on words of others holds nothing, the checks show it, and the words outlive the box', async (t) => {
  const own = await offers(charity, { text: 'Zebrafish charity: nine carers told us.', label: 'shareable' });
  const id = own.location.split('/').at(-1) ?? '';
  await forges('q7', id, 'The councils ask for one more year of funding.');
  await forges('q8', 'no-such-evidence', 'And the health boards ask for it too.');
  t.equal((await charity.post(`${own.location}/withdraw`)).status, 303);
  const checks = (await coordinator.get(`${base}/checks`)).body;
  t.notMatch(checks, 'Take the evidence box out of the answer');
  t.equal(checks.match(/Look at the evidence box: its words are no evidence/g)?.length, 2);
  const boxes = await surrey.get(`${here}/boxes`);
  t.match(boxes.body, /The councils ask for one more year[\s\S]*Take the box out/);
  t.notMatch(boxes.body, 'nine carers', '[EV5] no word of evidence that was withdrawn');
  for (const [section, evidence] of [
    ['q7', id],
    ['q8', 'no-such-evidence'],
  ] as const)
    t.match(await surrey.post(`${here}/boxes/take-out`, { section, evidence }), { status: 303, location: `${here}/boxes` });
  t.equal((await surrey.post(`${here}/boxes/take-out`, { section: 'q7', evidence: '<' })).status, 400);
  const text = (await surrey.get(`${base}/response`)).body;
  t.match(text, /<p>The councils ask for one more year of funding\.<\/p>[\s\S]*<p>And the health boards ask for it too\.<\/p>/);
  t.match((await surrey.get(`${here}/boxes`)).body, 'No answer quotes evidence');
});

test('[EV12] the checks compare a box with the evidence, and show both where they differ', async (t) => {
  const { location } = await offers(kent, { text: 'Zebrafish figures: of 212 families, 41 waited for a place.', label: 'shareable' });
  const id = location.split('/').at(-1) ?? '';
  await forges('q7', id, 'Zebrafish figures: of 212 families, 99 waited for a place.');
  t.match((await coordinator.get(`${base}/checks`)).body, /The box says “99”, and the evidence “41”/);
  t.match((await charity.get(`${here}/boxes`)).body, /The box says “99”, and the evidence “41”/);
  t.equal((await kent.post(`${location}/label`, { label: 'meeting-only' })).status, 303);
  const shown = (await charity.get(`${here}/boxes`)).body;
  t.match(shown, /Holds the text up[\s\S]*may not go out/);
  t.notMatch(shown, /“41”|label was changed/);
  t.match((await kent.get(`${here}/boxes`)).body, 'its label was changed');
  t.equal((await charity.get(location)).status, 404);
  t.equal(
    (await charity.post(`${here}/boxes/take-out`, { section: 'q7', evidence: id })).status,
    303,
    '[EV13] whoever may write takes it out',
  );
  t.notMatch((await charity.get(`${base}/response`)).body, '99 waited');
});

test('the coordinator records evidence for an organisation, and a partner gives its own', async (t) => {
  const fields = { text: 'From an email of 3 May.', label: 'network-only' };
  t.match(await offers(coordinator, fields), { status: 400, body: /Choose the organisation/ });
  const recorded = await offers(coordinator, { ...fields, organisation: 'surrey-county-council' });
  t.match((await surrey.get(recorded.location)).body, /Surrey County Council[\s\S]*Nadia Farrow/);
  const own = await offers(charity, { text: 'A carer told us.', label: 'network-only', organisation: 'surrey-county-council' });
  t.match((await charity.get(own.location)).body, 'Kin and Home', 'a partner offers for its own organisation, whatever the form says');
  t.equal((await surrey.get(own.location)).status, 200);
});

test('[PR2] signs of a child are asked about once, in the text and in a CSV, and the file is kept meanwhile', async (t) => {
  const file = new File(['ward,boys,girls\nArun,2,31\n'], 'wards.csv');
  const fields = { text: 'Ella Brown, 9, waited five weeks.', label: 'meeting-only' };
  const asked = await offers(kent, { ...fields, file });
  t.equal(asked.status, 422);
  t.match(asked.body, /In the text: “Ella Brown, 9”[\s\S]*In the file: “Arun/);
  const saved = await kent.send(`${here}/new`, { ...hidden(asked), ...fields });
  t.equal(saved.status, 303, 'it never blocks');
  t.match((await kent.get(saved.location)).body, 'wards.csv');
});

test('[EV8] cells that look like formulas are shown and kept as text', async (t) => {
  const text = 'Council\tFamilies\nKent\t=HYPERLINK("https://evil.example")';
  const file = new File(['Council,Families\nKent,=1+1\n'], 'counts.csv');
  const { location } = await offers(kent, { text, label: 'shareable', file });
  t.match((await kent.get(location)).body, /<td>&#x3D;HYPERLINK\(&quot;https:\/\/evil\.example&quot;\)<\/td>/);
  t.match((await kent.get(`${location}/file`)).body, /Kent,'=1\+1/);
});

test('[EV7] a file that lies about its type is refused by name, and the words stay in the form', async (t) => {
  const answer = await offers(kent, { text: 'Kept words', label: 'shareable', file: new File(['MZ\u0000\u0001'], 'report.pdf') });
  t.equal(answer.status, 400);
  t.match(answer.body, /“report\.pdf” is a file of another kind \(exe\)[\s\S]*Kept words/);
});

test('[SE2] [EV7] a file of more than 10 MB costs the file alone', async (t) => {
  const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'large.pdf');
  const answer = await offers(kent, { text: 'Kept words', label: 'shareable', source: 'Kept source', file: large });
  t.equal(answer.status, 413);
  t.match(answer.body, /must be 10 MB or smaller[\s\S]*Kept words[\s\S]*Kept source/);
});

test('[EV14] the record tells of evidence to those who may see it, and of nothing else to others', async (t) => {
  const text = 'Zebrafish record: nine of 41 families moved.';
  const { location } = await offers(kent, { text, label: 'shareable' });
  t.equal((await surrey.post(`${location}/quote`, { section: 'q8' })).status, 303);
  t.equal((await kent.post(`${location}/label`, { label: 'anonymised' })).status, 303);
  t.equal((await surrey.post(`${location}/unquote`, { section: 'q8' })).status, 303);
  const record = async (visitor: Visitor): Promise<string> => (await visitor.get(`${base}/record?kind=evidence`)).body;
  const said = [
    /Daniel Rowntree offered “Zebrafish record: nine of 41 families moved\.”, evidence of Kent County Council\. Label: shareable/,
    /Owen Larbi quoted “Zebrafish record: nine of 41 families moved\.” in question 8/,
    /Daniel Rowntree changed the label of “Zebrafish record: nine of 41 families moved\.” from shareable to anonymised/,
    /Owen Larbi took the box of “Zebrafish record: nine of 41 families moved\.” out of question 8/,
  ];
  for (const words of said) t.match(await record(charity), words);
  t.equal((await kent.post(`${location}/label`, { label: 'meeting-only' })).status, 303);
  for (const visitor of [charity, surrey]) {
    const whole = (await visitor.get(`${base}/record`)).body + (await record(visitor));
    t.notMatch(whole, /Zebrafish (record|meeting-only)|meeting only/, '[EV5] no entry of evidence that they may not see');
  }
  t.notMatch(await record(charity), 'Zebrafish network-only');
  t.match(await record(coordinator), /from anonymised to meeting only/);
  t.equal((await kent.post(`${location}/withdraw`)).status, 303);
  t.match(await record(kent), /Daniel Rowntree withdrew “Zebrafish record/);
});

test('[EV16] a narrower label and a withdrawal take the boxes out in the same press, where the form asks for it', async (t) => {
  const acts = [
    ['label', { label: 'network-only', takeOut: 'yes' }],
    ['withdraw', { takeOut: 'yes' }],
  ] as const;
  for (const [act, fields] of acts) {
    const { location } = await offers(kent, { text: `Zebrafish press ${act}: nine of 41 families moved.`, label: 'shareable' });
    for (const section of ['q7', 'q8']) await kent.post(`${location}/quote`, { section });
    const page = (await kent.get(location)).body;
    t.match(page, /#s-q7"[\s\S]*#s-q8"[\s\S]*stay in History[\s\S]*Take the box out of the answers at once/);
    if (act === 'label') {
      t.equal((await kent.post(`${location}/label`, { ...fields, label: 'anonymised' })).status, 303);
      t.match((await kent.get(location)).body, 'Used in the text', 'a label under which it may be quoted takes no box out');
    }
    t.equal((await kent.post(`${location}/${act}`, fields)).status, 303);
    t.notMatch((await kent.get(`${base}/response`)).body, `Zebrafish press ${act}`);
    t.notMatch((await kent.get(location)).body, 'Used in the text');
  }
});

test('[EV15] a change of evidence that holds the text is mailed to those who act, and pages say it, with no word of the evidence', async (t) => {
  const { location } = await offers(kent, { text: 'Zebrafish mail: nine of 41 families moved.', label: 'shareable' });
  t.equal((await surrey.post(`${location}/quote`, { section: 'q8' })).status, 303);
  t.notMatch((await charity.get(`${base}/sign-off`)).body, 'holds this text up');
  const told = async () => (await world.mails()).filter(({ subject }) => subject.includes('an evidence box holds up the response'));
  const before = (await told()).length;
  await locks(coordinator);
  t.equal((await kent.post(`${location}/label`, { label: 'meeting-only' })).status, 303);
  const mails = await told();
  t.same(
    mails
      .slice(0, mails.length - before)
      .map(({ to }) => to.name)
      .toSorted(),
    ['Joanna Prideaux', 'Nadia Farrow', 'Samuel Okafor'],
    'the coordinator and both who hold the office of the chair',
  );
  for (const mail of mails) t.notMatch(`${mail.subject}${mail.text}${mail.html}`, /Zebrafish|Kent|label|withdr/i);
  t.match(mails[0]?.text, /Question 8[\s\S]*consultations\/send-review\/evidence\/boxes/);
  t.equal((await kent.post(`${location}/withdraw`)).status, 303);
  t.equal((await told()).length, mails.length, 'once held, it is not told again');
  const overview = (await charity.get(`${base}/sign-off`)).body;
  t.match(overview, /An evidence box holds this text up[\s\S]*Question 8[^<]*\. The evidence that is quoted there may not go out now/);
  const chair = await person(world, 'joanna-prideaux');
  const slot = /name="slot" value="([^"]+)"/.exec((await chair.get(`${base}/sign-off`)).body)?.[1] ?? '';
  t.equal((await chair.post(`${base}/sign-off/desk`, { slot })).location, '/decision');
  t.match((await chair.get('/decision')).body, /An evidence box holds this text up[\s\S]*Question 8[\s\S]*taken back/);
});

test('[EV18] anonymised evidence with a short name of its organisation says so to those who can change it', async (t) => {
  const { location } = await offers(kent, { text: 'Zebrafish short: families in Kent waited long.', label: 'anonymised' });
  t.match((await kent.get(location)).body, /is anonymised, and says “Kent”/);
  t.notMatch((await surrey.get(location)).body, 'is anonymised, and says');
});

test('[EV17] the file of a form that was not sent is kept for a day, and then it is chosen again', async (t) => {
  const { services } = world;
  const file = new File(['council,left\nKent,212\n'], 'left.csv');
  const first = await offers(kent, { text: '', label: 'network-only', file });
  const kept = hidden(first);
  const fields = { ...kept, label: 'network-only', text: 'Zebrafish left' };
  const [note] = await services.ephemeral.list('evidence-file', '', 10);
  const digest = kept['kept'] ?? '';
  const id = note?.key ?? '';
  t.not(await services.blobs.get(id, digest), null);
  let later = 0;
  const sweep = leftoverSweep({ ...services, now: () => Instant.parse(new Date(Date.now() + later).toISOString()) });
  await sweep.run();
  t.not(await services.blobs.get(id, digest), null, 'it is not a day old');
  later = 25 * 3_600_000;
  await sweep.run();
  t.equal(await services.blobs.get(id, digest), null);
  const again = await kent.send(`${here}/new`, fields);
  t.match(again, { status: 400, body: /The file is no longer kept\. Choose it again[\s\S]*Zebrafish left/ });
  t.same(await services.ephemeral.list('evidence-file', '', 10), [], 'evidence that was made has no note');
});

test('[SE2] a member posts the form sixty times in an hour at most', async (t) => {
  let status = 0;
  for (let n = 0; n < 61 && status !== 429; n += 1) ({ status } = await surrey.post(`${here}/new`, { text: '' }));
  t.equal(status, 429);
});

test('the world ends', async (t) => {
  for (const act of endings) await act();
  t.end();
});
