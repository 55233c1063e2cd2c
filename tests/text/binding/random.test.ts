import { setImmediate } from 'node:timers/promises';
import { test } from 'tap';
import { lossesOf } from '../../support/text/losses.ts';
import { Meeting } from '../../support/text/random-writing.ts';

// `npm run test:faults` runs 10,000 more (tests/faults/writing.test.ts).
test('[TX4] [TX8] [TX12] three people write at random, and no character is lost, doubled or misplaced', async (t) => {
  for (let seed = 0; seed < 300; seed += 1) {
    const meeting = new Meeting(seed);
    meeting.run();
    // In one turn of the event loop nothing that the meeting used could be freed.
    await setImmediate();
    const losses = lossesOf(meeting);
    if (losses.length > 0) t.fail(`seed ${seed}: ${losses.join('; ')}\n${meeting.log.join('\n')}`);
  }
  t.pass('300 meetings');
});
