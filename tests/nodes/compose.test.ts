import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';

// The container files name settings, ports, commands and addresses that the code has.

const root = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, root)), 'utf8');

const Service = z.object({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  env_file: z.string().optional(),
  ports: z.array(z.string()).default([]),
  expose: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
  volumes: z.record(z.string(), z.null()).default({}),
});

function composed(name: string): z.infer<typeof Compose> {
  return Compose.parse(parse(read(name), { merge: true }));
}

/** A value as it is where nobody sets a variable: `${NAME:-default}`. */
function plain(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

const settings = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
const dockerfile = read('Dockerfile');
const port = /^EXPOSE (\d+)$/m.exec(dockerfile)?.[1] ?? '';

test('[NO1] the image starts as npm start does, on the port that it exposes, as a user of its own, and says whether it is well', (t) => {
  const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(read('package.json')));
  const command = z.array(z.string()).parse(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]'));
  t.equal(command.join(' '), scripts.start.split(' && ').at(-1));
  t.equal(readConfig({}).port, Number(port), 'the port that the service listens on where none is set');
  t.match(dockerfile, new RegExp(`fetch\\('http://127\\.0\\.0\\.1:${port}/health'\\)`));
  t.equal(dockerfile.match(/^FROM /gm)?.length, 2, 'the tools of the build stay out of the image');
  t.match(dockerfile, /^USER node$/m);
  const environment = [...dockerfile.matchAll(/([A-Z_]+)=(\S+)/g)].filter(([, name = '']) => name !== 'NODE_ENV');
  for (const [, name = '', value = ''] of environment) {
    t.ok(settings.has(name), name);
    readConfig({ [name]: value });
  }
  t.end();
});

for (const name of ['docker-compose.yml', 'docker-compose.sqlite.yml']) {
  test(`${name} sets what the service reads, and nothing else; its containers write to their volumes alone`, (t) => {
    const { services, secrets, volumes } = composed(name);
    for (const [id, service] of Object.entries(services)) {
      for (const needed of Object.keys(service.depends_on)) t.ok(services[needed], `${id} waits for ${needed}`);
      for (const secret of service.secrets) t.ok(secrets[secret], secret);
      for (const volume of service.volumes.map((one) => one.split(':')[0] ?? '').filter((one) => !one.startsWith('.')))
        t.ok(volume in volumes, `${id} uses the volume ${volume}`);
      for (const published of service.ports) t.match(published, /^127\.0\.0\.1:/, 'TLS stands in front of it');
      if (service.build === undefined) continue;
      const environment = Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, plain(value)]));
      for (const key of Object.keys(environment)) t.ok(settings.has(key), `${id}: ${key} is a setting`);
      const config = readConfig(environment);
      t.equal(String(config.port), port, 'no other port is set');
      t.ok(service.read_only, `${id} cannot write to its own image`);
      const data = /DATA_DIR=(\S+)/.exec(dockerfile)?.[1] ?? '';
      const written = [...service.tmpfs, ...service.volumes.map((one) => one.split(':')[1] ?? '')].map((one) => one.split(':')[0]);
      t.ok(written.includes(data) && written.includes('/tmp'), `${id} writes to ${data} and /tmp`);
      t.ok([...service.ports.map((one) => one.split(':').at(-1)), ...service.expose].includes(port), 'the port is open');
    }
    t.end();
  });
}

test('[NO1] [NO6] the nodes of docker-compose.yml have one secret and one database, whose members and proxy are there', (t) => {
  const { services, secrets } = composed('docker-compose.yml');
  const nodes = Object.entries(services).filter(([, { build }]) => build !== undefined);
  t.equal(nodes.length, 2);
  for (const [, { environment, secrets: given }] of nodes) {
    const config = readConfig(Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, plain(value)])));
    const members = (config.mongodb?.url ?? '').split('/')[2] ?? '';
    for (const member of ['mongo-1', 'mongo-2', 'mongo-3']) t.match(members, member);
    const set = new URLSearchParams((config.mongodb?.url ?? '').split('?')[1]).get('replicaSet') ?? 'none';
    for (const member of ['mongo-1', 'mongo-2', 'mongo-3']) t.ok(services[member]?.command?.join(' ').includes(`--replSet ${set}`), member);
    t.match(services['mongo-init']?.command?.at(-1), `_id: '${set}'`);
    t.equal(config.secretFile, `/run/secrets/${given[0] ?? ''}`);
    t.ok(secrets[given[0] ?? '']);
    t.equal(new URL(config.smtpUrl ?? '').hostname, 'mail');
    t.ok(services['mail']);
  }
  const proxy = read('deploy/nginx.conf');
  const upstream = [...proxy.matchAll(/^ {2}server (\S+?):(\d+)/gm)].map(([, host, at]) => `${host ?? ''}:${at ?? ''}`);
  t.same(
    upstream,
    nodes.map(([name]) => `${name}:${port}`),
    'the proxy knows every node',
  );
  const listens = /listen (\d+);/.exec(proxy)?.[1] ?? '';
  const published = services['proxy']?.ports[0]?.split(':') ?? [];
  t.equal(published.at(-1), listens);
  const base = plain(nodes[0]?.[1].environment['BASE_URL'] ?? '');
  t.equal(new URL(base).port, published[1], 'people reach the pages where links lead');
  t.ok(services['proxy']?.volumes[0]?.startsWith('./deploy/nginx.conf:'));
  t.end();
});
