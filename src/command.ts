import { StoreFailed, StoreInUse, StoreNewer, StoreUnavailable } from './store/store.ts';

/** An error that an operator can act on: the message is one line with the fault and the remedy. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

const forOperators = [OperatorError, StoreFailed, StoreInUse, StoreNewer, StoreUnavailable];

/** Runs the service or a command. An error that an operator can act on is printed as one line, any other whole; both exit with 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isForOperators = error instanceof Error && forOperators.some((known) => error instanceof known);
    process.stderr.write(`${error instanceof Error ? (isForOperators ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
    process.exitCode = 1;
  }
}
