import { test } from 'tap';
import { MemberId, NetworkId, ResponseId, SlotId } from '../../../src/domain/ids.ts';
import { Person, Sitter, System } from '../../../src/domain/network/actor.ts';
import { digest } from '../../support/worlds/toy.ts';

const memberId = MemberId.parse('joan');
const networkId = NetworkId.parse('n1');

test('[AC4] events name a member by their id, and the service by itself or by the member it goes on for', (t) => {
  const seating = {
    networkId,
    responseId: ResponseId.parse('r1'),
    round: 1,
    slot: SlotId.parse('1-1-1'),
    memberId,
    digest: digest('a'),
    address: '',
  };
  const person = new Person({ id: memberId, networkId });
  const sitter = new Sitter(seating, 'code');
  t.same([person.id, person.memberId, person.networkId], ['joan', 'joan', 'n1']);
  t.same([sitter.id, sitter.networkId, sitter.assurance, sitter.seating], ['joan', 'n1', 'code', seating]);
  t.same([System.itself().id, System.onBehalfOf(memberId).id, System.itself().networkId], ['system', 'joan', null]);
  t.end();
});

test('[AC4] a posted object is no actor, and an actor turned into JSON tells nothing', (t) => {
  const posted: unknown = JSON.parse('{ "id": "joan", "memberId": "joan", "networkId": "n1" }');
  for (const Kind of [Person, Sitter, System]) t.notOk(posted instanceof Kind, Kind.name);
  t.equal(JSON.stringify([new Person({ id: memberId, networkId }), System.itself()]), '[{},{"networkId":null}]');
  t.end();
});
