import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'tap';
import { mailServerWith } from '../support/mail-server.ts';
import { operate } from '../support/operator.ts';
import { folderFor, run } from '../support/running.ts';

const doctor = (dataDir: string, settings: Readonly<Record<string, string>> = {}): ReturnType<typeof operate> =>
  operate('doctor', [], { DATA_DIR: dataDir, ...settings });

test('[OP9] the doctor finds nothing to mend while the service runs, and names what is damaged', async (t) => {
  t.setTimeout(120_000);
  const dataDir = folderFor(t);
  const service = await run(dataDir);
  t.teardown(() => service.stop('SIGKILL'));
  const mail = await mailServerWith(t, {});
  const { code, said } = await doctor(dataDir, { SMTP_URL: `smtp://${mail}`, BASE_URL: service.url });
  t.equal(code, 0, said);
  t.notMatch(said, /✗/);
  for (const line of [
    /✓ Store: \d+ records, 2 drafts/,
    /Disk: .* GB free/,
    /✓ Mail: 127/,
    /✓ Address: .* answers/,
    /✓ Documents: .*PDF/,
    /✓ Pages/,
    /✓ Scanner: none/,
  ])
    t.match(said, line);
  await service.stop('SIGTERM');
});

test('[OP9] the doctor says what to mend, and exits with 1', async (t) => {
  t.setTimeout(120_000);
  const empty = folderFor(t);
  const proxy = createServer((_request, response) => response.writeHead(502).end()).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.teardown(() => proxy.close());
  const place = proxy.address();
  const url = `http://127.0.0.1:${typeof place === 'object' && place !== null ? place.port : 0}`;
  const { code, said } = await doctor(empty, { SMTP_URL: 'smtp://127.0.0.1:9', BASE_URL: url, CLAMAV_URL: 'tcp://127.0.0.1:9' });
  t.equal(code, 1);
  t.match(said, /! Store: there is no store in the folder .*; the first start makes it/);
  t.match(said, /✗ Mail: the server did not answer/);
  t.match(said, /✗ Scanner: tcp:.* does not work, so no file is taken: /);
  t.match(said, /✗ Address: .*\/health answers 502: does the proxy/);
  t.same(readdirSync(empty), [], 'it changes nothing');

  writeFileSync(join(empty, 'concord.db'), 'not a database at all, but long enough to be looked at as one '.repeat(20));
  t.match((await doctor(empty)).said, /✗ Store: /);
  const wrong = await doctor(empty, { PORT: 'many' });
  t.equal(wrong.code, 1);
  t.match(wrong.said, /^PORT: /, 'a wrong setting is named before anything is tried');
});
