import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { SharedDocument } from '../../../src/collab/updates/document.ts';
import { textSchema } from '../../../src/text/check.ts';

// Deletes 10,000 single letters from a long text in one update, and is stopped for 700 ms while that update is applied.

const letters = 10_000;
const writer = new Y.Doc();
writer.clientID = 20;
const paragraph = new Y.XmlElement('paragraph');
paragraph.insert(0, [new Y.XmlText('ab'.repeat(letters))]);
writer.getXmlFragment('section:a').insert(0, [paragraph]);
const deletions = encoding.encode((encoder) => {
  for (const number of [0, 1, writer.clientID, letters]) encoding.writeVarUint(encoder, number);
  for (let letter = 0; letter < letters; letter += 1) {
    for (const number of [2 + 2 * letter, 1]) encoding.writeVarUint(encoder, number);
  }
});

const document = new SharedDocument(textSchema, 8_388_608, []);
document.take(Y.encodeStateAsUpdate(writer));
document.change();
const stopper = spawn('sh', ['-c', `echo; sleep 0.02; kill -STOP ${process.pid}; sleep 0.7; kill -CONT ${process.pid}`]);
await once(stopper.stdout, 'data');
const started = performance.now();
const { is } = document.take(deletions);
process.stdout.write(JSON.stringify({ is, waited: performance.now() - started }));
