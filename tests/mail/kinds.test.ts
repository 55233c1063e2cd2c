import { type Test, test } from 'tap';
import { SlotId } from '../../src/domain/ids.ts';
import { MailKind, mailRules } from '../../src/domain/mail.ts';
import { type Letter, maxWords, renderLetter, wordsIn } from '../../src/mail/letter.ts';
import { kentOffers, putsMark } from '../support/worlds/boxed.ts';
import { approve, base, exported, openConsultationsWorld, send } from '../support/worlds/consultations.ts';
import { composed, mailTo, slotOf } from '../support/worlds/letters.ts';
import { type SignOffWorld, decides, isAway, locks, who } from '../support/worlds/sign-off.ts';

// Every kind of mail, composed after the acts that it tells of.

const writer = 'daniel-rowntree';
const host = 'http://localhost:3000';

/** The weekly email has a link for each response, and a test of its own: tests/features/weekly. */
type Kind = Exclude<MailKind, 'weekly-digest'>;
const kinds = MailKind.exclude(['weekly-digest']).options;

/** For each kind: the path of its link, whether it has version words, its reader, and the acts after which it is sent. */
const table: Readonly<Record<Kind, Row>> = {
  'response-started': { link: `${base}/response`, words: 'none', to: writer, before: () => Promise.resolve() },
  reminder: { link: `${base}/positions/mine`, words: 'none', to: writer, before: () => Promise.resolve() },
  'position-request': { link: `${base}/positions/mine`, words: 'none', to: writer, before: asksForPositions },
  'plan-changed': { link: `${base}/plan`, words: 'none', to: writer, before: movesTheLock },
  'position-recorded': { link: `${base}/positions/`, words: 'none', to: writer, before: recordsPosition },
  'evidence-held': { link: `${base}/evidence/boxes`, words: 'none', to: who.coordinator, before: holdsText },
  invitation: { link: '/sign-in', words: 'none', to: writer, before: () => Promise.resolve() },
  'addition-taken-out': { link: `${base}/history`, words: 'none', to: writer, before: () => Promise.resolve() },
  'text-locked': { link: `${base}/response`, words: 'shown', to: writer, before: locks },
  'sign-off-request': { link: '/d/', words: 'shown', to: who.chair, slot: 'chair', before: locks },
  'office-changed': { link: `${base}/record`, words: 'shown', to: who.sponsor, before: loseChair },
  'decision-handed-over': { link: `${base}/sign-off`, words: 'shown', to: who.chair, slotId: '1-1-2', before: handsOver },
  'decision-handed-back': { link: `${base}/sign-off`, words: 'shown', to: writer, slotId: '1-1-2', before: handsBack },
  'decision-receipt': { link: `${base}/sign-off`, words: 'shown', to: who.chair, slot: 'chair', before: chairApproves },
  'stood-down': { link: `${base}/sign-off`, words: 'shown', to: who.otherVice, slot: 'vice-chair', before: viceApproves },
  'changes-requested': { link: `${base}/response`, words: 'none', to: writer, before: (world) => chairEnds(world, 'request-changes') },
  'response-declined': { link: `${base}/response`, words: 'none', to: writer, before: (world) => chairEnds(world, 'decline') },
  'round-recalled': { link: `${base}/response`, words: 'none', to: writer, before: takesBack },
  'round-lapsed': { link: `${base}/sign-off`, words: 'shown', to: writer, before: runsOut },
  'round-approved': { link: `${base}/documents`, words: 'shown', to: writer, before: approve },
  'kind-chosen': { link: `${base}/kind`, words: 'none', to: who.sponsor, before: (world) => doesNotRespond(world) },
  submitted: { link: `${base}/submission`, words: 'shown', to: writer, before: submits },
};

interface Row {
  readonly link: string;
  readonly words: 'shown' | 'none';
  readonly to: string;
  readonly slot?: string;
  /** The slot by its id, where it is not the reader’s own. */
  readonly slotId?: string;
  readonly before: (world: SignOffWorld) => Promise<unknown>;
}

/** The move is as old as the mail. */
async function movesTheLock(world: SignOffWorld): Promise<void> {
  const nadia = await world.member(who.coordinator);
  const page = (await nadia.get(`${base}/plan/dates/lock`)).body;
  const was = /name="was" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await nadia.post(`${base}/plan/dates/lock`, {
    'due-day': '4',
    'due-month': '8',
    'due-year': '2026',
    'due-time': 'noon',
    was,
    reason: '',
  });
}

async function chairApproves(world: SignOffWorld): Promise<void> {
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
}

async function handsOver(world: SignOffWorld): Promise<void> {
  await isAway(world, who.chair, writer);
  await locks(world);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/hand-over`, { slot: '1-1-1' });
}

async function handsBack(world: SignOffWorld): Promise<void> {
  await handsOver(world);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/hand-back`, { slot: '1-1-1' });
}

async function viceApproves(world: SignOffWorld): Promise<void> {
  await chairApproves(world);
  await decides(world, who.vice, { decision: 'approve' });
}

async function chairEnds(world: SignOffWorld, decision: 'request-changes' | 'decline'): Promise<void> {
  await locks(world);
  await decides(world, who.chair, { decision, comment: 'Question 5 is not ready.' });
}

async function takesBack(world: SignOffWorld): Promise<void> {
  await locks(world);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' });
}

async function runsOut(world: SignOffWorld): Promise<void> {
  await locks(world);
  world.services.clock.forward(40 * 24 * 3_600_000);
  await world.settle();
}

async function loseChair(world: SignOffWorld): Promise<void> {
  await locks(world);
  world.services.clock.forward(60_000);
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`/network/members/${who.chair}`);
  await nadia.post(/action="(\/network\/appointments\/[^"]+\/end)"/.exec(page.body)?.[1] ?? '', { authority: 'Minute 4' });
  await world.settle();
}

async function holdsText({ services }: SignOffWorld): Promise<void> {
  const text = 'Of 212 families, 41 waited.';
  await putsMark(services, base, 'q5', await kentOffers(services, base, { text, label: 'network-only' }), text);
}

async function asksForPositions(world: SignOffWorld): Promise<void> {
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/positions`);
  await nadia.post(`${base}/positions`, { who: 'not-asked' });
}

async function recordsPosition(world: SignOffWorld): Promise<void> {
  const nadia = await world.member(who.coordinator);
  const organisation = (await world.services.aggregates.get('member', writer))?.state.organisationId ?? '';
  const form = `${base}/positions/${organisation}/record`;
  const text = /name="text" value="([0-9a-f]+)"/.exec((await nadia.get(form)).body)?.[1] ?? '';
  const sent = { 'sent-day': '13', 'sent-month': '7', 'sent-year': '2026' };
  const note = 'word '.repeat(150);
  const said = { text, position: 'endorses-with-reservation', note, shown: 'attributed', listing: 'left-off' };
  await nadia.post(form, { from: writer, on: '', ...sent, ...said });
}

async function doesNotRespond(world: SignOffWorld): Promise<void> {
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/kind`);
  await nadia.post(`${base}/kind/none`, { reason: 'The region has said all it has to say. '.repeat(40) });
  await world.settle();
}

async function submits(world: SignOffWorld): Promise<void> {
  const digest = await approve(world);
  await exported(world, digest);
  const [day, time] = [{ 'sent-day': '14', 'sent-month': '7', 'sent-year': '2026' }, { 'sent-time': '9:41am' }];
  const fields = { digest, channel: 'portal', by: who.coordinator, ...day, ...time, reference: 'ANON-1', note: '' };
  await send(world.app, world, who.coordinator, `${base}/submission`, fields);
}

async function letterOf(t: Test, kind: Kind): Promise<{ readonly world: SignOffWorld; readonly letter: Letter }> {
  const world = await openConsultationsWorld(t);
  const { before, to, slot, slotId } = table[kind];
  await before(world);
  const own = slot === undefined ? null : await slotOf(world, slot, to);
  const mail = await mailTo(world, kind, to, slotId === undefined ? own : SlotId.parse(slotId));
  const letter = await composed(world, mail);
  if ('notNeeded' in letter) throw new Error(`${kind}: ${letter.notNeeded}`);
  return { world, letter };
}

for (const kind of kinds) {
  test(`[MA2] [MA3] [SO32] the mail ${kind} has one link that works, true version words, and at most 200 words`, async (t) => {
    const { link, words } = table[kind];
    const { world, letter } = await letterOf(t, kind);
    const { text, html, subject } = renderLetter(letter);
    // The request names the address of the service too, for people whose link is blocked (SO32).
    const addresses = [...text.matchAll(/https?:\/\/\S+/g)].map(([address]) => address).filter((address) => address !== host);
    t.equal(addresses.length, 1, 'one address in the text');
    t.match(addresses[0], new RegExp(`^${host}${link}[A-Za-z0-9_-]*$`));
    t.ok(html.includes(`href="${addresses[0] ?? ''}"`), 'and the button of the HTML leads there');
    t.equal(letter.version === null ? 'none' : 'shown', words);
    t.notMatch(words === 'none' ? text : '', /version words|other words/i);
    t.ok(wordsIn(text) <= maxWords, `${wordsIn(text)} words`);
    t.match(html, /<html lang="en-GB"/);
    t.notMatch(subject, /undefined|null|\n/);
    const path = (addresses[0] ?? '').slice(host.length);
    if (mailRules[kind].answers === 'nobody' || path === '/sign-in') return;
    const answer = await world.stranger().get(path);
    if (answer.status === 404) return; // The pages of this feature are not part of this world.
    t.same([answer.status, answer.location], [303, `/sign-in?next=${encodeURIComponent(path)}`], 'it leads through sign-in');
  });
}
