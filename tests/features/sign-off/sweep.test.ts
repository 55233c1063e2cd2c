import { test } from 'tap';
import { ConsultationId, EpochId, MemberId, NetworkId, ResponseId } from '../../../src/domain/ids.ts';
import { addMember, EmailAddress } from '../../../src/domain/network/member.ts';
import { startResponse } from '../../../src/domain/response/response.ts';
import { lockText } from '../../../src/domain/sign-off/lock.ts';
import { sweep } from '../../../src/features/sign-off/sweep.ts';
import { membersOf } from '../../../src/reading/people.ts';
import { change, create } from '../../../src/store/change.ts';
import { openSignOffWorld, who } from '../../support/worlds/sign-off.ts';

const many = Array.from({ length: 1001 }, (_, n) => `a${String(n).padStart(4, '0')}`);

test('[SO2] a lock that was left half done is given up, though 1,001 other responses are being drafted', async (t) => {
  const world = await openSignOffWorld(t);
  const { services } = world;
  const at = services.now();
  const nobody = { blocks: [], warnings: [] };
  await change(services.aggregates, 'response', 'send-review', who.coordinator, (state) =>
    lockText(state, nobody, { acknowledged: [], reason: '', at, by: MemberId.parse(who.coordinator) }),
  );
  await Promise.all(
    many.map((id) => {
      const ids = { id: ResponseId.parse(id), networkId: NetworkId.parse('many'), consultationId: ConsultationId.parse(id) };
      return create(services.aggregates, 'response', id, 'system', startResponse({ ...ids, epoch: EpochId.parse(id), at, marking: '' }));
    }),
  );
  services.clock.forward(61_000);
  await sweep(services);
  t.equal((await world.response()).state.locking, null);
});

test('everybody in a network is found by name, however many they are', async (t) => {
  const { services } = await openSignOffWorld(t);
  const networkId = NetworkId.parse('many');
  const nadia = await services.aggregates.get('member', who.coordinator);
  if (nadia === null) throw new Error('the coordinator is not there');
  await Promise.all(
    many.map((id) => {
      const member = { ...nadia.state, id: MemberId.parse(id), networkId, email: EmailAddress.parse(`${id}@example.org`) };
      return create(services.aggregates, 'member', id, 'system', addMember(member));
    }),
  );
  t.equal((await membersOf(services, networkId)).size, 1001);
});
