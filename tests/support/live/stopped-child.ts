import { spawnSync } from 'node:child_process';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { SharedDocument } from '../../../src/collab/updates/document.ts';
import type { Schema } from '../../../src/collab/ports.ts';
import { textSchema } from '../../../src/text/check.ts';
import { addLine } from './lines.ts';

// Deletes 10,000 single letters from a long text in one update, and is stopped for 700 ms while that update is applied.

const letters = 10_000;
const writer = new Y.Doc();
writer.clientID = 20;
addLine(writer, 'ab'.repeat(letters), 'a');
const deletions = encoding.encode((encoder) => {
  for (const number of [0, 1, writer.clientID, letters]) encoding.writeVarUint(encoder, number);
  for (let letter = 0; letter < letters; letter += 1) {
    // The marker is at clock 0.
    for (const number of [1 + 2 * letter, 1]) encoding.writeVarUint(encoder, number);
  }
});

let stops = false;

/** Has another process stop this one for 700 ms, once. */
function stopped(): void {
  stops = false;
  spawnSync('sh', ['-c', `kill -STOP ${process.pid}; sleep 0.7; kill -CONT ${process.pid}`], { stdio: 'ignore' });
}

/** Judges as the text does; this process is stopped in the midst of a judgement. */
const schema: Schema = {
  lossIn: (transaction) => textSchema.lossIn(transaction),
  judge(of) {
    const judge = textSchema.judge(of);
    return {
      whyNot(transaction) {
        if (stops) stopped();
        return judge.whyNot(transaction);
      },
    };
  },
};

const document = new SharedDocument(schema, 8_388_608, []);
document.take(Y.encodeStateAsUpdate(writer));
document.change();
stops = true;
const started = performance.now();
const { is } = document.take(deletions);
process.stdout.write(JSON.stringify({ is, waited: performance.now() - started }));
