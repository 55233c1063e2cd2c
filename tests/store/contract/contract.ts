import type { Test } from 'tap';
import { aggregatesContract } from './aggregates.ts';
import { blobsAndEphemeralContract } from './blobs-and-ephemeral.ts';
import type { Driver } from './driver.ts';
import { draftsContract } from './drafts.ts';
import { durabilityContract } from './durability.ts';

/** Every rule of `docs/store.md`: a driver is one when it passes this, unchanged. */
export async function storeContract(t: Test, driver: Driver): Promise<void> {
  await t.test(`${driver.name}: aggregates`, (t) => aggregatesContract(t, driver));
  await t.test(`${driver.name}: drafts`, (t) => draftsContract(t, driver));
  await t.test(`${driver.name}: blobs and what expires`, (t) => blobsAndEphemeralContract(t, driver));
  await t.test(`${driver.name}: durability`, (t) => durabilityContract(t, driver));
}
