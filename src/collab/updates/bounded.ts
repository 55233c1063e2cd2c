import { createContext, Script } from 'node:vm';

/** A synchronous act took too long and was broken off. */
export class TookTooLong extends Error {
  override name = 'TookTooLong';
}

const call = new Script('act()');
const world: { act: () => unknown } = { act: () => undefined };
const context = createContext(world);

/** An act that got less than this part of the time as processor time was slowed down by others. */
const share = 0.8;
/** A second try may take this many times as long. */
const patience = 4;

/**
 * Runs a synchronous act and breaks it off after that many milliseconds, wherever it is. Not even `finally` runs, so the
 * objects it was working on must be thrown away. If the machine was busy with something else meanwhile, `reset` makes new
 * objects, and the act is tried once more, for longer. Costs about 0.1 ms. Throws `TookTooLong`.
 */
export function bounded<Result>(milliseconds: number, act: () => Result, reset: () => void): Result {
  const before = process.threadCpuUsage();
  try {
    return brokenOffAfter(milliseconds, act);
  } catch (error) {
    const { user, system } = process.threadCpuUsage(before);
    if (!(error instanceof TookTooLong) || (user + system) / 1_000 >= share * milliseconds) throw error;
  }
  reset();
  return brokenOffAfter(patience * milliseconds, act);
}

function brokenOffAfter<Result>(milliseconds: number, act: () => Result): Result {
  const results: Result[] = [];
  world.act = () => results.push(act());
  try {
    call.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    throw isLate(error) ? new TookTooLong(`not done within ${milliseconds} ms`) : error;
  }
  return results[0] as Result;
}

// The error comes from the other context, so it is no instance of our `Error`.
function isLate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
