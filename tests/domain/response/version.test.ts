import { test } from 'tap';
import type { Instant } from '../../../src/domain/outcome.ts';
import { Version, isVersionDue, keepVersion } from '../../../src/domain/response/version.ts';
import { at, digest } from '../../support/worlds/toy.ts';

test('[CO13] while a draft is being edited, a version is due an hour after the last, or after the epoch began', (t) => {
  const rows: readonly (readonly [last: Instant | null, begun: Instant, now: Instant, due: boolean])[] = [
    [null, at(0), at(59), false],
    [null, at(0), at(60), true],
    [at(30), at(0), at(89), false],
    [at(30), at(0), at(90), true],
    [at(0), at(30), at(89), false],
    [at(0), at(30), at(90), true],
  ];
  for (const [last, begun, now, due] of rows) t.equal(isVersionDue(last, begun, now), due, `${last ?? 'none'} ${begun} ${now}`);
  t.end();
});

test('[CO13] the event of a version names its content; a version’s name is at most 80 characters', (t) => {
  const version = Version.parse({
    id: 'v1',
    networkId: 'n1',
    responseId: 'r1',
    epoch: 'e1',
    at: at(0),
    because: 'named',
    name: 'x'.repeat(80),
    by: 'nadia',
    round: 0,
    lost: null,
    kept: digest('a'),
    text: digest('b'),
    words: 12,
    covers: { node: 3 },
  });
  t.same(keepVersion(version), {
    ok: true,
    state: version,
    events: [{ type: 'VersionKept', data: { responseId: 'r1', epoch: 'e1', because: 'named', kept: digest('a'), text: digest('b') } }],
  });
  t.notOk(Version.safeParse({ ...version, name: 'x'.repeat(81) }).success);
  t.end();
});
