import { test } from 'tap';
import { typeUntilKilled } from '../support/live-process.ts';

const rounds = 25;

test('[CO12] kill -9 and freezes, many times over: nothing that was shown as saved is ever missing', async (t) => {
  t.setTimeout(600_000);
  let [typed, saved] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const frozen = round % 3 === 2 ? 50 + 20 * round : 0;
    const killed = await typeUntilKilled(t, 40 + 47 * round, frozen);
    t.same([...killed.missing, ...killed.lost], [], `round ${round}`);
    typed += killed.typed;
    saved += killed.saved;
  }
  t.comment(`typed ${typed}, shown as saved before the kill ${saved}`);
  t.ok(saved > rounds * 20);
});
