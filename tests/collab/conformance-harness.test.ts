import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'tap';
import { WebSocketServer } from 'ws';

// The conformance suite as somebody runs it on a server of their own.

interface Outcome {
  readonly code: number;
  readonly output: string;
  /** The checks that failed, innermost first. */
  readonly failed: readonly string[];
}

function conformance(environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const file = 'tests/collab/conformance/conformance.test.ts';
  const env = { ...process.env, ...environment, TAP: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { env }, (error, output) => {
      const failed = output.split('\n').filter((line) => /^ *not ok/.test(line));
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output, failed: failed.map((line) => line.trim()) });
    });
  });
}

const nowhere = 'ws://127.0.0.1:9/';

test('a server that cannot start is reported as that, and no case is blamed', async (t) => {
  for (const [command, why] of [
    ['node --eval process.exit(3)', /the server does not start: node --eval process\.exit\(3\) ended with code 3/],
    ['no-such-program', /the server does not start: spawn no-such-program ENOENT/],
  ] as const) {
    const { code, output, failed } = await conformance({ CONFORMANCE_URL: nowhere, CONFORMANCE_COMMAND: command });
    t.not(code, 0);
    t.match(output, why);
    t.equal(failed.length, 2, 'one check, and the suite');
    t.notMatch(output, /\[CO\d+\]/, 'no case');
  }
});

test('a case that is not done in time counts once, and the next one is run', async (t) => {
  // A server that opens every connection and says nothing.
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  const { output, failed } = await conformance({
    CONFORMANCE_URL: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    CONFORMANCE_ONLY: 'newcomer',
    CONFORMANCE_PATIENCE: '300',
  });
  const cases = /^ +1\.\.(\d+)$/m.exec(output) === null ? [] : [...output.matchAll(/^ {4}not ok \d+ - \[CO\d+\]/gm)];
  t.ok(cases.length > 1, `${cases.length} cases`);
  const late = failed.filter((line) => line.includes('not done within 0.3 s'));
  t.equal(late.length, cases.length, 'each once');
  t.equal(failed.length, 2 * cases.length + 1, 'a check for each, each case, and the suite');
});
