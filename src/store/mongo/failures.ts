import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoWriteConcernError,
} from 'mongodb';

/** A write may or may not have taken effect, or another write was in its way. The operation is decided again. */
export class Undecided extends Error {
  override name = 'Undecided';
}

// Codes of a server that is starting, stopping, losing its primary, or could not wait for a majority. The operation may have run.
const passing = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  43, // CursorNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  237, // CursorKilled
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/**
 * True for a failure after which an operation is decided again: the network, an election, a majority that could not be waited
 * for. The operation may have taken effect.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof Undecided) return true;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoWriteConcernError) return true;
  if (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined) return true;
  if (!(error instanceof MongoServerError)) return false;
  return passing.has(Number(error.code)) || error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('TransientTransactionError');
}

/** True for an error of the database or its driver, as opposed to an answer of the port. */
export function isOfDatabase(error: unknown): error is Error {
  return error instanceof MongoError || error instanceof Undecided;
}

/** True where a document with this id, or another with this unique key, was there. It may be the caller's own. */
export function isDuplicate(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === 11_000;
}

/** True where a batch failed on duplicates alone, and its outcome is known. */
export function areDuplicates(error: unknown): error is MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError) || isPassing(error)) return false;
  const failed = [error.writeErrors].flat();
  return failed.length > 0 && failed.every(({ code }) => code === 11_000);
}
