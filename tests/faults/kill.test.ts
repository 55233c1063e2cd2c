import { type Test, test } from 'tap';
import { calm, type Killed, Kills, type Load, loaded } from '../support/live/killing.ts';

const rounds = 100;

/** Moments spread over what a room goes through, the same in every run. */
function momentOf(round: number): number {
  return 10 + ((round * 97) % 300);
}

async function killMany(t: Test, load: Load): Promise<void> {
  t.setTimeout(900_000);
  const kills = new Kills(t);
  const all: Killed[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const frozen = round % 10 === 9 ? 20 + 3 * round : 0;
    const killed = await kills.kill({ load, after: momentOf(round), frozen, ...(round % 10 === 0 ? { back: 'all' } : {}) });
    if (killed.missing.length + killed.lost.length > 0) t.fail(`round ${round}: ${[...killed.missing, ...killed.lost].join('; ')}`);
    all.push(killed);
  }
  const notLocked = await kills.lock();
  t.same(notLocked, [], 'the locked texts hold every line that was shown as saved');
  const sum = (count: (killed: Killed) => number): number => all.reduce((total, killed) => total + count(killed), 0);
  const lost = sum(({ missing, lost }) => missing.length + lost.length) + notLocked.length;
  t.comment(`${rounds} kills: typed ${sum(({ typed }) => typed)}, shown as saved ${sum(({ saved }) => saved)}, of these lost ${lost}`);
  t.equal(lost, 0);
  t.ok(
    all.every(({ saved }) => saved > 0),
    'each time some were saved',
  );
}

test('[CO12] a hundred kill -9 while a few people write: nothing that was shown as saved is ever missing', (t) => killMany(t, calm));

test('[CO12] a hundred kill -9 under 4,000 edits a second: nothing that was shown as saved is ever missing', (t) => killMany(t, loaded));
