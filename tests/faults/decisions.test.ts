import { test } from 'tap';
import { Fetching } from '../support/fetching.ts';
import { type Cluster, type NodeProcess, openCluster, withoutCluster } from '../support/worlds/cluster.ts';
import { after, section } from '../support/worlds/cluster-people.ts';
import { formOf } from '../support/worlds/sign-off.ts';

// Decisions that two nodes receive at one moment, and decisions whose node is killed while it records them.

const base = '/consultations/send-review';
const rounds = 6;

class Decisions {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A member who is signed in, at one node. */
  async #browser(member: string, { at }: NodeProcess): Promise<Fetching> {
    return new Fetching(at, { origin: this.#cluster.url, cookies: await this.#cluster.session(member) });
  }

  async lock(node: NodeProcess): Promise<void> {
    const nadia = await this.#browser('nadia-farrow', node);
    await nadia.get(`${base}/checks`);
    await nadia.post(`${base}/checks`, [['reason', 'A test of faults.']], ['acknowledged']);
  }

  /** Sits down at the decision page of one node. Returns the post that records the decision; null where the slot is decided. */
  async sitsDown(member: string, node: NodeProcess): Promise<((fields: Readonly<Record<string, string>>) => Promise<string>) | null> {
    const person = await this.#browser(member, node);
    const slot = /name="slot" value="([^"]+)"/.exec(await person.get(`${base}/sign-off`))?.[1];
    if (slot === undefined) return null;
    const page = await person.post(`${base}/sign-off/desk`, [['slot', slot]]);
    const hidden = Object.entries(formOf(page));
    return (fields) => person.post('/decision', [...hidden, ...Object.entries({ comment: '', ...fields })]);
  }

  /** The decisions of a member in the newest round, as the record has them. */
  async recorded(member: string, round: number): Promise<readonly string[]> {
    const { aggregates } = this.#cluster.store;
    const events = await aggregates.events('response', 'send-review', 0, 1_000);
    const opened = events.filter(({ type }) => type === 'RoundOpened')[round - 1]?.seq ?? 0;
    return events
      .filter(({ type, actor, seq }) => seq > opened && actor === member && /Approved|ChangesRequested/.test(type))
      .map(({ type }) => type);
  }

  async status(): Promise<string> {
    return (await this.#cluster.store.aggregates.get('response', 'send-review'))?.state.status ?? '';
  }
}

test(
  '[NO1] [SO26] [ST42] slots decided on two nodes at one moment, and on a node that is killed meanwhile: each decision counts once',
  { skip: withoutCluster, timeout: 600_000 },
  async (t) => {
    const cluster = await openCluster(t);
    const decisions = new Decisions(cluster);
    const [first, south] = cluster.nodes;
    let north = first;
    for (let round = 1; round <= rounds; round += 1) {
      if (north === undefined || south === undefined) throw new TypeError('there are two');
      // An approval stands for an unchanged text, so the text changes before each round.
      const writer = await cluster.client(await cluster.session('daniel-rowntree'), south.at);
      await writer.settled();
      writer.type(`For round ${round}.`, section);
      await writer.settled();
      await writer.cut();
      await decisions.lock(south);
      t.equal(await decisions.status(), 'in-sign-off', `round ${round}`);

      const desks = await Promise.all([decisions.sitsDown('joanna-prideaux', north), decisions.sitsDown('joanna-prideaux', south)]);
      const chair = { decision: 'approve', name: 'Joanna Prideaux' };
      await Promise.allSettled(desks.flatMap((decide) => decide?.(chair) ?? []));
      t.same(await decisions.recorded('joanna-prideaux', round), ['Approved'], 'the chair decided once, on whichever node');

      const vice = { decision: 'request-changes', name: 'Meera Vasani', comment: `Question 5 is wrong, for the ${round}. time.` };
      const decide = await decisions.sitsDown('meera-vasani', north);
      const asked = decide?.(vice).catch(() => null);
      await after(7 * round);
      await north.stop('SIGKILL');
      await asked;
      // She sees at the other node whether her decision was recorded, and decides there if it was not.
      const again = await decisions.sitsDown('meera-vasani', south);
      await again?.(vice);
      t.same(await decisions.recorded('meera-vasani', round), ['ChangesRequested'], 'the vice chair decided once');
      t.equal(await decisions.status(), 'drafting', 'the text is open again');
      north = await cluster.node();
    }
    await after(3_000);
    const ids = (await cluster.store.ephemeral.list('mailbox', '', 1_000)).map(({ value }) => (value as { messageId: string }).messageId);
    t.ok(ids.length - new Set(ids).size <= rounds, 'a kill doubles one message at most, and both have one Message-ID');
  },
);
