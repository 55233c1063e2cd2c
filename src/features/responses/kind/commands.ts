import type { ConsultationId } from '../../../domain/ids.ts';
import type { Person } from '../../../domain/network/actor.ts';
import { Digest, type Refused, refused } from '../../../domain/outcome.ts';
import { type Wish, attachDocument, chooseKind, whyNotChoose } from '../../../domain/response/kind/choosing-kind.ts';
import type { Attachment } from '../../../domain/response/kind/kind.ts';
import { responseTo } from '../../../reading/response.ts';
import { changeAs } from '../../../rights/acting.ts';
import { judge } from '../../../rights/judge.ts';
import type { Services } from '../../../services.ts';
import type { Changed } from '../../../store/change.ts';
import { digestOf } from '../../../text/canonical.ts';
import { start } from '../commands.ts';

type Done = Changed<'response'> | Refused;

/** Chooses what the network does with a consultation (RK1). The choice begins the response where nobody has started it. */
export async function choose(services: Services, by: Person, consultationId: ConsultationId, wish: Wish): Promise<Done> {
  const { networkId } = by;
  const judged = await judge(services, by, { act: 'response.choose-kind', networkId });
  if (!judged.ok) return judged;
  const stored = await services.aggregates.get('consultation', consultationId);
  if (stored?.state.networkId !== networkId) return refused('not-found');
  const consultation = stored.state;
  const there = await responseTo(services, consultation);
  const refusal = whyNotChoose(there?.state ?? null, consultation, { duties: judged.duties, at: services.now() });
  if (refusal !== null) return refusal;
  const started = there === null ? await start(services, by, consultationId) : { ok: true as const, response: there };
  if (!started.ok) return started;
  const { id } = started.response.state;
  return changeAs(services, by, { act: 'response.choose-kind', kind: 'response', id }, (response, duties) =>
    chooseKind(response, wish, { consultation, duties, at: services.now(), by: by.memberId, hashOf }),
  );
}

function hashOf(words: string): Digest {
  return Digest.parse(digestOf(new TextEncoder().encode(words)));
}

/** A file whose type was found and which the scanner has passed. */
export interface Document {
  readonly name: string;
  readonly type: Attachment['type'];
  readonly bytes: Uint8Array;
}

/** Attaches the document of the body that is endorsed (RK4). Its bytes are kept before the commit that names them: an orphan is harmless. */
export async function attach(services: Services, by: Person, consultationId: ConsultationId, document: Document): Promise<Done> {
  const { networkId, memberId } = by;
  const judged = await judge(services, by, { act: 'response.choose-kind', networkId });
  if (!judged.ok) return judged;
  const stored = await services.aggregates.get('consultation', consultationId);
  const there = stored?.state.networkId === networkId ? await responseTo(services, stored.state) : null;
  if (stored === null || there === null) return refused('not-found');
  const { state: consultation } = stored;
  const { name, type, bytes } = document;
  const digest = Digest.parse(await services.blobs.put(there.state.id, bytes));
  return changeAs(services, by, { act: 'response.choose-kind', kind: 'response', id: there.state.id }, (response, duties) => {
    const at = services.now();
    const attachment = { digest, name, type, bytes: bytes.byteLength, at, by: memberId };
    return attachDocument(response, { consultation, duties, at, attachment });
  });
}
