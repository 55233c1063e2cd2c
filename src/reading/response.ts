import { type Consultation, plannedTo } from '../domain/consultation/consultation.ts';
import type { NetworkId } from '../domain/ids.ts';
import type { Response } from '../domain/response/response.ts';
import type { Stored } from '../store/aggregates.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';

/** The consultation a response answers. Throws `TypeError` where it is not there. */
export async function consultationOf(reader: Reader, response: Response): Promise<Consultation> {
  const consultation = await reader.aggregates.get('consultation', response.consultationId);
  if (consultation === null) throw new TypeError(`there is no consultation ${response.consultationId}`);
  return consultation.state;
}

/** The one response to a consultation; null where it was not started. */
export async function responseTo(
  reader: Reader,
  { networkId, id: consultationId }: Pick<Consultation, 'networkId' | 'id'>,
): Promise<Stored<'response'> | null> {
  const [response] = await reader.aggregates.find('response', { where: { networkId, consultationId }, limit: 1 });
  return response ?? null;
}

/** A consultation of a network, with the response to it; null where it was not started. */
export interface Answering {
  readonly consultation: Consultation;
  readonly response: Response | null;
}

/** The consultations of a network with their responses; those that close first come before the others. */
export async function consultationsOf(reader: Reader, networkId: NetworkId): Promise<readonly Answering[]> {
  const consultations = await all(reader.aggregates, 'consultation', { where: { networkId } });
  const responses = await all(reader.aggregates, 'response', { where: { networkId } });
  const answers = new Map(responses.map(({ state }) => [state.consultationId, state]));
  const found = consultations.map(({ state }) => ({ consultation: state, response: answers.get(state.id) ?? null }));
  return found.toSorted((one, other) => plannedTo(one.consultation).localeCompare(plannedTo(other.consultation)));
}
