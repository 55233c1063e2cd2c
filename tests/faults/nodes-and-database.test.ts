import { type Test, test } from 'tap';
import { type MongoServer, startMongo, withoutMongoServer } from '../support/mongo.ts';
import { type Fault, Members } from '../support/mongo-members.ts';
import { type Cluster, type NodeProcess, openCluster, withoutCluster } from '../support/worlds/cluster.ts';
import { after, missing, typing } from '../support/worlds/cluster-people.ts';

// Two nodes of one service on a MongoDB of three members. Faults befall the database, the nodes, or both at once, while people
// write at both nodes. After each fault both nodes show every line that was shown as saved, and people can write again.

const options = { skip: withoutMongoServer === false ? withoutCluster : withoutMongoServer, timeout: 600_000 } as const;

class Broken {
  readonly cluster: Cluster;
  readonly members: Members;
  readonly nodes: NodeProcess[];
  readonly #server: MongoServer;
  readonly #saved = new Set<string>();

  constructor(cluster: Cluster, server: MongoServer, members: Members) {
    this.cluster = cluster;
    this.#server = server;
    this.members = members;
    this.nodes = [...cluster.nodes];
  }

  /** Sends a signal to the primary, or to the server that holds the data. Answers the process id. */
  async signal(signal: NodeJS.Signals, target: 'primary' | 'server'): Promise<number> {
    for (;;) {
      const pid = target === 'server' ? this.#server.now().server.pid : ((await this.members.primary())?.pid ?? null);
      try {
        if (pid !== null) {
          process.kill(pid, signal);
          return pid;
        }
      } catch {
        // The process was killed a moment ago, and the id of its successor is not known yet.
      }
      await after(50);
    }
  }

  /** Kills a node and starts another in its place. */
  async killNode(which: number): Promise<void> {
    await this.nodes[which]?.stop('SIGKILL');
    this.nodes[which] = await this.cluster.node();
  }

  /** People write at both nodes during the fault; afterwards both nodes have every line that was ever shown as saved. */
  async round(t: Test, name: string, act: () => Promise<unknown>): Promise<void> {
    const before = this.nodes.map(({ at }) => at);
    await serving(name, before);
    const lines = await typing(this.cluster, before, name, act);
    t.ok(lines.size > 5, `${name}: ${lines.size} lines were saved`);
    for (const line of lines) this.#saved.add(line);
    const now = this.nodes.map(({ at }) => at);
    await serving(`after ${name}`, now);
    for (const at of now) t.same(await missing(this.cluster, this.#saved, at), [], `${name}: nothing that was shown as saved is missing`);
  }

  get saved(): number {
    return this.#saved.size;
  }
}

/** Waits until all nodes say that they can serve: a database that was killed takes seconds to come back. */
async function serving(when: string, at: readonly string[]): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await Promise.all(at.map(isReady))).every(Boolean)) {
    if (performance.now() > deadline) throw new Error(`${when}: a node does not serve`);
    await after(100);
  }
}

async function isReady(at: string): Promise<boolean> {
  const answer = await fetch(`${at}/health/ready`).catch(() => null);
  return answer?.ok === true;
}

async function open(t: Test, ...given: readonly string[]): Promise<Broken> {
  const server = await startMongo('--set', '--restart', '300', '--election', '1000', ...given);
  t.teardown(() => server.stop());
  const members = new Members(server);
  t.teardown(() => members.close());
  return new Broken(await openCluster(t, 2, server.now().url), server, members);
}

test('[ST42] [CO31] people write on while the primary is frozen for thirty seconds, is cut off and steps down', options, async (t) => {
  const broken = await open(t);
  await broken.round(t, 'frozen', async () => {
    const pid = await broken.signal('SIGSTOP', 'primary');
    await after(30_000);
    process.kill(pid, 'SIGCONT');
  });
  await broken.round(t, 'cut off', async () => {
    const primary = await broken.members.primary();
    await broken.members.cut(primary?.port ?? 0, 8);
    await after(8_000);
  });
  await broken.round(t, 'stepped down', () => broken.members.stepDown(5));
  await broken.round(t, 'afterwards', () => after(500));
});

test('[ST45] [CO30] people write on while a change stream is interrupted, refused or resumed too late', options, async (t) => {
  const broken = await open(t);
  const faults: readonly (readonly [string, Fault])[] = [
    ['interrupted', { testFault: 'fail', commands: ['getMore'], times: 10, code: 0, codeName: 'dropped' }],
    ['refused', { testFault: 'fail', commands: ['aggregate'], times: -1, code: 40573, codeName: 'Location40573' }],
    ['resumed too late', { testFault: 'fail', commands: ['getMore'], times: 10, code: 286, codeName: 'ChangeStreamHistoryLost' }],
  ];
  for (const [name, fault] of faults) {
    await broken.round(t, name, async () => {
      await broken.members.fault(fault);
      await after(4_000);
    });
    await broken.members.fault({ testFault: 'clear' });
  }
  await broken.round(t, 'afterwards', () => after(500));
});

test('[ST42] [CO31] people write on while answers are lost and majorities cannot be waited for', options, async (t) => {
  const broken = await open(t);
  await broken.round(t, 'lost answers', async () => {
    for (let n = 0; n < 8; n += 1) {
      await broken.members.fault({ testFault: 'lose-reply', commands: ['insert', 'update', 'findAndModify'], times: 2 });
      await after(400);
    }
  });
  await broken.members.fault({ testFault: 'clear' });
  await broken.round(t, 'no majority', async () => {
    for (let n = 0; n < 8; n += 1) {
      const commands = ['insert', 'update', 'findAndModify'];
      await broken.members.fault({ testFault: 'concern', commands, times: 3, code: 64, codeName: 'WriteConcernTimeout', labels: [] });
      await after(400);
    }
  });
});

test('[ST42] [CO31] [NO5] people write on while a node and the database are killed at one moment, again and again', options, async (t) => {
  const broken = await open(t);
  const kills = 12;
  for (let kill = 0; kill < kills; kill += 1) {
    await broken.round(t, `kill ${kill + 1}`, async () => {
      const frozen = broken.nodes[(kill + 1) % 2];
      if (kill % 3 === 2) frozen?.child.kill('SIGSTOP');
      await Promise.all([broken.signal('SIGKILL', kill % 2 === 0 ? 'primary' : 'server'), broken.killNode(kill % 2)]);
      await after(1_000);
      if (kill % 3 === 2) frozen?.child.kill('SIGCONT');
    });
  }
  await broken.round(t, 'afterwards', () => after(500));
  t.comment(`${2 * kills} kills: ${broken.saved} lines were shown as saved, none is missing`);
});
