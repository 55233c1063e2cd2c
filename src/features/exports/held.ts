import type { HeldBox } from '../../domain/evidence/quoting.ts';
import { Snapshot } from '../../domain/response/snapshot.ts';
import { type Response, approvedRound } from '../../domain/response/response.ts';
import { judgeBoxes } from '../../reading/evidence.ts';
import { readBlob } from '../../reading/snapshot.ts';
import type { Reader } from '../../store/reader.ts';

/** The boxes of a stored text that may not go out now (EV4). Bytes that are no snapshot have none: the other checks refuse them. */
export async function heldIn(reader: Reader, response: Pick<Response, 'id' | 'networkId'>, bytes: Uint8Array): Promise<readonly HeldBox[]> {
  const snapshot = Snapshot.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  const sections = snapshot.success ? snapshot.data.sections : [];
  const boxes = sections.map(({ id, blocks }) => [id, blocks] as const);
  return (await judgeBoxes(reader, response, boxes)).held;
}

/** True if a stored text quotes evidence that was withdrawn or restricted since: no document is made of it, not even a draft (EV11). */
export async function quotesRestricted(reader: Reader, response: Pick<Response, 'id' | 'networkId'>, bytes: Uint8Array): Promise<boolean> {
  return (await heldIn(reader, response, bytes)).some(({ because }) => because === 'restricted' || because === 'withdrawn');
}

/** True if a box of the approved text holds its final document (EV11). Bytes that are gone or damaged hold nothing here. */
export async function isHeld(reader: Reader, response: Response): Promise<boolean> {
  const round = approvedRound(response);
  const bytes = round === null ? null : await readBlob(reader, response.id, round.digest);
  return bytes !== null && bytes !== 'damaged' && (await heldIn(reader, response, bytes)).length > 0;
}
