import type { Asking } from './asking.ts';
import type { Connection } from './connection/connection.ts';
import type { Keeping } from './keeping.ts';
import type { StripAction } from './saying/saved.ts';
import type { Section } from './section/section.ts';

/** The parts of the page that remedies work on. */
interface Parts {
  readonly keeping: Keeping;
  readonly connection: Connection;
  readonly asking: Asking;
  readonly sections: readonly Section[];
}

/** What a person can do about words of this page that are not saved. */
export class Remedies {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The last edit of this page can be undone. */
  get canUndo(): boolean {
    return this.#undoable() !== null;
  }

  /** Does what a button of the strip says. */
  act(action: StripAction): void {
    const { keeping, connection, asking } = this.#parts;
    if (action === 'download') keeping.download();
    if (action === 'undo' && this.#undoable()?.editor?.commands.undo() === true) connection.connectWithoutUndone();
    if (action === 'reload') {
      keeping.giveUp();
      location.reload();
    }
    if (action === 'retry') {
      void asking.ask();
      connection.connect();
    }
  }

  #undoable(): Section | null {
    const { keeping, sections } = this.#parts;
    const last = sections.find((section) => section.id === keeping.keeper.lastSection);
    return last?.editor?.can().undo() === true ? last : null;
  }
}
