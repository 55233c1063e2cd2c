import { test } from 'tap';
import { mongoFor, withoutMongo } from '../support/mongo.ts';
import { storeContract } from './contract/contract.ts';
import { onMongo } from './mongo-driver.ts';

test('on a MongoDB', { skip: withoutMongo }, async (t) => {
  const mongo = onMongo(await mongoFor(t));
  t.teardown(mongo.clear);
  await storeContract(t, mongo, ['drafts', 'durability']);
});
