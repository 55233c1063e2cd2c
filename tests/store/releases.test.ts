import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { SectionId } from '../../src/domain/ids.ts';
import type { ResponseEvent } from '../../src/domain/response/response.ts';
import { type SignOffRound, endOf } from '../../src/domain/round/round.ts';
import { decisionOf } from '../../src/domain/round/stage.ts';
import { readSnapshot } from '../../src/reading/snapshot.ts';
import type { Stored, StoredEvent } from '../../src/store/aggregates.ts';
import { whyBroken } from '../../src/store/chain.ts';
import { type Kind, kinds } from '../../src/store/kinds.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import { openDraft, readDraft } from '../../src/text/read.ts';
import { Fetching } from '../support/fetching.ts';
import { textsOf } from '../support/release-texts.ts';
import { fixtures, textsIn, unpacked } from '../support/releases.ts';
import { pictured, replay } from '../support/replay.ts';
import { run } from '../support/running.ts';

// The data of every release so far: each folder of tests/fixtures named `release-…` is opened with the store of today.

const releases = readdirSync(fixtures).filter((name) => name.startsWith('release-'));
const kindNames = Object.keys(kinds) as Kind[];

for (const release of releases) {
  test(`[ST34] the data of ${release} opens: its facts are the same, and each response is what its events tell`, async (t) => {
    const store = await openSqliteStore({ directory: unpacked(t, release) });
    t.teardown(() => store.close());
    const all = (await Promise.all(kindNames.map((kind) => everyOne(store, kind)))).flat();
    let events = 0;
    const broken: unknown[] = [];
    for (const stored of all) {
      const name = `${stored.kind}/${stored.id}`;
      const chain = await chainOf(store, stored);
      events += chain.length;
      const why = whyBroken(name, chain) ?? (chain.at(-1)?.hash === stored.hash ? null : `the head is not that of ${name}`);
      if (why !== null) broken.push(why);
      if (isOf('response', stored)) t.same(pictured(stored.state), replay(chain as readonly unknown[] as readonly ResponseEvent[]));
    }
    t.same(broken, [], 'every chain of events verifies');
    t.same({ ...factsOf(all), events }, factsIn(release));
  });

  test(`[ST34] drafts, late edits and blobs of ${release} are read`, async (t) => {
    const store = await openSqliteStore({ directory: unpacked(t, release) });
    t.teardown(() => store.close());
    for (const { state } of await everyOne(store, 'response')) {
      for (const epoch of state.epochs) t.ok(await store.drafts.load({ draft: state.id, epoch: epoch.id }), 'a draft of every epoch');
      for (const { digest } of state.rounds) {
        const bytes = await store.blobs.get(state.id, digest);
        const snapshot = readSnapshot(bytes ?? new Uint8Array());
        t.equal(digestOf(canonicalBytes(snapshot)), digest, 'a snapshot of every round, which today is written with its digest [PO11]');
      }
      const { receipt } = state.submission ?? { receipt: null };
      if (receipt !== null) t.ok(await store.blobs.get(state.id, receipt.digest), 'the receipt');
    }
    for (const { state } of await everyOne(store, 'version')) t.ok(await store.blobs.get(state.responseId, state.kept), 'a kept version');
  });
}

test('[ST34] the texts of release 0.2.0 are read as that release read them', async (t) => {
  const store = await openSqliteStore({ directory: unpacked(t, 'release-0.2.0') });
  t.teardown(() => store.close());
  t.same(await textsOf(store), textsIn('release-0.2.0'));
});

test('[ST36] an entry that only the log of release 0.1.0 holds is in its draft', async (t) => {
  const store = await openSqliteStore({ directory: unpacked(t, 'release-0.1.0') });
  t.teardown(() => store.close());
  const consultation = (await everyOne(store, 'consultation')).find(({ state }) => state.title === 'being-written');
  const [response] = await store.aggregates.find('response', { where: { consultationId: consultation?.id ?? '' } });
  const log = await store.drafts.load({ draft: response?.id ?? '', epoch: response?.state.epoch ?? '' });
  if (log === null) throw new Error('the draft is not there');
  const second = SectionId.parse(consultation?.state.questionSets.at(-1)?.questions[1]?.id);
  t.match(JSON.stringify([...readDraft(openDraft(log), [second]).blocks]), /These words are in the log alone.*So are these/);
  t.equal((await store.drafts.late('send-review')).length, 3);
});

test('the service starts on the data of release 0.1.0 and shows what was signed off and sent', async (t) => {
  const service = await run(unpacked(t, 'release-0.1.0'));
  t.teardown(() => service.stop());
  const nadia = new Fetching(service.url);
  await nadia.get(service.opening);
  await nadia.post('/start', [['member', 'nadia-farrow']]);
  const overview = await nadia.get('/consultations/send-review/sign-off');
  t.match(overview, /Say more about kinship allowances/);
  t.match(overview, /A figure is wrong/);
  t.match(await nadia.get('/consultations/send-review/submission'), /ANON-1/);
  t.match(await nadia.get('/consultations/send-review/history'), /Before the steering group/);
});

/** The facts of a release; of a kind that came later it has none. */
function factsIn(release: string): unknown {
  const facts = JSON.parse(readFileSync(join(fixtures, release, 'facts.json'), 'utf8')) as { readonly aggregates: object };
  return { ...facts, aggregates: { ...Object.fromEntries(kindNames.map((kind) => [kind, 0])), ...facts.aggregates } };
}

async function everyOne<K extends Kind>(store: Store, kind: K): Promise<readonly Stored<K>[]> {
  return store.aggregates.find(kind, { where: {}, limit: 1000 });
}

async function chainOf({ aggregates }: Store, { kind, id, seq }: Stored): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  while (events.length < seq) events.push(...(await aggregates.events(kind, id, events.length, 1000)));
  return events;
}

function isOf<K extends Kind>(kind: K, stored: Stored): stored is Stored<K> & Stored {
  return stored.kind === kind;
}

/** The facts of `facts.json`, from states as this release reads them. */
function factsOf(all: readonly Stored[]) {
  const of = <K extends Kind>(kind: K) => all.flatMap((stored) => (isOf(kind, stored) ? [stored.state] : []));
  const titles = new Map(of('consultation').map(({ id, title }) => [id, title]));
  return {
    aggregates: Object.fromEntries(kindNames.map((kind) => [kind, of(kind).length])),
    responses: Object.fromEntries(of('response').map((response) => [titles.get(response.consultationId) ?? '', responseFacts(response)])),
    exports: of('export')
      .map((job) => [job.format, job.purpose, job.status, job.attempts, 'artefact' in job])
      .sort(),
    mails: counted(of('mail').map(({ kind, status }) => `${kind} ${status}`)),
    versions: counted(of('version').map(({ because }) => because)),
    membersEnded: of('member').filter(({ until }) => until !== null).length,
  };
}

function responseFacts({ status, locking, epochs, rounds, finalExports, submission, latePassages }: Stored<'response'>['state']) {
  return {
    status,
    locking: locking?.by ?? null,
    epochs: epochs.length,
    rounds: rounds.map((round) => ({
      status: round.status,
      ending: endFacts(round),
      slots: round.stages.flatMap((stage) =>
        stage.slots.map((slot) => [
          stage.office.id,
          stage.status,
          slot.memberId,
          slot.status,
          decisionOf(slot)?.kind ?? null,
          slot.status === 'approved' ? slot.carriedFrom : null,
        ]),
      ),
    })),
    finalExports: finalExports.map(({ format }) => format),
    submission:
      submission === null
        ? null
        : {
            channel: submission.channel,
            reference: submission.reference,
            approved: submission.digest !== null,
            receipt: submission.receipt?.name ?? null,
          },
    latePassages: latePassages.map(({ section, became }) => [section, became]),
  };
}

function endFacts(round: SignOffRound): object | null {
  const end = endOf(round);
  return end === null ? null : { by: end.by, office: end.office, reason: end.reason };
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
