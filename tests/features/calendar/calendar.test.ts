import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Dated } from '../../../src/features/calendar/dates.ts';
import { calendarFile } from '../../../src/features/calendar/file.ts';
import { Pace } from '../../../src/features/calendar/pace.ts';
import { entryWords } from '../../../src/phrases/agenda.ts';
import { Refusal } from '../../../src/web/problems.ts';
import { changed, contentsOf } from '../../support/contents.ts';
import { type Visitor, visitor } from '../../support/visitor.ts';
import { consultation, network } from '../../support/worlds/toy.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { locks, person } from '../../support/worlds/signed-off.ts';

/** An event as both parsers read it. */
interface Read {
  readonly uid: string;
  readonly at: string;
  readonly title: string;
  readonly detail: string;
  readonly sequence: number;
  readonly status: string;
}

function byIcalJs(body: string): readonly Read[] {
  const calendar = ICAL.Component.fromString(body);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      at: event.startDate.toJSDate().toISOString(),
      title: event.summary,
      detail: event.description,
      sequence: event.sequence,
      status: String(component.getFirstPropertyValue('status')),
    };
  });
}

/** A text, which `node-ical` gives as an object where it has parameters. */
function textOf(value: VEvent['summary'] | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.val;
}

function byNodeIcal(body: string): readonly Read[] {
  const events = Object.values(nodeIcal.sync.parseICS(body)).filter((one): one is VEvent => one?.type === 'VEVENT');
  return events.map((event) => ({
    uid: event.uid,
    at: event.start.toISOString(),
    title: textOf(event.summary),
    detail: textOf(event.description),
    sequence: Number(event.sequence),
    status: String(event.status),
  }));
}

function dated(at: string, change: Partial<Dated> = {}): Dated {
  const instant = Instant.parse(at);
  return {
    key: at,
    purpose: { of: 'lock' },
    at: instant,
    sequence: 3,
    changedAt: instant,
    cancelled: false,
    title: 'Lock the text: Toy',
    detail: 'A sentence',
    consultationId: 'c1',
    memberId: 'ann',
    ...change,
  };
}

test('[WO37] two parsers read the same dates, on both sides of both changes of the clocks', (t) => {
  const times = ['2026-03-28T17:00:00.000Z', '2026-03-29T16:00:00.000Z', '2026-10-24T16:00:00.000Z', '2026-10-25T17:00:00.000Z'];
  const { body } = calendarFile(
    times.map((at) => dated(at)),
    'https://concord.example.org',
  );
  for (const events of [byIcalJs(body), byNodeIcal(body)]) {
    t.same(
      events.map(({ at }) => at),
      times,
    );
    const local = events.map(({ at }) => new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Europe/London' }));
    t.same(local, ['17:00:00', '17:00:00', '17:00:00', '17:00:00'], 'five o’clock in London on each day');
  }
  t.same(byIcalJs(body), byNodeIcal(body));
  t.notMatch(body, /VALARM|ATTENDEE|ORGANIZER/);
  t.match(body, /REFRESH-INTERVAL;VALUE=DURATION:PT4H/);
  t.end();
});

test('[WO37] long titles are folded, signs are escaped, and emoji and right-to-left titles come back whole', (t) => {
  const titles = [
    'Homes, schools; and “more”\\ends',
    'Kinship 👩‍👩‍👧 carers and their families '.repeat(4).trim(),
    'מסגרת לאיכות, צמצום פערים ומיצוי זכויות ילדים ונוער בסיכון',
    'إطار الجودة 🇬🇧 وتقليل الفجوات',
  ];
  const dates = titles.map((title, n) => dated('2026-07-01T16:00:00.000Z', { title, detail: 'One\ntwo', key: String(n) }));
  const { body } = calendarFile(dates, 'https://concord.example.org');
  for (const line of body.split('\r\n')) t.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} octets`);
  t.notMatch(body, /[^\r]\n/, 'every line ends with CR LF');
  for (const events of [byIcalJs(body), byNodeIcal(body)]) {
    t.same(
      events.map(({ title }) => title),
      titles,
    );
    t.match(events[0]?.detail, /^One\ntwo\nhttps:/);
  }
  const toy = { ...consultation(Instant.parse('2026-07-01T16:00:00.000Z')), title: 'Toy\rATTENDEE:x\u2028y' };
  const words = entryWords({ purpose: { of: 'lock' } }, { network: network([], []), consultation: toy, organisation: '' });
  t.notMatch(`${words.title}${words.detail}`, /[\r\n\u2028]/, 'a title brings no line of its own');
  t.end();
});

test('[WO37] the tag changes with the dates alone', (t) => {
  const one = calendarFile([dated('2026-07-01T16:00:00.000Z')], 'https://concord.example.org');
  t.equal(calendarFile([dated('2026-07-01T16:00:00.000Z')], 'https://concord.example.org').etag, one.etag);
  t.not(calendarFile([dated('2026-07-02T16:00:00.000Z')], 'https://concord.example.org').etag, one.etag);
  t.end();
});

test('[WO38] one calendar is read sixty times in ten minutes, and others meanwhile', (t) => {
  let now = 0;
  const pace = new Pace(() => now);
  for (let n = 0; n < 60; n += 1) pace.count('ann');
  t.throws(() => {
    pace.count('ann');
  }, Refusal);
  pace.count('bob');
  now = 10 * 60_000;
  pace.count('ann');
  t.end();
});

/** Makes the address of a person by the form. Answers its path. */
async function makes(browser: Visitor): Promise<string> {
  await browser.get('/you/calendar');
  const { status, body } = await browser.post('/you/calendar');
  if (status !== 200) throw new Error(`no address: ${status}`);
  return /\/calendar\/[\w-]{43}\.ics/.exec(body)?.[0] ?? '';
}

async function read({ app }: Pick<World, 'app'>, path: string): Promise<readonly Read[]> {
  const { status, body } = await visitor(app).get(path);
  return status === 200 ? byIcalJs(body) : [];
}

test('[WO36] [WO37] [WO38] a person’s calendar, from its making to the end of the membership', async (t) => {
  const log: string[] = [];
  const world = await openWorld(t, {}, log);
  const nadia = await person(world, 'nadia-farrow');
  const joanna = await person(world, 'joanna-prideaux');
  const first = await makes(joanna);
  const again = (await joanna.get('/you/calendar')).body;
  t.match(again, /Replace the address/);
  t.notMatch(again, /\.ics/, 'it is shown once');

  await world.mails();
  const before = contentsOf(world.services.config.dataDir);
  const program = visitor(world.app);
  const answer = await world.app.inject({ url: first, headers: { host: 'localhost' } });
  t.match(answer, { statusCode: 200, headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-cache' } });
  const etag = String(answer.headers.etag);
  t.equal((await world.app.inject({ url: first, headers: { host: 'localhost', 'if-none-match': etag } })).statusCode, 304);
  const packed = { host: 'localhost', 'if-none-match': `"old", W/${etag}` };
  t.equal((await world.app.inject({ url: first, headers: packed })).statusCode, 304, 'through a proxy');
  t.equal((await program.head(first)).status, 200);
  t.same(changed(before, contentsOf(world.services.config.dataDir)), [], 'reading writes nothing');
  t.same(byIcalJs(answer.body), byNodeIcal(answer.body));
  const planned = await read(world, first);
  const titled = (events: readonly Read[], start: string): Read | undefined => events.find(({ title }) => title.startsWith(start));
  t.match(titled(planned, 'Chair decides: SEND Review'), { status: 'CONFIRMED' });
  t.notMatch(answer.body, /Nadia|Kent County Council’s answer/, 'no person and no word of a draft');

  await locks(nadia);
  await world.mails();
  const asked = titled(await read(world, first), 'Decide as chair: SEND Review');
  t.equal(asked?.uid, titled(planned, 'Chair decides: SEND Review')?.uid, 'the same entry');
  t.ok(Number(asked?.sequence) > Number(titled(planned, 'Chair decides: SEND Review')?.sequence));

  const second = await makes(joanna);
  const [gone, never] = [await program.get(first), await program.get(`/calendar/${'a'.repeat(43)}.ics`)];
  t.match(gone, { status: 404 });
  t.equal(gone.body.replaceAll(/req-[\da-z]+/g, ''), never.body.replaceAll(/req-[\da-z]+/g, ''), 'as an address that was never made');
  t.ok((await read(world, second)).length > 0);
  await joanna.get('/you/calendar');
  await joanna.post('/you/calendar/off');
  t.equal((await program.get(second)).status, 404, 'switched off');
  t.match((await joanna.get('/you/calendar')).body, /Make my calendar address/);

  const third = await makes(joanna);
  await nadia.get('/network/members/joanna-prideaux');
  await nadia.post('/network/members/joanna-prideaux/end');
  t.equal((await program.get(third)).status, 404, 'a former member');
  for (const path of [first, second, third]) t.notMatch(log.join('\n'), path.slice('/calendar/'.length, -4), 'the log holds no address');
});

test('[WO38] a calendar shows every network of a person, and nothing of one that they left', async (t) => {
  const world = await openWorld(t);
  const bridget = await person(world, 'bridget-nolan-north-downs');
  const path = await makes(bridget);
  const both = await read(world, path);
  const of = (events: readonly Read[], network: RegExp): number => events.filter(({ detail }) => network.test(detail)).length;
  t.ok(of(both, /^South East/) > 0 && of(both, /^North Downs/) > 0);
  const tobias = await person(world, 'tobias-wren-north-downs');
  await tobias.get('/network/members/bridget-nolan-north-downs');
  t.equal((await tobias.post('/network/members/bridget-nolan-north-downs/end')).status, 303);
  const left = await read(world, path);
  t.ok(of(left, /^South East/) > 0);
  t.equal(of(left, /^North Downs/), 0);
});
