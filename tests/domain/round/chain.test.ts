import { test } from 'tap';
import type { People } from '../../../src/domain/round/chain.ts';
import { firstAsked } from '../../../src/domain/round/chain.ts';
import { at, post, posts, usual } from '../../support/worlds/toy.ts';

const first = (people: People): string => {
  const link = firstAsked(people, at(0));
  return link === null ? 'nobody' : `${link.office.id}: ${link.holders.join(' ')}`;
};

test('[SO3] the first office with a person who can be asked is asked first', (t) => {
  t.equal(first(usual), 'chair: joan');
  t.equal(first(posts(post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('ali', 'sponsor'))), 'vice-chair: vic sam');
  t.equal(
    first(posts(post('joan', 'chair'), post('vic', 'vice-chair'), post('joan', 'sponsor'))),
    'vice-chair: vic',
    'a chair who is the sponsor too is asked as sponsor',
  );
  t.equal(first(posts(post('joan', 'chair', '2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'))), 'nobody');
  t.end();
});
