import type { RoomState } from '../../src/collab/protocol.ts';

/** What the page knows when it says whether the text is saved. */
export interface Facts {
  readonly may: 'write' | 'read';
  /** `locked` once the text was locked for sign-off; `replaced` once it was opened again as another draft. */
  readonly text: 'open' | 'locked' | 'replaced';
  /** `refused` where connecting again cannot help. */
  readonly link: 'joining' | 'open' | 'closed' | 'refused';
  readonly room: RoomState;
  /** The text came once, and can be written in. */
  readonly ready: boolean;
  /** Everything sent is on the server's disk. */
  readonly settled: boolean;
  /** Edits the server has not accounted for. */
  readonly waiting: number;
  /** Edits that came after the lock. */
  readonly setAside: number;
  /** An edit has waited for so long that people should know. */
  readonly overdue: boolean;
  /** Why connecting again cannot help, as a sentence; empty where it can. */
  readonly refusal: string;
  /** `reload` where what is on this page cannot be kept, so that trying again would be refused again. */
  readonly remedy: 'retry' | 'reload';
  /** The time of day of the last acknowledgement, and since when the link is down; empty where there was none. */
  readonly savedAt: string;
  readonly offlineSince: string;
}

/** A full-width strip: what happened, what it means for your text, one thing to do. */
export interface Strip {
  readonly look: 'warn' | 'lock';
  readonly title: string;
  readonly text: string;
  readonly action: 'retry' | 'reload' | 'none';
}

/** What the page says: one short line in the bar, and a strip below it where a person should read more. */
export interface Saved {
  readonly kind: 'joining' | 'saving' | 'saved' | 'offline' | 'not-saved' | 'too-late' | 'locked' | 'replaced' | 'reading';
  readonly line: string;
  /** Null where there is none; for a locked text the server says who can open it again. */
  readonly strip: Strip | null;
}

/** The truth in words (CO12, CO14): "Saved" only where the server acknowledged every edit made on this page. */
export function savedState(facts: Facts): Saved {
  if (facts.setAside > 0) return tooLate(facts);
  if (facts.text === 'replaced') return replaced(facts);
  if (facts.text === 'locked' && facts.waiting === 0) return { kind: 'locked', line: 'Locked', strip: null };
  if (facts.link === 'refused') return refused(facts);
  if (facts.link === 'closed') return offline(facts);
  if (facts.may === 'read') return { kind: 'reading', line: facts.link === 'joining' ? 'Connecting…' : 'Reading', strip: null };
  if (facts.room === 'not-saving' || facts.room === 'read-only') return notSaved(facts, 'the service cannot save at the moment');
  if (facts.settled) return { kind: 'saved', line: facts.savedAt === '' ? 'Saved' : `Saved ${facts.savedAt}`, strip: null };
  if (facts.waiting === 0) return { kind: 'joining', line: 'Connecting…', strip: null };
  return facts.overdue ? notSaved(facts, 'the service is not answering') : { kind: 'saving', line: 'Saving…', strip: null };
}

/** `1 change is`, `14 changes are`. */
function changesAre(count: number): string {
  return count === 1 ? '1 change is' : `${count.toLocaleString('en-GB')} changes are`;
}

function tooLate({ setAside }: Facts): Saved {
  const few = setAside === 1 ? '1 change of yours is' : `${setAside.toLocaleString('en-GB')} changes of yours are`;
  return {
    kind: 'too-late',
    line: 'Too late: set aside for the coordinator',
    strip: {
      look: 'warn',
      title: 'Your last words came after the text was locked.',
      text: `${few} not in the locked text. Nothing is lost: the coordinator has the words and can bring them into the next draft.`,
      action: 'reload',
    },
  };
}

function replaced({ waiting }: Facts): Saved {
  const kept = waiting === 0 ? '' : ` ${changesAre(waiting)} kept only on this page: copy your words before you load it.`;
  return {
    kind: 'replaced',
    line: 'A new draft is open',
    strip: { look: 'lock', title: 'This text was opened again.', text: `What you see here is the draft before.${kept}`, action: 'reload' },
  };
}

function refused({ refusal, remedy, waiting, may }: Facts): Saved {
  const kept = `${changesAre(waiting)} kept only on this page. Copy your words before you leave it.`;
  return {
    kind: 'not-saved',
    line: waiting === 0 ? 'Not connected' : `Not saved: ${clauseOf(refusal)}`,
    strip: {
      look: 'warn',
      title: refusal,
      text: waiting > 0 ? kept : may === 'write' ? 'Everything you wrote before that is saved.' : '',
      action: remedy,
    },
  };
}

function offline({ offlineSince, waiting, may, ready }: Facts): Saved {
  if (!ready) return unreachable;
  const title = offlineSince === '' ? 'You are offline.' : `You have been offline since ${offlineSince}.`;
  if (may === 'read') {
    return {
      kind: 'offline',
      line: 'Offline',
      strip: { look: 'warn', title, text: 'What others write shows when the connection is back.', action: 'retry' },
    };
  }
  const kept =
    waiting === 0
      ? 'Everything you wrote before that is saved. Keep writing: what you write now is kept on this page.'
      : `Keep writing. ${changesAre(waiting)} kept on this page and will go to the others when the connection is back.`;
  return {
    kind: 'offline',
    line: 'Offline: kept on this page',
    strip: { look: 'warn', title, text: `${kept} Do not close this page until it says “Saved”.`, action: 'retry' },
  };
}

const unreachable: Saved = {
  kind: 'offline',
  line: 'Not connected',
  strip: {
    look: 'warn',
    title: 'There is no connection to the service yet.',
    text: 'You can read the text as it was when this page was loaded. We keep trying; you can write as soon as it answers.',
    action: 'retry',
  },
};

function notSaved({ waiting }: Facts, because: string): Saved {
  const title =
    waiting === 0 ? `${because.charAt(0).toUpperCase()}${because.slice(1)}.` : `${changesAre(waiting)} not saved yet: ${because}.`;
  const text = 'What you write is kept on this page and we keep trying. Do not close it until it says “Saved”.';
  return { kind: 'not-saved', line: `Not saved: ${because}`, strip: { look: 'warn', title, text, action: 'none' } };
}

/** The first sentence as the end of another. */
function clauseOf(sentence: string): string {
  const first = sentence.split('. ', 1)[0]?.replace(/\.$/, '') ?? '';
  return first.charAt(0).toLowerCase() + first.slice(1);
}
