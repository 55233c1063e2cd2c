import { make } from '../dom.ts';
import { download, saidNow, unsavedFile } from './file.ts';
import { type Left, leftIn, textOf } from './recovery.ts';
import { tellSignedOut } from './signed-out.ts';
import { DeviceStore } from './store.ts';

/**
 * Signs the member out and deletes their rows on this device (CO14). Asks first if there are unsaved words, and offers them
 * as a file. Rows of other members stay.
 */
export async function signOut(form: HTMLFormElement): Promise<void> {
  const member = form.dataset['me'] ?? '';
  const store = await DeviceStore.open(member, form.dataset['secret'] ?? '').catch(() => null);
  const kept = await store?.all().catch(() => null);
  const left = leftIn(kept?.edits ?? [], kept?.words ?? []);
  if (left.length > 0 && (await ask(left)) === 'stay') return;
  tellSignedOut(member);
  await store?.clear().catch(() => undefined);
  form.submit();
}

/** Asks in a dialog whether to sign out with unsaved words. Escape means stay. */
function ask(left: readonly Left[]): Promise<'leave' | 'stay'> {
  const dialog = make('dialog', 'cc-dialog');
  const title = make('h2', '', 'You have words that are not saved yet');
  title.id = 'unsaved-title';
  dialog.setAttribute('aria-labelledby', title.id);
  const said = make('p', 'cc-dialog__said');
  said.setAttribute('role', 'status');
  const copy = button('', 'Download them', () => {
    download(
      unsavedFile(
        left.map((one) => ({ title: one.place.title, text: textOf(one) })),
        saidNow(),
      ),
    );
    said.textContent = 'A copy is in your downloads.';
  });
  const where = left.map(({ place }) => {
    const link = make('a', '', place.title);
    link.href = place.page;
    return make('li', '', link);
  });
  const places = make('ul', 'cc-dialog__list', ...where);
  dialog.append(
    title,
    make('p', '', 'They are only on this device. Open the page where you wrote them, and they are saved within seconds:'),
    places,
    make('p', '', 'If you sign out now, they are deleted from this device.'),
    said,
  );
  document.body.append(dialog);
  const { promise, resolve } = Promise.withResolvers<'leave' | 'stay'>();
  const away = button(' cc-btn--plain cc-btn--stop', 'Sign out and delete them', () => {
    dialog.close('leave');
  });
  const stay = button(' cc-btn--plain', 'Stay', () => {
    dialog.close('stay');
  });
  // Pressing Enter out of habit must not delete anything.
  stay.autofocus = true;
  dialog.append(make('div', 'cc-dialog__do', copy, away, stay));
  dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'leave' ? 'leave' : 'stay');
  });
  dialog.showModal();
  return promise;
}

function button(look: string, label: string, act: () => void): HTMLButtonElement {
  const made = make('button', `cc-btn${look}`, label);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}
