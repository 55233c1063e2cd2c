import type { NetworkId } from '../../domain/ids.ts';
import { submit, whyNotSubmit } from '../../domain/document/release.ts';
import { dutiesOf, may } from '../../domain/network/access.ts';
import type { Person } from '../../domain/network/actor.ts';
import type { Member } from '../../domain/network/member.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import type { Submission } from '../../domain/response/submission.ts';
import { membersOf } from '../../reading/people.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import type { Changed } from '../../store/change.ts';
import type { Reader } from '../../store/reader.ts';
import type { UploadedFile } from '../../web/uploads.ts';

/**
 * Records that a response was sent, with its receipt. The receipt's bytes are kept before the record that names them (SO16).
 * Refuses with `invalid` where the posted sender may not be named.
 */
export async function record(
  services: Services,
  by: Person,
  responseId: string,
  given: Omit<Submission, 'receipt' | 'recordedAt'>,
  receipt: UploadedFile | null,
): Promise<Changed<'response'> | Refused> {
  const stored = await services.aggregates.get('response', responseId);
  if (stored === null) return refused('not-found');
  const { networkId } = stored.state;
  const judged = await judge(services, by, { act: 'submission.record', networkId });
  if (!judged.ok) return judged;
  const refusal = whyNotSubmit(stored.state, judged.duties, given.digest);
  if (refusal !== null) return refusal;
  const senders = await sendersIn(services, networkId);
  if (!senders.some((one) => one.id === given.by)) return refused('invalid', 'Choose who sent it.');
  const kept = receipt === null ? null : Digest.parse(await services.blobs.put(responseId, receipt.bytes));
  const file = receipt === null || kept === null ? null : { digest: kept, name: receipt.name, type: receipt.type.slice(0, 100) };
  return changeAs(services, by, { act: 'submission.record', kind: 'response', id: responseId }, (response, duties) =>
    submit(response, duties, { ...given, recordedAt: services.now(), receipt: file }),
  );
}

/** The members who can be named as the sender of a response, by name: the coordinators, and everybody in office. */
export async function sendersIn(reader: Reader, networkId: NetworkId): Promise<readonly Member[]> {
  const network = await reader.aggregates.get('network', networkId);
  if (network === null) return [];
  const members = [...(await membersOf(reader, networkId)).values()];
  return members
    .filter((member) => may('submission.send', dutiesOf(member, network.state, reader.now())))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
