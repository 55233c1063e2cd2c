import type { MemberId } from '../domain/ids.ts';
import type { Role } from '../domain/network/member.ts';
import type { Instant } from '../domain/outcome.ts';
import type { Act, HandsChange, OfficeChange, RoleChange } from '../domain/round/office-change.ts';
import { formatDateTime } from '../domain/time/calendar.ts';
import { capital, followedBy, listed, sentences } from './english.ts';
import { type Cast, nameOf, officeName } from './people.ts';
import { roleWords } from './roles.ts';
import { onAt } from './rounds.ts';

/** One sentence, without a full stop, for each appointment or role that a change of office names (SO56). */
export function changeSentences(change: OfficeChange, cast: Cast): readonly string[] {
  return change.type === 'role' ? [roleSentence(change, cast)] : change.acts.map((act) => actSentence(act, change, cast));
}

/** A change of office in the words of the record. It names its own time where the entry was noted later. */
export function changeInWords(change: OfficeChange, cast: Cast, noted: Instant): string {
  const authorities = authoritiesOf(change).map((one) => `“${one}”`);
  const acts = changeSentences(change, cast);
  const authority = authorities.length === 0 ? '' : `, by authority of ${listed(authorities)}`;
  const told = `${[sentences(...acts.slice(0, -1)), acts.at(-1) ?? ''].join(' ').trim()}${authority}`;
  const zone = cast.network.timeZone;
  const when = formatDateTime(change.at, zone) === formatDateTime(noted, zone) ? '' : `. It took effect ${onAt(change.at, cast)}`;
  if (change.type === 'role') return `${told}${when}`;
  const office = capital(officeName(cast.network, change.office));
  return `${followedBy(told, `${office} before: ${holdersInWords(change.before, cast)}; after: ${holdersInWords(change.after, cast)}`)}${when}`;
}

/** The people who held an office, in words: `Ann and Bob`, or `nobody`. */
export function holdersInWords(ids: readonly MemberId[], cast: Cast): string {
  return ids.length === 0 ? 'nobody' : listed(ids.map((id) => nameOf(cast, id)));
}

/** The authorities given for a change, each once; none for a change of role. */
export function authoritiesOf(change: OfficeChange): readonly string[] {
  return change.type === 'role' ? [] : [...new Set(change.acts.map(({ authority }) => authority).filter((one) => one !== ''))];
}

function actSentence({ did, by, memberId }: Act, { office }: HandsChange, cast: Cast): string {
  const [who, post] = [nameOf(cast, memberId), officeName(cast.network, office)];
  const actor = by === null ? null : nameOf(cast, by);
  if (did === 'ended') return `${actor ?? 'Somebody'} ended the appointment of ${who} as ${post}`;
  if (did === 'appointed') return actor === null ? `${who} was appointed as ${post}` : `${actor} appointed ${who} as ${post}`;
  return `The appointment of ${who} as ${post} reached its last day${actor === null ? '' : `, as ${actor} had set it`}`;
}

function roleSentence({ by, memberId, was, now, offices }: RoleChange, cast: Cast): string {
  const [actor, name] = [nameOf(cast, by), nameOf(cast, memberId)];
  const who = offices.length === 0 ? name : `${name} (${listed(offices.map((office) => officeName(cast.network, office)))})`;
  if (now === null) return `${actor} ended the membership of ${who}`;
  if (was === null) return `${actor} brought ${who} back into the network as ${roleInWords(now)}`;
  return `${actor} changed the role of ${who} from ${roleInWords(was)} to ${roleInWords(now)}`;
}

function roleInWords(role: Role): string {
  return roleWords[role].toLowerCase();
}
