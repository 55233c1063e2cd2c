import * as Y from 'yjs';
import { currentQuestions } from '../src/domain/consultation/consultation.ts';
import type { Block } from '../src/domain/consultation/section.ts';
import { inTodaysForm } from '../src/drafts/convert.ts';
import { openDraft } from '../src/text/read.ts';
import { writeBlocks } from '../src/text/write.ts';
import { RawClient } from '../tests/support/live/raw-client.ts';
import { openWorld, type World } from '../tests/support/worlds/service.ts';
import { base, person } from '../tests/support/worlds/signed-off.ts';

// node bench/lock.ts — the time from pressing *Lock the text* to the page that says so, in milliseconds, for a response whose answers
// are nearly as long as they may be: alone, with ten people who have it open, with one of them frozen, and on a disk that takes its time.

interface Row {
  readonly name: string;
  readonly people: number;
  readonly frozen: boolean;
  /** The time of one commit of the store on a busy disk, in milliseconds; 0 leaves the store as it is. */
  readonly disk: number;
}

const rows: readonly Row[] = [
  { name: 'nobody has it open', people: 0, frozen: false, disk: 0 },
  { name: 'ten people', people: 10, frozen: false, disk: 0 },
  { name: 'ten, one out of reach', people: 10, frozen: true, disk: 0 },
  { name: 'the same, 100 ms a commit', people: 10, frozen: true, disk: 100 },
  { name: 'the same, 250 ms a commit', people: 10, frozen: true, disk: 250 },
];
const writing: ReadonlySet<string> = new Set(['seal', 'begin', 'append', 'appendAfter', 'setAside', 'commit', 'reacted', 'put', 'claim']);
const words = 'kinship care in our region is a matter of many words and more';
const line: Block = { type: 'paragraph', content: [{ type: 'text', text: words, marks: [] }] };

console.log('                              POST    page   together   trips to the store');
for (const row of rows) console.log(await measured(row));

async function measured({ name, people, frozen, disk }: Row): Promise<string> {
  const endings: (() => unknown)[] = [];
  const world = await openWorld({ teardown: (act) => endings.push(act) });
  await fill(world);
  const clients = await open(world, people);
  if (frozen) clients[0]?.socket.pause();
  const nadia = await person(world, 'nadia-farrow');
  const { body } = await nadia.get(`${base}/checks`);
  const acknowledged = [...body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  await world.worker.settle();
  const trips = countTrips(world, disk);
  const pressed = performance.now();
  const { status, location } = await nadia.post(`${base}/checks`, { acknowledged, reason: 'It is right.' });
  const posted = performance.now();
  if (status !== 303) throw new Error(`${name}: ${status}`);
  await nadia.get(location);
  const shown = performance.now();
  const count = trips();
  for (const client of clients) await client.cut();
  for (const end of endings) await end();
  const times = [posted - pressed, shown - posted, shown - pressed].map((ms) => ms.toFixed(0).padStart(7));
  return `${name.padEnd(27)}${times.join(' ')} ${String(count).padStart(12)}`;
}

/** Writes in every answer as many words as nine tenths of its limit, at most 2,000. */
async function fill({ services }: World): Promise<void> {
  const [response, consultation] = await Promise.all([
    services.aggregates.get('response', 'send-review'),
    services.aggregates.get('consultation', 'send-review'),
  ]);
  if (response === null || consultation === null) throw new Error('the demonstration has no response');
  const { epoch } = await inTodaysForm(services, response.state);
  const key = { draft: response.id, epoch };
  for (const [index, { id, wordLimit, characterLimit }] of currentQuestions(consultation.state).questions.entries()) {
    const log = await services.drafts.load(key);
    if (log === null) throw new Error('there is no draft');
    const document = openDraft(log);
    const before = Y.encodeStateVector(document);
    const most = Math.min(2_000, (wordLimit ?? Infinity) * 0.9, ((characterLimit ?? Infinity) * 0.9 * 13) / words.length);
    writeBlocks(document, id, new Array<Block>(Math.floor(most / 13)).fill(line));
    await services.drafts.append(key, { node: 'bench', seq: index + 1, update: Y.encodeStateAsUpdate(document, before), authors: {} });
    document.destroy();
  }
}

async function open(world: World, people: number): Promise<readonly RawClient[]> {
  const response = await world.services.aggregates.get('response', 'send-review');
  if (response === null) throw new Error('the demonstration has no response');
  const { networkId, epoch } = response.state;
  const url = `${world.url.replace('http', 'ws')}/live/send-review/${epoch}`;
  const members = await world.services.aggregates.find('member', { where: { networkId, role: 'lead' }, limit: people || 1 });
  const clients: RawClient[] = [];
  for (const { id } of members.slice(0, people)) {
    const browser = await person(world, id);
    const client = new RawClient({ url, headers: { cookie: browser.cookies(), origin: world.url } });
    await client.synced();
    clients.push(client);
  }
  return clients;
}

type Port = Record<string, (...given: unknown[]) => unknown>;
interface Asked {
  readonly act: () => unknown;
  readonly writes: boolean;
  readonly answer: PromiseWithResolvers<unknown>;
}

/**
 * Puts a queue before the store, as its thread has one: operations that wait are done together, and a commit among them takes `disk`
 * ms. Answers how to ask for the number of such turns.
 */
function countTrips({ services }: World, disk: number): () => number {
  let queue: Asked[] = [];
  let turns = 0;
  let isBusy = false;
  const work = async (): Promise<void> => {
    isBusy = true;
    for (let turn = queue; turn.length > 0; turn = queue) {
      queue = [];
      turns += 1;
      const done = await Promise.allSettled(
        turn.map(
          ({ act }) =>
            new Promise((resolve) => {
              resolve(act());
            }),
        ),
      );
      if (disk > 0 && turn.some(({ writes }) => writes)) await new Promise((resolve) => setTimeout(resolve, disk));
      done.forEach((result, index) => {
        if (result.status === 'fulfilled') turn[index]?.answer.resolve(result.value);
        else turn[index]?.answer.reject(result.reason);
      });
    }
    isBusy = false;
  };
  for (const port of [services.drafts, services.aggregates, services.blobs, services.ephemeral] as unknown as Port[]) {
    for (const [name, act] of Object.entries(port)) {
      port[name] = (...given) => {
        const answer = Promise.withResolvers<unknown>();
        queue.push({ act: () => Reflect.apply(act, port, given), writes: writing.has(name), answer });
        if (!isBusy) queueMicrotask(() => (isBusy ? undefined : void work()));
        return answer.promise;
      };
    }
  }
  return () => turns;
}
