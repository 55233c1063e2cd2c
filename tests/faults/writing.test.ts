import { setImmediate } from 'node:timers/promises';
import { test } from 'tap';
import { lossesOf } from '../support/text/losses.ts';
import { Meeting } from '../support/text/random-writing.ts';

const most = 10_000;

test(
  '[TX4] [TX8] [TX12] in 10,000 random meetings of three people no character is lost, doubled or misplaced',
  { timeout: 1_500_000 },
  async (t) => {
    const first = Math.floor(Math.random() * 2 ** 31);
    t.comment(`seeds from ${first}`);
    for (let seed = first; seed < first + most; seed += 1) {
      const meeting = new Meeting(seed);
      meeting.run();
      // In one turn of the event loop nothing that the meeting used could be freed.
      await setImmediate();
      const losses = lossesOf(meeting);
      if (losses.length > 0) t.fail(`seed ${seed}: ${losses.join('; ')}\n${meeting.log.join('\n')}`);
    }
    t.pass(`${most} meetings`);
  },
);
