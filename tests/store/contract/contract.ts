import type { Test } from 'tap';
import { aggregatesContract } from './aggregates.ts';
import { blobsAndEphemeralContract } from './blobs-and-ephemeral.ts';
import type { Driver } from './driver.ts';
import { draftsContract } from './drafts.ts';
import { durabilityContract } from './durability.ts';
import { spoiledContract } from './spoiled.ts';

type Part = 'aggregates' | 'drafts' | 'blobs and expiring records' | 'durability' | 'spoiled data';

const all: readonly Part[] = ['aggregates', 'drafts', 'blobs and expiring records', 'durability', 'spoiled data'];

/**
 * Every rule of `docs/store.md`. A program that passes this suite unchanged is a driver. A slow driver runs its parts in several
 * files.
 */
export async function storeContract(t: Test, driver: Driver, parts: readonly Part[] = all): Promise<void> {
  const { durable } = driver;
  const suites: Readonly<Record<Part, (t: Test) => Promise<void>>> = {
    aggregates: (t) => aggregatesContract(t, driver),
    drafts: (t) => draftsContract(t, driver),
    'blobs and expiring records': (t) => blobsAndEphemeralContract(t, driver),
    durability: (t) => durabilityContract(t, driver),
    'spoiled data': (t) => (durable === null ? Promise.resolve() : spoiledContract(t, durable)),
  };
  for (const part of parts) await t.test(`${driver.name}: ${part}`, suites[part]);
}
