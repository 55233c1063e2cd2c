import type { Test } from 'tap';
import { aggregatesContract } from './aggregates.ts';
import { blobsAndEphemeralContract } from './blobs-and-ephemeral.ts';
import type { Driver } from './driver.ts';
import { draftsContract } from './drafts.ts';
import { durabilityContract } from './durability.ts';

/** Every rule of `docs/store.md`. A program that passes this suite unchanged is a driver. */
export async function storeContract(t: Test, driver: Driver): Promise<void> {
  await t.test(`${driver.name}: aggregates`, (t) => aggregatesContract(t, driver));
  await t.test(`${driver.name}: drafts`, (t) => draftsContract(t, driver));
  await t.test(`${driver.name}: blobs and expiring records`, (t) => blobsAndEphemeralContract(t, driver));
  await t.test(`${driver.name}: durability`, (t) => durabilityContract(t, driver));
}
