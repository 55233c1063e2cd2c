import { test } from 'tap';
import { EpochId, MemberId, RemovalId } from '../../src/domain/ids.ts';
import { beginRemoval } from '../../src/domain/sign-off/remove.ts';
import { lockNotice } from '../../src/phrases/lock.ts';
import { at, duties, opened, start, usual } from '../support/worlds/toy.ts';

test('[CO15] while words are removed the page says so, and names nobody who could open the text', (t) => {
  const removing = {
    id: RemovalId.parse('removal-1'),
    by: MemberId.parse('nadia'),
    duties: duties('nadia'),
    reason: 'A name was pasted.',
    reasonHash: '',
    at: at(5),
    epoch: EpochId.parse('epoch-2'),
    files: [],
  };
  for (const { response } of [start(), opened(start())]) {
    const begun = beginRemoval(response, removing);
    if (!begun.ok) throw new Error(begun.detail);
    const notice = lockNotice(begun.state, usual.network, usual.members, at(6));
    t.match(notice?.text, /^Words are being removed from it for good\. Load the page again/);
    t.notMatch(notice?.text, /take it back/);
  }
  t.end();
});
