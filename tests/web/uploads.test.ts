import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'tap';
import type { Visitor } from '../support/visitor.ts';
import { openWorld, type World } from '../support/worlds/service.ts';
import { base, person } from '../support/worlds/signed-off.ts';

// A body is read only from a person who may send it, and only up to a total size.

const boundary = 'a-boundary-of-this-test';
const mb = 1024 * 1024;
const into = `${base}/questions/import`;
const submission = `${base}/submission`;

/** One part of a body: a text, or a file of zeros. */
interface Part {
  readonly name: string;
  readonly value: string | { readonly bytes: number };
}

/** A multipart body that is made while it is sent, so that no process holds it whole. */
function* bodyOf(parts: Iterable<Part>): Generator<Buffer> {
  const chunk = Buffer.alloc(mb / 4, 'x');
  for (const { name, value } of parts) {
    const file = typeof value === 'string' ? '' : '; filename="a.pdf"';
    yield Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`);
    if (typeof value === 'string') yield Buffer.from(value);
    else for (let sent = 0; sent < value.bytes; sent += chunk.byteLength) yield chunk.subarray(0, value.bytes - sent);
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

interface Sent {
  readonly status: number;
  readonly body: string;
}

/** Posts a body over a socket; `length` is the Content-Length, and null sends none. */
async function post(
  world: World,
  browser: Visitor,
  path: string,
  body: Iterable<Buffer>,
  more: { readonly length?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Sent> {
  const sending = request(`${world.url}${path}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      cookie: browser.cookies(),
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...(more.length === undefined ? {} : { 'content-length': String(more.length) }),
      ...more.headers,
    },
  });
  const answered = new Promise<Sent>((resolve, reject) => {
    sending.on('response', (answer) => {
      text(answer).then((said) => {
        resolve({ status: answer.statusCode ?? 0, body: said });
      }, reject);
    });
    sending.on('error', reject);
  });
  const sent = pipeline(Readable.from(body), sending).catch(() => undefined);
  const answer = await answered.catch(() => ({ status: 0, body: '' }));
  sending.destroy();
  await sent;
  return answer;
}

function tokenOf(page: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

async function tokenFor(browser: Visitor): Promise<string> {
  return tokenOf((await browser.get('/you')).body);
}

function* many(token: string, count: number, bytes: number): Generator<Part> {
  yield { name: '_csrf', value: token };
  const value = 'x'.repeat(bytes);
  for (let n = 0; n < count; n += 1) yield { name: `e${n}.text`, value };
}

async function grownBy(act: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 20);
  await act();
  clearInterval(watch);
  return most / mb;
}

test('[SE2] 400 fields of 5 MB are refused from every sender, and kept nowhere', async (t) => {
  const world = await openWorld(t);
  const senders = [
    { who: 'gideon-marsh-north-downs', path: into, status: 404, why: 'a reader of another network' },
    { who: 'gideon-marsh-north-downs', path: '/consultations/childrens-homes/questions/import', status: 403, why: 'a reader of this one' },
    { who: 'daniel-rowntree', path: submission, status: 403, why: 'a member, and a receipt' },
    { who: 'nadia-farrow', path: into, status: 413, why: 'the coordinator' },
    { who: 'nadia-farrow', path: submission, status: 413, why: 'the coordinator, and a receipt' },
  ];
  for (const { who, path, status, why } of senders) {
    const browser = await person(world, who);
    const token = await tokenFor(browser);
    const whole = 400 * 5 * mb;
    for (const length of [whole, undefined]) {
      let answer: Sent = { status: 0, body: '' };
      const grown = await grownBy(async () => {
        answer = await post(world, browser, path, bodyOf(many(token, 400, 5 * mb)), length === undefined ? {} : { length });
      });
      // An endless body without a length is cut off, and so is its answer.
      t.ok(
        answer.status === status || (answer.status === 0 && length === undefined && status === 413),
        `${why}, ${length === undefined ? 'counted' : 'declared'}`,
      );
      t.ok(grown < 150, `${why}: ${Math.round(grown)} MB`);
    }
  }
});

/** Sends only these bytes, and answers the status that the server returns without waiting for more. */
async function begin(
  world: World,
  browser: Visitor,
  path: string,
  first: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: Promise<number>; end(): void; stop(): void }> {
  const sending = request(`${world.url}${path}`, {
    method: 'POST',
    headers: { cookie: browser.cookies(), 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
  });
  const status = new Promise<number>((resolve, reject) => {
    sending.on('error', reject).on('response', (answer) => {
      resolve(answer.resume().statusCode ?? 0);
    });
  });
  status.catch(() => undefined);
  sending.flushHeaders();
  await new Promise((resolve) => sending.write(first, resolve));
  return {
    status,
    end: () => void sending.end(`\r\n--${boundary}--\r\n`),
    stop: () => void sending.destroy(),
  };
}

const field = (name: string, value: string): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const open = (name: string): string => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nx`;

test('[SE1] network, role and token are judged before a body has arrived', async (t) => {
  const world = await openWorld(t);
  const cases = [
    { who: 'gideon-marsh-north-downs', path: into, status: 404, why: 'another network' },
    { who: 'daniel-rowntree', path: into, status: 403, why: 'a member who may not edit' },
    { who: 'daniel-rowntree', path: submission, status: 403, why: 'a member who may not record' },
    { who: 'nadia-farrow', path: into, status: 403, headers: { 'x-csrf-token': 'another' }, why: 'a wrong token by header' },
    { who: 'nadia-farrow', path: into, status: 403, first: field('source', '[]'), why: 'a first field that is no token' },
    { who: 'nadia-farrow', path: into, status: 403, first: field('_csrf', 'another'), why: 'a wrong token as the first field' },
  ];
  for (const { who, path, status, headers = {}, first = '', why } of cases) {
    const upload = await begin(world, await person(world, who), path, `${first}${open('source')}`, headers);
    t.equal(await upload.status, status, why);
    upload.stop();
  }
});

test('[SE1] a form that is sent without JavaScript has its token first, and a script may send it as a header', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const page = (await nadia.get(into)).body;
  const form = /<form[^>]*multipart[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  t.match(/<(?:input|textarea|select|button)\b[^>]*>/.exec(form)?.[0], / name="_csrf"/);
  const token = tokenOf(page);
  const parts = [{ name: 'source', value: '{' }];
  t.equal((await post(world, nadia, into, bodyOf([{ name: '_csrf', value: token }, ...parts]))).status, 400, 'read, and found broken');
  t.equal((await post(world, nadia, into, bodyOf(parts), { headers: { 'x-csrf-token': token } })).status, 400, 'read as well');
  const twice = bodyOf([{ name: '_csrf', value: token }, ...parts, { name: '_csrf', value: token }]);
  t.equal((await post(world, nadia, into, twice)).status, 403, 'two tokens');
});

test('[SE2] one field of an upload may be as large as a file; the others are small, and few', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const csrf = { name: '_csrf', value: await tokenFor(nadia) };
  const statusOf = async (parts: readonly Part[]): Promise<number> => (await post(world, nadia, into, bodyOf([csrf, ...parts]))).status;
  const questions = JSON.stringify([{ number: '1', text: 'Why?' }]).padEnd(4 * mb);
  t.equal(await statusOf([{ name: 'source', value: questions }]), 200, 'the pasted source');
  t.equal(await statusOf([{ name: 'source', value: questions.padEnd(5 * mb + 1) }]), 413, 'and not larger');
  t.equal(await statusOf([{ name: 'file', value: { bytes: 6 * mb } }]), 413, 'a file');
  t.equal(await statusOf([{ name: 'e1.text', value: 'x'.repeat(100_000) }]), 413, 'any other field');
  t.equal(await statusOf(Array.from({ length: 6_000 }, (_, n) => ({ name: `e${n}.text`, value: 'x' }))), 413, 'fields');
  t.equal(await statusOf(['a', 'b'].map((name) => ({ name, value: { bytes: 10 } }))), 413, 'files');
  t.equal(await statusOf([{ name: '__proto__', value: 'x' }]), 400, 'a name of every object');
});

test('[SE3] a member sends one upload at a time', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const token = field('_csrf', await tokenFor(nadia));
  const first = await begin(world, nadia, into, `${token}${open('source')}`);
  const second = await begin(world, nadia, into, token);
  t.equal(await second.status, 429);
  second.stop();
  const gideon = await person(world, 'gideon-marsh-north-downs');
  const other = await begin(world, gideon, '/consultations/childrens-homes/questions/import', open('source'));
  t.equal(await other.status, 403, 'another member is judged as always');
  other.stop();
  first.end();
  t.equal(await first.status, 400, 'the first is read to its end');
  const broken = await begin(world, nadia, into, `${token}${open('source')}`);
  broken.stop();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const third = await begin(world, nadia, into, `${token}${open('source')}`);
  third.end();
  t.equal(await third.status, 400, 'one that broke off holds nobody up');
});
