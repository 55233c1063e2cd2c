import { test } from 'tap';
import { OrganisationId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import { Digest } from '../../../src/domain/outcome.ts';
import { warningKey } from '../../../src/domain/sign-off/checks.ts';
import { maxWords, wordsIn } from '../../../src/mail/letter.ts';
import { snapshotOf } from '../../../src/reading/snapshot.ts';
import { canonicalBytes, digestOf } from '../../../src/text/canonical.ts';
import { stands } from '../../support/worlds/positions.ts';
import { type SignOffWorld, base, decides, locks, openSignOffWorld, settle, sitsDown, who } from '../../support/worlds/sign-off.ts';

// How positions go out: checks, lock, decision page, later rounds, and positions after the lock.

const q5 = SectionId.parse('q5');
const earlier = { digest: Digest.parse('a'.repeat(64)), version: VersionId.parse('v0') };

/** Kent endorses, Surrey with a reservation and not question 5, Medway does not endorse without its name, Slough spoke early. */
async function spoken(world: SignOffWorld): Promise<void> {
  await stands(world, 'kent-county-council', 'endorses');
  await stands(world, 'surrey-county-council', 'endorses-with-reservation', {
    exceptions: [{ section: q5, position: 'does-not-endorse', reason: 'Fifteen days are too few.' }],
    note: { words: 'We would keep the panel.', shown: 'attributed' },
  });
  await stands(world, 'medway-council', 'does-not-endorse', { note: { words: 'The money is not there.', shown: 'anonymous' } });
  await stands(world, 'slough-borough-council', 'endorses', { text: earlier });
}

/** The words of a page, without its markup. */
function wordsOf(body: string): string {
  return body
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replaceAll(/\s+/g, ' ');
}

async function snapshotIn(world: SignOffWorld) {
  const { state } = await world.response();
  return snapshotOf(world.services, state, state.rounds.at(-1)?.digest ?? '');
}

test('[PO11] [PO12] [PO13] [PO16] approvers read where the organisations stand, as it is signed; an anonymous note names nobody', async (t) => {
  const world = await openSignOffWorld(t);
  await spoken(world);
  const draft = wordsOf((await (await world.member(who.coordinator)).get(`${base}/sign-off/draft`)).body);
  await locks(world);
  await settle(world.services);
  const { snapshot, digest } = await snapshotIn(world);
  t.equal(snapshot.positions?.of, 20);
  t.match(snapshot.positions?.counts, { endorses: 2, 'endorses-with-reservation': 1, 'does-not-endorse': 1 });
  t.notMatch(JSON.stringify(snapshot), /Medway|medway|kent-county/, 'no name beside an anonymous note, and no ids');
  t.equal(digestOf(canonicalBytes(snapshot)), digest);
  const [mail] = await world.mails(who.chair);
  const said = (mail?.text ?? '').replaceAll(/\s+/g, ' ');
  t.match(
    said,
    /Where the organisations stand: 2 endorse, 1 endorses with a reservation, 1 does not endorse\. 16 gave no reply\. On question 5 Surrey County Council does not endorse\. /i,
  );
  t.notMatch(said, /Medway/);
  t.ok(wordsIn(mail?.text ?? '') <= maxWords);
  const { body } = await (await sitsDown(world, who.chair)).get('/decision');
  t.match(body, /<svg[^>]*aria-label="2 endorse, 1 endorses with a reservation, 1 does not endorse, 16 gave no reply"/);
  const words = wordsOf(body);
  for (const page of [words, draft]) {
    t.match(
      page,
      /On question 5 Surrey County Council does not endorse\. One position is on an earlier text\. 2 organisations wrote notes\./,
    );
    t.match(page, /Who endorses Kent County Council Slough Borough Council, on an earlier text Who endorses with a reservation Surrey/);
    t.match(page, /Who does not endorse 1 organisation that is not named/);
    t.match(page, /Surrey County Council does not endorse\. Fifteen days are too few\./);
    t.match(page, /Note 2: an organisation that is not named The money is not there\./);
    t.match(page, /2 endorse, 2 do not endorse\. Surrey County Council does not endorse\. See note 1\./, 'below the answer');
  }
  const round = wordsOf((await (await world.member('daniel-rowntree')).get(`${base}/sign-off/rounds/1`)).body);
  t.match(round, /Where the organisations stand The network has 20 organisations\. On this response, 2 endorse,/);
  const plain = await openSignOffWorld(t);
  await locks(plain);
  const without = await snapshotIn(plain);
  t.notOk('positions' in without.snapshot);
  t.same(without.snapshot.sections, snapshot.sections, 'positions change no word');
  t.equal(without.snapshot.organisations.length, 20);
  t.notMatch((await (await sitsDown(plain, who.chair)).get('/decision')).body, /organisations stand|no reply/);
});

test('[PO14] [SO1] the checks name who has not spoken and who spoke on an earlier text, and a change makes another warning', async (t) => {
  const world = await openSignOffWorld(t);
  const nadia = await world.member(who.coordinator);
  t.notMatch((await nadia.get(`${base}/checks`)).body, /Positions/);
  await spoken(world);
  const before = await nadia.get(`${base}/checks`);
  const keys = [...before.body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  t.match(wordsOf(before.body), /Ask 16 organisations for their positions No reply: Bracknell Forest Council, /);
  t.match(wordsOf(before.body), /Ask Slough Borough Council whether its position still stands The text changed after/);
  t.ok(keys.includes('position-on-earlier-text:slough-borough-council:aaaaaaaaaaaa'));
  t.ok(keys.includes(warningKey({ type: 'no-reply', organisation: OrganisationId.parse('kin-and-home') })));
  // Slough speaks again, on another earlier text, while the page is open.
  await stands(world, 'slough-borough-council', 'endorses', { text: { ...earlier, digest: Digest.parse('b'.repeat(64)) } });
  const refused = await nadia.post(`${base}/checks`, { acknowledged: keys, reason: 'They were told.' });
  t.equal(refused.status, 409);
  t.equal((await world.response()).state.status, 'drafting');
  await locks(world);
  const overview = wordsOf((await nadia.get(`${base}/sign-off`)).body);
  t.match(
    overview,
    /Wokingham Borough Council and Kin and Home gave no reply\. The position of Slough Borough Council is on an earlier text\./,
  );
});

test('[PO15] [SO19] a position after the lock is a dated note on the decision page and the Sign-off page; the text stays', async (t) => {
  const world = await openSignOffWorld(t);
  await spoken(world);
  await locks(world);
  await settle(world.services);
  const { digest } = await snapshotIn(world);
  const note = { words: 'Our committee met.', shown: 'attributed' } as const;
  await stands(world, 'kent-county-council', 'does-not-endorse', { note });
  await stands(world, 'surrey-county-council', 'endorses', { listing: 'left-off' });
  await stands(world, 'medway-council', 'endorses', { listing: 'left-off' });
  const chair = await sitsDown(world, who.chair);
  const nadia = await world.member(who.coordinator);
  for (const { body } of [await chair.get('/decision'), await nadia.get(`${base}/sign-off`)]) {
    const words = wordsOf(body);
    t.match(words, /10am: Kent County Council does not endorse\. The locked text says: endorses\. “Our committee met\.”/);
    t.match(words, /Surrey County Council no longer wants to be named beside a position\. The locked text says: endorses with a/);
    t.match(words, /10am: An organisation that is not named endorses\. /);
    t.notMatch(/Positions since the lock[\s\S]*?<\/ul>/.exec(body)?.[0] ?? '', /Medway/);
  }
  await decides(world, who.chair, { decision: 'approve' });
  await settle(world.services);
  const request = (await world.mails(who.vice)).map(({ text }) => text.replaceAll(/\s+/g, ' ')).join();
  t.match(request, /Since the lock: 14 July 2026, 10am: Kent County Council does not endorse\. The locked text says: endorses\./);
  t.notMatch(request, /Our committee met/);
  t.equal((await snapshotIn(world)).digest, digest);
});

test('[PO11] [PO16] [SO40] other positions make another text in the next round, which says so; equal ones carry the approvals', async (t) => {
  const world = await openSignOffWorld(t);
  await spoken(world);
  const first = await locks(world);
  await settle(world.services);
  t.equal(first.rounds[0]?.heard?.length, 4);
  await decides(world, who.chair, { decision: 'approve' });
  await settle(world.services);
  await decides(world, who.vice, { decision: 'request-changes', comment: 'Ask Kent again.' });
  await settle(world.services);
  // Kent says once more that it endorses: the printed positions are the same.
  await stands(world, 'kent-county-council', 'endorses');
  const second = await locks(world);
  t.equal(second.rounds[1]?.digest, first.rounds[0]?.digest);
  t.equal(second.rounds[1]?.stages[0]?.status, 'satisfied', 'the chair’s approval carries');
  await settle(world.services);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/take-back`, { reason: 'Kent has changed its mind.' });
  await stands(world, 'kent-county-council', 'does-not-endorse', { note: { words: 'No.', shown: 'attributed' } });
  const third = await locks(world);
  t.not(third.rounds[2]?.digest, first.rounds[0]?.digest);
  t.equal(third.rounds[2]?.stages[0]?.status, 'active', 'the chair is asked anew');
  await settle(world.services);
  const words = wordsOf((await (await sitsDown(world, who.chair)).get('/decision')).body);
  t.match(words, /The answers are word for word the same\. Where the organisations stand has changed\./);
  t.match(words, /Where the organisations stand Was removed: 2 endorse, end of removed text\. /);
  const mails = await world.mails(who.chair);
  t.ok(mails.some(({ text }) => /WHAT CHANGED SINCE ROUND 2\s+- No word of the answers\.\s+- Where the organisations stand\s/u.test(text)));
});
